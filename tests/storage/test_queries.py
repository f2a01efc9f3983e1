"""The contract of the `.sql` files: every query is understood by both engines, every one is used, none is missing."""

import ast
import re
import sqlite3
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import psycopg
import pytest
from aiosql.types import SQLOperationType

from storage.migrate import migrate
from storage.schema import Engine
from storage.tx import load
from storage.url import DatabaseUrl
from tests.support.city import BEGIN

FOLDER = Path(str(files("storage")))
FEATURES = sorted(path.stem for path in FOLDER.glob("*.sql") if not path.name.endswith(".postgres.sql"))


def queries(feature: str, engine: Engine) -> dict[str, Any]:
    """The named queries of a file, without the cursor that the library adds to each."""
    loaded = load(feature, engine)
    return {name: getattr(loaded, name) for name in loaded.available_queries if not name.endswith("_cursor")}


EVERY = [(feature, name) for feature in FEATURES for name in sorted(queries(feature, "sqlite"))]


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("queries") / "q.db"
    migrate(DatabaseUrl.parse(f"sqlite:///{path}"), BEGIN)
    connection = sqlite3.connect(path, isolation_level=None)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def postgresql(postgres_server: str) -> "Iterator[psycopg.Connection[Any]]":
    from tests.support import postgres

    with postgres.database(postgres_server) as url:
        migrate(DatabaseUrl.parse(url), BEGIN)
        with psycopg.connect(url, autocommit=True) as connection:
            yield connection


def declared(query: Any) -> list[str]:
    """The parameters that a query's name promises."""
    signature = query.__signature__
    return [name for name in (signature.parameters if signature else ()) if name != "self"]


@pytest.mark.parametrize(("feature", "name"), EVERY)
def test_sqlite_prepares_it(sqlite: sqlite3.Connection, feature: str, name: str) -> None:
    query = queries(feature, "sqlite")[name]
    wanted = set(re.findall(r":([a-z_]+)", re.sub(r"--[^\n]*|'[^']*'", "", query.sql)))
    assert set(declared(query)) == wanted
    sqlite.execute(f"EXPLAIN {query.sql}", dict.fromkeys(wanted))


@pytest.mark.postgres
@pytest.mark.parametrize(("feature", "name"), EVERY)
def test_postgresql_prepares_it(postgresql: "psycopg.Connection[Any]", feature: str, name: str) -> None:
    """PREPARE has the server read the statement and find out the type of every parameter."""
    query = queries(feature, "postgresql")[name]
    places = {name: f"${n}" for n, name in enumerate(declared(query), start=1)}
    text = re.sub(r"%\((\w+)\)s", lambda found: places[found[1]], query.sql).replace("%%", "%").rstrip("; \n")
    postgresql.execute(f"PREPARE it AS {text}".encode())
    postgresql.execute("DEALLOCATE it")


def test_overlays_name_only_queries_that_there_are() -> None:
    for overlay in FOLDER.glob("*.postgres.sql"):
        names = set(re.findall(r"-- name: (\w+)", overlay.read_text()))
        assert names <= set(queries(overlay.name.removesuffix(".postgres.sql"), "sqlite"))


class Uses(ast.NodeVisitor):
    """Collects which queries a wrapper asks for, and with which arguments where they are spelt out."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.patterns: set[str] = set()
        self.calls: list[tuple[str, set[str]]] = []

    def visit_Call(self, node: ast.Call) -> None:
        function = node.func
        if isinstance(function, ast.Attribute) and self._is_queries(function.value):
            self.names.add(function.attr)
            if all(keyword.arg for keyword in node.keywords):
                self.calls.append((function.attr, {str(keyword.arg) for keyword in node.keywords}))
        if isinstance(function, ast.Name) and function.id == "getattr" and self._is_queries(node.args[0]):
            parts = node.args[1].values if isinstance(node.args[1], ast.JoinedStr) else []
            self.patterns.add("".join(str(p.value) if isinstance(p, ast.Constant) else ".+" for p in parts))
        self.generic_visit(node)

    @staticmethod
    def _is_queries(node: ast.expr) -> bool:
        """`SQL(tx)`, or `sql` where it was kept under that name."""
        if isinstance(node, ast.Call):
            return isinstance(node.func, ast.Name) and node.func.id == "SQL"
        return isinstance(node, ast.Name) and node.id == "sql"


def uses(feature: str) -> Uses:
    found = Uses()
    found.visit(ast.parse((FOLDER / f"{feature}.py").read_text(encoding="utf-8")))
    return found


@pytest.mark.parametrize("feature", FEATURES)
def test_every_query_is_used_and_every_used_one_is_there(feature: str) -> None:
    there, used = set(queries(feature, "sqlite")), uses(feature)
    by_pattern = {name for name in there for pattern in used.patterns if re.fullmatch(pattern, name)}
    assert used.names - there == set(), "asked for, but not there"
    assert there - used.names - by_pattern == set(), "there, but never asked for"


@pytest.mark.parametrize("feature", FEATURES)
def test_every_call_gives_what_the_query_takes(feature: str) -> None:
    there = queries(feature, "sqlite")
    wrong = {name: given for name, given in uses(feature).calls if given != taken(there[name])}
    assert wrong == {}


def taken(query: Any) -> set[str]:
    """What a call names: the parameters, but for queries of many rows, which take these in one."""
    return set() if query.operation is SQLOperationType.INSERT_UPDATE_DELETE_MANY else set(declared(query))
