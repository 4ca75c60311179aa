"""What the run lock adds to a run that nobody disturbs."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
import sqlalchemy as sa

from alembic import command
from alembic.config import Config
from alembic.ddl.sqlite.lock import FileLock
from harness.project import Project
from harness.race import write_race

ENV = """
from alembic import context
attributes = context.config.attributes
context.configure(connection=attributes["connection"], **attributes["options"])
with context.begin_transaction():
    context.run_migrations()
"""


def statements(url: str, **options: object) -> list[str]:
    """Upgrade to the newest revision and back, and return what was executed."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    seen: list[str] = []
    with engine.connect() as connection:
        config = Config("alembic.ini", attributes={"connection": connection, "options": options})
        sa.event.listen(
            connection, "before_cursor_execute", lambda *given: seen.append(given[2].strip())
        )
        command.upgrade(config, "head")
        kept = list(seen)
        command.downgrade(config, "base")
        for table in ("account", "alembic_version", "alembic_version_journal"):
            connection.execute(sa.text(f"DROP TABLE IF EXISTS {table}"))
        connection.commit()
    return kept


@pytest.fixture
def at_work(project: Project, database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Work in a project of some revisions; gives the address of its empty database."""
    write_race(project, database)
    project.write("mig/env.py", ENV)
    monkeypatch.chdir(project.path)
    return database


def test_two_statements_more(at_work: str) -> None:
    """One statement takes the lock, one lets it go (on SQLite none), and no other differs."""
    locked = statements(at_work, journal="off")
    unlocked = statements(at_work, journal="off", run_lock=False)
    if at_work.startswith("sqlite"):
        assert locked == unlocked
        return
    assert locked[1:-1] == unlocked
    words = ("advisory_lock", "advisory_unlock") if "postgresql" in at_work else ("_LOCK", "_LOCK")
    assert words[0] in locked[0]
    assert words[1] in locked[-1]


def test_nothing_is_said(at_work: str, caplog: pytest.LogCaptureFixture) -> None:
    """The log is that of a run without a lock."""
    caplog.set_level(logging.INFO)
    statements(at_work)
    assert {record.name for record in caplog.records if "plugin" not in record.name} == {
        "alembic.runtime.migration"
    }


def test_a_database_that_refuses_the_lock(
    project: Project, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The run goes on without it, and a warning says so."""

    def refuse(self: FileLock, connection: sa.Connection) -> bool:
        raise PermissionError(13, "Permission denied", Path(self.path).name)

    write_race(project, "sqlite:///app.db")
    monkeypatch.setattr(FileLock, "attempt", refuse)
    monkeypatch.chdir(project.path)
    command.upgrade(Config("alembic.ini"), "head")
    assert [record.getMessage() for record in caplog.records if "lock" in record.name] == [
        "Running without the run lock, which this database refuses: "
        "[Errno 13] Permission denied: 'app.db.alembic-lock'"
    ]
