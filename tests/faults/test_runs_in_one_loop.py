"""Asynchronous runs at once in one event loop: who waits lets the others work."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import Connection, NullPool, make_url
from sqlalchemy.ext.asyncio import create_async_engine

from alembic import command
from alembic.config import Config
from harness.databases import rows
from harness.project import Project
from harness.race import write_race

DRIVERS = {"postgresql": "postgresql+asyncpg", "sqlite": "sqlite+aiosqlite"}
ENV = """
from alembic import context
context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
"""


@pytest.mark.parametrize("dialect", DRIVERS)
def test_tasks_of_one_loop(
    project: Project,
    dialect: str,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Six tasks upgrade one database: all succeed, and each revision runs once."""
    url: str = request.getfixturevalue(f"{dialect}_url")
    write_race(project, url)
    project.write("mig/env.py", ENV)
    monkeypatch.chdir(project.path)

    def upgrade(connection: Connection) -> None:
        config = Config("alembic.ini", attributes={"connection": connection})
        command.upgrade(config, "head", lock_wait=30)

    async def task() -> None:
        engine = create_async_engine(
            make_url(url).set(drivername=DRIVERS[dialect]), poolclass=NullPool
        )
        async with engine.connect() as connection:
            await connection.run_sync(upgrade)

    async def tasks() -> None:
        await asyncio.gather(*(task() for _ in range(6)))

    asyncio.run(tasks())
    assert rows(url, "SELECT n, version_num FROM account, alembic_version") == [(110, "c3")]
