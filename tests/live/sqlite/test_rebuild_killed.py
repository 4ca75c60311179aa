"""A rebuild that is killed: after whichever statement, the old table is whole."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from harness.sqlite_fingerprint import fingerprint

SCHEMA = """
    CREATE TABLE p (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        x INTEGER CHECK (x > 0),
        y TEXT COLLATE NOCASE,
        z INTEGER AS (x * 2) STORED);
    CREATE INDEX ix ON p (lower(y)) WHERE x > 1;
    CREATE TABLE log (x INTEGER);
    CREATE TRIGGER tr AFTER UPDATE ON p BEGIN INSERT INTO log VALUES (new.x); END;
    CREATE VIEW v AS SELECT x FROM p;
    CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p ON DELETE CASCADE);
    INSERT INTO p (x, y) VALUES (1, 'a'), (2, 'B'), (3, 'c');
    DELETE FROM p WHERE id = 3;
    INSERT INTO c VALUES (1, 1), (2, 2);
"""

# Every fork runs the same migration and kills itself when SQLite begins its n-th statement.
MURDERER = """
import os, shutil, signal, sys
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

def migrate(path, last):
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        raw.execute("PRAGMA foreign_keys=ON")
        seen = 0
        def trace(statement):
            nonlocal seen
            seen += 1
            if seen == last:
                os.kill(os.getpid(), signal.SIGKILL)
        raw.set_trace_callback(trace)
        context = MigrationContext.configure(connection)
        with context.begin_transaction(_per_migration=True):
            with Operations(context).batch_alter_table("p") as batch:
                batch.alter_column("x", nullable=False, new_column_name="xx")
                batch.add_column(sa.Column("new", sa.Integer, server_default="7"))

folder = sys.argv[1]
shutil.copy(f"{folder}/base.db", f"{folder}/whole.db")
migrate(f"{folder}/whole.db", 0)  # what is imported on the way is imported once
for last in range(1, 1000):
    path = f"{folder}/killed{last}.db"
    shutil.copy(f"{folder}/base.db", path)
    child = os.fork()
    if not child:
        try:
            migrate(path, last)
        except BaseException:
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        sys.exit(os.waitstatus_to_exitcode(status))
"""


def seen_in(path: Path) -> dict[str, Any]:
    """Return everything a database holds, after SQLite has rolled back what was cut off."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return fingerprint(connection)


@pytest.mark.parametrize("journal", ["delete", "wal"])
def test_a_rebuild_happens_as_a_whole_or_not_at_all(tmp_path: Path, journal: str) -> None:
    """Killed at any of its statements, the migration has done everything or nothing."""
    with closing(sqlite3.connect(tmp_path / "base.db")) as base:
        base.execute(f"PRAGMA journal_mode={journal}")
        base.executescript(SCHEMA)
    before = seen_in(tmp_path / "base.db")
    subprocess.run([sys.executable, "-c", MURDERER, str(tmp_path)], check=True)
    killed = sorted(tmp_path.glob("killed*.db"), key=lambda path: int(path.stem[6:]))
    after = seen_in(killed[-1])
    assert after["p columns"][1] == ("xx", "INTEGER", 1, None, 0, 0)
    assert after["c rows"] == before["c rows"]
    outcomes = [seen_in(path) for path in killed]
    done = outcomes.index(after)
    assert done > 25
    assert all(outcome == before for outcome in outcomes[:done])
    assert all(outcome == after for outcome in outcomes[done:])
