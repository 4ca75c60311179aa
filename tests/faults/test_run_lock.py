"""What waiting runs say and do, and what remains of a run that is gone."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from alembic import command
from alembic.config import Config
from alembic.ddl.postgresql import lock as postgresql_lock
from alembic.journal.lock import lease
from harness.databases import LOCKS_HERE, rows, table_names
from harness.project import ALEMBIC, Project, Result
from harness.race import write_race, write_revision


@contextmanager
def running(project: Project, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Start ``alembic``; end it by force when the block is left."""
    process = subprocess.Popen(
        [str(ALEMBIC), *arguments],
        cwd=project.path,
        env=project.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def slow(project: Project, database: str) -> Project:
    """Give a project whose second revision tells that it runs and then takes its time."""
    write_race(project, database)
    told = "import time, pathlib\n    pathlib.Path('at work').touch()\n    time.sleep({})"
    write_revision(project, "b2", "a1", told.format(60))
    project.alembic("upgrade", "a1")
    return project


def wait_for(path: Path) -> None:
    """Wait until a file is there."""
    until = time.monotonic() + 30
    while not path.exists():
        assert time.monotonic() < until, f"{path.name} did not appear"
        time.sleep(0.02)


def test_the_limit_of_waiting(slow: Project, database: str) -> None:
    """Who waits in vain says for whom, ends with status 255, and has changed nothing."""
    with running(slow, "upgrade", "b2"):
        wait_for(slow.path / "at work")
        result = slow.alembic("upgrade", "head", "--lock-wait", "300ms", status=255)
    assert "FAILED: Another run has the lock of this database: pid " in result.out
    assert "Nothing was done after waiting 0.3 s for it to end." in result.out
    if not database.startswith("sqlite"):
        assert "; the database is at a1. Nothing" in result.out
    assert rows(database, "SELECT version_num FROM alembic_version") == [("a1",)]


def test_the_version_table_is_made_by_one(slow: Project, database: str) -> None:
    """``ensure_version`` waits like every run, so that two do not create the table at once."""
    with running(slow, "upgrade", "b2"):
        wait_for(slow.path / "at work")
        write_race(slow, database, lock_wait="300ms")
        result = slow.alembic("ensure_version", status=255)
    assert "Nothing was done after waiting 0.3 s for it to end." in result.out


def test_no_lock(slow: Project) -> None:
    """Without the lock nobody waits, and commands that change nothing never do."""
    with running(slow, "upgrade", "b2"):
        wait_for(slow.path / "at work")
        slow.alembic("upgrade", "a1", "--no-lock", "--lock-wait", "0")
        slow.alembic("current")
        slow.alembic("history")


def test_the_runner_is_killed(slow: Project, database: str) -> None:
    """A lock ends with the process that has it: the next run goes on by itself."""
    with running(slow, "upgrade", "b2") as runner:
        wait_for(slow.path / "at work")
        runner.send_signal(signal.SIGKILL)
        runner.wait()
    write_revision(slow, "b2", "a1", "op.execute('UPDATE account SET n = n + 1')")
    slow.alembic("upgrade", "b2", "--lock-wait", "20")
    assert rows(database, "SELECT n, version_num FROM account, alembic_version") == [(1, "b2")]


def test_a_failing_run_lets_the_lock_go(project: Project, database: str) -> None:
    """An error in a migration ends the lock before the process that goes on."""
    write_race(project, database)
    write_revision(project, "b2", "a1", "raise ValueError")
    project.write(
        "twice.py",
        "from alembic import command\n"
        "from alembic.config import Config\n"
        "for _ in range(2):\n"
        "    try:\n"
        "        command.upgrade(Config('alembic.ini'), 'head', lock_wait=0)\n"
        "    except ValueError:\n"
        "        print('failed')\n",
    )
    assert project.python("twice.py").out == "failed\nfailed\n"


def test_nothing_is_left_next_to_the_file(project: Project, sqlite_url: str) -> None:
    """The lock file of SQLite is there during a run only."""
    write_race(project, "sqlite:///app.db")
    write_revision(project, "b2", "a1", "import os\n    print(sorted(os.listdir('.')))")
    result = project.alembic("upgrade", "b2")
    assert "'app.db.alembic-lock'" in result.out
    assert project.files("app.db*") == ["app.db"]


def test_a_file_left_behind_locks_nobody_out(project: Project) -> None:
    """The file of a killed run is no lock: the operating system has let it go."""
    write_race(project, "sqlite:///app.db")
    project.write("app.db.alembic-lock", "{}")
    project.alembic("upgrade", "head", "--lock-wait", "0")
    assert project.files("app.db*") == ["app.db"]


def left_lease(project: Project, url: str) -> None:
    """Leave what a run with a lease leaves that was killed."""
    write_race(project, url, run_lock="lease")
    write_revision(project, "b2", "a1", "import os\n    os._exit(9)")
    project.alembic("upgrade", "a1")
    project.alembic("upgrade", "b2", status=9)


def test_a_lease_that_was_taken_over_ends_the_run(project: Project, postgresql_url: str) -> None:
    """Before each revision a run looks whether its lease is still there."""
    write_race(project, postgresql_url, run_lock="lease", transaction_per_migration=True)
    write_revision(project, "b2", "a1", "op.execute('DELETE FROM alembic_version_lock')")
    result = project.alembic("upgrade", "head", status=255)
    assert (
        "FAILED: The run lock was lost: this run did not renew its lease for so long that another "
        "one took it over. Nothing more was run; run the command again." in result.out
    )
    assert rows(postgresql_url, "SELECT version_num FROM alembic_version") == [("b2",)]


def test_unlock(project: Project, postgresql_url: str) -> None:
    """A lease that was left behind keeps others out until it is removed."""
    left_lease(project, postgresql_url)
    write_revision(project, "b2", "a1", "pass")
    refused = project.alembic("upgrade", "b2", "--lock-wait", "0", status=255)
    assert "Another run has the lock of this database by a lease: pid " in refused.out
    assert project.alembic("unlock", "--force").out.startswith("Removed the lease of pid ")
    project.alembic("upgrade", "b2", "--lock-wait", "0")
    assert project.alembic("unlock").out == "Nobody has the run lock.\n"


def test_unlock_spares_the_living(slow: Project, database: str) -> None:
    """A run that is at work is told, not robbed."""
    with running(slow, "upgrade", "b2"):
        wait_for(slow.path / "at work")
        assert "FAILED: A run is at work: pid " in slow.alembic("unlock", status=255).out


def test_a_lease_that_is_not_renewed_is_taken_over(
    project: Project, mariadb_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who waits watches whether the lease is renewed, on its own clock."""
    left_lease(project, mariadb_url)
    write_revision(project, "b2", "a1", "pass")
    monkeypatch.setattr(lease, "STALE_AFTER", 0.5)
    monkeypatch.chdir(project.path)
    command.upgrade(Config("alembic.ini"), "b2", lock_wait=10)
    assert rows(mariadb_url, "SELECT version_num FROM alembic_version") == [("b2",)]


@pytest.mark.parametrize("per_revision", [False, True])
def test_behind_a_pooler(
    project: Project, postgresql_url: str, monkeypatch: pytest.MonkeyPatch, per_revision: bool
) -> None:
    """No lock of the session is left where a pooler gives each transaction another session."""
    write_race(project, postgresql_url, transaction_per_migration=per_revision)
    held = (
        f'op.execute("INSERT INTO seen SELECT count(*) FROM {LOCKS_HERE} '
        "AND locktype = 'advisory'\")"
    )
    write_revision(
        project, "b2", "a1", f"op.create_table('seen', sa.Column('n', sa.Integer))\n    {held}"
    )
    monkeypatch.setattr(postgresql_lock, "_pid_of_connection", lambda connection: -1)
    monkeypatch.chdir(project.path)
    command.upgrade(Config("alembic.ini"), "b2")
    assert rows(postgresql_url, "SELECT n FROM seen") == [(0 if per_revision else 1,)]
    assert ("alembic_version_lock" in table_names(postgresql_url)) is per_revision
    assert rows(postgresql_url, f"SELECT * FROM {LOCKS_HERE} AND locktype = 'advisory'") == []


def test_behind_a_pooler_a_lease_bridges_an_autocommit_block(
    project: Project, postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Leaving the transaction, and with it the lock, leaves a lease that ends with the run."""
    write_race(project, postgresql_url)
    write_revision(
        project,
        "b2",
        "a1",
        "with op.get_context().autocommit_block():\n"
        "        rows = op.get_bind().exec_driver_sql('SELECT pid FROM alembic_version_lock')\n"
        "        op.execute(f'CREATE TABLE seen AS SELECT {len(rows.all())} AS n')",
    )
    monkeypatch.setattr(postgresql_lock, "_pid_of_connection", lambda connection: -1)
    monkeypatch.chdir(project.path)
    command.upgrade(Config("alembic.ini"), "b2")
    assert rows(postgresql_url, "SELECT n FROM seen") == [(1,)]
    assert rows(postgresql_url, "SELECT * FROM alembic_version_lock") == []


SHARED = """
from alembic import context
context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
"""


@pytest.mark.parametrize("external", [False, True])
def test_a_connection_of_the_caller(
    project: Project, database: str, monkeypatch: pytest.MonkeyPatch, external: bool
) -> None:
    """The lock covers a shared connection too; in a transaction of the caller, up to its end."""
    write_race(project, database)
    project.write("mig/env.py", SHARED)
    monkeypatch.chdir(project.path)
    engine = sa.create_engine(database)

    def attempt(connection: sa.Connection) -> Result:
        config = Config("alembic.ini", attributes={"connection": connection})
        try:
            command.upgrade(config, "head", lock_wait=0)
        except Exception as error:
            return Result(1, str(error), "")
        return Result(0, "", "")

    with engine.connect() as mine, engine.connect() as other:
        transaction = mine.begin() if external else None
        assert attempt(mine).status == 0
        refused = attempt(other)
        assert refused.status == int(external)
        if transaction is not None:
            assert refused.out.startswith("This run would wait for itself")
            other.rollback()
            transaction.commit()
        assert attempt(other).status == 0
        other.commit()
        assert attempt(mine).status == 0
    with engine.connect() as connection:  # the same session again, from the pool: nothing is held
        assert attempt(connection).status == 0
    engine.dispose()
    assert rows(database, "SELECT n, version_num FROM account, alembic_version") == [(110, "c3")]


def test_the_table_of_leases_is_no_difference(project: Project, postgresql_url: str) -> None:
    """Autogenerate leaves our own tables alone."""
    write_race(project, postgresql_url, run_lock="lease", target_metadata=None)
    project.edit("mig/env.py", "'target_metadata': None", "'target_metadata': sa.MetaData()")
    project.edit("mig/env.py", "from alembic", "import sqlalchemy as sa\nfrom alembic")
    for name in ("b2", "c3"):
        (project.path / f"mig/versions/{name}.py").unlink()
    write_revision(project, "a1", None, "pass")
    project.alembic("upgrade", "head")
    assert "alembic_version_lock" in table_names(postgresql_url)
    assert project.alembic("check").lines == ["No new upgrade operations detected."]
