"""What the dialects answer to batch mode."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Computed,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeEngine

from alembic.ddl.sink import RecordSink
from alembic.runtime.migration import MigrationContext


def impl(dialect: str) -> Any:
    """Make the implementation of a dialect."""
    return MigrationContext.configure(dialect_name=dialect).impl


def queue(*operations: tuple[str, tuple[Any, ...]]) -> Any:
    """Make what batch mode asks about."""
    return SimpleNamespace(batch=[(name, args, {}) for name, args in operations])


def added(**options: Any) -> tuple[str, tuple[Any, ...]]:
    """Make the queued addition of a column."""
    return "add_column", ("t", Column("c", Integer, **options))


@pytest.mark.parametrize(
    ("operations", "expected"),
    [
        ([], False),
        ([added()], False),
        ([added(server_default="5")], False),
        ([added(server_default=text("1 + 1"))], True),
        ([("create_index", ()), ("drop_index", ())], False),
        ([("create_index", ()), ("alter_column", ())], True),
        ([added(), ("drop_column", ())], True),
        ([("add_constraint", ())], True),
    ],
)
def test_sqlite_rebuilds_for_what_it_cannot_alter(operations: Any, expected: bool) -> None:
    """Plain columns and indexes are added in place; the rest asks for a rebuild."""
    assert impl("sqlite").requires_recreate_in_batch(queue(*operations)) is expected


@pytest.mark.parametrize(("persisted", "expected"), [(True, True), (False, False), (None, False)])
def test_sqlite_adds_virtual_columns_in_place(persisted: bool | None, expected: bool) -> None:
    """Only a stored generated column asks for a rebuild."""
    column = Column("c", Integer, Computed("a + 1", persisted=persisted))
    found = impl("sqlite").requires_recreate_in_batch(queue(("add_column", ("t", column))))
    assert found is expected


@pytest.mark.parametrize("dialect", ["postgresql", "mysql", "mssql", "oracle"])
def test_other_dialects_alter(dialect: str) -> None:
    """Only SQLite asks for rebuilds."""
    assert impl(dialect).requires_recreate_in_batch(queue(("drop_column", ()))) is False


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (String(5), Integer(), "CAST(t.c AS INTEGER)"),
        (String(5), Text(), "t.c"),
        (String(5), JSON(), "t.c"),
        (Integer(), JSON(), "t.c"),
    ],
)
def test_sqlite_casts_where_the_kind_of_type_changes(
    old: TypeEngine[Any], new: TypeEngine[Any], expected: str
) -> None:
    """Text stays as it is on its way to text and to JSON."""
    column: Column[Any] = Column("c", old)
    table = Table("t", MetaData(), column)
    transfer = {"expr": table.c.c}
    impl("sqlite").cast_for_batch_migrate(column, transfer, new)
    assert str(transfer["expr"]) == expected


def test_postgresql_frees_the_names_the_new_table_needs() -> None:
    """Names of constraints are unique in a schema: those that come back are dropped first."""
    table = Table(
        "t",
        MetaData(),
        Column("a", Integer),
        UniqueConstraint("a", name="kept"),
        CheckConstraint("a > 1", name="gone"),
        CheckConstraint("a > 2"),
    )
    subject = impl("postgresql")
    subject.sink = RecordSink()
    subject.prep_table_for_batch(SimpleNamespace(named_constraints={"kept": object()}), table)
    assert [str(each.construct) for each in subject.sink.statements] == [
        "ALTER TABLE t DROP CONSTRAINT kept"
    ]
