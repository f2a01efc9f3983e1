"""The search for cases that are alike: what it knows of every open case, and what it finds.

A piece that stands in many cases is never looked up, so where it stands is not kept either: beyond KEPT cases only its
number goes on. That keeps the tables small and the adding quick, whatever everybody writes about.
"""

from domain.duplicates import COMMON, Known, Spot, cell, cells, keys
from storage.tx import Row, Sql, Tx, dumps

SQL = Sql("duplicates")
KEPT = 2 * COMMON  # twice as many as are looked up: a piece that grows rare again has lost nothing until it halves
LOOKED_AT = 30  # cases that are compared in full, by words and by place each
NEARBY = 200  # cases of one category around a place, the newest


def alone(tx: Tx) -> None:
    """Let nobody else add or remove before this job's commit."""
    SQL(tx).alone()


def add(tx: Tx, known: Known) -> None:
    """Let an open case be found, by what is known of it now."""
    drop(tx, known.id)
    grams, spot = keys(known.words), known.spot
    SQL(tx).keep(
        suggestion_id=known.id,
        category=known.category,
        unit_id=known.unit_id,
        cell=cell(spot) if spot else None,
        latitude=spot.latitude if spot else None,
        longitude=spot.longitude if spot else None,
        words=known.words,
    )
    before = frequencies(tx, grams)
    SQL(tx).count_up(grams=dumps(grams))
    SQL(tx).post(suggestion_id=known.id, grams=dumps([gram for gram in grams if before.get(gram, 0) < KEPT]))


def drop(tx: Tx, case_id: int) -> None:
    """Let a case be found no more, and keep none of its words; nothing happens to one that is not there."""
    alone(tx)
    row = SQL(tx).kept(suggestion_id=case_id)
    if row is None:
        return
    grams = dumps(keys(row["words"]))
    SQL(tx).count_down(grams=grams)
    SQL(tx).count_out(grams=grams)
    SQL(tx).unpost(suggestion_id=case_id, grams=grams)
    SQL(tx).forget(suggestion_id=case_id)


def frequencies(tx: Tx, grams: list[str]) -> dict[str, int]:
    """In how many open cases each of these pieces stands; those in none are left out."""
    return {row["gram"]: row["cases"] for row in SQL(tx).frequencies(grams=dumps(grams))}


def alike(tx: Tx, grams: list[str], person_id: int) -> list[Known]:
    """The cases of others that share most of these pieces."""
    if not grams:
        return []
    return [_known(row) for row in SQL(tx).alike(grams=dumps(grams), count=LOOKED_AT, person_id=person_id)]


def around(tx: Tx, category: str, spot: Spot, metres: float, person_id: int) -> list[Known]:
    """The cases of others of one category about so many metres around a position."""
    given = {"category": category, "cells": dumps(cells(spot, metres)), "count": NEARBY, "person_id": person_id}
    return [_known(row) for row in SQL(tx).around(**given)]


def backlog(tx: Tx, count: int) -> list[int]:
    """Some of the cases that were open before there was a search."""
    return [row["suggestion_id"] for row in SQL(tx).backlog(count=count)]


def caught_up(tx: Tx, last: int) -> None:
    """The cases up to this one are dealt with."""
    SQL(tx).caught_up(last=last)


def _known(row: Row) -> Known:
    spot = Spot(row["latitude"], row["longitude"]) if row["latitude"] is not None else None
    return Known(row["words"], row["category"], row["unit_id"], spot, row["suggestion_id"])
