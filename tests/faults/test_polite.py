"""A statement that would queue behind a long reader gives way to those behind it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from harness.databases import rows
from harness.project import Project
from harness.race import write_race, write_revision

LIMIT = 1.0  # second; the shortest on MariaDB
ADD_COLUMN = "op.add_column('account', sa.Column('more', sa.Integer))"
INSERT_AND_ADD_COLUMN = f"op.execute('UPDATE account SET n = n + 1')\n    {ADD_COLUMN}"


class Reader:
    """Holds a table open with a read, while others look at it again and again.

    Attributes:
        longest: The seconds that the slowest of the others took.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self.longest = 0.0
        self.ended = threading.Event()

    def look(self) -> None:
        while not self.ended.is_set():
            began = time.monotonic()
            with self.engine.connect() as connection:
                connection.execute(sa.text("SELECT count(*) FROM account")).scalar()
            self.longest = max(self.longest, time.monotonic() - began)
            time.sleep(0.02)


@contextmanager
def reading(url: str, seconds: float) -> Iterator[Reader]:
    """Read a table in a transaction that ends after some seconds, or with the block."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    reader = Reader(engine)
    looking = threading.Thread(target=reader.look)
    with engine.connect() as connection:
        connection.execute(sa.text("SELECT * FROM account")).all()
        end = threading.Timer(seconds, connection.rollback)
        end.start()
        looking.start()
        try:
            yield reader
        finally:
            end.cancel()
            end.join()
            connection.rollback()
            reader.ended.set()
            looking.join()
    engine.dispose()


@pytest.fixture(params=["postgresql", "mariadb"])
def server(request: pytest.FixtureRequest) -> str:
    """Address of a database with readers that can be in the way."""
    return request.getfixturevalue(f"{request.param}_url")


def ready(project: Project, url: str, body: str = ADD_COLUMN, **options: object) -> None:
    """Write the project and bring the database to just before the revision under test."""
    write_race(project, url, **options)
    write_revision(project, "b2", "a1", body)
    project.alembic("upgrade", "a1")


@pytest.mark.parametrize(
    ("server", "options"),
    [("postgresql", {}), ("postgresql", {"transaction_per_migration": True}), ("mariadb", {})],
    indirect=["server"],
)
def test_a_long_reader(project: Project, server: str, options: dict[str, bool]) -> None:
    """The migration waits in turns, is done once the reader ends, and no bystander queues long."""
    ready(project, server, INSERT_AND_ADD_COLUMN, **options)
    with reading(server, 2.5) as reader:
        time.sleep(0.2)
        result = project.alembic(
            "upgrade", "b2", "--lock-timeout", str(LIMIT), "--lock-retry", "60"
        )
    assert reader.longest < LIMIT + 1
    assert rows(server, "SELECT n, more, version_num FROM account, alembic_version") == [
        (1, None, "b2")
    ]
    assert result.out == ""


def test_who_is_in_the_way(project: Project, server: str) -> None:
    """At the end of the budget one line says what waited, for whom, and nothing was changed."""
    ready(project, server, INSERT_AND_ADD_COLUMN)
    with reading(server, 4):
        time.sleep(0.2)
        result = project.alembic(
            *("upgrade", "b2", "--lock-timeout", "1s", "--lock-retry", "0"), status=255
        )
    line = result.out
    assert line.startswith(
        'FAILED: upgrade a1 -> b2: "ALTER TABLE account ADD COLUMN more INTEGER" got no lock '
        "within 1 s. In the way: pid "
    )
    assert "idle in transaction" in line
    assert "It was tried once in 0 s." in line
    assert rows(server, "SELECT version_num FROM alembic_version") == [("a1",)]
    if server.startswith("postgresql"):  # where what came before the statement can be undone
        assert '"SELECT * FROM account"' in line
        assert rows(server, "SELECT * FROM account") == [(1, 0)]


def test_without_the_option_it_waits(project: Project, server: str) -> None:
    """Off unless configured: the statement queues until the reader ends."""
    ready(project, server)
    with reading(server, 3) as reader:
        time.sleep(0.2)
        project.alembic("upgrade", "b2")
    assert reader.longest > LIMIT


def test_settings_of_env_py_are_made_again(project: Project, postgresql_url: str) -> None:
    """What env.py sets in the transaction of the run is there in every attempt."""
    write_race(project, postgresql_url)
    project.edit(
        "mig/env.py",
        "        context.run_migrations()",
        '        context.execute("SET search_path TO other")\n        context.run_migrations()',
    )
    write_revision(project, "b2", "a1", ADD_COLUMN)
    with sa.create_engine(postgresql_url).begin() as connection:
        connection.execute(sa.text("CREATE SCHEMA other"))
    project.alembic("upgrade", "a1")
    assert rows(postgresql_url, "SELECT * FROM other.account") == [(1, 0)]
    engine = sa.create_engine(postgresql_url, poolclass=sa.NullPool)
    with engine.connect() as reader:
        reader.execute(sa.text("SELECT * FROM other.account")).all()
        end = threading.Timer(2, reader.rollback)
        end.start()
        result = project.alembic("upgrade", "b2", "--lock-timeout", "0.3", "--lock-retry", "30")
        end.join()
    assert "Trying again in" not in result.out
    assert rows(postgresql_url, "SELECT more FROM other.account") == [(None,)]


def test_a_run_that_cannot_be_repeated_ends(project: Project, postgresql_url: str) -> None:
    """Work of env.py in the transaction of the run is not done twice, and not lost silently."""
    ready(project, postgresql_url)
    project.edit(
        "mig/env.py",
        "        context.run_migrations()",
        '        context.execute("UPDATE account SET n = 7")\n        context.run_migrations()',
    )
    with reading(postgresql_url, 2):
        result = project.alembic("upgrade", "b2", "--lock-timeout", "0.3", status=255)
    assert "It was not tried again, because a part of what would have to be repeated" in result.out
    assert rows(postgresql_url, "SELECT n FROM account") == [(0,)]


def test_an_index_made_concurrently_may_wait(project: Project, postgresql_url: str) -> None:
    """CONCURRENTLY holds nobody up while it waits, and giving up would leave an invalid index."""
    ready(
        project,
        postgresql_url,
        "with op.get_context().autocommit_block():\n"
        "        op.create_index('ix_n', 'account', ['n'], postgresql_concurrently=True)",
    )
    engine = sa.create_engine(postgresql_url, poolclass=sa.NullPool)
    with engine.connect() as writer:
        writer.execute(sa.text("UPDATE account SET n = 5"))
        end = threading.Timer(2, writer.commit)
        end.start()
        project.alembic("upgrade", "b2", "--lock-timeout", "0.2", "--lock-retry", "0")
        end.join()
    assert rows(
        postgresql_url, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix_n'::regclass"
    ) == [(True,)]


def test_the_limit_ends_with_the_run(project: Project, server: str) -> None:
    """A connection that is used further has the limits it had before."""
    ready(project, server)
    project.write(
        "mig/env.py",
        "from alembic import context\n"
        "context.configure(connection=context.config.attributes['connection'], lock_timeout='3s')\n"
        "with context.begin_transaction():\n"
        "    context.run_migrations()\n",
    )
    show = (
        "SELECT current_setting('lock_timeout')"
        if server.startswith("postgresql")
        else "SELECT @@lock_wait_timeout"
    )
    write_revision(project, "b2", "a1", f"print(op.get_bind().exec_driver_sql({show!r}).scalar())")
    project.write(
        "use.py",
        "import sqlalchemy as sa\n"
        "from alembic import command\n"
        "from alembic.config import Config\n"
        "config = Config('alembic.ini')\n"
        "engine = sa.create_engine(config.get_main_option('sqlalchemy.url'))\n"
        "with engine.connect() as connection:\n"
        "    config.attributes['connection'] = connection\n"
        "    command.upgrade(config, 'b2')\n"
        f"    print(connection.exec_driver_sql({show!r}).scalar())\n",
    )
    before = rows(server, show)[0][0]
    during = "3s" if server.startswith("postgresql") else 3
    assert project.python("use.py").lines == [str(during), str(before)]
