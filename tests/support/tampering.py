"""What somebody would do first who wants to change the history: take away what keeps it from being changed."""

from storage.schema import Engine

GUARDS = {f"{table}_keep_{what}": table for table in ("events", "seals") for what in ("change", "removal")}


def unguarded(engine: Engine) -> list[str]:
    """The statements after which the database lets anybody change and remove rows of the history."""
    if engine == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name in GUARDS]
    return [f"DROP RULE IF EXISTS {name} ON {table}" for name, table in GUARDS.items()]
