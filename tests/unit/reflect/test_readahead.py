"""SQLAlchemy's reflection answered from rows that were fetched at once, on SQLite."""

from __future__ import annotations

import gc
import warnings
import weakref
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from alembic.reflect.readahead import ReadAheadConnection, read_ahead
from strategies.reflection import by_inspector, by_snapshot, create
from strategies.schemas import Schema, schemas

ODD = [
    'CREATE TABLE "od""d" ("we ird" varchar(4) collate nocase DEFAULT \'it\'\'s\', [b] int)',
    "CREATE TABLE parent (id integer primary key autoincrement, a int, b int, unique (a, b))",
    "CREATE TABLE child (a int, b int, c int references parent, d int REFERENCES missing (x), "
    "e varchar(3) unique, "
    "constraint ff foreign key (a, b) references parent (a, b) on delete cascade "
    "deferrable initially deferred, constraint ck check (a > 3 and b in (1, (2))), "
    "constraint uu unique (c))",
    "CREATE TABLE rowless (a text, b text, primary key (b, a)) WITHOUT ROWID",
    "CREATE TABLE gen (a int, b int generated always as (a + 1) stored, c int as (a + 2))",
    "CREATE TABLE strict_one (a int, b any) STRICT",
    "CREATE TABLE no_type (a, b numeric(10, 2) not null default 2.5)",
    "CREATE INDEX partial ON child (a, b) WHERE a > 5",
    "CREATE UNIQUE INDEX uniq ON child (b DESC)",
    "CREATE INDEX expression ON child (a + b)",
    "CREATE VIEW v AS SELECT a FROM child",
    "CREATE TEMP TABLE passing (x int)",
]


@pytest.fixture
def engine() -> Iterator[sa.Engine]:
    engine = sa.create_engine("sqlite://")
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: sa.Engine) -> Iterator[sa.Connection]:
    with engine.connect() as connection:
        yield connection


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression")
def test_odd_tables_are_reflected_as_ever(connection: sa.Connection) -> None:
    """Quoted names, generated columns, partial and expression indexes, tables without rowid."""
    create(connection, ODD)
    assert by_snapshot(connection) == by_inspector(connection)


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression")
def test_an_attached_database_is_a_schema(connection: sa.Connection) -> None:
    """The tables of an attached database are read under its name, apart from those of main."""
    create(connection, ["CREATE TABLE child (other int)", "ATTACH ':memory:' AS \"at tached\""])
    create(connection, ['CREATE TABLE "at tached".parent (id int primary key, b text unique)'])
    create(
        connection,
        [
            'CREATE TABLE "at tached".child (id int references parent, e int check (e > 1))',
            'CREATE INDEX "at tached".i ON child (id) WHERE id > 1',
        ],
    )
    found = by_snapshot(connection, "at tached")
    assert found == by_inspector(connection, "at tached")
    assert set(found["columns"]) == {("at tached", "child"), ("at tached", "parent")}


def test_any_schema_is_reflected_as_ever(engine: sa.Engine) -> None:
    """The snapshot of any schema is what SQLAlchemy's inspector says table by table."""

    @given(schemas())
    def law(schema: Schema) -> None:
        with engine.connect() as connection, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            metadata = schema.metadata()
            metadata.create_all(connection)
            assert by_snapshot(connection) == by_inspector(connection)
            metadata.drop_all(connection)

    law()


_SPACE = st.sampled_from(
    [*[" "] * 14, "\n", "\t", "\n\n  ", " \n", " -- a, b UNIQUE,\n", " /* x,\ny */ "]
)
_ITEMS = [
    ["{c}", "int", "UNIQUE"],
    ['"{c}"', "varchar(10)", "not null", "unique"],
    ["`{c}`", "text", "default 'UNIQUE, ,'", "Unique"],
    ["[{c}]", "text"],
    ["{c}", "numeric(10, 2)", "CONSTRAINT", "u_{c}", "UNIQUE"],
    ["{c}", "int", "check", "({c} > 1)"],
    ["{c}", "int", "PRIMARY", "KEY"],
]
_ENDS = [
    ["UNIQUE", "({a})"],
    ["CONSTRAINT", "uq", "UNIQUE", "({a}, {b})"],
    ["constraint", '"u q"', "unique", '("{b}")'],
    ["CONSTRAINT", "ck", "CHECK", "({a} > 1)"],
    ["FOREIGN", "KEY", "({a})", "REFERENCES", "other", "({b})"],
]


@st.composite
def _texts(draw: st.DrawFn) -> str:
    """Draw CREATE TABLE as people lay it out, with every break between two words."""
    columns = ["a", "b1", "unique_c", "d"][: draw(st.integers(1, 4))]
    parts = [[each.format(c=c) for each in draw(st.sampled_from(_ITEMS))] for c in columns]
    for item in draw(st.lists(st.sampled_from(_ENDS), max_size=3)):
        parts.append([each.format(a=columns[0], b=columns[-1]) for each in item])
    text = "CREATE TABLE t" + draw(_SPACE) + "("
    for i, words in enumerate(parts):
        text += draw(st.sampled_from(["\n\t", "\n", " "])) + words[0]
        for word in words[1:]:
            text += draw(_SPACE) + word
        text += ("," if i < len(parts) - 1 else "") + draw(st.sampled_from(["", " ", "\n", ""]))
    return text + ")"


def test_unique_constraints_are_found_in_any_layout(engine: sa.Engine) -> None:
    """What is not shown to SQLAlchemy's search would not have been found by it."""

    @given(_texts())
    def law(text: str) -> None:
        with engine.connect() as connection:
            try:
                create(connection, [text])
            except sa.exc.OperationalError:  # two primary keys, for example
                return
            try:
                asked = sa.inspect(connection).get_unique_constraints("t")
                found = read_ahead(sa.inspect(connection), None).get_multi_unique_constraints()
                assert found[None, "t"] == asked
            finally:
                create(connection, ["DROP TABLE t"])

    law()


def test_what_is_not_known_goes_to_the_database(connection: sa.Connection) -> None:
    """A statement nobody has read ahead is run, with its parameters."""
    create(connection, ["CREATE TABLE t (a int)"])
    reading: Any = read_ahead(sa.inspect(connection), None).bind
    assert isinstance(reading, ReadAheadConnection)
    assert reading.exec_driver_sql("SELECT ? + 1", (4,)).scalar() == 5
    assert reading.exec_driver_sql('PRAGMA main.table_info("t")').scalar() == 0
    assert not sa.inspect(reading).has_table("elsewhere")


def test_known_answers_cost_nothing(engine: sa.Engine, connection: sa.Connection) -> None:
    """What was read ahead is answered without another statement."""
    create(connection, ["CREATE TABLE t (a int)"])
    reading: Any = read_ahead(sa.inspect(connection), None).bind
    sent: list[str] = []
    event.listen(
        engine, "before_cursor_execute", lambda conn, cursor, statement, *_: sent.append(statement)
    )
    assert [each["name"] for each in sa.inspect(reading).get_columns("t")] == ["a"]
    assert sent == []


def test_what_was_read_ahead_goes_with_the_inspector(connection: sa.Connection) -> None:
    """The rows of a whole catalog do not wait for the garbage collector."""
    create(connection, ["CREATE TABLE t (a int UNIQUE)"])
    reading = read_ahead(sa.inspect(connection), None)
    assert reading.get_multi_unique_constraints()[None, "t"]
    gone = weakref.ref(reading)
    gc.disable()
    try:
        del reading
        assert gone() is None
    finally:
        gc.enable()


def test_a_database_that_cannot_be_read_at_once(connection: sa.Connection) -> None:
    """Where one broken object spoils the joined query, SQLAlchemy asks table by table."""
    create(
        connection,
        [
            "CREATE TABLE t (a int)",
            "PRAGMA writable_schema = on",
            "INSERT INTO sqlite_master VALUES ('table', 'v', 'v', 0, "
            "'CREATE VIRTUAL TABLE v USING nobody_has_this(a)')",
            "PRAGMA writable_schema = reset",
        ],
    )
    inspector = sa.inspect(connection)
    assert read_ahead(inspector, None) is inspector
    assert [each["name"] for each in sa.inspect(connection).get_columns("t")] == ["a"]


def test_other_databases_are_asked_directly() -> None:
    """A dialect without a reader keeps its connection."""
    engine = sa.create_mock_engine("oracle://", lambda *_: None)
    inspector: Any = SimpleNamespace(bind=engine)
    assert read_ahead(inspector, None) is inspector
