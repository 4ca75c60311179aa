"""The operation that undoes an operation."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from alembic.operations import ops

COLUMN = sa.Column("c", sa.Integer)


def attributes(op: ops.MigrateOperation) -> dict[str, Any]:
    """Return what an operation states, without what it states by default."""
    return {
        name: value
        for name, value in vars(op).items()
        if not name.startswith("_")
        and value is not None
        and value is not False
        and not (isinstance(value, dict) and not value)
    }


def test_added_column_is_dropped_and_added_again() -> None:
    """The column is remembered, and the flag of the one is that of the other."""
    op = ops.AddColumnOp("t", COLUMN, schema="s", if_not_exists=True)
    drop = op.reverse()
    assert attributes(drop) == {
        "table_name": "t",
        "schema": "s",
        "column_name": "c",
        "if_exists": True,
    }
    again = drop.reverse()
    assert attributes(again) == {
        "table_name": "t",
        "schema": "s",
        "column": COLUMN,
        "if_not_exists": True,
    }


def test_table_flags_are_not_carried() -> None:
    """``if_not_exists`` of a table says nothing about dropping it."""
    op = ops.CreateTableOp("t", [sa.Column("c")], if_not_exists=True)
    assert op.reverse().if_exists is None


def test_index_is_dropped_and_made_again() -> None:
    """The columns are remembered, the flag is not."""
    op = ops.CreateIndexOp("i", "t", ["a"], unique=True, if_not_exists=True, schema="s")
    drop = op.reverse()
    assert attributes(drop) == {
        "index_name": "i",
        "table_name": "t",
        "schema": "s",
        "kw": {"unique": True},
    }
    again = drop.reverse()
    assert again.unique is True
    assert [column.name for column in again.columns] == ["a"]


@pytest.mark.parametrize(
    ("op", "kind", "expected"),
    [
        (
            ops.CreateTableCommentOp("t", "new", existing_comment="old", schema="s"),
            ops.CreateTableCommentOp,
            {"table_name": "t", "schema": "s", "comment": "old", "existing_comment": "new"},
        ),
        (
            ops.CreateTableCommentOp("t", "new"),
            ops.DropTableCommentOp,
            {"table_name": "t", "existing_comment": "new"},
        ),
        (
            ops.DropTableCommentOp("t", existing_comment="old"),
            ops.CreateTableCommentOp,
            {"table_name": "t", "comment": "old"},
        ),
        (
            ops.AlterColumnOp(
                "t",
                "c",
                schema="s",
                modify_type=sa.Integer,
                existing_type=sa.String,
                modify_nullable=True,
                existing_nullable=False,
                modify_server_default="n",
                existing_server_default="o",
                modify_comment="x",
                existing_comment="y",
                modify_name="z",
            ),
            ops.AlterColumnOp,
            {
                "table_name": "t",
                "schema": "s",
                "column_name": "c",
                "modify_type": sa.String,
                "existing_type": sa.Integer,
                "modify_nullable": False,
                "existing_nullable": True,
                "modify_server_default": "o",
                "existing_server_default": "n",
                "modify_comment": "y",
                "existing_comment": "x",
            },
        ),
        (
            ops.AlterColumnOp("t", "c", existing_type=sa.String, existing_nullable=True),
            ops.AlterColumnOp,
            {
                "table_name": "t",
                "column_name": "c",
                "existing_type": sa.String,
                "existing_nullable": True,
            },
        ),
        (
            ops.AlterColumnOp("t", "c", modify_x=1, existing_x=2, modify_y=3, other=4),
            ops.AlterColumnOp,
            {
                "table_name": "t",
                "column_name": "c",
                "kw": {
                    "modify_x": 2,
                    "existing_x": 1,
                    "modify_y": None,
                    "existing_y": 3,
                    "other": 4,
                },
            },
        ),
    ],
)
def test_reverse(op: ops.MigrateOperation, kind: type, expected: dict[str, Any]) -> None:
    """New and existing values change places."""
    reversed_op = op.reverse()
    assert type(reversed_op) is kind
    found = attributes(reversed_op)
    assert {name: found.get(name, getattr(reversed_op, name)) for name in expected} == expected
    assert set(found) <= set(expected)


def test_dropped_default_comes_back() -> None:
    """None is a value: it says that there is none."""
    back = ops.AlterColumnOp(
        "t", "c", modify_server_default=None, existing_server_default="x"
    ).reverse()
    assert (back.modify_server_default, back.existing_server_default) == ("x", None)


@pytest.mark.parametrize(
    ("op", "message"),
    [
        (
            ops.DropColumnOp("t", "c"),
            "operation is not reversible; original column is not present",
        ),
        (
            ops.DropConstraintOp("c", "t"),
            "constraint cannot be produced; original constraint is not present",
        ),
    ],
)
def test_unknown_original(op: ops.MigrateOperation, message: str) -> None:
    """What was dropped by name alone cannot be made again."""
    with pytest.raises(ValueError, match=f"^{message}$"):
        op.reverse()


@pytest.mark.parametrize(
    "op",
    [
        ops.MigrateOperation(),
        ops.RenameTableOp("a", "b"),
        ops.BulkInsertOp(sa.table("t"), []),
        ops.ExecuteSQLOp("x"),
    ],
)
def test_what_has_no_reverse(op: ops.MigrateOperation) -> None:
    """Renames, rows and SQL of the script's own are not undone."""
    with pytest.raises(NotImplementedError):
        op.reverse()
