"""Columns added, altered, dropped; nullability, types, comments."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.types import NullType

from alembic.autogenerate.compare.columns import compare_nullable
from alembic.operations import ops


def table(m: sa.MetaData, *columns: Any) -> None:
    sa.Table("t", m, *columns)


def test_additions_alterations_removals(m: sa.MetaData, compare: Any) -> None:
    """Columns are added, then altered in the order of the model; removals come last."""
    table(
        m,
        sa.Column("new", sa.Integer),
        sa.Column("b", sa.BigInteger),
        sa.Column("a", sa.BigInteger),
        sa.Index("ix", "new"),
    )
    found = compare("CREATE TABLE t (a int, b int, x int, y int)")
    assert [(type(each).__name__, getattr(each, "column_name", None)) for each in found] == [
        ("AddColumnOp", None),
        ("AlterColumnOp", "b"),
        ("AlterColumnOp", "a"),
        ("CreateIndexOp", None),
        ("DropColumnOp", "x"),
        ("DropColumnOp", "y"),
    ]


def test_a_filtered_name_is_not_there(m: sa.MetaData, compare: Any) -> None:
    """A column whose name is refused counts as missing: the model adds it."""
    table(m, sa.Column("a", sa.Integer), sa.Column("b", sa.Integer))
    found = compare(
        "CREATE TABLE t (a int, b int, c int)",
        include_name=lambda name, type_, _: type_ != "column" or name == "a",
    )
    assert [(type(each).__name__, each.column.name) for each in found] == [("AddColumnOp", "b")]


def test_system_columns_are_the_databases_own(m: sa.MetaData, compare: Any) -> None:
    """A column that the model calls a system column is not added."""
    table(m, sa.Column("a", sa.Integer), sa.Column("xmin", sa.Integer, system=True))
    assert compare("CREATE TABLE t (a int)") == []


@pytest.mark.parametrize(
    ("database", "model", "modify", "line"),
    [
        (
            sa.Column("c", sa.Integer),
            sa.Column("c", sa.Integer, nullable=False),
            False,
            "Detected NOT NULL on column 't.c'",
        ),
        (
            sa.Column("c", sa.Integer, nullable=False),
            sa.Column("c", sa.Integer),
            True,
            "Detected NULL on column 't.c'",
        ),
        (sa.Column("c", sa.Integer), sa.Column("c", sa.Integer), None, None),
        (
            sa.Column("c", sa.Integer, sa.Identity(), nullable=False),
            sa.Column("c", sa.Integer, nullable=True),
            None,
            "Ignoring nullable change on identity column 't.c'",
        ),
        (
            sa.Column("c", sa.Integer, nullable=False),
            sa.Column("c", sa.Integer, sa.Computed("1")),
            None,
            "Ignoring nullable change on identity column 't.c'",
        ),
        (
            sa.Column("c", sa.Integer, nullable=False),
            sa.Column("c", sa.Integer, sa.Computed("1"), nullable=True),
            True,
            "Detected NULL on column 't.c'",
        ),
    ],
)
def test_nullability(
    database: sa.Column[Any], model: sa.Column[Any], modify: bool | None, line: str, log: Any
) -> None:
    """A difference counts unless how the value is made decides about it."""
    op = ops.AlterColumnOp("t", "c")
    context: Any = None
    compare_nullable(context, op, None, "t", "c", database, model)
    assert (op.existing_nullable, op.modify_nullable) == (database.nullable, modify)
    assert log() == ([f"INFO {line}"] if line else [])


@pytest.mark.parametrize("answer", [True, False, None])
def test_the_users_word_on_a_type(m: sa.MetaData, compare: Any, answer: bool | None) -> None:
    """The function decides with True or False and leaves it to the dialect with None."""
    table(m, sa.Column("same", sa.Integer), sa.Column("other", sa.BigInteger))
    asked: list[Any] = []

    def compare_type(*arguments: Any) -> bool | None:
        asked.append(arguments)
        return answer

    found = compare("CREATE TABLE t (same int, other int)", compare_type=compare_type)
    expected = {True: ["same", "other"], False: [], None: ["other"]}[answer]
    assert [each.column_name for each in found] == expected
    context, database, model, database_type, model_type = asked[1]
    assert context.opts["compare_type"] is compare_type
    assert (database.table.name, database.name, model) == ("t", "other", m.tables["t"].c.other)
    assert (repr(database_type), repr(model_type)) == ("INTEGER()", "BigInteger()")


def test_types_nobody_can_compare(m: sa.MetaData, compare: Any, log: Any) -> None:
    """A type that is not known on one side is passed over, and the log says so."""
    table(m, sa.Column("a", sa.Integer), sa.Column("b", NullType()))
    assert compare("CREATE TABLE t (a, b int)") == []
    assert log() == [
        "INFO Couldn't determine database type for column 't.a'",
        "INFO Column 't.b' has no type within the model; can't compare",
    ]


def test_types_are_not_compared(m: sa.MetaData, compare: Any) -> None:
    """Where types are not compared, an alteration does not know the existing one either."""
    table(m, sa.Column("a", sa.BigInteger, nullable=False))
    (found,) = compare("CREATE TABLE t (a int)", compare_type=False)
    assert (found.existing_type, found.modify_type, found.modify_nullable) == (None, None, False)


def test_comments(m: sa.MetaData, connection: sa.Connection, compare: Any, log: Any) -> None:
    """Comments count where the dialect has them; an empty one is none."""
    sa.Table(
        "t",
        m,
        sa.Column("a", sa.Integer, comment="new"),
        sa.Column("b", sa.Integer, comment=""),
        comment="of the table",
    )
    assert compare("CREATE TABLE t (a int, b int)") == []
    connection.dialect.supports_comments = True
    column, whole = compare()
    assert (column.column_name, column.existing_comment, column.modify_comment) == (
        "a",
        None,
        "new",
    )
    assert (whole.comment, whole.existing_comment) == ("of the table", None)
    assert log() == ["INFO Detected column comment 't.a'"]
