#!/usr/bin/env python3
"""Time ``alembic check`` and ``alembic revision --autogenerate`` of two environments on MariaDB.

    python benchmarks/mariadb_autogenerate.py --a PYTHON --b PYTHON [--tables 100 1000 5000]

A is what B is compared with; both need SQLAlchemy and PyMySQL. The tables are those of
``bench.py``: twelve columns, two foreign keys, a unique constraint, two indexes. ``check`` finds
nothing; ``autogenerate`` finds one table in a hundred changed, and a new one. Every figure is a
whole process, from start to exit; A, B and the limit run in turn, there and back, after an
uncounted run each; the figures are medians, the ratios medians of the pairwise ratios. The last
column says whether both wrote the same. The limit, run by Python A without any alembic, imports the
models and asks each view of ``information_schema`` that is needed for the columns that are.

A private server is started, as the tests do; ``--url`` names another one, where databases called
``autogenerate_`` and a number may be made and dropped.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bench import SPAWNER, head, revisions, without_id, write_project

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

LIMIT = """
import gc
import os
from urllib.parse import urlsplit

gc.disable()
import models
import pymysql

url = urlsplit(os.environ["BENCH_URL"])
connection = pymysql.connect(
    host=url.hostname, port=url.port, user=url.username, password=url.password or "",
    database=url.path[1:],
)
cursor = connection.cursor()
WANTED = {
    "TABLES": "TABLE_NAME, ENGINE, TABLE_COLLATION, CREATE_OPTIONS, TABLE_COMMENT",
    "COLUMNS": "TABLE_NAME, COLUMN_NAME, COLUMN_DEFAULT, IS_NULLABLE, COLUMN_TYPE, EXTRA, "
    "COLLATION_NAME, COLUMN_COMMENT, GENERATION_EXPRESSION",
    "STATISTICS": "TABLE_NAME, INDEX_NAME, COLUMN_NAME, NON_UNIQUE",
    "KEY_COLUMN_USAGE": "TABLE_NAME, CONSTRAINT_NAME, COLUMN_NAME, REFERENCED_TABLE_NAME, "
    "REFERENCED_COLUMN_NAME",
    "REFERENTIAL_CONSTRAINTS": "TABLE_NAME, CONSTRAINT_NAME, UPDATE_RULE, DELETE_RULE",
    "CHECK_CONSTRAINTS": "TABLE_NAME, CONSTRAINT_NAME, CHECK_CLAUSE",
}
for table, columns in WANTED.items():
    schema = "TABLE_SCHEMA" if table in ("TABLES", "COLUMNS", "STATISTICS") else "CONSTRAINT_SCHEMA"
    cursor.execute(f"SELECT {columns} FROM information_schema.{table} WHERE {schema} = DATABASE()")
    cursor.fetchall()
"""

MAKE = """
import os
import sys
import sqlalchemy as sa
import models

url = sa.make_url(sys.argv[2])
with sa.create_engine(sys.argv[1], isolation_level="AUTOCOMMIT").connect() as root:
    root.exec_driver_sql(f"DROP DATABASE IF EXISTS {url.database}")
    root.exec_driver_sql(f"CREATE DATABASE {url.database}")
with sa.create_engine(url).begin() as connection:
    models.metadata.create_all(connection, checkfirst=False)
    version = sa.Table(
        "alembic_version", sa.MetaData(), sa.Column("version_num", sa.String(32), primary_key=True)
    )
    version.create(connection)
    connection.execute(version.insert().values(version_num=os.environ["BENCH_HEAD"]))
"""

COMMANDS = {
    "check": ["-m", "alembic", "check"],
    "autogenerate": ["-m", "alembic", "revision", "--autogenerate", "-m", "x"],
}


class Sample(NamedTuple):
    """What one process took: seconds, processor seconds, peak memory in MiB."""

    wall: float
    cpu: float
    memory: float


class Spawner:
    """Runs processes one at a time, from a small one of its own: see ``bench.py``."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-IS", "-c", SPAWNER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, argv: list[str], directory: Path, env: dict[str, str]) -> tuple[Sample, str]:
        """Run a command and return what it took and wrote."""
        out, err = directory / "stdout", directory / "stderr"
        order = [argv, str(directory), env, str(out), str(err), 900]
        print(json.dumps(order), file=self.process.stdin, flush=True)
        status, wall, cpu, kilobytes = json.loads(self.process.stdout.readline())
        if status:
            sys.exit(f"{' '.join(argv)} failed: {out.read_text()[-500:]}{err.read_text()[-1000:]}")
        return Sample(wall, cpu, kilobytes / 1024), out.read_text()


class Side:
    """A Python environment with a project of its own."""

    def __init__(self, name: str, python: str, root: Path) -> None:
        self.name, self.python = name, python
        self.directory = root / name
        write_project(self.directory, revisions("linear", 10))
        self.versions = self.directory / "migrations" / "versions"
        self.known = set(self.versions.glob("*.py"))

    def environ(self, url: str, tables: int, drift: bool) -> dict[str, str]:
        """Return the environment variables of a run."""
        kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
        kept["XDG_CACHE_HOME"] = str(self.directory / "cache")
        return {
            **kept,
            "BENCH_URL": url,
            "BENCH_TABLES": str(tables),
            "PYTHONPATH": str(self.directory),
            **({"BENCH_DRIFT": "1"} if drift else {}),
        }

    def new_files(self) -> str:
        """Remove what a run has added; return it without what differs from run to run."""
        texts = []
        for path in sorted(set(self.versions.glob("*.py")) - self.known):
            texts.append(without_id(path.read_text()))
            path.unlink()
        return "".join(texts)


@contextmanager
def server(url: str | None) -> Iterator[str]:
    """Yield the address of a server: a given one, or one that lives for so long."""
    if url is not None:
        yield url
        return
    from servers import MariaDB

    with MariaDB() as private:
        yield private.url


def make_database(side: Side, url: str, tables: int) -> str:
    """Make a database with the tables of the models, at the head revision; return its address."""
    name = f"autogenerate_{tables}"
    base = url.rpartition("/")[0]
    env = {**side.environ(url, tables, False), "BENCH_HEAD": head("linear", 10)}
    subprocess.run([side.python, "-c", MAKE, url, f"{base}/{name}"], env=env, check=True)
    return f"{base}/{name}"


def drop_database(side: Side, url: str, tables: int) -> None:
    """Remove a database."""
    code = (
        "import sqlalchemy as sa; from sys import argv;"
        "root = sa.create_engine(argv[1], isolation_level='AUTOCOMMIT').connect();"
        f"root.exec_driver_sql('DROP DATABASE autogenerate_{tables}')"
    )
    subprocess.run([side.python, "-c", code, url], check=True)


def measure(
    spawner: Spawner, sides: list[Side], command: str, url: str, tables: int, runs: int
) -> None:
    """Run all sides in turn and print a row of figures."""
    samples: dict[str, list[Sample]] = {side.name: [] for side in sides}
    written: dict[str, str] = {}
    for number in range(-1, runs):
        for side in sides if number % 2 else reversed(sides):
            argv = ["-c", LIMIT] if side.name == "limit" else COMMANDS[command]
            env = side.environ(url, tables, command == "autogenerate")
            sample, out = spawner.run([side.python, *argv], side.directory, env)
            text = side.new_files() or out
            if number < 0:
                written[side.name] = text
            else:
                samples[side.name].append(sample)
    a, b, limit = (samples[name] for name in ("A", "B", "limit"))
    cells = [f"{command} {tables:,}"]
    for field in ("cpu", "wall", "memory"):
        digits = 0 if field == "memory" else 2
        for each in (a, b, limit):
            cells.append(f"{statistics.median(getattr(s, field) for s in each):.{digits}f}")
        ratios = [getattr(y, field) / getattr(x, field) for x, y in zip(a, b, strict=True)]
        cells.append(f"{statistics.median(ratios):.2f}")
    cells.append("yes" if written["A"] == written["B"] else "NO")
    print(f"| {' | '.join(cells)} |", flush=True)


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--a", required=True, metavar="PYTHON")
    parser.add_argument("--b", required=True, metavar="PYTHON")
    parser.add_argument("--tables", type=int, nargs="+", default=[100, 1000, 5000])
    parser.add_argument("--runs", type=int, default=5, help="3 are enough past 1,000 tables")
    parser.add_argument("--url", help="mysql+pymysql://user:password@host:port/mysql")
    arguments = parser.parse_args()
    directory = Path(tempfile.mkdtemp(prefix="mariadb-autogenerate-"))
    try:
        sides = [
            Side(name, os.path.abspath(python), directory)
            for name, python in (("A", arguments.a), ("B", arguments.b), ("limit", arguments.a))
        ]
        spawner = Spawner()
        head_line = ["command, tables"]
        for what in ("cpu s", "wall s", "MiB"):
            head_line += [f"A {what}", f"B {what}", f"limit {what}", "B/A"]
        print(f"| {' | '.join([*head_line, 'same'])} |\n|{'---|' * 14}")
        with server(arguments.url) as url:
            for tables in arguments.tables:
                address = make_database(sides[0], url, tables)
                runs = arguments.runs if tables <= 1000 else min(arguments.runs, 3)
                for command in COMMANDS:
                    measure(spawner, sides, command, address, tables, runs)
                drop_database(sides[0], url, tables)
    finally:
        shutil.rmtree(directory)


if __name__ == "__main__":
    main()
