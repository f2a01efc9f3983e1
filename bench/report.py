"""One JSON object a line: what was measured, against what, and on which machine."""

import json
import os
import platform
from functools import cache
from pathlib import Path
from typing import Any


@cache
def machine() -> str:
    """Processor, cores and Python of this machine."""
    names = [line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
             if line.startswith("model name")]  # fmt: skip
    return f"{names[0] if names else platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def line(name: str, value: float, unit: str, against: str, ratio: float | None, runs: int, **more: Any) -> None:
    """Print one result."""
    shown = {
        "name": name,
        "value": round(value, 3),
        "unit": unit,
        "against": against,
        "ratio": None if ratio is None else round(ratio, 3),
        "runs": runs,
        "machine": machine(),
        **more,
    }
    print(json.dumps(shown, ensure_ascii=False), flush=True)
