#!/usr/bin/env python3
"""Time a rebuild on SQLite against the bare statements of the same copy.

    python benchmarks/rebuild.py [--rows 1000000] [--runs 7]

Both sides work on a fresh copy of the same file, in turn, in one process that has imported
everything before; the bare side sends CREATE, INSERT .. SELECT, DROP and RENAME with the driver in
one transaction, and checks nothing. The figures are medians of processor time; the ratio is the
median of the ratios of each pair. The target is 1.15.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from alembic.migration import MigrationContext
from alembic.operations import Operations

COLUMNS = "id, name, amount, payload"
NEW = """CREATE TABLE _alembic_tmp_big (
    id INTEGER NOT NULL, name VARCHAR(40), amount {type}, payload VARCHAR(60), PRIMARY KEY (id))"""


def make(path: Path, rows: int) -> None:
    """Make a table of so many rows."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(NEW.format(type="INTEGER").replace("_alembic_tmp_big", "big"))
        connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
            "INSERT INTO big SELECT i, 'name ' || i, i % 1000, 'some text that is as long' FROM n",
            (rows,),
        )
        connection.commit()


def bare(path: Path) -> None:
    """Copy with the driver alone."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in (
            "BEGIN IMMEDIATE",
            NEW.format(type="BIGINT NOT NULL"),
            f"INSERT INTO _alembic_tmp_big ({COLUMNS}) SELECT {COLUMNS} FROM big",
            "DROP TABLE big",
            "ALTER TABLE _alembic_tmp_big RENAME TO big",
            "COMMIT",
        ):
            connection.execute(statement)


def rebuilt(path: Path) -> None:
    """Copy with a batch."""
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        with (
            context.begin_transaction(_per_migration=True),
            Operations(context).batch_alter_table("big") as batch,
        ):
            batch.alter_column("amount", type_=sa.BigInteger(), nullable=False)
    engine.dispose()


def timed(work: Callable[[Path], None], original: Path) -> tuple[float, float]:
    """Return processor and wall seconds of some work on a copy of a file."""
    with tempfile.TemporaryDirectory(dir=original.parent) as folder:
        copy = Path(folder) / "copy.db"
        shutil.copy(original, copy)
        wall, processor = time.perf_counter(), time.process_time()
        work(copy)
        return time.process_time() - processor, time.perf_counter() - wall


def main() -> None:
    """Run both sides in turn and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=7)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        original = Path(folder) / "original.db"
        make(original, arguments.rows)
        sides = {"bare": bare, "batch": rebuilt}
        for work in sides.values():
            timed(work, original)
        pairs = [
            {name: timed(work, original) for name, work in sides.items()}
            for _ in range(arguments.runs)
        ]
    for position, kind in enumerate(("cpu", "wall")):
        medians = {
            name: statistics.median(pair[name][position] for pair in pairs) for name in sides
        }
        ratio = statistics.median(
            pair["batch"][position] / pair["bare"][position] for pair in pairs
        )
        print(
            f"{arguments.rows:,} rows, {kind}: bare {medians['bare']:.3f} s, "
            f"batch {medians['batch']:.3f} s, ratio {ratio:.3f}"
        )


if __name__ == "__main__":
    main()
