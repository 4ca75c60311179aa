#!/usr/bin/env python3
"""Time two ``alembic`` installations side by side.

    bench.py --a VENV_A/bin/python --b VENV_B/bin/python [PATTERN ...]

Each PATTERN is a shell-style pattern over scenario names (``--list`` prints
them), e.g. ``'heads/*' 'check-pg/100'``; a bare family name such as ``heads``
means ``heads/*``.  Without patterns every scenario not marked *heavy* runs.
``--b`` may be left out (A alone is timed) or equal ``--a`` (which shows the
noise of the machine).

How it measures
  * Every figure is a whole process, from start to exit, except the
    ``revmap/*`` rows: processor time inside the process, through the API.
  * A and B have their own copy of every project and database, and run in
    turn: A B A B ...  Times are medians, ``B/A`` is the median of the
    pairwise ratios.  ``cpu`` columns are user+system seconds of the process,
    steadier than wall time when the machine is shared (a database server's
    own time is in the wall time only).
  * Each scenario has an uncounted first run per side, which fills byte-code
    and other caches; its standard output, or the revision file it made, is
    compared between A and B.  Scenarios called ``cold-*`` drop those caches
    before every run.
  * Each run is checked (exit status, final version in the database, shape of
    the output): a wrong run makes the scenario an error, not a fast result.
  * With ``--limit`` a third process, run by Python A without any alembic, does
    the least physical work with the same effect: the same statements sent with
    the bare driver, one set of catalog queries, stat of every file, and so on.
  * Peak RSS is the kernel's figure for the finished process.

Other modes
  --count    SQL statements and network round trips of one run, per side
  --profile  cProfile of one run, per side
  --latency  add a one-way delay in front of PostgreSQL (a TCP proxy)

Needs Python 3.9+ and only the standard library here (and bench_worker.py
beside it); in the measured environments SQLAlchemy and, for the PostgreSQL
scenarios, psycopg 3.
PostgreSQL: a private server is started, with fsync off, from the programs
beside initdb (``--pg-bin``); as root, ``--pg-user`` names who runs it.  Or
give an existing, disposable server with ``--pg-dsn``.
"""

from __future__ import annotations

import argparse
import contextlib
import fnmatch
import json
import os
import platform
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench_worker import graph, rev_id, statements, write_cache

HERE = str(Path(__file__).resolve().parent)
WORKER = f"import sys; sys.path.insert(0, {HERE!r}); import bench_worker; bench_worker.main()"


# ---------------------------------------------------------------------------
# Project generation.  Nothing here uses alembic: A and B get equal files.
# ---------------------------------------------------------------------------

ALEMBIC_INI = """\
# A generic, single database configuration.

[alembic]
script_location = %(here)s/migrations
prepend_sys_path = .
path_separator = os
sqlalchemy.url = {url}

[loggers]
keys = root,sqlalchemy,alembic

[handlers]
keys = console

[formatters]
keys = generic

[logger_root]
level = WARNING
handlers = console
qualname =

[logger_sqlalchemy]
level = WARNING
handlers =
qualname = sqlalchemy.engine

[logger_alembic]
level = INFO
handlers =
qualname = alembic

[handler_console]
class = StreamHandler
args = (sys.stderr,)
level = NOTSET
formatter = generic

[formatter_generic]
format = %(levelname)-5.5s [%(name)s] %(message)s
datefmt = %H:%M:%S
"""

ENV_PY = '''\
import os
from logging.config import fileConfig

from sqlalchemy import engine_from_config
from sqlalchemy import pool

from alembic import context

config = context.config
if config.config_file_name is not None:
    fileConfig(config.config_file_name)
if "BENCH_URL" in os.environ:
    config.set_main_option("sqlalchemy.url", os.environ["BENCH_URL"])

target_metadata = None
if "BENCH_TABLES" in os.environ:
    from models import metadata as target_metadata

options = {"target_metadata": target_metadata}
if "BENCH_DEFAULTS" in os.environ:
    options["compare_server_default"] = True


def trace(engine, path):
    """Write each statement sent, for the benchmark's count and replay."""
    import json

    from sqlalchemy import event

    out = open(path, "a", buffering=1)

    def write(*row):
        out.write(json.dumps(row, default=str) + "\\n")

    @event.listens_for(engine, "before_cursor_execute")
    def execute(conn, cursor, statement, parameters, context, many):
        write("execute", statement, parameters)

    for name in ("begin", "commit", "rollback"):
        event.listen(engine, name, lambda conn, name=name: write(name))


def run_migrations_offline() -> None:
    url = config.get_main_option("sqlalchemy.url")
    context.configure(
        url=url,
        literal_binds=True,
        dialect_opts={"paramstyle": "named"},
        **options,
    )
    with context.begin_transaction():
        context.run_migrations()


def run_migrations_online() -> None:
    connectable = engine_from_config(
        config.get_section(config.config_ini_section, {}),
        prefix="sqlalchemy.",
        poolclass=pool.NullPool,
    )
    if "BENCH_SQL_LOG" in os.environ:
        trace(connectable, os.environ["BENCH_SQL_LOG"])
    with connectable.connect() as connection:
        context.configure(connection=connection, **options)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()
'''

SCRIPT_MAKO = '''\
"""${message}

Revision ID: ${up_revision}
Revises: ${down_revision | comma,n}
Create Date: ${create_date}

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa
${imports if imports else ""}

# revision identifiers, used by Alembic.
revision: str = ${repr(up_revision)}
down_revision: Union[str, Sequence[str], None] = ${repr(down_revision)}
branch_labels: Union[str, Sequence[str], None] = ${repr(branch_labels)}
depends_on: Union[str, Sequence[str], None] = ${repr(depends_on)}


def upgrade() -> None:
    """Upgrade schema."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Downgrade schema."""
    ${downgrades if downgrades else "pass"}
'''

REVISION_PY = '''\
"""{message}

Revision ID: {rev}
Revises: {revises}
Create Date: {date}

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = {rev!r}
down_revision: Union[str, Sequence[str], None] = {down!r}
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    # ### commands auto generated by Alembic - please adjust! ###
{upgrade}
    # ### end Alembic commands ###


def downgrade() -> None:
    """Downgrade schema."""
    # ### commands auto generated by Alembic - please adjust! ###
{downgrade}
    # ### end Alembic commands ###
'''

# (message, upgrade body, downgrade body); a linear history goes through the
# four kinds again and again, one group of four revisions per table.
KINDS = [
    (
        "create table {t}",
        """\
    op.create_table('{t}',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=50), nullable=False),
    sa.Column('email', sa.String(length=120), nullable=True),
    sa.Column('balance', sa.Numeric(precision=12, scale=2), \
server_default='0', nullable=False),
    sa.Column('created_at', sa.DateTime(), \
server_default=sa.text('CURRENT_TIMESTAMP'), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_{t}')),
    sa.UniqueConstraint('email', name=op.f('uq_{t}_email'))
    )
    op.create_index(op.f('ix_{t}_name'), '{t}', ['name'], unique=False)""",
        """\
    op.drop_index(op.f('ix_{t}_name'), table_name='{t}')
    op.drop_table('{t}')""",
    ),
    (
        "add status and owner to {t}",
        """\
    op.add_column('{t}', sa.Column('status', sa.String(length=20), \
server_default='new', nullable=False))
    op.add_column('{t}', sa.Column('owner_id', sa.Integer(), nullable=True))
    op.create_index(op.f('ix_{t}_owner_id'), '{t}', ['owner_id'], \
unique=False)""",
        """\
    op.drop_index(op.f('ix_{t}_owner_id'), table_name='{t}')
    op.drop_column('{t}', 'owner_id')
    op.drop_column('{t}', 'status')""",
    ),
    (
        "add score to {t}, backfill",
        """\
    op.add_column('{t}', sa.Column('score', sa.Float(), nullable=True))
    op.execute("UPDATE {t} SET score = 0 WHERE score IS NULL")""",
        """\
    op.drop_column('{t}', 'score')""",
    ),
    (
        "index {t} by status and creation time",
        """\
    op.create_index('ix_{t}_status_created_at', '{t}', \
['status', 'created_at'], unique=False)
    op.add_column('{t}', sa.Column('active', sa.Boolean(), nullable=True))""",
        """\
    op.drop_column('{t}', 'active')
    op.drop_index('ix_{t}_status_created_at', table_name='{t}')""",
    ),
]

MODELS_PY = '''\
"""BENCH_TABLES tables; with BENCH_DRIFT one in a hundred differs."""
import os

import sqlalchemy as sa

metadata = sa.MetaData()


def make(i, drift):
    t = f"entity_{i:05d}"
    parent = f"entity_{i // 2:05d}"
    owner = f"entity_{(i * 7 + 3) % (i or 1):05d}"
    commented = i % 3 == 0
    table = sa.Table(
        t,
        metadata,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(100 if drift else 80), nullable=False),
        sa.Column("code", sa.String(20), nullable=drift),
        sa.Column("email", sa.String(120)),
        sa.Column("amount", sa.Numeric(12, 2), server_default="0"),
        sa.Column("quantity", sa.Integer(), server_default=sa.text("1")),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), server_default=sa.func.now()),
        sa.Column("updated_at", sa.DateTime()),
        sa.Column("notes", sa.Text(), comment="free text" * commented or None),
        sa.Column("parent_id", sa.Integer()),
        sa.Column("owner_id", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name=f"pk_{t}"),
        sa.ForeignKeyConstraint(
            ["parent_id"], [parent + ".id"], name=f"fk_{t}_parent"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], [owner + ".id"], name=f"fk_{t}_owner"
        ),
        sa.UniqueConstraint("code", name=f"uq_{t}_code"),
        comment=f"entity number {i}" if commented else None,
    )
    sa.Index(f"ix_{t}_name", table.c.name)
    if drift:
        table.append_column(sa.Column("extra", sa.String(40)))
    else:
        sa.Index(f"ix_{t}_active_created", table.c.active, table.c.created_at)


count = int(os.environ["BENCH_TABLES"])
drifting = "BENCH_DRIFT" in os.environ
for number in range(count):
    make(number, drifting and number % 100 == 50)
if drifting:
    make(count, False)
'''

BATCH_BODIES = {
    "add-column": """\
    with op.batch_alter_table('big') as batch_op:
        batch_op.add_column(sa.Column('extra', sa.String(length=20)))""",
    "add-column-recreate": """\
    with op.batch_alter_table('big', recreate='always') as batch_op:
        batch_op.add_column(sa.Column('extra', sa.String(length=20)))""",
    "alter-type": """\
    with op.batch_alter_table('big') as batch_op:
        batch_op.alter_column('amount', existing_type=sa.Integer(),
                              type_=sa.BigInteger(), nullable=False)""",
}


@dataclass
class Rev:
    """One revision file to be: its parents, and which kind of content."""

    rev: str
    down: tuple[str, ...]
    kind: int
    table: str


def revisions(shape: str, n: int) -> Iterator[Rev]:
    for i, down in graph(shape, n):
        if shape == "linear":
            kind, table = i % 4, f"account_{i // 4:05d}"
        else:
            kind, table = 0, f"account_{i:05d}"
        yield Rev(rev_id(i), tuple(map(rev_id, down)), kind, table)


def revision_source(rev: Rev, body: str | None = None) -> tuple[str, str]:
    """File name and text of a revision file."""
    message, upgrade, downgrade = KINDS[rev.kind]
    if body is not None:
        message, upgrade, downgrade = "change {t}", body, "    pass"
    message = message.format(t=rev.table)
    down = rev.down[0] if len(rev.down) == 1 else (rev.down or None)
    text = REVISION_PY.format(
        message=message,
        rev=rev.rev,
        revises=", ".join(rev.down),
        date="2024-01-01 12:00:00.000000",
        down=down,
        upgrade=upgrade.format(t=rev.table),
        downgrade=downgrade.format(t=rev.table),
    )
    slug = "_".join(re.findall(r"\w+", message)).lower()[:40]
    return f"{rev.rev}_{slug}.py", text


def write_project(root: Path, revs: Iterator[Rev], body: str | None = None) -> None:
    versions = root / "migrations" / "versions"
    versions.mkdir(parents=True)
    (root / "alembic.ini").write_text(ALEMBIC_INI.format(url="sqlite://"))
    (root / "models.py").write_text(MODELS_PY)
    (root / "migrations" / "env.py").write_text(ENV_PY)
    (root / "migrations" / "script.py.mako").write_text(SCRIPT_MAKO)
    for rev in revs:
        name, text = revision_source(rev, body)
        (versions / name).write_text(text)


# Starts the measured commands.  It is a process of its own, and small, because
# a child's peak RSS never reads below its parent's.
SPAWNER = """
import json, os, signal, sys, time
for line in sys.stdin:
    argv, cwd, env, out, err, timeout = json.loads(line)
    start = time.perf_counter()
    pid = os.fork()
    if not pid:
        os.chdir(cwd)
        for path, fd in ((os.devnull, 0), (out, 1), (err, 2)):
            flags = os.O_RDWR | (os.O_CREAT | os.O_TRUNC if fd else 0)
            os.dup2(os.open(path, flags, 0o666), fd)
        try:
            os.execve(argv[0], argv, env)
        finally:
            os._exit(127)
    signal.signal(signal.SIGALRM, lambda *_: os.kill(pid, signal.SIGKILL))
    signal.setitimer(signal.ITIMER_REAL, timeout)
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    signal.setitimer(signal.ITIMER_REAL, 0)
    cpu = usage.ru_utime + usage.ru_stime
    status = os.waitstatus_to_exitcode(status)
    print(json.dumps([status, wall, cpu, usage.ru_maxrss]), flush=True)
"""


# ---------------------------------------------------------------------------
# PostgreSQL: a private server, an admin connection, a counting proxy
# ---------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


PG_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "256MB",
    "max_connections": "20",
    "max_locks_per_transaction": "8192",
    "listen_addresses": "127.0.0.1",
    "log_min_messages": "fatal",
}


class Postgres:
    """A disposable server: ours, or the one that --pg-dsn names."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.process = self.directory = None
        if args.pg_dsn:
            self.dsn = args.pg_dsn
            assert "dbname=" in self.dsn, "--pg-dsn needs dbname=..."
        else:
            initdb = os.path.realpath(shutil.which("initdb") or "initdb")
            bin_ = Path(args.pg_bin or os.path.dirname(initdb))
            self.dsn = self._start(bin_, args.pg_user, args.workdir)
        fields = dict(f.split("=", 1) for f in self.dsn.split())
        self.host, self.port = fields["host"], int(fields["port"])
        self.login = fields["user"] + (":" + fields["password"] if "password" in fields else "")
        self.admin = subprocess.Popen(
            [args.a, *worker("pgadmin", self.dsn)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(100):
            if self.sql("SELECT 1", check=False):
                break
            time.sleep(0.1)
        self.version = self.sql("SHOW server_version")[0][0]
        self.latency = args.latency / 1000
        self.proxy = None
        if args.count or self.latency:
            self.proxy = Proxy(self.host, self.port, self.latency)

    def _start(self, bin_: Path, user: str, where: str | None) -> str:
        self.directory = Path(tempfile.mkdtemp(prefix="bench-pg-", dir=where))
        data = self.directory / "data"
        extra = {}
        if os.geteuid() == 0:
            import pwd

            entry = pwd.getpwnam(user)
            os.chown(self.directory, entry.pw_uid, entry.pw_gid)
            extra = {"user": entry.pw_uid, "group": entry.pw_gid}
        quiet = dict(
            cwd=self.directory,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **extra,
        )
        subprocess.run(
            [
                bin_ / "initdb",
                "-D",
                data,
                "-U",
                "bench",
                "--auth=trust",
                "--no-sync",
                "--encoding=UTF8",
                "--no-locale",
            ],
            check=True,
            **quiet,
        )
        port = free_port()
        command = [bin_ / "postgres", "-D", data, "-p", str(port), "-k", data]
        for setting in PG_SETTINGS.items():
            command += ["-c", "=".join(setting)]
        self.process = subprocess.Popen(command, **quiet)
        return f"host=127.0.0.1 port={port} user=bench dbname=postgres"

    def sql(self, statement: str, database: str = "postgres", check: bool = True) -> list:
        print(
            json.dumps([database, statement]),
            file=self.admin.stdin,
            flush=True,
        )
        answer = json.loads(self.admin.stdout.readline())
        if isinstance(answer, dict):
            if check:
                raise RuntimeError(f"{statement}: {answer['error']}")
            return []
        return answer

    def create(self, database: str, template: str | None = None) -> None:
        self.sql(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        self.sql(f"CREATE DATABASE {database} TEMPLATE {template or 'template0'}")

    def where(self, direct: bool = False) -> tuple[str, int]:
        if self.proxy and not direct:
            return "127.0.0.1", self.proxy.port
        return self.host, self.port

    def url(self, database: str, direct: bool = False) -> str:
        host, port = self.where(direct)
        return (
            f"postgresql+psycopg://{self.login}@{host}:{port}/{database}"
            "?sslmode=disable&gssencmode=disable"
        )

    def conninfo(self, database: str) -> str:
        host, port = self.where()
        login, _, password = self.login.partition(":")
        text = f"host={host} port={port} user={login} dbname={database}"
        text += " sslmode=disable gssencmode=disable"
        return text + (f" password={password}" if password else "")

    def stop(self) -> None:
        self.admin.stdin.close()
        self.admin.wait()
        if self.process:
            self.process.send_signal(signal.SIGINT)
            self.process.wait()
        if self.directory:
            shutil.rmtree(self.directory, ignore_errors=True)


class Proxy:
    """Passes TCP through; counts round trips and frontend messages, and may
    delay each direction.
    """

    def __init__(self, host: str, port: int, latency: float) -> None:
        self.target, self.latency = (host, port), latency
        self.reset()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def reset(self) -> None:
        self.connections = self.round_trips = 0
        self.messages: dict[str, int] = {}

    def _accept(self) -> None:
        while True:
            client, _ = self.listener.accept()
            server = socket.create_connection(self.target)
            for s in (client, server):
                s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            state = {"last": "server", "started": False, "rest": b""}
            for way, source, sink in (
                ("client", client, server),
                ("server", server, client),
            ):
                threading.Thread(
                    target=self._pump,
                    args=(way, source, sink, state),
                    daemon=True,
                ).start()

    def _pump(self, way: str, source: socket.socket, sink: socket.socket, state: dict) -> None:
        try:
            while data := source.recv(1 << 16):
                if way == "client":
                    if state["last"] == "server":
                        self.round_trips += 1
                    self._parse(data, state)
                state["last"] = way
                if self.latency:
                    time.sleep(self.latency)
                sink.sendall(data)
        except OSError:
            pass
        for s in (source, sink):
            with contextlib.suppress(OSError):
                s.shutdown(socket.SHUT_RDWR)

    def _parse(self, data: bytes, state: dict) -> None:
        data = state["rest"] + data
        if not state["started"] and len(data) >= 4:
            size = int.from_bytes(data[:4], "big")
            data, state["started"] = data[size:], True
        while len(data) >= 5:
            size = 1 + int.from_bytes(data[1:5], "big")
            if len(data) < size:
                break
            kind = chr(data[0])
            self.messages[kind] = self.messages.get(kind, 0) + 1
            data = data[size:]
        state["rest"] = data


# ---------------------------------------------------------------------------
# Sides, scenarios
# ---------------------------------------------------------------------------


class Failed(Exception):
    """A run did not do what the scenario asks for."""


class Side:
    """One of the things timed: A, B, or L (the limit, run by Python A)."""

    def __init__(self, bench: Bench, name: str, python: str) -> None:
        self.bench, self.name, self.python = bench, name, python
        self.root = bench.workdir / name
        self.root.mkdir()
        self.files = "A" if name == "L" else name

    def project(self, shape: str, n: int) -> Path:
        return self.bench.project(self.files, shape, n)

    def versions(self, shape: str, n: int) -> Path:
        return self.project(shape, n) / "migrations" / "versions"

    @property
    def sqlite(self) -> Path:
        return self.root / "database.sqlite"

    @property
    def pg_name(self) -> str:
        return f"bench_{self.name.lower()}"

    def url(self, kind: str) -> str:
        if kind == "pg":
            return self.bench.pg.url(self.pg_name)
        return f"sqlite:///{self.sqlite}"

    def environ(self, extra: dict[str, str]) -> dict[str, str]:
        env = {
            k: v
            for k, v in os.environ.items()
            if not k.startswith(("PYTHON", "BENCH_", "ALEMBIC", "PG"))
        }
        env["XDG_CACHE_HOME"] = str(self.root / "cache")
        env.update(extra)
        return env

    def reset(self, kind: str, template: str | None) -> None:
        """A fresh database, empty or copied from a template."""
        if kind == "pg":
            self.bench.pg.create(self.pg_name, template)
        else:
            for suffix in ("", "-journal", "-wal", "-shm"):
                Path(f"{self.sqlite}{suffix}").unlink(missing_ok=True)
            if template:
                shutil.copyfile(template, self.sqlite)

    def query(self, kind: str, statement: str) -> list:
        if kind == "pg":
            rows = self.bench.pg.sql(statement, self.pg_name)
            return [tuple(row) for row in rows]
        import sqlite3

        conn = sqlite3.connect(self.sqlite)
        try:
            return conn.execute(statement).fetchall()
        finally:
            conn.close()


@dataclass
class Scenario:
    """``argv`` follows the python executable; ``cwd`` is the project."""

    name: str
    argv: Callable[[Side], list[str]]
    cwd: Callable[[Side], Path] = lambda side: side.root
    env: Callable[[Side], dict[str, str]] = lambda side: {}
    prepare: Callable[[Bench], None] = lambda bench: None
    before: Callable[[Side], None] = lambda side: None
    # raises Failed; may return what to compare instead of standard output
    check: Callable[[Side, str], str | None] = lambda side, out: None
    limit: Callable[[Side], list[str]] | None = None
    database: str = ""
    metrics: bool = False
    heavy: bool = False
    same_output: bool = True
    status: int = 0


SCENARIOS: dict[str, Scenario] = {}


def scenario(*args, **kw) -> None:
    item = Scenario(*args, **kw)
    assert item.name not in SCENARIOS
    SCENARIOS[item.name] = item


def worker(*args: object) -> list[str]:
    return ["-c", WORKER, *map(str, args)]


def alembic(*args: str) -> Callable[[Side], list[str]]:
    return lambda side: ["-m", "alembic", *args]


def expect(condition: bool, *message: object) -> None:
    if not condition:
        raise Failed(" ".join(map(str, message)))


def without_id(text: str) -> str:
    """A new revision file, less what differs from run to run."""
    text = re.sub(r"^Create Date: .*", "Create Date:", text, flags=re.M)
    return re.sub(r"(?m)^(Revision ID: |revision: str = )\S+", r"\1", text)


def check_lines(count: int, last: str = "") -> Callable[[Side, str], None]:
    def check(side: Side, out: str) -> None:
        lines = out.splitlines()
        expect(len(lines) == count, f"{len(lines)} lines, not {count}")
        expect(last in lines[-1], "last line:", lines[-1])

    return check


def head(shape: str, n: int) -> str:
    return rev_id(graph(shape, n)[-1][0])


def define_startup() -> None:
    for option in ("help", "version"):
        scenario(
            f"startup/{option}",
            alembic(f"--{option}"),
            limit=lambda side: ["-c", "import argparse"],
            # the program's own name and version are in the text
            same_output=False,
        )
    scenario(
        "startup/import",
        lambda side: [
            "-c",
            "import alembic; from alembic import op, context, command",
        ],
        limit=lambda side: ["-c", "import sqlalchemy"],
    )
    scenario("limit/python-pass", lambda side: ["-c", "pass"])
    scenario("limit/import-argparse", lambda side: ["-c", "import argparse"])
    scenario("limit/import-sqlalchemy", lambda side: ["-c", "import sqlalchemy"])
    scenario(
        "limit/import-sqlalchemy-sqlite",
        lambda side: [
            "-c",
            "import sqlalchemy as s; s.create_engine('sqlite://').connect()",
        ],
    )


def index_limit(shape: str, n: int, database: bool = False) -> Callable[[Side], list[str]]:
    """Stat every file; for database commands, connect and ask the version."""

    def limit(side: Side) -> list[str]:
        cache = side.bench.index(shape, n)
        url = [side.url("sqlite")] if database else []
        return worker("stat_cache", side.versions(shape, n), cache, *url)

    return limit


def define_history() -> None:
    for n in (100, 1000, 10000):
        define_history_one("linear", n)
    for shape in ("diamonds", "fan"):
        define_history_one(shape, 1000)
    for n in (1000, 10000):
        define_cold_and_new(n)


def define_history_one(shape: str, n: int) -> None:
    tip = head(shape, n)

    def where(side):
        return side.project(shape, n)

    def check_head(side: Side, out: str) -> None:
        expect(out.split() == [tip, "(head)"], "heads:", out[:200])

    scenario(
        f"heads/{shape}-{n}",
        alembic("heads"),
        cwd=where,
        check=check_head,
        limit=index_limit(shape, n),
    )
    scenario(
        f"history/{shape}-{n}",
        alembic("history"),
        cwd=where,
        check=check_lines(n, "<base> -> " + rev_id(0)),
        limit=index_limit(shape, n),
    )
    scenario(
        f"current/{shape}-{n}",
        alembic("current"),
        cwd=where,
        env=lambda side: {"BENCH_URL": side.url("sqlite")},
        before=lambda side: side.reset("sqlite", side.bench.stamped(tip)),
        check=check_head,
        limit=index_limit(shape, n, database=True),
        database="sqlite",
        heavy=n > 1000,
    )


def define_cold_and_new(n: int) -> None:
    def where(side):
        return side.project("linear", n)

    def check_new(side: Side, out: str) -> str:
        files = side.bench.tidy(side, "linear", n)
        expect(len(files) == 1, f"{len(files)} new files")
        return without_id(files[0])

    scenario(
        f"cold-heads/linear-{n}",
        alembic("heads"),
        cwd=where,
        before=lambda side: side.bench.pristine(side, "linear", n),
        check=SCENARIOS[f"heads/linear-{n}"].check,
        limit=lambda side: worker("read_scan", side.versions("linear", n)),
    )
    for name in ("read_ast", "read_scan"):
        scenario(
            f"limit/{name.replace('_', '-')}-{n}",
            lambda side, name=name: worker(name, side.versions("linear", n)),
        )
    scenario(
        f"revision/linear-{n}",
        alembic("revision", "-m", "x"),
        cwd=where,
        before=lambda side: side.bench.tidy(side, "linear", n),
        check=check_new,
        limit=index_limit("linear", n),
    )


def define_upgrade() -> None:
    for kind in ("sqlite", "pg"):
        for n in (100, 1000):
            define_upgrade_all(kind, n)
    for shape, n in (("linear", 1000), ("linear", 10000), ("diamonds", 1000)):
        define_offline(shape, n)
    for n in (1000, 10000):
        define_upgrade_little(n)


def define_upgrade_little(n: int) -> None:
    """Nothing, or one revision, to apply."""
    tip, last, table = (
        rev_id(n - 1),
        rev_id(n - 2),
        f"account_{n // 4 - 1:05d}",
    )

    def check(side: Side, out: str) -> None:
        rows = side.query("sqlite", "SELECT * FROM alembic_version")
        expect(rows == [(tip,)], rows)

    for name, template in (
        ("noop", lambda bench: bench.stamped(tip)),
        ("last", lambda bench: bench.stamped(last, table)),
    ):
        scenario(
            f"upgrade-{name}/{n}",
            alembic("upgrade", "head"),
            cwd=lambda side: side.project("linear", n),
            env=lambda side: {"BENCH_URL": side.url("sqlite")},
            before=lambda side, template=template: side.reset("sqlite", template(side.bench)),
            check=check,
            limit=index_limit("linear", n, database=True),
            database="sqlite",
        )


def define_offline(shape: str, n: int) -> None:
    tip = head(shape, n)
    tables = 1 + len({rev.table for rev in revisions(shape, n)})

    def path(side: Side) -> Path:
        return side.bench.workdir / f"offline-{shape}-{n}.sql"

    def check(side: Side, out: str) -> None:
        expect(f"version_num='{tip}'" in out, "last version not in SQL")
        expect(out.count("CREATE TABLE") == tables, "CREATE TABLE count")
        path(side).write_text(out)

    scenario(
        f"offline-sql/{shape}-{n}",
        alembic("upgrade", "head", "--sql"),
        cwd=lambda side: side.project(shape, n),
        env=lambda side: {"BENCH_URL": "postgresql+psycopg://u@h/d"},
        check=check,
        limit=lambda side: worker("exec_files", side.versions(shape, n), path(side)),
    )


def define_upgrade_all(kind: str, n: int) -> None:
    tip = head("linear", n)

    def where(side):
        return side.project("linear", n)

    def env(side):
        return {"BENCH_URL": side.url(kind)}

    def replay(name: str) -> Callable[[Side], list[str]]:
        def limit(side: Side) -> list[str]:
            log = side.bench.statements(SCENARIOS[name])
            if kind == "pg":
                dsn = side.bench.pg.conninfo(side.pg_name)
                return worker("replay_pg", dsn, log)
            return worker("replay_sqlite", side.sqlite, log)

        return limit

    def at_head(side: Side, out: str) -> None:
        rows = side.query(kind, "SELECT * FROM alembic_version")
        expect(rows == [(tip,)], rows)
        columns = side.query(kind, f"SELECT * FROM account_{n // 4 - 1:05d}")
        expect(columns == [], columns)

    def at_base(side: Side, out: str) -> None:
        expect(not side.query(kind, "SELECT * FROM alembic_version"), "rows")

    scenario(
        f"upgrade-{kind}/{n}",
        alembic("upgrade", "head"),
        cwd=where,
        env=env,
        before=lambda side: side.reset(kind, None),
        check=at_head,
        limit=replay(f"upgrade-{kind}/{n}"),
        database=kind,
    )
    scenario(
        f"downgrade-{kind}/{n}",
        alembic("downgrade", "base"),
        cwd=where,
        env=env,
        before=lambda side: side.reset(kind, side.bench.upgraded(kind, n)),
        check=at_base,
        limit=replay(f"downgrade-{kind}/{n}"),
        database=kind,
    )
    if kind == "pg":
        for how in ("", "pipeline"):
            scenario(
                f"limit/replay-pg{how and '-' + how}-{n}",
                lambda side, how=how: replay(f"upgrade-pg/{n}")(side) + ([how] if how else []),
                prepare=lambda bench: bench.statements(SCENARIOS[f"upgrade-pg/{n}"]),
                before=lambda side: side.reset(kind, None),
                check=at_head,
                database="pg",
            )


def define_autogenerate() -> None:
    for kind in ("pg", "sqlite"):
        for t in (100, 1000, 5000):
            for variant in ("check", "check-defaults", "autogen"):
                define_autogenerate_one(kind, t, variant)
    for t in (100, 1000, 5000):
        scenario(
            f"limit/models-{t}",
            lambda side: worker("models"),
            env=lambda side, t=t: {
                "BENCH_TABLES": str(t),
                "PYTHONPATH": str(side.project("linear", 10)),
            },
            heavy=t > 1000,
        )


def define_autogenerate_one(kind: str, t: int, variant: str) -> None:
    def env(side: Side) -> dict[str, str]:
        result = {
            "BENCH_TABLES": str(t),
            "BENCH_URL": side.bench.modelled_url(kind, t),
        }
        if side.name == "L":
            result["PYTHONPATH"] = str(side.project("linear", 10))
        if variant == "check-defaults":
            result["BENCH_DEFAULTS"] = "1"
        if variant == "autogen":
            result["BENCH_DRIFT"] = "1"
        return result

    def limit(side: Side) -> list[str]:
        name = side.bench.modelled(kind, t)
        if kind == "pg":
            return worker("catalog", "pg", side.bench.pg.conninfo(name))
        return worker("catalog", "sqlite", name)

    def check(side: Side, out: str) -> str | None:
        if variant != "autogen":
            expect("No new upgrade operations" in out, out[:300])
            return None
        files = side.bench.tidy(side, "linear", 10)
        expect(len(files) == 1, f"{len(files)} new files")
        upgrade = files[0].partition("def downgrade")[0]
        drifting = len(range(50, t, 100))
        for text, count in (
            ("create_table", 1),
            ("add_column", drifting),
            ("drop_index", drifting),
            ("String(length=100)", drifting),
        ):
            got = upgrade.count(text)
            expect(got == count, f"{text} {got} times, not {count}")
        return without_id(files[0])

    scenario(
        f"{variant}-{kind}/{t}",
        alembic("revision", "--autogenerate", "-m", "x")
        if variant == "autogen"
        else alembic("check"),
        cwd=lambda side: side.project("linear", 10),
        env=env,
        before=lambda side: side.bench.tidy(side, "linear", 10),
        check=check,
        limit=limit,
        database=kind,
        heavy=t > 1000,
    )


def define_batch() -> None:
    for name, body in BATCH_BODIES.items():
        shape = f"batch-{name}"

        def check(side: Side, out: str) -> None:
            rows = side.query("sqlite", "SELECT count(*) FROM big")
            expect(rows == [(side.bench.rows,)], rows)
            rows = side.query("sqlite", "SELECT * FROM alembic_version")
            expect(rows == [(rev_id(0),)], rows)

        scenario(
            f"batch/{name}",
            alembic("upgrade", "head"),
            cwd=lambda side, shape=shape: side.project(shape, 1),
            env=lambda side: {"BENCH_URL": side.url("sqlite")},
            before=lambda side: side.reset("sqlite", side.bench.big_table()),
            check=check,
            limit=lambda side, name=name: worker(
                "replay_sqlite",
                side.sqlite,
                side.bench.statements(SCENARIOS[f"batch/{name}"]),
            ),
            database="sqlite",
        )


def define_revmap() -> None:
    for shape, n in (
        ("linear", 10000),
        ("linear", 100000),
        ("diamonds", 1000),
        ("diamonds", 10000),
        ("fan", 1000),
    ):
        scenario(
            f"revmap/{shape}-{n}",
            lambda side, shape=shape, n=n: worker("revmap", shape, n),
            limit=lambda side, shape=shape, n=n: worker("graph_limit", shape, n),
            metrics=True,
            same_output=False,
        )


# ---------------------------------------------------------------------------
# Running
# ---------------------------------------------------------------------------


# numerator, denominator, name of the ratio
PAIRS = [("B", "A", "B/A"), ("A", "L", "A/limit"), ("B", "L", "B/limit")]


@dataclass
class Sample:
    wall: float
    cpu: float
    rss: int
    out: str
    metrics: dict[str, float]


class Bench:
    def __init__(self, args: argparse.Namespace) -> None:
        self.args = args
        self.rows = args.batch_rows
        self.workdir = Path(tempfile.mkdtemp(prefix="bench-", dir=args.workdir))
        self.sides = {"A": Side(self, "A", args.a)}
        if args.b:
            self.sides["B"] = Side(self, "B", args.b)
        self.limit = Side(self, "L", args.a)
        self._pg: Postgres | None = None
        self._made: dict[tuple, object] = {}
        self.spawner = subprocess.Popen(
            [sys.executable, "-IS", "-c", SPAWNER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    # -- things made once, when first asked for

    def once(self, key: tuple, make: Callable[[], object]) -> object:
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    @property
    def pg(self) -> Postgres:
        if self._pg is None:
            self._pg = Postgres(self.args)
        return self._pg

    def project(self, side: str, shape: str, n: int) -> Path:
        root = self.workdir / side / f"{shape}-{n}"

        def make() -> set[str]:
            if shape.startswith("batch-"):
                revs = iter([Rev(rev_id(0), (), 0, "big")])
                write_project(root, revs, BATCH_BODIES[shape[6:]])
            else:
                write_project(root, revisions(shape, n))
            return {str(p) for p in root.rglob("*")}

        self.once(("project", side, shape, n), make)
        return root

    def index(self, shape: str, n: int) -> Path:
        path = self.workdir / f"index-{shape}-{n}.json"

        def make() -> None:
            versions = self.sides["A"].versions(shape, n)
            write_cache(str(versions), str(path))

        self.once(("index", shape, n), make)
        return path

    def tidy(self, side: Side, shape: str, n: int) -> list[str]:
        """Remove revision files that a run added; their texts."""
        versions = side.versions(shape, n)
        known = self._made["project", side.files, shape, n]
        texts = []
        for path in versions.glob("*.py"):
            if str(path) not in known:
                texts.append(path.read_text())
                path.unlink()
        return texts

    def pristine(self, side: Side, shape: str, n: int) -> None:
        """Remove everything that runs have added, caches included."""
        root = side.project(shape, n)
        known = self._made["project", side.files, shape, n]
        for path in list(root.rglob("*")):
            if str(path) not in known:
                if path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink(missing_ok=True)
        shutil.rmtree(side.root / "cache", ignore_errors=True)

    def stamped(self, revision: str, table: str = "") -> str:
        """An SQLite file that is at a revision."""
        import sqlite3

        path = self.workdir / f"stamped-{revision}.sqlite"

        def make() -> None:
            conn = sqlite3.connect(path)
            conn.executescript(
                "CREATE TABLE alembic_version ("
                "version_num VARCHAR(32) NOT NULL, CONSTRAINT"
                " alembic_version_pkc PRIMARY KEY (version_num));"
                f"INSERT INTO alembic_version VALUES ('{revision}');"
            )
            if table:
                conn.execute(
                    f"CREATE TABLE {table} (id INTEGER PRIMARY KEY,"
                    " status VARCHAR(20), created_at DATETIME)"
                )
            conn.commit()
            conn.close()

        self.once(("stamped", revision), make)
        return str(path)

    def upgraded(self, kind: str, n: int) -> str:
        """A database that A has upgraded to the head of n revisions."""
        name = f"upgraded_{n}"
        path = self.workdir / f"{name}.sqlite"

        def make() -> None:
            side, item = self.sides["A"], SCENARIOS[f"upgrade-{kind}/{n}"]
            item.before(side)
            self.run(item, side)
            if kind == "pg":
                self.pg.create(name, side.pg_name)
                self.pg.sql("VACUUM ANALYZE", name)
            else:
                shutil.copyfile(side.sqlite, path)

        self.once(("upgraded", kind, n), make)
        return name if kind == "pg" else str(path)

    def modelled(self, kind: str, t: int) -> str:
        """A database with the tables of models.py, at the head revision."""
        name = f"modelled_{t}"
        path = self.workdir / f"{name}.sqlite"

        def make() -> None:
            side = self.sides["A"]
            root = side.project("linear", 10)
            tip = head("linear", 10)
            if kind == "pg":
                self.pg.create(name)
                url = self.pg.url(name, direct=True)
                self.pg.sql(
                    "CREATE TABLE alembic_version (version_num VARCHAR(32)"
                    " NOT NULL, CONSTRAINT alembic_version_pkc"
                    " PRIMARY KEY (version_num))",
                    name,
                )
                self.pg.sql(f"INSERT INTO alembic_version VALUES ('{tip}')", name)
            else:
                shutil.copyfile(self.stamped(tip), path)
                url = f"sqlite:///{path}"
            subprocess.run(
                [side.python, *worker("create_all", url)],
                cwd=root,
                env=side.environ({"BENCH_TABLES": str(t), "PYTHONPATH": str(root)}),
                check=True,
            )
            if kind == "pg":
                self.pg.sql("VACUUM ANALYZE", name)

        self.once(("modelled", kind, t), make)
        return name if kind == "pg" else str(path)

    def modelled_url(self, kind: str, t: int) -> str:
        name = self.modelled(kind, t)
        return self.pg.url(name) if kind == "pg" else f"sqlite:///{name}"

    def big_table(self) -> str:
        import sqlite3

        path = self.workdir / "big.sqlite"

        def make() -> None:
            conn = sqlite3.connect(path)
            conn.executescript(
                "CREATE TABLE big (id INTEGER NOT NULL, name VARCHAR(40) NOT"
                " NULL, amount INTEGER NOT NULL, created_at DATETIME,"
                " payload VARCHAR(60), CONSTRAINT pk_big PRIMARY KEY (id));"
                "CREATE INDEX ix_big_name ON big (name);"
            )
            conn.executemany(
                "INSERT INTO big VALUES (?, ?, ?, ?, ?)",
                (
                    (i, f"name {i}", i % 977, "2024-01-01 00:00:00", "x" * 40)
                    for i in range(self.rows)
                ),
            )
            conn.commit()
            conn.close()

        self.once(("big",), make)
        return str(path)

    def statements(self, item: Scenario) -> str:
        """The statements that A sends in a scenario, as a file."""
        path = self.workdir / f"{item.name.replace('/', '-')}.jsonl"

        def make() -> None:
            side = self.sides["A"]
            item.before(side)
            self.run(item, side, {"BENCH_SQL_LOG": str(path)})

        self.once(("statements", item.name), make)
        return str(path)

    # -- one run

    def run(
        self,
        item: Scenario,
        side: Side,
        extra: dict[str, str] | None = None,
        prefix: tuple[str, ...] = (),
    ) -> Sample:
        make_argv = item.limit if side is self.limit else item.argv
        argv = [side.python, *prefix, *make_argv(side)]
        cwd = side.root if side is self.limit else item.cwd(side)
        env = side.environ({**item.env(side), **(extra or {})})
        out, err = side.root / "stdout", side.root / "stderr"
        order = [argv, str(cwd), env, str(out), str(err), self.args.timeout]
        print(json.dumps(order), file=self.spawner.stdin, flush=True)
        status, wall, cpu, rss = json.loads(self.spawner.stdout.readline())

        text = out.read_text(errors="replace")
        if status != item.status:
            tail = err.read_text(errors="replace")[-600:]
            if wall >= self.args.timeout:
                tail = f"over {self.args.timeout} s"
            raise Failed(f"{side.name}: exit {status}: {tail}")
        metrics = {}
        if side is not self.limit and not prefix:
            try:
                text = item.check(side, text) or text
            except Failed as failed:
                raise Failed(f"{side.name}: {failed}") from None
        if item.metrics and not prefix:
            metrics = json.loads(text)
        return Sample(wall, cpu, rss, text, metrics)

    # -- modes

    def measure(self, item: Scenario) -> list[dict]:
        sides = list(self.sides.values())
        if self.args.limit and item.limit:
            sides.append(self.limit)
        item.prepare(self)
        samples: dict[str, list[Sample]] = {s.name: [] for s in sides}
        outputs = {}
        started = None
        for number in range(-1, self.args.runs):
            enough = started and number >= min(3, self.args.runs)
            if enough and time.monotonic() - started > self.args.budget:
                break
            for side in sides:
                item.before(side)
                sample = self.run(item, side)
                if number < 0:
                    outputs[side.name] = sample.out.replace(str(side.root), "ROOT")
                else:
                    samples[side.name].append(sample)
            started = started or time.monotonic()
        same = "-"
        if "B" in outputs and item.same_output:
            same = "yes" if outputs["A"] == outputs["B"] else "NO"

        if not item.metrics:
            return [self._row(item.name, samples, "wall", same)]
        names = samples["A"][0].metrics
        return [self._row(f"{item.name}:{name}", samples, name, same) for name in names]

    def _row(self, name: str, samples: dict[str, list[Sample]], key: str, same: str) -> dict:
        def values(side: str) -> list[float]:
            return [
                s.metrics.get(key) if s.metrics else getattr(s, key) for s in samples.get(side, [])
            ]

        row: dict = {"scenario": name, "same": same}
        for side in samples:
            if None in values(side):
                continue
            row[side] = statistics.median(values(side))
            row[f"{side}_all"] = values(side)
            row[f"{side}_MiB"] = statistics.median(s.rss / 1024 for s in samples[side])
            if key == "wall":
                row[f"{side}_cpu"] = statistics.median(s.cpu for s in samples[side])
        for top, bottom, label in PAIRS:
            if top in row and bottom in row:
                ratios = [x / y for x, y in zip(values(top), values(bottom)) if y]
                row[label] = statistics.median(ratios) if ratios else None
                row[f"{label}_range"] = [min(ratios), max(ratios)]
        if key == "wall":
            for top, bottom, label in PAIRS:
                if f"{top}_cpu" in row and row.get(f"{bottom}_cpu"):
                    row[f"{label}_cpu"] = statistics.median(
                        x.cpu / y.cpu for x, y in zip(samples[top], samples[bottom])
                    )
        return row

    def count(self, item: Scenario) -> None:
        """Statements and round trips of one run."""
        item.prepare(self)
        for side in self.sides.values():
            log = side.root / "count.jsonl"
            log.unlink(missing_ok=True)
            item.before(side)
            if item.database == "pg":
                item.env(side)  # makes the database, directly
                self.pg.proxy.reset()
            self.run(item, side, {"BENCH_SQL_LOG": str(log)})
            kinds: dict[str, int] = {}
            for what, *args in statements(str(log)):
                word = what.upper()
                if what == "execute":
                    word = " ".join(args[0].split()[:2]).upper()
                    if not word.startswith(("ALTER", "CREATE", "DROP")):
                        word = word.split()[0]
                    word = re.sub(r"\(.*", "", word)
                kinds[word] = kinds.get(word, 0) + 1
            print(f"{item.name:28} {side.name}  ", end="")
            if item.database == "pg":
                proxy = self.pg.proxy
                sent = proxy.messages
                print(
                    f"{proxy.round_trips} round trips,"
                    f" {sent.get('Q', 0) + sent.get('E', 0)} statements on"
                    f" {proxy.connections} connection(s); ",
                    end="",
                )
            total = sum(v for k, v in kinds.items() if k not in ("BEGIN", "COMMIT", "ROLLBACK"))
            parts = ", ".join(f"{v} {k}" for k, v in sorted(kinds.items(), key=lambda x: -x[1]))
            print(f"through SQLAlchemy {total}: {parts}", flush=True)

    def profile(self, item: Scenario) -> None:
        import pstats

        item.prepare(self)
        for side in self.sides.values():
            item.before(side)
            self.run(item, side)  # caches
            item.before(side)
            path = side.root / "profile"
            self.run(item, side, prefix=("-m", "cProfile", "-o", str(path)))
            stats = pstats.Stats(str(path))
            print(f"\n=== {item.name} {side.name}")
            for order in ("cumulative", "tottime"):
                stats.sort_stats(order).print_stats(self.args.profile)
            sys.stdout.flush()

    def close(self) -> None:
        self.spawner.stdin.close()
        self.spawner.wait()
        if self._pg:
            self._pg.stop()
        if self.args.keep:
            print(f"kept {self.workdir}")
        else:
            shutil.rmtree(self.workdir, ignore_errors=True)


# ---------------------------------------------------------------------------
# Output, command line
# ---------------------------------------------------------------------------


def seconds(value: float | None) -> str:
    if value is None:
        return ""
    if value < 0.01:
        return f"{value * 1e3:.2f} ms"
    if value < 1:
        return f"{value * 1e3:.0f} ms"
    return f"{value:.2f} s"


def columns(args: argparse.Namespace) -> list[str]:
    """Headings: A, A cpu ... are medians, B/A ... medians of the ratios."""
    result = ["A", "A cpu", "A MiB"]
    if args.b:
        result += [
            "B",
            "B cpu",
            "B MiB",
            "B/A",
            "range",
            "B/A cpu",
            "same out",
        ]
    if args.limit:
        result += ["limit", "limit cpu", "A/limit cpu"]
        if args.b:
            result += ["B/limit cpu"]
    return [*result, "runs"]


def print_row(row: dict, args: argparse.Namespace) -> None:
    cells = [row["scenario"]]
    for name in columns(args):
        key = name.replace("limit", "L") if name[:5] == "limit" else name
        value = row.get(key.replace(" ", "_"))
        if name == "runs":
            cells.append(str(len(row["A_all"])))
        elif name == "same out":
            cells.append(row["same"])
        elif name == "range":
            cells.append("-".join(f"{x:.2f}" for x in row["B/A_range"]))
        elif value is None:
            cells.append("")
        elif "/" in name:
            cells.append(f"{value:.3f}")
        elif name.endswith("MiB"):
            cells.append(f"{value:.0f}")
        else:
            cells.append(seconds(value))
    print_cells(cells)


def print_cells(cells: list[str]) -> None:
    print(
        cells[0].ljust(34) + "".join(cell.rjust(12) for cell in cells[1:]),
        flush=True,
    )


def versions(python: str) -> str:
    code = (
        "import sys, alembic, sqlalchemy, sqlite3; print('Python',"
        " sys.version.split()[0], '| alembic', alembic.__version__,"
        " '| SQLAlchemy', sqlalchemy.__version__, '| SQLite',"
        " sqlite3.sqlite_version)"
    )
    result = subprocess.run([python, "-c", code], capture_output=True, text=True, cwd="/")
    return result.stdout.strip() or result.stderr.strip()[-300:]


def parse(argv: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("patterns", nargs="*", metavar="PATTERN", help="scenarios to run")
    add("--a", metavar="PYTHON", help="python executable of environment A")
    add("--b", metavar="PYTHON", help="python executable of environment B")
    add("--list", action="store_true", help="print scenario names")
    add("--runs", type=int, default=5, help="counted runs per side (5)")
    add(
        "--budget",
        type=float,
        default=120,
        help="seconds per scenario after which 3 runs are enough (120)",
    )
    add("--timeout", type=float, default=600, help="seconds per run (600)")
    add("--limit", action="store_true", help="time the physical limit too")
    add("--count", action="store_true", help="count SQL instead of timing")
    add(
        "--profile",
        type=int,
        nargs="?",
        const=25,
        metavar="LINES",
        help="profile instead of timing",
    )
    add("--json", metavar="FILE", help="write all figures there")
    add("--workdir", help="where projects and SQLite files go")
    add("--keep", action="store_true", help="keep the working files")
    add("--batch-rows", type=int, default=1_000_000)
    add("--latency", type=float, default=0, help="ms each way to PostgreSQL")
    add("--pg-bin", metavar="DIR", help="default: where PATH has initdb")
    add("--pg-user", default="postgres", help="runs the server when root")
    add("--pg-dsn", help="host=... port=... user=... dbname=...")
    return parser.parse_args(argv)


def select(patterns: list[str]) -> list[Scenario]:
    if not patterns:
        return [s for s in SCENARIOS.values() if not s.heavy]
    chosen = []
    for pattern in patterns:
        names = fnmatch.filter(SCENARIOS, pattern) or fnmatch.filter(SCENARIOS, pattern + "/*")
        if not names:
            sys.exit(f"no scenario matches {pattern!r}; see --list")
        chosen += [SCENARIOS[n] for n in names if SCENARIOS[n] not in chosen]
    return chosen


def main() -> int:
    args = parse()
    for define in (
        define_startup,
        define_history,
        define_upgrade,
        define_autogenerate,
        define_batch,
        define_revmap,
    ):
        define()
    if args.list:
        for item in SCENARIOS.values():
            print(item.name, "(heavy)" if item.heavy else "")
        return 0
    if not args.a:
        sys.exit("--a is needed")
    for name in ("a", "b"):
        path = getattr(args, name)
        if path:  # absolute, but a venv's python must stay a symbolic link
            setattr(args, name, os.path.abspath(shutil.which(path) or path))

    chosen = select(args.patterns)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    bench = Bench(args)
    rows, failed = [], 0
    try:
        load = ", ".join(f"{x:.1f}" for x in os.getloadavg())
        print(f"A: {versions(args.a)}\n   {args.a}")
        if args.b:
            print(f"B: {versions(args.b)}\n   {args.b}")
        print(
            f"{time.strftime('%Y-%m-%d %H:%M')}, {platform.machine()},"
            f" {len(os.sched_getaffinity(0))} cores, load {load};"
            f" files in {bench.workdir}"
        )
        if any(item.database == "pg" for item in chosen):
            off = (
                ""
                if args.pg_dsn
                else ", private: " + ", ".join("=".join(s) for s in PG_SETTINGS.items())
            )
            print(f"PostgreSQL {bench.pg.version}{off}")
            if args.latency:
                print(f"{args.latency} ms added each way")
        if not (args.count or args.profile):
            print_cells(["scenario", *columns(args)])
        for item in chosen:
            try:
                if args.count:
                    if item.database and item.limit:
                        bench.count(item)
                elif args.profile:
                    bench.profile(item)
                else:
                    for row in bench.measure(item):
                        rows.append(row)
                        print_row(row, args)
                    if args.json:
                        Path(args.json).write_text(json.dumps(rows, indent=1))
            except Failed as error:
                failed += 1
                print(f"{item.name:34} FAILED: {error}", flush=True)
    finally:
        bench.close()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
