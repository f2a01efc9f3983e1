"""A drill's figures, some rows a weather: what was lost, by its kind, what came twice, and how it was borne."""

from typing import Any

from bench.report import line
from bench.weather.drill import BUSY, PEAK, Result


def report(result: Result) -> None:
    """Print a weather's rows."""
    weather = result.weather
    name = f"weather.{weather.name.replace(', ', '_').replace(' ', '_')}"
    if result.skipped:
        line(f"{name}.skipped", 1, "weather", "nothing", None, 1, why=result.skipped)
        return
    more: dict[str, Any] = {"lasted": round(result.lasted, 1)}
    if result.shortened:
        more["shortened"] = result.shortened
    for what, count in result.lost.items():
        line(f"{name}.lost.{what}", count, what, "limit", None, 1, limit=0, **more)
    for what, count in result.twice.items():
        line(f"{name}.twice.{what}", count, what, "limit", None, 1, limit=0, **more)
    line(f"{name}.doubled", result.doubled, "messages", "limit", None, 1, limit=weather.doubled, **more)
    line(f"{name}.died", int(result.died), "processes", "limit", None, 1, limit=0, **more)
    line(f"{name}.requests", result.per_second, "requests/s", "limit", None, 1, limit=weather.per_second, **more)
    line(f"{name}.requests.worst", result.peak, "requests/s", "limit", None, 1, limit=PEAK, **more)
    line(f"{name}.busy", result.busy, "processors", "limit", None, 1, limit=BUSY, **more)
    line(f"{name}.log", len(result.said), "lines", "limit", None, 1, limit=weather.lines, says=result.told(), **more)
    line(f"{name}.over_in", result.over, "s", "nothing", None, 1, **more)
