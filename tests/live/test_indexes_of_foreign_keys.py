"""Tables with foreign keys and indexes on them, there, back and there again, on every database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from alembic.autogenerate import compare_metadata, produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.operations.ops import ModifyTableOps
from harness.databases import connected

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from alembic.operations.ops import DowngradeOps, UpgradeOps

    Ops = UpgradeOps | DowngradeOps


def models() -> sa.MetaData:
    """Return tables whose foreign keys have indexes of their own, one of them onto itself."""
    metadata = sa.MetaData()
    sa.Table("p", metadata, sa.Column("id", sa.Integer, primary_key=True))
    sa.Table(
        "c",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("pid", sa.ForeignKey("p.id", name="f"), index=True),
        sa.Column("code", sa.ForeignKey("p.id", name="u"), unique=True),
        sa.Column("above", sa.ForeignKey("c.id", name="g")),
        sa.Column("n", sa.Integer, index=True),
        sa.Index("ix_c_above_n", "above", "n"),
    )
    return metadata


def execute(connection: Connection, ops: Ops) -> None:
    """Run operations as they are rendered."""
    context = MigrationContext.configure(connection)
    code = render_python_code(ops, migration_context=context)
    names = {"op": Operations(context), "sa": sa, "mysql": mysql}
    exec(f"def migrate():\n    {code}\nmigrate()\n", names)


def invoke(connection: Connection, ops: Ops) -> None:
    """Carry operations out without rendering them."""
    operations = Operations(MigrationContext.configure(connection))
    for each in ops.ops:
        for op in each.ops if isinstance(each, ModifyTableOps) else [each]:
            operations.invoke(op)


def differences(connection: Connection, metadata: sa.MetaData) -> list[Any]:
    """Return what a comparison finds."""
    found: list[Any] = compare_metadata(MigrationContext.configure(connection), metadata)
    return found


@pytest.mark.parametrize("run", [execute, invoke])
def test_new_tables_go_and_come_again(database: str, run: Any) -> None:
    """What a migration makes, its downgrade takes away, indexes that foreign keys need included."""
    with connected(database) as connection:
        script = produce_migrations(MigrationContext.configure(connection), models())
        for _ in range(2):
            run(connection, script.upgrade_ops)
            assert differences(connection, models()) == []
            run(connection, script.downgrade_ops)
            assert sa.inspect(connection).get_table_names() == []


@pytest.mark.parametrize("run", [execute, invoke])
def test_removed_tables_come_back_whole(database: str, run: Any) -> None:
    """The downgrade of a removal makes the indexes again."""
    with connected(database) as connection:
        models().create_all(connection)
        script = produce_migrations(MigrationContext.configure(connection), sa.MetaData())
        for _ in range(2):
            run(connection, script.upgrade_ops)
            assert sa.inspect(connection).get_table_names() == []
            run(connection, script.downgrade_ops)
            assert differences(connection, models()) == []
