"""The checksum at the end of a backup: a byte that changed on a disk or on the way is found before it is put back.

It is appended to the file. SQLite and `pg_restore` read no further than what they wrote, so both open the file as it
is. A backup of an older program has none, and is looked through as before.
"""

import hashlib
from pathlib import Path

from storage.contents import NoBackupError

MARK = b"\nshuanglian backup, SHA-256 of everything before this line: "
LENGTH = len(MARK) + 64 + 1  # with the hash and the end of the line
PIECES = (MARK[1:20], MARK[20:])  # one changed byte leaves one of them whole, a cut the first
AT_ONCE = 1 << 20  # bytes


def append(file: Path) -> None:
    """Write the checksum behind everything else."""
    digest = _hash(file, file.stat().st_size)
    with file.open("ab") as opened:
        opened.write(MARK + digest.encode() + b"\n")


def verify(file: Path) -> int:
    """How many bytes of it are the backup itself. Raises NoBackupError for a file that is not as it was written."""
    size = file.stat().st_size
    with file.open("rb") as opened:
        opened.seek(max(0, size - 2 * LENGTH))
        end = opened.read()
    if not any(piece in end for piece in PIECES):
        return size  # of an older program
    if end[-LENGTH:] != MARK + _hash(file, size - LENGTH).encode() + b"\n":
        raise NoBackupError(f"{file}: is damaged: it is not as it was written. Take another copy.")
    return size - LENGTH


def _hash(file: Path, count: int) -> str:
    """Of the first `count` bytes."""
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while count > 0 and (piece := opened.read(min(AT_ONCE, count))):
            digest.update(piece)
            count -= len(piece)
    return digest.hexdigest()
