"""A run inside another one: it shares the lock, or is told that it would wait for itself."""

from __future__ import annotations

import asyncio
import time

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from alembic import command
from alembic.config import Config
from alembic.ddl.postgresql import lock as postgresql_lock
from alembic.util import CommandError
from harness.databases import rows
from harness.project import Project
from harness.race import write_race, write_revision

REFUSED = (
    "This run would wait for itself: the lock of this database belongs to another run of the same "
    "thread or task, which has not ended, or whose transaction has not. Nothing was done. Run this "
    "one after that; or have env.py use the connection of that one (in a migration: "
    "op.get_bind()), so that both share the lock."
)
OF_CONFIGURATION = """
from alembic import context
context.configure(connection=context.config.attributes["connection"], **{options!r})
with context.begin_transaction():
    context.run_migrations()
"""
#: Whether the lock is the database's own, a lease, or what there is behind a pooler.
KINDS = ("session", "lease", "pooled", "pooled per revision")


def prepare(project: Project, url: str, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write a project whose lock is of one kind."""
    options: dict[str, object] = {"transaction_per_migration": kind.endswith("per revision")}
    if kind == "lease":
        options["run_lock"] = "lease"
    if kind.startswith("pooled"):
        monkeypatch.setattr(postgresql_lock, "_pid_of_connection", lambda connection: -1)
    write_race(project, url, **options)
    monkeypatch.chdir(project.path)


def test_another_connection_is_refused_at_once(
    project: Project, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command inside a migration, which would wait for the migration, says so instead."""
    prepare(project, database, "session", monkeypatch)
    insist_on_refusal(project, database)


@pytest.mark.parametrize("kind", KINDS[1:])
def test_other_kinds_of_lock(
    project: Project, postgresql_url: str, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """A lease and a lock of the transaction are told from those of other runs as well."""
    prepare(project, postgresql_url, kind, monkeypatch)
    insist_on_refusal(project, postgresql_url)


def insist_on_refusal(project: Project, url: str) -> None:
    nested = (
        "from alembic import command\n"
        "    from alembic.config import Config\n"
        "    command.upgrade(Config('alembic.ini'), 'b2', lock_wait=60)"
    )
    write_revision(project, "c3", "b2", nested)
    command.upgrade(Config("alembic.ini"), "b2")
    began = time.monotonic()
    with pytest.raises(CommandError) as refused:
        command.upgrade(Config("alembic.ini"), "head")
    assert str(refused.value) == REFUSED
    assert time.monotonic() - began < 20
    assert rows(url, "SELECT version_num FROM alembic_version") == [("b2",)]
    command.stamp(Config("alembic.ini"), "a1", lock_wait=0)  # nothing is left of either


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_connection_shares_the_lock(
    project: Project, postgresql_url: str, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """A command inside a migration that uses its connection needs no lock of its own."""
    prepare(project, postgresql_url, kind, monkeypatch)
    options = {"run_lock": "lease"} if kind == "lease" else {}
    project.write("inner/env.py", OF_CONFIGURATION.format(options=options))
    project.write("inner/script.py.mako", "")
    nested = (
        "from alembic import command\n"
        "    from alembic.config import Config\n"
        "    config = Config(attributes={'connection': op.get_bind()})\n"
        "    config.set_main_option('script_location', 'inner')\n"
        "    config.set_main_option('path_separator', 'os')\n"
        "    config.set_main_option('version_locations', 'mig/versions')\n"
        "    command.stamp(config, 'b2', lock_wait=0)"
    )
    write_revision(project, "c3", "b2", nested)
    command.upgrade(Config("alembic.ini"), "head")
    command.upgrade(Config("alembic.ini"), "head", lock_wait=0)
    assert rows(postgresql_url, "SELECT n FROM account") == [(10,)]


def test_a_transaction_that_has_not_ended(
    project: Project, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run on one connection does not wait for the caller's own transaction on another one."""
    prepare(project, database, "session", monkeypatch)
    project.write("mig/env.py", OF_CONFIGURATION.format(options={}))
    engine = sa.create_engine(database, poolclass=sa.NullPool)
    with engine.connect() as first, engine.connect() as second:
        with first.begin():
            command.upgrade(Config("alembic.ini", attributes={"connection": first}), "head")
            with pytest.raises(CommandError) as refused:
                command.upgrade(Config("alembic.ini", attributes={"connection": second}), "head")
        assert str(refused.value) == REFUSED
        second.rollback()
        command.upgrade(
            Config("alembic.ini", attributes={"connection": second}), "head", lock_wait=0
        )


def test_another_task_waits(
    project: Project, postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two tasks of one thread are two: the second one waits for its turn."""
    prepare(project, postgresql_url, "session", monkeypatch)
    project.write("mig/env.py", OF_CONFIGURATION.format(options={}))
    write_revision(project, "a1", None, "op.execute('SELECT pg_sleep(0.3)')")
    for name in ("b2", "c3"):
        (project.path / f"mig/versions/{name}.py").unlink()
    url = sa.make_url(postgresql_url).set(drivername="postgresql+asyncpg")

    def upgrade(connection: sa.Connection) -> None:
        config = Config("alembic.ini", attributes={"connection": connection})
        command.upgrade(config, "head", lock_wait=30)

    async def task() -> None:
        engine = create_async_engine(url, poolclass=sa.NullPool)
        async with engine.connect() as connection:
            await connection.run_sync(upgrade)

    async def beside() -> None:
        await asyncio.gather(task(), task())

    asyncio.run(beside())
    assert rows(postgresql_url, "SELECT version_num FROM alembic_version") == [("a1",)]
