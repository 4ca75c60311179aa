"""Oracle's scripts."""

from __future__ import annotations

import io

import sqlalchemy as sa

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext


def test_insert_returns_into_nothing() -> None:
    """An INSERT of a script has no RETURNING, as a script has no variable to return into."""
    buffer = io.StringIO()
    context = MigrationContext.configure(
        dialect_name="oracle", opts={"as_sql": True, "output_buffer": buffer}
    )
    table = sa.Table("t", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True))
    op = Operations(context)
    op.execute(table.insert().values(id=op.inline_literal(1)))
    op.get_bind().execute(context._version.insert().values(version_num=sa.literal_column("'x'")))
    assert buffer.getvalue() == (
        "INSERT INTO t (id) VALUES (1)\n\n/\n\n"
        "INSERT INTO alembic_version (version_num) VALUES ('x')\n\n/\n\n"
    )
