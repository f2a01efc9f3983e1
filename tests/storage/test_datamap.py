"""No column of the schema holds or points to personal data without the map knowing it, and the map knows no other."""

import re

import pytest
from sqlalchemy import create_engine, inspect
from sqlalchemy.engine.reflection import Inspector

from domain.datamap import ALL, CODES, IMPERSONAL, MAP, declared
from storage.migrate import migrate
from storage.url import DatabaseUrl
from tests.support.city import BEGIN

# What points to somebody, whether or not the schema says so.
ROLES = "person|author|actor|sender|officer|resident|representative|user|on_behalf_of"
POINTS = re.compile(rf"(^|_)({ROLES})(_id|$)|address|_by$")


@pytest.fixture
def schema(database_url: str) -> Inspector:
    url = DatabaseUrl.parse(database_url)
    migrate(url, BEGIN)
    return inspect(create_engine(url.for_sqlalchemy()))


def personal(schema: Inspector, table: str) -> set[str]:
    """The columns of a table that may hold or point to something of somebody."""
    keys = schema.get_foreign_keys(table)
    found = {column for key in keys if key["referred_table"] in ("persons", "accounts")
             for column in key["constrained_columns"]}  # fmt: skip
    for column in schema.get_columns(table):
        if "TEXT" in str(column["type"]).upper() or POINTS.search(column["name"]):
            found.add(column["name"])
    return found


def test_every_column_is_declared(schema: Inspector) -> None:
    missing = []
    for table in schema.get_table_names():
        known = declared(table)
        if known is not None:
            missing += [f"{table}.{column}" for column in sorted(personal(schema, table) - known)]
    assert missing == [], "say in domain/datamap.py what /mydata shows of it and what /forget does to it"


def test_what_is_declared_is_there(schema: Inspector) -> None:
    tables = {table: {column["name"] for column in schema.get_columns(table)} for table in schema.get_table_names()}
    assert set(tables) >= IMPERSONAL - {"alembic_version"}
    for datum in MAP:
        if datum.columns != ALL:
            assert set(datum.columns) <= tables[datum.table], datum.table
    assert set().union(*tables.values()) >= CODES


def test_tables_without_persons_point_to_none(schema: Inspector) -> None:
    for table in IMPERSONAL & set(schema.get_table_names()):
        referred = {key["referred_table"] for key in schema.get_foreign_keys(table)}
        assert not referred & {"persons", "accounts", "suggestions", "case_messages"}, table
