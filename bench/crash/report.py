"""A drill's figures, a row each: what was lost, by its kind, what came twice, and how the process ended."""

from bench.crash.drill import DOUBLED_A_KILL, STOPS_WITHIN, Result
from bench.report import line


def report(result: Result, seed: int) -> None:
    """Print a drill's rows."""
    name, verdict = f"crash.{result.way}{'' if result.kills else '.stop'}", result.verdict
    for what, count in verdict.lost.items():
        line(f"{name}.lost.{what}", count, what, "limit", None, 1, limit=0)
    for what, count in verdict.twice.items():
        line(f"{name}.twice.{what}", count, what, "limit", None, 1, limit=0)
    line(
        f"{name}.doubled",
        verdict.doubled,
        "messages",
        "limit",
        None,
        1,
        limit=DOUBLED_A_KILL * result.kills,
        of=verdict.messages,
    )
    if result.kills:
        line(f"{name}.kills", result.kills, "kills", "nothing", None, 1, moments=dict(result.killed), seed=seed)
    line(f"{name}.ended_in", result.stopped_in, "s", "limit", None, 1, limit=STOPS_WITHIN, exit_code=result.code)
