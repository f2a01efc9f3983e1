"""Units end, as a town does that becomes a street: what belongs to one must not go on after it.

Residents choose their place among the units of today, so whatever hung on an ended one would be out of reach.
"""

from collections.abc import Iterator

from domain.roster import Book, Fault
from services.roster.whole import Whole

# Which column says to which unit a row belongs.
BELONGS = {"units": "parent", "stations": "unit", "departments": "unit", "mandates": "unit", "roles": "unit"}


def outlasting(current: Book, whole: Whole) -> Iterator[Fault]:
    """What goes on after its unit: told in its own row if that is brought, else once in the row that ends the unit."""
    over = {unit.code: unit.valid_to for unit in whole.units.values() if unit.valid_to}
    known = {unit.code: unit.valid_to for unit in current.units} if over else {}
    told: set[str] = set()
    for sheet, column in BELONGS.items() if over else ():
        for key, row in whole.rows[sheet].items():
            unit = whole.unit(getattr(row, column))
            if unit is None or unit.code not in over or row.END is None:
                continue
            last, end = over[unit.code], getattr(row, row.END)
            if end is not None and end <= last:
                continue
            if key in whole.brought[sheet]:
                facts = {"name": unit.name, "day": last.isoformat()}
                yield Fault("unit_over", sheet, row.row, column, unit.code, facts)
            elif unit.key in whole.brought["units"] and known.get(unit.code) != last and unit.code not in told:
                told.add(unit.code)
                yield Fault("unit_in_use", "units", unit.row, "valid_to", last.isoformat(), {"code": key[0]})
