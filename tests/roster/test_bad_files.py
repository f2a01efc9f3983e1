"""Bad files by the dozen: a clear error each, in both languages, nothing changed, and memory stays bounded."""

import json
import subprocess
import sys
from typing import Any

import pytest

from domain.roster import MAX_FAULTS, Fault
from locales import Text
from services.roster.checking import check
from services.roster.importing import apply
from services.roster.wording import say
from services.roster.workbook import Reading, read
from storage import roster
from storage.tx import Tx
from storage.writer import Writer
from tests.data.rosters.make import FILES, sound
from tests.roster.test_importing import NOW

# What is told of each: kinds of faults, each once.
TOLD: dict[str, set[str]] = {
    "empty.xlsx": {"empty_file"},
    "blanks.xlsx": {"empty_file"},
    "huge.xlsx": {"too_big"},
    "truncated.xlsx": {"cut_off"},
    "first-half.xlsx": {"cut_off"},
    "picture.xlsx": {"no_workbook"},
    "page.xls": {"no_workbook"},
    "paper.pdf": {"no_workbook"},
    "old.xls": {"old_format"},
    "password.xlsx": {"encrypted"},
    "letter.docx": {"no_workbook"},
    "open.ods": {"no_workbook"},
    "binary.xlsb": {"old_format"},
    "archive.zip": {"no_workbook"},
    "macros.xlsm": {"macros"},
    "no-parts.xlsx": {"damaged"},
    "broken-xml.xlsx": {"damaged"},
    "wrong-checksum.xlsx": {"damaged"},
    "many-parts.xlsx": {"too_big"},
    "bomb.xlsx": {"too_big"},
    "million-rows.xlsx": {"too_many_rows"},
    "long-tag.xlsx": {"damaged"},
    "long-cell.xlsx": {"too_long"},
    "far-row.xlsx": {"damaged"},
    "million-faults.xlsx": {"choice", "too_many_faults"},
    "entities.xlsx": {"damaged"},
    "liar.xlsx": {"damaged"},
    "strings.xlsx": {"too_big"},
    "styles.xlsx": {"too_big"},
    "wrong-sheets.xlsx": {"unknown_sheet"},
    "no-titles.xlsx": {"no_titles"},
    "no-sheets.xlsx": {"no_sheets"},
    "hidden.xlsx": {"hidden_sheet"},
    "formulas.xlsx": {"formula"},
    "merged.xlsx": {"merged"},
    "twice.xlsx": {"twice"},
    "cycle.xlsx": {"cycle"},
    "two-cities.xlsx": {"parent_street", "unknown_units"},
    "dates.xlsx": {"date", "no_such_day"},
    "no-quote.csv": {"quotes"},
    "other-table.csv": {"which_sheet"},
    "half-letters.csv": {"encoding"},
    "shortened.csv": {"shortened"},
    "bomb.zip": {"too_big"},
    "many.zip": {"too_big"},
    "million.csv": {"too_many_rows"},
}
HEAVY = (
    "huge.xlsx",
    "bomb.xlsx",
    "million-rows.xlsx",
    "long-tag.xlsx",
    "long-cell.xlsx",
    "million-faults.xlsx",
    "entities.xlsx",
    "liar.xlsx",
    "strings.xlsx",
    "styles.xlsx",
    "bomb.zip",
    "million.csv",
)
MOST_MEGABYTES = 256  # of the whole process, with a file of 20 MB and the interpreter in it
# A process begins with the peak of the one that made it, as far as getrusage knows; the kernel's own line does not.
MEASURE = """
import json, pathlib, re, sys
from services.roster.workbook import read
data = sys.stdin.buffer.read()
reading = read(data, name=sys.argv[1])
if "--marked" in sys.argv:
    from locales import Text
    from services.roster.marking import marked
    assert marked({sys.argv[1]: data}, reading, reading.faults, Text("zh"))
kinds = sorted({fault.kind for fault in reading.faults})
peak = int(re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1]) // 1024
print(json.dumps({"kinds": kinds, "faults": len(reading.faults), "megabytes": peak}))
"""


def faults_of(reading: Reading, tx: Tx) -> tuple[Fault, ...]:
    return reading.faults + check(roster.load(tx), reading.book)


def test_every_file_is_tried() -> None:
    assert set(TOLD) == set(FILES)


@pytest.mark.parametrize("name", sorted(set(FILES) - set(HEAVY)))
async def test_each_is_told_and_changes_nothing(writer: Writer, name: str) -> None:
    await writer.run(lambda tx: apply(tx, None, read(sound()).book, NOW))
    reading = read(FILES[name](), name=name)
    before = await writer.run(roster.load)
    faults = await writer.run(lambda tx: faults_of(reading, tx))
    assert {fault.kind for fault in faults} == TOLD[name]
    for fault in faults:
        zh, en = (say(fault, Text(language), reading.titles).message for language in ("zh", "en"))
        assert zh != en, fault
    if not reading.faults:
        await writer.run(lambda tx: apply(tx, None, reading.book, NOW))
    assert await writer.run(roster.load) == before


@pytest.mark.parametrize("name", HEAVY)
def test_memory_is_bounded(name: str) -> None:
    found = measured(name, FILES[name]())
    assert set(found["kinds"]) == TOLD[name]
    assert found["megabytes"] < MOST_MEGABYTES
    assert found["faults"] <= MAX_FAULTS + 1


def test_so_it_is_where_twenty_thousand_cells_are_marked() -> None:
    found = measured("million-faults.xlsx", FILES["million-faults.xlsx"](), "--marked")
    assert found["megabytes"] < MOST_MEGABYTES


def measured(name: str, data: bytes, *more: str) -> dict[str, Any]:
    """What reading a file says and costs, in a process of its own."""
    words = [sys.executable, "-c", MEASURE, name, *more]
    done = subprocess.run(words, input=data, capture_output=True, check=True, timeout=120)
    return dict(json.loads(done.stdout))
