"""Passing over tables that are plainly the same never hides a difference."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from sqlalchemy import event

from alembic.autogenerate import comparators, compare_metadata
from alembic.migration import MigrationContext
from alembic.reflect import Snapshot
from strategies.schemas import Schema, changes


@pytest.fixture
def engine() -> Iterator[sa.Engine]:
    engine = sa.create_engine("sqlite://")
    yield engine
    engine.dispose()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the tables of which objects are made."""
    names: list[str] = []
    reflect = Snapshot.reflect

    def noted(self: Snapshot, name: str, *rest: Any) -> sa.Table:
        names.append(name)
        return reflect(self, name, *rest)

    monkeypatch.setattr(Snapshot, "reflect", noted)
    return names


def models(**changed: Any) -> sa.MetaData:
    """A table with a bit of everything; keywords replace parts of it."""
    part = {
        "column": sa.Column("a", sa.Integer, nullable=False, server_default="5"),
        "other": sa.Column("b", sa.String(20)),
        "items": [sa.Index("ix", "a", "b"), sa.UniqueConstraint("b"), sa.CheckConstraint("a > 1")],
        "key": sa.ForeignKeyConstraint(["a"], ["o.id"], name="fk", ondelete="CASCADE"),
        **changed,
    }
    metadata = sa.MetaData()
    sa.Table("o", metadata, sa.Column("id", sa.Integer, primary_key=True))
    sa.Table("t", metadata, part["column"], part["other"], part["key"], *part["items"])
    return metadata


def compared(connection: sa.Connection, metadata: sa.MetaData, **opts: Any) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_server_default": True, **opts})
    return compare_metadata(context, metadata)


def test_nothing_is_made_of_equal_tables(engine: sa.Engine, made: list[str]) -> None:
    """Where no table differs and nobody looks, no object is made."""
    with engine.connect() as connection:
        models().create_all(connection)
        assert compared(connection, models()) == []
    assert made == []


def keys(index: sa.Index, *rest: Any) -> dict[str, Any]:
    return {"items": [index, *rest]}


@pytest.mark.parametrize(
    "changed",
    [
        lambda: {"column": sa.Column("a", sa.BigInteger, nullable=False, server_default="5")},
        lambda: {"column": sa.Column("a", sa.Integer, server_default="5")},
        lambda: {"column": sa.Column("a", sa.Integer, nullable=False, server_default="6")},
        lambda: {"column": sa.Column("a", sa.Integer, nullable=False)},
        lambda: {"other": sa.Column("c", sa.String(20)), "items": []},
        lambda: keys(sa.Index("ix", "b", "a"), sa.UniqueConstraint("b")),
        lambda: keys(sa.Index("ix", "a", "b", unique=True), sa.UniqueConstraint("b")),
        lambda: keys(sa.Index("iy", "a", "b"), sa.UniqueConstraint("b")),
        lambda: keys(sa.Index("ix", "a", "b"), sa.UniqueConstraint("b", name="u")),
        lambda: keys(sa.Index("ix", "a", "b"), sa.UniqueConstraint("a", "b")),
        lambda: {"key": sa.ForeignKeyConstraint(["a"], ["o.id"], name="fk")},
        lambda: {"key": sa.ForeignKeyConstraint(["b"], ["o.id"], ondelete="CASCADE")},
    ],
)
def test_any_difference_is_looked_at(
    engine: sa.Engine, made: list[str], changed: Callable[[], dict[str, Any]]
) -> None:
    """One difference, whatever it is, and the table is compared as an object, with its target."""
    with engine.connect() as connection:
        models().create_all(connection)
        found = compared(connection, models(**changed()))
        assert made == ["t", "o"]
        assert len(found) > 0
        full = compared(connection, models(**changed()), include_object=lambda *_: True)
    assert plain(repr(found)) == plain(repr(full))


def plain(text: str) -> str:
    """Leave out the addresses of objects."""
    return re.sub(r" at 0x[0-9a-f]+", "", text)


def test_random_schemas_compare_alike(engine: sa.Engine) -> None:
    """The differences are those of a comparison that makes objects of every table."""
    log = logging.getLogger("alembic.autogenerate")

    def run(connection: sa.Connection, after: Schema, **opts: Any) -> tuple[str, list[str]]:
        lines: list[str] = []
        handler = logging.Handler()
        handler.emit = lambda record: lines.append(plain(record.getMessage()))  # type: ignore[method-assign]
        log.addHandler(handler)
        level, log.level = log.level, logging.INFO
        try:
            return plain(repr(compared(connection, after.metadata(), **opts))), lines
        finally:
            log.removeHandler(handler)
            log.setLevel(level)

    @given(changes())
    def law(pair: tuple[Schema, Schema]) -> None:
        before, after = pair
        with engine.connect() as connection, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            metadata = before.metadata()
            metadata.create_all(connection)
            short = run(connection, after)
            full = run(connection, after, include_object=lambda *_: True)
            assert short == full
            metadata.drop_all(connection)

    law()


@pytest.mark.parametrize(
    "opts",
    [
        {"include_object": lambda *_: True},
        {"compare_type": lambda *_: None},
        {"compare_server_default": lambda *_: None},
        {"autogenerate_plugins": ["alembic.*"]},
    ],
)
def test_whoever_looks_sees_every_table(
    engine: sa.Engine, made: list[str], opts: dict[str, Any]
) -> None:
    """A user's function, or a plugin beyond the built-in ones, sees all reflected tables."""
    with engine.connect() as connection:
        models().create_all(connection)
        compared(connection, models(), **opts)
    assert made == ["o", "t"]


def test_a_comparator_of_a_program_sees_every_table(
    engine: sa.Engine, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Functions registered for tables or columns get reflected objects; those for schemas none."""
    monkeypatch.setattr(comparators, "_registry", {})
    comparators.dispatch_for("schema")(lambda *_: None)
    with engine.connect() as connection:
        models().create_all(connection)
        compared(connection, models())
        assert made == []
        comparators.dispatch_for("table")(lambda *_: None)
        compared(connection, models())
    assert made == ["o", "t"]


def test_a_listener_of_reflection_sees_every_table(engine: sa.Engine, made: list[str]) -> None:
    """A ``column_reflect`` listener on all tables keeps them from being passed over."""

    def listener(*_: Any) -> None:
        return None

    with engine.connect() as connection:
        models().create_all(connection)
        event.listen(sa.Table, "column_reflect", listener)
        try:
            compared(connection, models())
        finally:
            event.remove(sa.Table, "column_reflect", listener)
    assert made == ["o", "t"]


def test_names_are_filtered_as_ever(engine: sa.Engine, made: list[str]) -> None:
    """The name filter is asked about everything in a table, and its refusal is a closer look."""
    asked: list[tuple[Any, str]] = []

    def include_name(name: str | None, type_: str, parents: Any) -> bool:
        asked.append((name, type_))
        return True

    with engine.connect() as connection:
        models().create_all(connection)
        assert compared(connection, models(), include_name=include_name) == []
        assert made == []
        assert asked == [
            (None, "schema"),
            ("o", "table"),
            ("t", "table"),
            ("id", "column"),
            ("a", "column"),
            ("b", "column"),
            (None, "unique_constraint"),
            ("ix", "index"),
            ("fk", "foreign_key_constraint"),
        ]
        found = compared(connection, models(), include_name=lambda name, *_: name != "ix")
        assert [each[0] for each in found] == ["add_index"]
    assert made == ["t", "o"]
