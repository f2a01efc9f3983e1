"""What people call a row of the roster: by names, not by codes."""

from domain.roster import Book, Key, RosterRow


class Names:
    """The names of a roster's rows."""

    def __init__(self, book: Book) -> None:
        self._persons = {row.ref: row.name for row in book.persons}
        self._places = {row.code: row.name for row in book.units}
        self._places |= {row.code: row.name for row in book.stations}
        self._places |= {row.code: row.name for row in book.departments}

    def of(self, sheet: str, row: RosterRow) -> str:
        """A row's name: of a seat, an office or a link that of its persons, and where it is."""
        return self.of_key(sheet, row.key)

    def of_key(self, sheet: str, key: Key) -> str:
        """The same by the row's key."""
        if sheet == "links":
            return f"{self.person(key[1])} - {self.person(key[2])}"
        if sheet == "mandates":
            return f"{self.person(key[0])} · {self.place(key[2])}"
        if sheet == "roles":
            return f"{self.person(key[0])} · {self.place(key[2] or key[3] or key[4])}"
        return self.person(key[0]) if sheet == "persons" else self.place(key[0])

    def person(self, ref: str) -> str:
        """A person's name; the ref of one who is not there any more."""
        return self._persons.get(ref) or ref

    def place(self, code: str) -> str:
        """The name of a unit, station or department."""
        return self._places.get(code) or code
