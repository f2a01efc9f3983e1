"""How far a long command is, in the terminal that waits for it."""

import contextlib
from collections.abc import Iterator

from rich import progress as bars
from rich.console import Console

from domain.roster import Progress, Step
from locales import Text
from services.roster.wording import plainly


@contextlib.contextmanager
def showing(text: Text, wanted: bool = True) -> Iterator[Progress | None]:
    """Bars that grow while an import goes on, and are gone afterwards; None where nobody watches a terminal."""
    console = Console(stderr=True)
    if not wanted or not console.is_terminal:
        yield None
        return
    columns = (bars.TextColumn("{task.description}"), bars.BarColumn(), bars.TaskProgressColumn())
    with bars.Progress(*columns, bars.TimeRemainingColumn(), console=console, transient=True) as shown:
        tasks: dict[Step, bars.TaskID] = {}

        def progress(step: Step, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = shown.add_task(plainly(text, f"roster.step.{step}"), total=total)
            shown.update(tasks[step], completed=done, total=total)

        yield progress
