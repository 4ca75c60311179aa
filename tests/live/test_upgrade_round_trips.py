"""How many statements an upgrade sends, and how often it waits for the server."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from alembic import command
from alembic.config import Config
from harness.databases import LOCKS_HERE, rows
from harness.wire import wired

if TYPE_CHECKING:
    from harness.project import Project

ENV = """
from alembic import context
context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
"""
REVISION = """
import sqlalchemy as sa
from alembic import op

revision = {revision!r}
down_revision = {down!r}


def upgrade():
    op.create_table("t{number}", sa.Column("id", sa.Integer, primary_key=True))
    op.add_column("t{number}", sa.Column("name", sa.String(20)))
    op.create_index("ix{number}", "t{number}", ["name"])


def downgrade():
    op.drop_table("t{number}")
"""
OPERATIONS = 3


def sent_for(url: str, target: str) -> int:
    """Upgrade a database, and return how many statements that took."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    sent: list[str] = []
    with engine.connect() as connection:
        sa.event.listen(connection, "before_cursor_execute", lambda *given: sent.append(given[2]))
        command.upgrade(Config("alembic.ini", attributes={"connection": connection}), target)
    return len(sent)


@pytest.mark.parametrize(("existing", "more"), [(0, 14), (5, 12)])
def test_an_upgrade_sends_its_operations_and_a_row(
    project: Project, database: str, existing: int, more: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A revision sends its operations and its row, a run twelve more, fourteen to make tables."""
    project.write("alembic.ini", "[alembic]\nscript_location = mig\n")
    project.write("mig/env.py", ENV)
    for number in range(10):
        text = REVISION.format(
            revision=f"r{number}", down=f"r{number - 1}" if number else None, number=number
        )
        project.write(f"mig/versions/r{number}.py", text)
    monkeypatch.chdir(project.path)
    if existing:
        sent_for(database, f"r{existing - 1}")
    revisions = 10 - existing
    assert sent_for(database, "head") <= more + revisions * (OPERATIONS + 1)


@pytest.mark.parametrize(
    ("driver", "locking"),
    [("psycopg2", 2), ("psycopg", 2), ("psycopg_async", 2), ("asyncpg", None)],
)
def test_the_lock_is_two_round_trips(
    project: Project,
    postgresql_url: str,
    monkeypatch: pytest.MonkeyPatch,
    driver: str,
    locking: int | None,
) -> None:
    """Taking the lock asks the server once and letting it go once, without a transaction."""
    project.write("alembic.ini", "[alembic]\nscript_location = mig\n")
    project.write("mig/env.py", ENV)
    project.write("mig/versions/r0.py", REVISION.format(revision="r0", down=None, number=0))
    monkeypatch.chdir(project.path)
    address = sa.make_url(postgresql_url).set(drivername=f"postgresql+{driver}")
    asked: dict[bool, int] = {}
    with wired(address.render_as_string(hide_password=False)) as (url, wire):
        for no_lock in (True, False):
            upgraded(url, "head", no_lock=no_lock)  # the second one finds nothing to do
            wire.questions.clear()
            upgraded(url, "head", no_lock=no_lock)
            asked[no_lock] = len(wire.questions)
        held = [each for each in wire.questions if b"advisory" in each]
    assert len(held) == 2
    if locking is not None:
        assert asked[False] - asked[True] == locking
    assert rows(postgresql_url, f"SELECT * FROM {LOCKS_HERE} AND locktype = 'advisory'") == []


def upgraded(url: str, target: str, *, no_lock: bool) -> None:
    """Upgrade a database on a connection of its own, whose driver begins transactions as before."""

    def upgrade(connection: sa.Connection) -> None:
        config = Config("alembic.ini", attributes={"connection": connection})
        command.upgrade(config, target, no_lock=no_lock)
        assert connection.connection.dbapi_connection is not None
        if connection.dialect.driver != "asyncpg":
            assert connection.connection.dbapi_connection.autocommit is False  # type: ignore[attr-defined] # of the drivers

    if "async" in url:

        async def in_loop() -> None:
            engine = create_async_engine(url, poolclass=sa.NullPool)
            async with engine.connect() as connection:
                await connection.run_sync(upgrade)

        asyncio.run(in_loop())
        return
    with sa.create_engine(url, poolclass=sa.NullPool).connect() as connection:
        upgrade(connection)
