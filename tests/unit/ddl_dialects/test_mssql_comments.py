"""Comments in scripts for SQL Server, which name the schema of the table."""

from __future__ import annotations

import io

import sqlalchemy as sa

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext


def test_the_default_schema_of_a_script_is_dbo() -> None:
    """With nobody connected who could tell the default schema, comments are put where dbo is."""
    buffer = io.StringIO()
    context = MigrationContext.configure(
        dialect_name="mssql", opts={"as_sql": True, "output_buffer": buffer}
    )
    op = Operations(context)
    op.create_table("t", sa.Column("x", sa.Integer, comment="cx"), comment="ct")
    op.alter_column("t", "x", comment="cy", existing_comment="cx")
    op.drop_table_comment("t")
    statements = [each for each in buffer.getvalue().split("\n\n") if "MS_Description" in each]
    assert statements == [
        "execute sp_addextendedproperty 'MS_Description', N'ct', 'schema', dbo, 'table', t;",
        "execute sp_addextendedproperty 'MS_Description', N'cx', "
        "'schema', dbo, 'table', t, 'column', x;",
        "exec sp_updateextendedproperty 'MS_Description', N'cy', "
        "'schema', dbo, 'table', t, 'column', x;",
        "execute sp_dropextendedproperty 'MS_Description', 'schema', dbo, 'table', t;",
    ]


def test_a_schema_that_is_known_stays() -> None:
    """A dialect that was told its default schema keeps it."""
    dialect = sa.make_url("mssql+pymssql://").get_dialect()()
    dialect.default_schema_name = "mine"
    MigrationContext.configure(dialect=dialect, opts={"as_sql": True})
    assert dialect.default_schema_name == "mine"
