#!/usr/bin/env python3
"""Time what run lock and journal add to ``alembic upgrade head``.

    python benchmarks/safety.py [--revisions 1000] [--runs 5 | --instructions] [URL ...]

Every address is that of a disposable SQLite file or of a server on which databases may be created;
without one a SQLite file is made. The revisions make a table and an index each, every fourth adds
a column. Each figure is a whole process, from start to exit. The three ways (off, lock only, lock
and journal) run in turn, forwards and backwards; the figures are medians, the ratio is the median
of the ratios of each round, and on a machine that others use too the best rounds tell most.
Processor time is that of the client; where the server is MariaDB or MySQL, how often it waited for
the disk is counted too, because most of the time goes into that.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

WAYS = {
    "off": "run_lock = false\njournal = off\n",
    "off again": "run_lock = false\njournal = off\n",
    "lock": "journal = off\n",
    "lock+journal": "",
}
ENV = """\
import sqlalchemy as sa
from alembic import context

engine = sa.create_engine(context.config.get_main_option("sqlalchemy.url"), poolclass=sa.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""
REVISION = '''\
"""Revision {number}."""
import sqlalchemy as sa
from alembic import op

revision = "r{number:05}"
down_revision = {down!r}


def upgrade():
    op.create_table(
        "t{number}",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(50), nullable=False),
    )
    op.create_index("ix_t{number}_name", "t{number}", ["name"])
{more}

def downgrade():
    op.drop_table("t{number}")
'''
COLUMN = '    op.add_column("t{number}", sa.Column("note", sa.String(20)))\n'


class Figures(NamedTuple):
    """What one run took.

    Attributes:
        cpu: Processor seconds of the client.
        wall: Seconds from start to exit.
        waits: How often the server waited for its log; 0 where it does not tell.
    """

    cpu: float
    wall: float
    waits: int


def write_project(directory: Path, revisions: int) -> None:
    """Write an environment with so many revisions."""
    versions = directory / "versions"
    versions.mkdir()
    (directory / "env.py").write_text(ENV)
    (directory / "script.py.mako").write_text("")
    for number in range(1, revisions + 1):
        down = f"r{number - 1:05}" if number > 1 else None
        more = "" if number % 4 else COLUMN.format(number=number)
        text = REVISION.format(number=number, down=down, more=more)
        (versions / f"r{number:05}.py").write_text(text)


@contextmanager
def empty_database(url: sa.URL) -> Iterator[sa.URL]:
    """Make a database, and remove it afterwards."""
    if url.get_backend_name() == "sqlite":
        path = Path(url.database or "")
        path.unlink(missing_ok=True)
        yield url
        path.unlink(missing_ok=True)
        return
    engine = sa.create_engine(url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    name = f"safety_{os.getpid()}"
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name}")
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield url.set(database=name)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name}")


def log_waits(url: sa.URL) -> int:
    """Return how often a server has waited for its log to reach the disk."""
    if url.get_backend_name() not in {"mysql", "mariadb"}:
        return 0
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        row = connection.exec_driver_sql("SHOW GLOBAL STATUS LIKE 'Innodb_data_fsyncs'").first()
    return int(row[1]) if row else 0


def environment() -> dict[str, str]:
    """Return the environment without what changes how Python works: compiled files are kept."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def upgrade_command(directory: Path, way: str, url: sa.URL) -> list[str]:
    """Write the configuration of a way, and return the command that upgrades."""
    ini = directory / "alembic.ini"
    shown = url.render_as_string(hide_password=False).replace("%", "%%")
    ini.write_text(
        f"[alembic]\nscript_location = {directory}\nsqlalchemy.url = {shown}\n{WAYS[way]}"
    )
    return [sys.executable, "-m", "alembic", "-c", str(ini), "-q", "upgrade", "head"]


def run(directory: Path, way: str, server: sa.URL) -> Figures:
    """Upgrade an empty database once."""
    with empty_database(server) as url:
        command = upgrade_command(directory, way, url)
        waits, wall = log_waits(url), time.perf_counter()
        before = os.times()
        subprocess.run(command, check=True, env=environment())
        after = os.times()
        wall = time.perf_counter() - wall
        cpu = sum(after[2:4]) - sum(before[2:4])
        return Figures(cpu, wall, log_waits(url) - waits)


def instructions(directory: Path, way: str, server: sa.URL) -> int:
    """Return how many instructions the client takes to upgrade an empty database."""
    valgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    with empty_database(server) as url:
        done = subprocess.run(
            [*valgrind, *upgrade_command(directory, way, url)],
            check=True,
            env={**environment(), "PYTHONHASHSEED": "0"},
            stderr=subprocess.PIPE,
            text=True,
        )
    counted = re.search(r"Collected : (\d+)", done.stderr)
    assert counted, done.stderr
    return int(counted[1])


def count(directory: Path, url: sa.URL, revisions: int) -> None:
    """Print how many instructions each way takes."""
    run(directory, "lock+journal", url)
    print(f"{url.get_backend_name()}, {revisions:,} revisions, millions of instructions")
    counted = {way: instructions(directory, way, url) for way in WAYS}
    for way, number in counted.items():
        print(f"  {way:13}{number / 1e6:10,.1f}  {number / counted['off']:.4f}", flush=True)


def measure(directory: Path, url: sa.URL, revisions: int, runs: int) -> None:
    """Run all ways, each round in another order, and print their figures."""
    run(directory, "lock+journal", url)
    drawn = random.Random(runs)
    rounds: list[dict[str, Figures]] = []
    for _ in range(runs):
        rounds.append({way: run(directory, way, url) for way in drawn.sample([*WAYS], len(WAYS))})
    print(f"{url.get_backend_name()}, {revisions:,} revisions, {runs} rounds")
    for way in WAYS:
        parts = [f"  {way:13}"]
        for field in ("cpu", "wall"):
            values = [getattr(each[way], field) for each in rounds]
            off = [getattr(each["off"], field) for each in rounds]
            ratio = statistics.median(a / b for a, b in zip(values, off, strict=True))
            more = statistics.median(a - b for a, b in zip(values, off, strict=True))
            parts.append(
                f"{field} {statistics.median(values):7.3f} s ({more * 1000:+7.0f} ms, {ratio:.3f}; "
                f"best {min(values):.3f} s, {(min(values) - min(off)) * 1000:+.0f} ms)"
            )
        waits = statistics.median(each[way].waits for each in rounds)
        if waits:
            parts.append(f"log waits {waits:,.0f}")
        print("  ".join(parts), flush=True)


def main() -> None:
    """Measure every database that is named."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("urls", nargs="*", metavar="URL")
    parser.add_argument("--revisions", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--instructions", action="store_true", help="count, under valgrind")
    arguments = parser.parse_args()
    directory = Path(tempfile.mkdtemp(prefix="safety-"))
    try:
        write_project(directory, arguments.revisions)
        for url in arguments.urls or [f"sqlite:///{directory / 'app.db'}"]:
            if arguments.instructions:
                count(directory, sa.make_url(url), arguments.revisions)
            else:
                measure(directory, sa.make_url(url), arguments.revisions, arguments.runs)
    finally:
        shutil.rmtree(directory)


if __name__ == "__main__":
    main()
