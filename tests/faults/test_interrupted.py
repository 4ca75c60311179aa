"""Ctrl-C while a statement runs: it ends at once, on the server as well, and all is as before."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest
import sqlalchemy as sa

from alembic import command
from alembic.config import Config, main
from harness.databases import LOCKS_HERE, connected, execute, rows
from harness.project import ALEMBIC, Project
from harness.race import write_race, write_revision

SLEEPING = (
    "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '{}%' AND state = 'active' "
    "AND datname = current_database()"
)

#: A shell has what it runs in the background ignore the signal, this test among it.
AT_A_TERMINAL = (
    "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); "
    "os.execv(sys.argv[1], sys.argv[1:])"
)


def interrupted(project: Project, url: str, statement: str) -> tuple[int, str, float]:
    """Upgrade, press Ctrl-C when a statement is at work, return status, output and seconds."""
    process = subprocess.Popen(
        [sys.executable, "-c", AT_A_TERMINAL, str(ALEMBIC), "upgrade", "head"],
        cwd=project.path,
        env=project.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    until = time.monotonic() + 30
    while rows(url, SLEEPING.format(statement)) == [(0,)]:
        assert time.monotonic() < until, "the statement did not begin"
        time.sleep(0.05)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=50)
    return process.returncode, out, time.monotonic() - began


def on(driver: str, url: str) -> str:
    """Return an address for another driver."""
    named = sa.make_url(url).set(drivername=f"postgresql+{driver}")
    return named.render_as_string(hide_password=False)


@pytest.mark.parametrize("driver", ["psycopg2", "psycopg"])
def test_a_long_statement(project: Project, postgresql_url: str, driver: str) -> None:
    """The statement is cancelled, nothing of the run stays, and the next one may begin."""
    write_race(project, on(driver, postgresql_url))
    write_revision(project, "b2", "a1", "op.execute('SELECT pg_sleep(40)')")
    status, out, seconds = interrupted(project, postgresql_url, "SELECT pg_sleep")
    assert (status, seconds < 15) == (130, True)
    assert out.splitlines()[-1] == "Interrupted"
    assert rows(postgresql_url, SLEEPING.format("SELECT pg_sleep")) == [(0,)]
    write_revision(project, "b2", "a1", "pass")
    project.alembic("upgrade", "b2", "--lock-wait", "0")


def test_waiting_for_a_table(project: Project, postgresql_url: str) -> None:
    """A statement that waits for a lock leaves the queue."""
    write_race(project, postgresql_url)
    write_revision(project, "b2", "a1", "op.execute('ALTER TABLE other ADD x int')")
    execute(postgresql_url, "CREATE TABLE other (id int)")
    with connected(postgresql_url) as reader:
        reader.execute(sa.text("SELECT * FROM other"))
        status, out, seconds = interrupted(project, postgresql_url, "ALTER TABLE other")
        waiting = rows(postgresql_url, f"SELECT count(*) FROM {LOCKS_HERE} AND NOT granted")
    assert (status, seconds < 15) == (130, True)
    assert out.splitlines()[-1] == "Interrupted"
    assert waiting == [(0,)]


TELLS = """import signal
    heard = signal.set_wakeup_fd(-1)
    signal.set_wakeup_fd(heard)
    op.execute(f"INSERT INTO account VALUES (7, {int(heard != -1)})")"""


@pytest.mark.parametrize("by_main", [True, False])
def test_signals_are_left_alone(
    project: Project, postgresql_url: str, monkeypatch: pytest.MonkeyPatch, by_main: bool
) -> None:
    """The command line listens while it runs; a process that calls a command is left alone."""
    write_race(project, postgresql_url)
    write_revision(project, "b2", "a1", TELLS)
    monkeypatch.chdir(project.path)
    if by_main:
        main(["upgrade", "b2"])
    else:
        command.upgrade(Config("alembic.ini"), "b2")
    assert rows(postgresql_url, "SELECT n FROM account WHERE id = 7") == [(int(by_main),)]
    assert signal.set_wakeup_fd(-1) == -1
