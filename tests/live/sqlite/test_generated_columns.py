"""Generated columns in a CREATE TABLE that SQLite itself has put together."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from harness.databases import connected


@pytest.mark.parametrize("expression", ["id * 2", "(id + 1) * 2", "id || ')' || \"plain one\""])
@pytest.mark.parametrize("persisted", [True, False])
def test_a_column_added_behind_a_generated_one(
    sqlite_url: str, expression: str, persisted: bool
) -> None:
    """What ALTER TABLE wrote behind a generated column, on its line, is no part of it."""
    metadata = sa.MetaData()
    table = sa.Table(
        "t",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("plain one", sa.Integer),
        sa.Column("calc", sa.Integer, sa.Computed(expression, persisted=persisted)),
    )
    with connected(sqlite_url) as connection:
        metadata.create_all(connection)
        connection.exec_driver_sql("ALTER TABLE t ADD COLUMN added VARCHAR(10)")
        table.append_column(sa.Column("added", sa.String(10)))
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []
