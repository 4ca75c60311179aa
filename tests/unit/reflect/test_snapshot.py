"""Tables of the database as objects, made without asking it again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.sql.elements import conv

from alembic.reflect import read


@pytest.fixture
def connection() -> Iterator[sa.Connection]:
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        for statement in (
            "CREATE TABLE o (id integer not null primary key)",
            "CREATE TABLE t (a int, b int, constraint u unique (b), "
            "constraint f foreign key (a) references o (id), constraint c check (a > 1))",
            "CREATE INDEX i ON t (a)",
        ):
            connection.exec_driver_sql(statement)
        yield connection
    engine.dispose()


def test_names_that_exist_are_final(connection: sa.Connection) -> None:
    """Reflected names are marked, so that they render as ``op.f()``."""
    snapshot = read(sa.inspect(connection))
    snapshot.load(None, ["o", "t"])
    table = snapshot.reflect("t", sa.MetaData())
    items = [*table.constraints, *table.indexes]
    names = sorted(str(item.name) for item in items if isinstance(item.name, conv))
    assert names == ["c", "f", "i", "u"]


def test_a_table_is_made_once(connection: sa.Connection) -> None:
    """Asking twice for a table of the same collection gives the same object."""
    snapshot = read(sa.inspect(connection))
    snapshot.load(None, ["o", "t"])
    metadata = sa.MetaData()
    assert snapshot.reflect("t", metadata) is snapshot.reflect("t", metadata)
    assert list(metadata.tables) == ["t"]


def test_columns_pass_the_hook(connection: sa.Connection) -> None:
    """The hook sees each column with the inspector, and may change what is known of it."""
    inspector = sa.inspect(connection)
    seen: list[tuple[str, str]] = []

    def hook(asked: object, table: sa.Table, column: dict[str, object]) -> None:
        assert asked is inspector
        seen.append((table.name, str(column["name"])))
        column["comment"] = "seen"

    snapshot = read(inspector, hook)
    snapshot.load(None, ["t"])
    table = snapshot.reflect("t", sa.MetaData())
    assert seen == [("t", "a"), ("t", "b")]
    assert table.c.a.comment == "seen"


def test_facts_are_there_without_loading(connection: sa.Connection) -> None:
    """A table that was not loaded is asked for by itself."""
    snapshot = read(sa.inspect(connection))
    assert [each["name"] for each in snapshot.indexes("t")] == ["i"]
    assert [each["name"] for each in snapshot.unique_constraints("t")] == ["u"]
    assert snapshot.reflect("t", sa.MetaData()).c.keys() == ["a", "b"]


def test_hooks_of_users_find_what_was_read(connection: sa.Connection) -> None:
    """After loading, the inspector answers about the tables without a statement."""
    inspector = sa.inspect(connection)
    snapshot = read(inspector)
    snapshot.load(None, inspector.get_table_names())
    sent: list[str] = []
    event.listen(
        connection,
        "before_cursor_execute",
        lambda conn, cursor, statement, *_: sent.append(statement),
    )
    assert [each["name"] for each in inspector.get_columns("t")] == ["a", "b"]
    assert [each["name"] for each in inspector.get_indexes("t")] == ["i"]
    assert sent == []


def test_tables_of_a_virtual_table_are_not_managed(connection: sa.Connection) -> None:
    """The shadow tables of a full-text table are told from ordinary ones."""
    connection.exec_driver_sql("CREATE VIRTUAL TABLE f USING fts5 (body)")
    snapshot = read(sa.inspect(connection))
    assert snapshot.unmanaged("f_data") == "a part of a virtual table"
    assert snapshot.unmanaged("t") is None
