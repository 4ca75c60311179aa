"""Operations as ``compare_metadata`` reports them."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from alembic.operations import ops

COLUMN = sa.Column("c", sa.Integer)


def test_table_tuples() -> None:
    """Tables are reported whole."""
    for op, kind in (
        (ops.CreateTableOp("t", [sa.Column("c")]), "add_table"),
        (ops.DropTableOp("t"), "remove_table"),
    ):
        name, table = op.to_diff_tuple()
        assert (name, type(table), table.name) == (kind, sa.Table, "t")


def test_column_tuples() -> None:
    """Columns are reported with schema and table name."""
    assert ops.AddColumnOp("t", COLUMN, schema="s").to_diff_tuple() == (
        "add_column",
        "s",
        "t",
        COLUMN,
    )
    assert ops.AddColumnOp("t", COLUMN).reverse().to_diff_tuple() == (
        "remove_column",
        None,
        "t",
        COLUMN,
    )


def test_index_tuples() -> None:
    """Indexes are reported whole."""
    kind, index = ops.CreateIndexOp("i", "t", ["a"]).to_diff_tuple()
    assert (kind, index.name) == ("add_index", "i")
    kind, index = ops.DropIndexOp("i", "t").to_diff_tuple()
    assert (kind, index.name) == ("remove_index", "i")


@pytest.mark.parametrize(
    ("op", "added", "removed"),
    [
        (ops.CreatePrimaryKeyOp("c", "t", ["a"]), "add_constraint", "remove_constraint"),
        (ops.CreateUniqueConstraintOp("c", "t", ["a"]), "add_constraint", "remove_constraint"),
        (ops.CreateCheckConstraintOp("c", "t", "a > 5"), "add_constraint", "remove_constraint"),
        (ops.CreateForeignKeyOp("c", "t", "o", ["a"], ["b"]), "add_fk", "remove_fk"),
    ],
)
def test_constraint_tuples(op: ops.AddConstraintOp, added: str, removed: str) -> None:
    """Foreign keys are reported under their own word."""
    kind, constraint = op.to_diff_tuple()
    assert (kind, constraint.name) == (added, "c")
    kind, constraint = op.reverse().to_diff_tuple()
    assert (kind, constraint.name) == (removed, "c")


def test_comment_tuples() -> None:
    """A comment is reported with the one before it."""
    kind, table, existing = ops.CreateTableCommentOp(
        "t", "new", existing_comment="old"
    ).to_diff_tuple()
    assert (kind, table.comment, existing) == ("add_table_comment", "new", "old")
    kind, table = ops.DropTableCommentOp("t").to_diff_tuple()
    assert (kind, table.name) == ("remove_table_comment", "t")


def test_alter_column_is_a_list_of_tuples() -> None:
    """Each aspect is a tuple with what is known of the others, in a fixed order."""
    string, integer = sa.String(), sa.Integer()
    op = ops.AlterColumnOp(
        "t",
        "c",
        schema="s",
        existing_type=string,
        existing_nullable=False,
        existing_server_default="d",
        existing_comment="k",
        modify_type=integer,
        modify_nullable=True,
        modify_server_default=None,
        modify_comment=None,
    )
    where = ("s", "t", "c")
    assert op.to_diff_tuple() == [
        (
            "modify_type",
            *where,
            {
                "existing_nullable": False,
                "existing_server_default": "d",
                "existing_comment": "k",
            },
            string,
            integer,
        ),
        (
            "modify_nullable",
            *where,
            {
                "existing_type": string,
                "existing_server_default": "d",
                "existing_comment": "k",
            },
            False,
            True,
        ),
        (
            "modify_default",
            *where,
            {"existing_nullable": False, "existing_type": string, "existing_comment": "k"},
            "d",
            None,
        ),
        (
            "modify_comment",
            *where,
            {
                "existing_nullable": False,
                "existing_type": string,
                "existing_server_default": "d",
            },
            "k",
            None,
        ),
    ]


def test_alter_column_without_a_change_is_an_empty_list() -> None:
    """A rename alone is no difference."""
    assert ops.AlterColumnOp("t", "c", modify_name="d").to_diff_tuple() == []


@pytest.mark.parametrize(
    ("kw", "changes"),
    [
        ({}, False),
        ({"modify_name": "d"}, False),
        ({"existing_type": sa.Integer(), "existing_nullable": True}, False),
        ({"modify_nullable": False}, True),
        ({"modify_type": sa.Integer()}, True),
        ({"modify_server_default": None}, True),
        ({"modify_comment": None}, True),
        ({"modify_special": 1}, True),
        ({"special": 1}, False),
    ],
)
def test_has_changes(kw: dict[str, Any], changes: bool) -> None:
    """Anything that is to be modified but the name is a change."""
    assert ops.AlterColumnOp("t", "c", **kw).has_changes() is changes


def test_sql_tuple() -> None:
    """SQL is reported as it is."""
    assert ops.ExecuteSQLOp("select 1").to_diff_tuple() == ("execute", "select 1")


@pytest.mark.parametrize(
    "op",
    [
        ops.MigrateOperation(),
        ops.RenameTableOp("a", "b"),
        ops.BulkInsertOp(sa.table("t"), []),
    ],
)
def test_what_is_not_reported(op: ops.MigrateOperation) -> None:
    """Renames and rows are never found by a comparison."""
    with pytest.raises(NotImplementedError):
        op.to_diff_tuple()


def test_dropped_constraint_needs_its_original() -> None:
    """A constraint dropped by name cannot be reported."""
    with pytest.raises(
        ValueError, match=r"^constraint cannot be produced; original constraint is not present$"
    ):
        ops.DropConstraintOp("c", "t").to_diff_tuple()
