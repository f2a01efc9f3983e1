"""What is wrong with a database that takes nothing, and what the operator can do about it."""

# Words of the driver's error, and the mend: the first that fits.
MENDS: tuple[tuple[str, str], ...] = (
    ("disk is full", "Make room on the disk."),
    ("database is locked", "Another program holds the file: end it, or wait for it."),
    ("readonly", "The file may only be read: give this account the right to write it and its folder, and start again."),
    ("disk i/o error", "Look whether the disk works, has room, and may be written."),
    ("unable to open", "Look whether the file is there, and whether this account may write it and its folder."),
    ("connection", "Look whether the database server runs, and can be reached from here."),
)
ANY = "Look at the disk's space and rights, or at the database server."


def mend(error: BaseException) -> str:
    """What to do, in one sentence."""
    said = str(error).lower()
    return next((words for sign, words in MENDS if sign in said), ANY)
