"""Over random schemas: an operation does what it says, is undone, and is the same as a script."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from alembic.operations import Operations, ops
from alembic.runtime.migration import MigrationContext
from harness.databases import DIALECTS
from harness.schema_picture import Picture, picture, without_order, without_rows
from servers.clients import run_script
from strategies.requests import Request, kinds, requests

#: What SQLite cannot alter goes through a batch there, as in a migration.
BATCHED = (ops.AlterColumnOp, ops.AddConstraintOp, ops.DropConstraintOp)


def apply(
    op: Any, asked: list[ops.MigrateOperation], table: str, described: sa.Table | None = None
) -> None:
    """Carry operations out on a table, which a batch in a script has to have described."""
    for operation in asked:
        if op.get_context().dialect.name == "sqlite" and isinstance(operation, BATCHED):
            with op.batch_alter_table(table, copy_from=described) as batch:
                batch.invoke(operation)
        else:
            op.invoke(operation)


@pytest.fixture
def engine(database: str) -> Iterator[sa.Engine]:
    """Give an engine for an empty database, which does not wait for the disk."""
    engine = sa.create_engine(database)
    if engine.dialect.name == "sqlite":

        @sa.event.listens_for(engine, "connect")
        def relax(connection: Any, record: Any) -> None:
            connection.execute("PRAGMA synchronous=OFF")
            connection.execute("PRAGMA journal_mode=MEMORY")

    yield engine
    engine.dispose()


def cleared(connection: sa.Connection) -> None:
    """Drop all tables, whoever refers to whom."""
    quote = connection.dialect.identifier_preparer.quote
    names = sa.inspect(connection).get_table_names()
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("DROP SCHEMA public CASCADE"))
        connection.execute(sa.text("CREATE SCHEMA public"))
        return
    if connection.dialect.name != "sqlite":
        connection.execute(sa.text("SET foreign_key_checks = 0"))
    for name in names:
        connection.execute(sa.text(f"DROP TABLE {quote(name)}"))


def pictured(engine: sa.Engine, metadata: sa.MetaData) -> Picture:
    """Return the picture of a database that was made from models."""
    with engine.begin() as connection:
        cleared(connection)
    with engine.begin() as connection:
        metadata.create_all(connection)
    with engine.begin() as connection:
        return picture(connection)


def now(engine: sa.Engine) -> Picture:
    """Return the picture of a database as it is."""
    with engine.begin() as connection:
        return picture(connection)


def online(engine: sa.Engine, asked: list[ops.MigrateOperation], table: str) -> None:
    """Carry operations out on a connection."""
    with engine.begin() as connection:
        context = MigrationContext.configure(connection)
        apply(Operations(context), asked, table)


def script(engine: sa.Engine, request: Request) -> str:
    """Return the script of what is asked for."""
    buffer = io.StringIO()
    context = MigrationContext.configure(
        dialect_name={"mysql": "mariadb"}.get(engine.dialect.name, engine.dialect.name),
        dialect_opts={"paramstyle": "named"},
        opts={"as_sql": True, "output_buffer": buffer, "literal_binds": True},
    )
    described = request.before.metadata().tables.get(request.table)
    apply(Operations(context), request.operations(), request.table, described)
    return buffer.getvalue()


def expected(engine: sa.Engine, request: Request) -> Picture:
    """Return the picture that is asked for."""
    seen = pictured(engine, request.after.metadata())
    if request.renames is None:
        return seen
    old, new = request.renames
    renamed = {(new if name == old else name): facts for name, facts in seen.items()}
    for facts in renamed.values():
        facts["foreign keys"] = {
            name: (columns, new if target == old else target, referred, options)
            for name, (columns, target, referred, options) in facts["foreign keys"].items()
        }
    return renamed


EVERY_OPERATION = pytest.mark.parametrize(
    ("database", "kind"),
    [
        pytest.param(dialect, kind, id=f"{dialect}-{kind.replace(' ', '-')}")
        for dialect in DIALECTS
        for kind in kinds(dialect)
    ],
    indirect=["database"],
)


@EVERY_OPERATION
@settings(max_examples=4)
@given(data=st.data())
def test_it_does_what_it_says_is_undone_and_is_its_script(
    engine: sa.Engine, kind: str, data: Any
) -> None:
    """There is what the models say; undone, there is what there was; the client does the same.

    The client is psql, mariadb or sqlite3, and is fed the script of the operation.
    """
    request = data.draw(requests(kind))
    wanted = expected(engine, request)
    before = pictured(engine, request.before.metadata())
    asked = request.operations()
    online(engine, asked, request.table)
    seen = now(engine)
    assert without_rows(seen) == without_rows(wanted)
    if request.is_undoable:
        online(engine, [each.reverse() for each in reversed(asked)], request.table)
        assert without_order(now(engine)) == without_order(before)
    else:
        pictured(engine, request.before.metadata())
    run_script(engine.url.render_as_string(hide_password=False), script(engine, request))
    assert now(engine) == seen
