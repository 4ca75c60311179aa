"""CHECK constraints compared by name: what was just created is no difference, on any server."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from alembic.autogenerate import compare_metadata, produce_migrations
from alembic.migration import MigrationContext
from alembic.operations import Operations
from harness.databases import connected

PLUGINS = ["alembic.autogenerate.*", "alembic.ext.checkconstraint_byname"]


def table(*checks: Any) -> sa.MetaData:
    """Models with one table."""
    metadata = sa.MetaData()
    sa.Table("t", metadata, sa.Column("a", sa.Integer), sa.Column("b", sa.Integer), *checks)
    return metadata


def difference(connection: sa.Connection, models: sa.MetaData) -> list[tuple[str, str]]:
    context = MigrationContext.configure(connection, opts={"autogenerate_plugins": PLUGINS})
    return [(kind, item.name) for kind, item in compare_metadata(context, models)]


@pytest.mark.parametrize(
    "checks",
    [
        (sa.CheckConstraint("a > 1"),),
        (sa.CheckConstraint("a > 1"), sa.CheckConstraint("a > b")),
        (sa.Column("c", sa.Integer, sa.CheckConstraint("c > 1")),),
        (sa.Column("c", sa.Boolean(create_constraint=True)),),
        (sa.Column("c", sa.Boolean(create_constraint=True, name="of_type")),),
        (sa.Column("c", sa.Enum("x", "y", name="letter", create_constraint=True)),),
        (sa.Column("c", sa.Enum("x", name="n", native_enum=False, create_constraint=True)),),
        (sa.Column("c", sa.JSON), sa.CheckConstraint("a > 1", name="positive_check")),
    ],
    ids=range(8),
)
def test_what_was_just_created(database: str, checks: tuple[Any, ...]) -> None:
    """Neither a name the server made up, nor a CHECK it does without, is a difference."""
    models = table(*(each._copy() for each in checks))
    with connected(database) as connection:
        models.create_all(connection)
        assert difference(connection, models) == []


def test_unnamed_checks_hide_no_others(postgresql_url: str) -> None:
    """So many as the models do not name stay; named ones, and more than so many, go."""
    with connected(postgresql_url) as connection:
        table(
            sa.CheckConstraint("a > 1"),
            sa.CheckConstraint("a > 2"),
            sa.CheckConstraint("a > 3", name="mine"),
        ).create_all(connection)
        assert difference(connection, table(sa.CheckConstraint("a > 1"))) == [
            ("remove_constraint", "mine"),
            ("remove_constraint", "t_a_check1"),
        ]


@pytest.mark.parametrize("native_enum", [True, False])
def test_a_new_column_brings_the_check_of_its_type(database: str, native_enum: bool) -> None:
    """It is not created a second time beside the column; on SQLite a batch sees to that."""
    kind = sa.Enum("x", "y", name="kind", native_enum=native_enum, create_constraint=True)
    own = sa.CheckConstraint("a > 0", name="own")
    models = table(sa.Column("c", kind), own)
    with connected(database) as connection:
        table().create_all(connection)
        context = MigrationContext.configure(connection, opts={"autogenerate_plugins": PLUGINS})
        script = produce_migrations(context, models)
        for each in script.upgrade_ops.ops[0].ops:
            if connection.dialect.name != "sqlite":
                Operations(context).invoke(each)
        if connection.dialect.name != "sqlite":
            assert difference(connection, models) == []
    extra = 1 if connection.dialect.name == "sqlite" else 0
    assert kinds(script.upgrade_ops) == ["AddColumnOp", *["CreateCheckConstraintOp"] * (1 + extra)]
    assert kinds(script.downgrade_ops) == [*["DropConstraintOp"] * (1 + extra), "DropColumnOp"]


def kinds(container: Any) -> list[str]:
    return [type(each).__name__ for each in container.ops[0].ops]
