"""What autogenerate writes does what it says, and no more than once."""

from __future__ import annotations

import textwrap

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from sqlalchemy.dialects import mysql, postgresql, sqlite

from alembic import op
from alembic.autogenerate import compare_metadata, produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.operations import Operations
from strategies.schemas import Schema, changes

#: Names that rendered code uses beside ``op`` and ``sa``.
DIALECTS = {"mysql": mysql, "postgresql": postgresql, "sqlite": sqlite}
COUNTS = {"sqlite": 40, "postgresql": 20, "mysql": 12, "mariadb": 12}


@pytest.fixture
def engine(database: str) -> sa.Engine:
    return sa.create_engine(database, poolclass=sa.NullPool)


def empty(connection: sa.Connection) -> None:
    """Drop every table, whatever refers to it."""
    cascade = ""
    if connection.dialect.name == "postgresql":
        cascade = " CASCADE"
    elif connection.dialect.name != "sqlite":
        connection.exec_driver_sql("SET foreign_key_checks = 0")
    for name in sa.inspect(connection).get_table_names():
        connection.exec_driver_sql(f"DROP TABLE {name}{cascade}")


def run(connection: sa.Connection, code: str) -> None:
    """Run the text of a migration's function on a connection."""
    context = MigrationContext.configure(connection)
    body = textwrap.indent(code, "    ")
    values: dict[str, object] = {"op": op, "sa": sa, **DIALECTS}
    exec(f"def migrate():\n{body}\n", values)
    with Operations.context(context):
        values["migrate"]()


def written(connection: sa.Connection, schema: Schema) -> tuple[str, str]:
    """The text of upgrade and downgrade from what is there to a schema."""
    context = MigrationContext.configure(connection)
    script = produce_migrations(context, schema.metadata())
    return tuple(
        render_python_code(ops, render_as_batch=True, migration_context=context)
        for ops in (script.upgrade_ops, script.downgrade_ops)
    )


def difference(connection: sa.Connection, schema: Schema) -> list[object]:
    """What autogenerate would still do; the leftover indexes of MariaDB do not count.

    That server makes an index for a foreign key and keeps it when the foreign key is dropped.
    """
    found = compare_metadata(MigrationContext.configure(connection), schema.metadata())
    if connection.dialect.name in {"mysql", "mariadb"}:
        return [
            each
            for each in found
            if not (each[0] == "remove_index" and str(each[1].name).startswith("fk_"))
        ]
    return found


def test_applied_changes_leave_no_difference(engine: sa.Engine) -> None:
    """The written upgrade leads to the models, the written downgrade back; nothing is left."""

    @settings(max_examples=COUNTS[engine.dialect.name])
    @given(changes())
    def law(pair: tuple[Schema, Schema]) -> None:
        before, after = pair
        with engine.begin() as connection:
            empty(connection)
            before.metadata().create_all(connection)
        with engine.begin() as connection:
            upgrade, downgrade = written(connection, after)
        with engine.begin() as connection:
            run(connection, upgrade)
        with engine.begin() as connection:
            assert difference(connection, after) == [], upgrade
            run(connection, downgrade)
        with engine.begin() as connection:
            assert difference(connection, before) == [], downgrade

    law()
