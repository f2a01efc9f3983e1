"""The alert rules: each is well-formed, speaks of figures that there are, and says what to do."""

import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.metrics import SILENT_FOR, UNSTORED_FOR, Metrics
from bot.schedule import TICKS

FILE = Path(__file__).parents[2] / "docs" / "alerts.yml"
[GROUP] = yaml.safe_load(FILE.read_text(encoding="utf-8"))["groups"]
RULES: list[dict[str, Any]] = GROUP["rules"]
OF_PROMETHEUS = {"up"}
FUNCTIONS = {"rate", "increase", "histogram_quantile", "sum", "max"}
WORDS = {"by", "without", "and", "or", "unless", "ignoring", "offset"}
TOKENS = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?(?![\w.]))|(?P<range>\[\d+[smhd]\])|(?P<time>\d+[smhd]\b)
    |(?P<labels>\{[a-z_]+(?:=~|=|!=)"[^"]*"(?:,\s*[a-z_]+(?:=~|=|!=)"[^"]*")*\})
    |(?P<name>[a-z_]\w*)|(?P<sign>==|[<>()*,/+-]))""",
    re.VERBOSE,
)
OPERATORS = {"==", "<", ">", "*", "/", "+", "-", "and", "or", "unless"}


def tokens(expression: str) -> list[tuple[str, str]]:
    """The expression taken apart. Fails where something is no PromQL that these rules use."""
    found, at = [], 0
    while at < len(expression.rstrip()):
        match = TOKENS.match(expression, at)
        assert match, f"not understood: {expression[at:]!r}"
        found.append((str(match.lastgroup), match[0].strip()))
        at = match.end()
    return found


def exposed() -> dict[str, set[str]]:
    """Every name of a figure with its labels, as /metrics shows them."""
    metrics = Metrics()
    for work, seconds in TICKS:
        metrics.expect(work.__name__, seconds)
    metrics.updates.labels("message", "handled").inc()
    metrics.expect_updates()
    metrics.expect_jobs(lambda: 0.0)
    metrics.look(datetime(2026, 1, 5, tzinfo=UTC))
    return {
        sample.name: set().union(*(s.labels for s in family.samples if s.name == sample.name))
        for family in metrics.registry.collect()
        for sample in family.samples
    }


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_a_rule_names_figures_that_there_are(rule: dict[str, Any]) -> None:
    known, said = exposed(), tokens(rule["expr"])
    names = [word for kind, word in said if kind == "name" and word not in FUNCTIONS | WORDS]
    labels_alone = re.findall(r"(?:by|without|ignoring) \(([\w, ]+)\)", rule["expr"])
    grouped = {label for labels in labels_alone for label in labels.split(", ")}
    assert {name for name in names if name not in grouped} <= set(known) | OF_PROMETHEUS
    for name, labels in re.findall(r"(shuanglian_\w+)\{([^}]*)\}", rule["expr"]):
        assert set(re.findall(r"(\w+)(?:=~|!=|=)", labels)) <= known[name]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_an_expression_is_well_formed(rule: dict[str, Any]) -> None:
    said = tokens(rule["expr"])
    depth = 0
    for (_, before), (_, word) in zip([("", "("), *said], [*said, ("", ")")], strict=True):
        depth += (before == "(") - (before == ")")
        assert depth >= 0
        assert not (before in OPERATORS and word in OPERATORS - {"-"}), f"{before} {word}"
    assert rule["expr"].count("(") == rule["expr"].count(")")
    for number, (kind, word) in enumerate(said):
        if kind == "range":
            assert said[number - 1][0] in ("name", "labels"), "a range belongs to a figure"
        if word in ("rate", "increase"):
            inside = rule["expr"].split(word, 1)[1]
            assert re.match(r"\([\w]+(\{[^}]*\})?\[\d+[smhd]\]\)", inside), f"{word} needs a range"
    assert any(word in (">", "<", "==") for _, word in said), "an alert compares"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_a_rule_says_what_happened_and_what_to_do(rule: dict[str, Any]) -> None:
    assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
    assert rule["labels"]["severity"] in ("page", "ticket")
    assert rule["annotations"]["summary"].endswith(".")
    assert rule["annotations"]["mend"].endswith(".")
    assert re.fullmatch(r"\d+[smhd]", rule.get("for", "1m"))


def test_counters_are_only_looked_at_by_their_growth() -> None:
    counters = [name for name in exposed() if name.endswith("_total") and name.startswith("shuanglian")]
    for rule in RULES:
        for name in counters:
            for found in re.finditer(name, rule["expr"]):
                assert re.search(r"(rate|increase)\($", rule["expr"][: found.start()])


def test_the_alert_and_the_pages_call_the_same_silence_long() -> None:
    [rule] = [rule for rule in RULES if rule["alert"] == "ShuanglianNoUpdates"]
    assert rule["expr"].startswith(f"shuanglian_telegram_silent_seconds > {SILENT_FOR:.0f} unless ")


def test_the_alert_and_the_pages_wait_as_long_for_what_can_not_be_stored() -> None:
    [rule] = [rule for rule in RULES if rule["alert"] == "ShuanglianUpdatesUnstored"]
    assert rule["expr"].startswith(f"shuanglian_updates_unstored_seconds > {UNSTORED_FOR:.0f} unless ")


@pytest.mark.promtool
def test_prometheus_takes_them() -> None:
    done = subprocess.run(["promtool", "check", "rules", FILE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
