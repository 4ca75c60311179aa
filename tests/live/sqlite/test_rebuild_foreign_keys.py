"""A rebuild while foreign keys are enforced: no row of another table is touched."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.util import CommandError

PARENT = "CREATE TABLE p (id INTEGER PRIMARY KEY, x INTEGER)"
ROWS = ("INSERT INTO p VALUES (1, 10), (2, 20)", "INSERT INTO c VALUES (1, 1), (2, 2), (3, NULL)")
ACTIONS = ("CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT", "NO ACTION")


@pytest.fixture
def connection() -> Iterator[sa.Connection]:
    """Give a connection that enforces foreign keys."""
    engine = sa.create_engine("sqlite://")

    @sa.event.listens_for(engine, "connect")
    def enforce(raw: Any, _: object) -> None:
        raw.execute("PRAGMA foreign_keys=ON")

    with engine.connect() as connection:
        yield connection
    engine.dispose()


def prepare(connection: sa.Connection, *statements: str) -> None:
    """Run statements and commit."""
    for statement in statements:
        connection.exec_driver_sql(statement)
    connection.commit()


def child(action: str) -> str:
    """Return a child table with an action."""
    return (
        "CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER DEFAULT 1 "
        f"REFERENCES p (id) ON DELETE {action})"
    )


def rebuild(connection: sa.Connection, table: str = "p", **opts: Any) -> None:
    """Rebuild a table in a migration."""
    migrate(connection, lambda op: rebuilt(op, table), **opts)


def rebuilt(op: Any, table: str = "p") -> None:
    """Rebuild a table."""
    with op.batch_alter_table(table, recreate="always"):
        pass


def migrate(connection: sa.Connection, fn: Callable[[Any], None], **opts: Any) -> None:
    """Run a function as a migration."""
    context = MigrationContext.configure(connection, opts=opts)
    with context.begin_transaction(), context.begin_transaction(_per_migration=True):
        fn(Operations(context))


def rows(connection: sa.Connection, table: str = "c") -> list[tuple[Any, ...]]:
    """Return the rows of a table."""
    return [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table}")]


def enforced(connection: sa.Connection) -> bool:
    """Tell whether foreign keys are enforced."""
    return connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


@pytest.mark.parametrize("action", ACTIONS)
def test_rows_that_refer_to_the_table_stay(connection: sa.Connection, action: str) -> None:
    """Whatever a foreign key does on delete, a rebuild of its parent is no delete."""
    prepare(connection, PARENT, child(action), *ROWS)
    rebuild(connection)
    assert rows(connection) == [(1, 1), (2, 2), (3, None)]
    assert rows(connection, "p") == [(1, 10), (2, 20)]
    assert enforced(connection)


@pytest.mark.parametrize("action", ACTIONS)
def test_rows_that_refer_to_each_other_stay(connection: sa.Connection, action: str) -> None:
    """A table that refers to itself is copied whole."""
    prepare(
        connection,
        f"CREATE TABLE p (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p ON DELETE {action})",
        "INSERT INTO p VALUES (1, NULL), (2, 1), (3, 2)",
    )
    rebuild(connection)
    assert rows(connection, "p") == [(1, None), (2, 1), (3, 2)]


def test_earlier_statements_are_committed_first(connection: sa.Connection) -> None:
    """Without transactional DDL an open transaction is no obstacle: it ends before the rebuild."""
    prepare(connection, PARENT, child("CASCADE"), *ROWS)

    def upgrade(op: Any) -> None:
        op.execute("UPDATE p SET x = 11 WHERE id = 1")
        rebuilt(op)
        op.execute("UPDATE p SET x = 22 WHERE id = 2")

    migrate(connection, upgrade)
    assert rows(connection) == [(1, 1), (2, 2), (3, None)]
    assert rows(connection, "p") == [(1, 11), (2, 22)]
    assert enforced(connection)


def test_an_open_transaction_that_must_not_end_stops_the_rebuild(
    connection: sa.Connection,
) -> None:
    """With transactional DDL nothing is touched, and the message says what to do."""
    prepare(connection, PARENT, child("CASCADE"), *ROWS)

    def upgrade(op: Any) -> None:
        op.execute("UPDATE p SET x = 11 WHERE id = 1")
        rebuilt(op)

    with pytest.raises(CommandError) as caught:
        migrate(connection, upgrade, transactional_ddl=True)
    assert str(caught.value) == (
        "Table 'p' cannot be rebuilt here, and nothing has been changed:  foreign keys are "
        "enforced, a transaction is open, in which SQLite ignores PRAGMA foreign_keys=OFF, and "
        "dropping the old table would delete, change or orphan rows of 'c' (p; ON DELETE "
        "CASCADE).  Put the batch into  with op.get_context().autocommit_block():  or run PRAGMA "
        "foreign_keys=OFF on the connection in env.py before the migrations begin; what the "
        "rebuild would break is checked either way."
    )
    assert rows(connection) == [(1, 1), (2, 2), (3, None)]
    assert rows(connection, "p") == [(1, 10), (2, 20)]


def test_a_transaction_of_the_caller_is_not_ended(connection: sa.Connection) -> None:
    """What the caller began before the migrations is the caller's to commit."""
    prepare(connection, PARENT, child("SET NULL"), *ROWS)
    with connection.begin():
        connection.exec_driver_sql("UPDATE p SET x = 11 WHERE id = 1")
        with pytest.raises(CommandError, match="a transaction is open"):
            rebuild(connection)
    assert rows(connection) == [(1, 1), (2, 2), (3, None)]


def test_the_way_out_that_the_message_names_works(connection: sa.Connection) -> None:
    """An autocommit block lets the rebuild switch enforcement off and on again."""
    prepare(connection, PARENT, child("CASCADE"), *ROWS)

    def upgrade(op: Any) -> None:
        op.execute("UPDATE p SET x = 11 WHERE id = 1")
        with op.get_context().autocommit_block():
            rebuilt(op)

    migrate(connection, upgrade, transactional_ddl=True)
    assert rows(connection) == [(1, 1), (2, 2), (3, None)]
    assert enforced(connection)


def test_nothing_to_lose_is_no_obstacle(connection: sa.Connection) -> None:
    """A child without references does not stop a rebuild, so a fresh database migrates through."""
    prepare(connection, PARENT, child("CASCADE"), "INSERT INTO p VALUES (1, 10)")
    prepare(connection, "INSERT INTO c VALUES (1, NULL)")

    def upgrade(op: Any) -> None:
        op.execute("UPDATE p SET x = 11 WHERE id = 1")
        rebuilt(op)

    migrate(connection, upgrade, transactional_ddl=True)
    assert rows(connection, "p") == [(1, 11)]
    assert rows(connection) == [(1, None)]


def test_a_failure_inside_a_transaction_undoes_the_rebuild_alone(
    connection: sa.Connection,
) -> None:
    """What ran before it in the transaction is the caller's to keep."""
    prepare(connection, PARENT, "INSERT INTO p VALUES (1, 10), (2, NULL)")

    def upgrade(op: Any) -> None:
        with op.batch_alter_table("p") as batch:
            batch.alter_column("x", nullable=False)

    with connection.begin():
        connection.exec_driver_sql("UPDATE p SET x = 11 WHERE id = 1")
        with pytest.raises(sa.exc.IntegrityError):
            migrate(connection, upgrade)
    assert rows(connection, "p") == [(1, 11), (2, None)]
    assert [row[1] for row in rows(connection, "sqlite_master")] == ["p"]


def test_an_asynchronous_driver(tmp_path: Path) -> None:
    """A rebuild through ``run_sync`` leaves the same transaction and the same rows."""

    async def run() -> list[Any]:
        engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path / 'async.db'}")
        async with engine.connect() as connection:
            for statement in ("PRAGMA foreign_keys=ON", PARENT, child("CASCADE"), *ROWS):
                await connection.exec_driver_sql(statement)
            await connection.commit()
            await connection.run_sync(rebuild)
            found: list[Any] = await connection.run_sync(rows)
            found += await connection.run_sync(enforced), await connection.run_sync(rows, "p")
        await engine.dispose()
        return found

    assert asyncio.run(run()) == [(1, 1), (2, 2), (3, None), True, [(1, 10), (2, 20)]]


def test_a_driver_that_begins_by_itself(connection: sa.Connection) -> None:
    """The recipe for real transactions (BEGIN by an event) gets its transaction back."""
    raw: Any = connection.connection.driver_connection
    raw.isolation_level = None
    connection.rollback()

    @sa.event.listens_for(connection.engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    prepare(connection, PARENT, child("CASCADE"), *ROWS)
    open_after: list[bool] = []

    def upgrade(op: Any) -> None:
        rebuilt(op)
        open_after.append(raw.in_transaction)

    migrate(connection, upgrade)
    assert open_after == [True]
    assert rows(connection) == [(1, 1), (2, 2), (3, None)]


def test_a_driver_that_never_leaves_its_transaction() -> None:
    """``autocommit=False`` of Python 3.12 is switched off for the time of the rebuild."""
    options = {"autocommit": False} if sys.version_info >= (3, 12) else {}
    engine = sa.create_engine("sqlite://", connect_args=options)
    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.commit()
        if options:
            raw.autocommit = True
        raw.execute("PRAGMA foreign_keys=ON")
        if options:
            raw.autocommit = False
        prepare(connection, PARENT, child("CASCADE"), *ROWS)
        rebuild(connection)
        assert rows(connection) == [(1, 1), (2, 2), (3, None)]
        assert enforced(connection)
        assert getattr(raw, "autocommit", False) is False or not options
    engine.dispose()


def test_references_broken_before_do_not_matter(connection: sa.Connection) -> None:
    """Only what the rebuild would break counts."""
    prepare(connection, PARENT, child("CASCADE"), *ROWS)
    prepare(connection, "PRAGMA foreign_keys=OFF", "INSERT INTO c VALUES (9, 99)")
    prepare(connection, "PRAGMA foreign_keys=ON")
    rebuild(connection)
    rebuild(connection, "c")
    assert rows(connection) == [(1, 1), (2, 2), (3, None), (9, 99)]


def test_a_reference_the_batch_breaks_is_told_and_undone(connection: sa.Connection) -> None:
    """A new foreign key that rows do not fulfil is refused, with the first of them."""
    prepare(connection, PARENT, "CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER)", *ROWS)
    prepare(connection, "INSERT INTO c VALUES (9, 99)")

    def upgrade(op: Any) -> None:
        with op.batch_alter_table("c") as batch:
            batch.create_foreign_key("fk_p", "p", ["p"], ["id"])

    expected = (
        "Table 'c' cannot be rebuilt this way: foreign keys of table 'c' would refer to rows or "
        "columns of 'p' that are not there (1 in all, the first at row 9); everything has been "
        "undone."
    )
    with pytest.raises(CommandError, match=re.escape(expected)):
        migrate(connection, upgrade)
    assert rows(connection) == [(1, 1), (2, 2), (3, None), (9, 99)]
    assert enforced(connection)


def test_a_dropped_column_that_is_referred_to_is_told(connection: sa.Connection) -> None:
    """A foreign key left without its target is refused while keys are enforced."""
    prepare(
        connection,
        "CREATE TABLE p (id INTEGER PRIMARY KEY, k TEXT UNIQUE)",
        "CREATE TABLE c (id INTEGER PRIMARY KEY, p TEXT REFERENCES p (k))",
        "INSERT INTO p VALUES (1, 'a')",
        "INSERT INTO c VALUES (1, 'a')",
    )

    def upgrade(op: Any) -> None:
        with op.batch_alter_table("p") as batch:
            batch.drop_column("k")

    with pytest.raises(CommandError, match="foreign keys of table 'c' would refer to rows"):
        migrate(connection, upgrade)
    assert rows(connection, "p") == [(1, "a")]


def test_enforcement_that_is_off_stays_off(connection: sa.Connection) -> None:
    """A database that does not enforce foreign keys is left so, and not checked."""
    prepare(connection, PARENT, child("CASCADE"), *ROWS)
    prepare(connection, "PRAGMA foreign_keys=OFF", "INSERT INTO c VALUES (9, 99)")
    rebuild(connection)
    assert rows(connection)[-1] == (9, 99)
    assert not enforced(connection)
