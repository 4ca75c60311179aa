"""Tables with foreign keys and indexes on them, there, back and there again, on every database."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from alembic.autogenerate import produce_migrations
from alembic.migration import MigrationContext
from harness.databases import connected
from harness.round_trip import differences, execute, invoke


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
