"""The names of the rendering room that extensions call."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from alembic.autogenerate import render
from alembic.autogenerate.api import AutogenContext
from alembic.migration import MigrationContext
from alembic.operations import ops


@pytest.fixture
def context() -> AutogenContext:
    """Give a context that only renders."""
    return AutogenContext(
        MigrationContext.configure(dialect_name="postgresql"), opts={}, autogenerate=False
    )


TABLE = sa.Table(
    "t",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("o", sa.ForeignKey("other.id", name="fk")),
    sa.UniqueConstraint("o", name="uq"),
    sa.CheckConstraint("o > 1", name="ck"),
)
BY_NAME: dict[str, Any] = {str(each.name): each for each in TABLE.constraints}


@pytest.mark.parametrize(
    ("function", "constraint", "text"),
    [
        ("_render_unique_constraint", "uq", "sa.UniqueConstraint('o', name='uq')"),
        ("_render_check_constraint", "ck", "sa.CheckConstraint('o > 1', name='ck')"),
        (
            "_render_foreign_key",
            "fk",
            "sa.ForeignKeyConstraint(['o'], ['other.id'], name='fk')",
        ),
        ("_render_constraint", "uq", "sa.UniqueConstraint('o', name='uq')"),
    ],
)
def test_constraints(function: str, constraint: str, text: str, context: AutogenContext) -> None:
    """Constraints are rendered one by one, given constraint, context and models."""
    assert getattr(render, function)(BY_NAME[constraint], context, None) == text


def test_constraint_of_an_unknown_kind(context: AutogenContext) -> None:
    """A constraint nobody renders is shown, with a warning."""

    class Odd(sa.Constraint):
        __visit_name__ = "odd"

        def __repr__(self) -> str:
            return "Odd()"

    with pytest.warns(UserWarning, match=r"^No renderer is established for object Odd\(\)$"):
        text = render._render_constraint(Odd(), context, None)
    assert text == "[Unknown Python object Odd()]"


@pytest.mark.parametrize(
    ("function", "op", "text"),
    [
        ("_add_table", ops.CreateTableOp("t", []), "op.create_table('t',\n\n)"),
        ("_drop_table", ops.DropTableOp("t"), "op.drop_table('t')"),
        (
            "_add_column",
            ops.AddColumnOp("t", sa.Column("c", sa.Integer)),
            "op.add_column('t', sa.Column('c', sa.Integer(), nullable=True))",
        ),
        ("_drop_column", ops.DropColumnOp("t", "c"), "op.drop_column('t', 'c')"),
        (
            "_alter_column",
            ops.AlterColumnOp("t", "c", modify_nullable=True),
            "op.alter_column('t', 'c',\n           nullable=True)",
        ),
        (
            "_add_index",
            ops.CreateIndexOp("i", "t", ["c"]),
            "op.create_index('i', 't', ['c'], unique=False)",
        ),
        ("_drop_index", ops.DropIndexOp("i", "t"), "op.drop_index('i', table_name='t')"),
    ],
)
def test_operations(
    function: str, op: ops.MigrateOperation, text: str, context: AutogenContext
) -> None:
    """Each renderer of an operation can be called by itself, given context and operation."""
    assert getattr(render, function)(context, op) == text


def test_parts(context: AutogenContext) -> None:
    """Prefixes, names, columns, defaults and types can be asked for one by one."""
    assert render._alembic_autogenerate_prefix(context) == "op."
    assert render._sqlalchemy_autogenerate_prefix(context) == "sa."
    assert render._ident(sa.sql.quoted_name("A b", True)) == "A b"
    assert render._render_server_default(sa.text("now()"), context) == "sa.text('now()')"
    assert render._render_server_default("x", context, repr_=False) == "x"
    assert render._render_server_default(None, context) is None
    assert render._repr_type(sa.Integer(), context) == "sa.Integer()"
    column: sa.Column[Any] = sa.Column("c", sa.Integer)
    assert render._render_column(column, context) == "sa.Column('c', sa.Integer(), nullable=True)"
    with context._within_batch():
        assert render._alembic_autogenerate_prefix(context) == "batch_op."


def test_long_argument_lists(context: AutogenContext, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table with more items than a call should have gets them as one list."""
    assert render.MAX_PYTHON_ARGS == 255
    monkeypatch.setattr(render, "MAX_PYTHON_ARGS", 2)
    columns = [sa.Column(name, sa.Integer) for name in "abc"]
    assert render._add_table(context, ops.CreateTableOp("t", columns[:2])) == (
        "op.create_table('t',\n"
        "sa.Column('a', sa.Integer(), nullable=True),\n"
        "sa.Column('b', sa.Integer(), nullable=True)\n"
        ")"
    )
    assert render._add_table(context, ops.CreateTableOp("t", columns)) == (
        "op.create_table('t',\n"
        "*[sa.Column('a', sa.Integer(), nullable=True),\n"
        "sa.Column('b', sa.Integer(), nullable=True),\n"
        "sa.Column('c', sa.Integer(), nullable=True)]\n"
        ")"
    )
