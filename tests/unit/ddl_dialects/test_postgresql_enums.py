"""Enum types in scripts for PostgreSQL: created once, and again after they were dropped."""

from __future__ import annotations

import io
from typing import Any

import pytest
import sqlalchemy as sa

from alembic.operations import Operations
from alembic.operations.ops import AddColumnOp, CreateTableOp
from alembic.operations.ops.enums import EnumTypes, SharedEnumType
from alembic.runtime.migration import MigrationContext
from alembic.schema.enums import EnumType

EN = EnumType("en", ("a",))
SHARED = SharedEnumType(("public", "en"), EN, frozenset({1, 2}))


@pytest.fixture
def buffer() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def op(buffer: io.StringIO) -> Operations:
    opts = {"as_sql": True, "output_buffer": buffer}
    return Operations(MigrationContext.configure(dialect_name="postgresql", opts=opts))


def statements(buffer: io.StringIO) -> list[str]:
    return [" ".join(each.split()) for each in buffer.getvalue().split(";\n\n") if each]


def column() -> sa.Column[Any]:
    return sa.Column("c", sa.Enum("a", name="en"))


def test_a_type_that_was_dropped_comes_with_the_next_table(
    op: Operations, buffer: io.StringIO
) -> None:
    """SQLAlchemy's memo of created types does not outlive the types."""
    op.create_table("t", column())
    op.create_table("u", column())
    sa.Enum(name="en").drop(op.get_bind(), checkfirst=True)
    op.create_table("v", column())
    assert statements(buffer) == [
        "CREATE TYPE en AS ENUM ('a')",
        "CREATE TABLE t ( c en )",
        "CREATE TABLE u ( c en )",
        "DROP TYPE en",
        "CREATE TYPE en AS ENUM ('a')",
        "CREATE TABLE v ( c en )",
    ]


def test_operations_share_a_type(op: Operations, buffer: io.StringIO) -> None:
    """The first operation creates the type, the last one of those undoing them drops it."""
    table, added = CreateTableOp("t", [column()]), AddColumnOp("u", column())
    table.enum_types, added.enum_types = EnumTypes(1, (SHARED,)), EnumTypes(2, (SHARED,))
    for operation in (table, added, added.reverse(), table.reverse()):
        op.invoke(operation)
    assert statements(buffer) == [
        "CREATE TYPE en AS ENUM ('a')",
        "CREATE TABLE t ( c en )",
        "ALTER TABLE u ADD COLUMN c en",
        "ALTER TABLE u DROP COLUMN c",
        "DROP TABLE t",
        "DROP TYPE en",
    ]


def test_a_type_that_is_present_is_not_created(op: Operations, buffer: io.StringIO) -> None:
    """A table that finds its type does not bring it along."""
    table = CreateTableOp("t", [column()])
    table.enum_types = EnumTypes(present=(EN,))
    op.invoke(table)
    assert statements(buffer) == ["CREATE TABLE t ( c en )"]


def test_other_databases_have_no_types() -> None:
    """What is said of types means nothing to them."""
    buffer = io.StringIO()
    opts = {"as_sql": True, "output_buffer": buffer}
    op = Operations(MigrationContext.configure(dialect_name="sqlite", opts=opts))
    added = AddColumnOp("u", column())
    added.enum_types = EnumTypes(2, (SHARED,), (SHARED,), (SHARED,), (EN,))
    op.invoke(added)
    assert statements(buffer) == ["ALTER TABLE u ADD COLUMN c VARCHAR(1)"]


def test_undoing_twice_is_doing() -> None:
    """What an operation means for types is turned round with it."""
    types = EnumTypes(3, created=(SHARED,), present=(EN,))
    assert types.reverse() == EnumTypes(3, dropped=(SHARED,), present=(EN,))
    assert types.reverse().reverse() == types
    assert EnumTypes(3, ensured=(SHARED,)).reverse() == EnumTypes(3, present=(EN,))
