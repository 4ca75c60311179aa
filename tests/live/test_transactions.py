"""What a failed or finished run leaves behind, per database and transaction option."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_engine, inspect, text

from alembic.base.exc import CommandError
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from unit.runtime.steps import chain


class Broken(Exception):
    """The second revision's own failure."""


def work(fail: bool) -> Callable[..., Any]:
    def first() -> None:
        CURRENT[0].execute("CREATE TABLE t1 (x INTEGER)")

    def second() -> None:
        CURRENT[0].execute("CREATE TABLE t2 (x INTEGER)")
        if fail:
            raise Broken

    return chain(("a1", first), ("b2", second))


CURRENT: list[MigrationContext] = []


def run(
    connection: Connection, *, fail: bool = True, begin: bool = True, **opts: Any
) -> MigrationContext:
    context = MigrationContext.configure(connection, opts={"fn": work(fail), **opts})
    CURRENT[:] = [context]
    with Operations.context(context), context.begin_transaction() if begin else nullcontext():
        context.run_migrations()
    return context


def left(engine: Engine) -> tuple[list[str], tuple[str, ...]]:
    with engine.connect() as connection:
        heads = MigrationContext.configure(connection).get_current_heads()
        return sorted(inspect(connection).get_table_names()), heads


def fail_run(engine: Engine, **kw: Any) -> tuple[list[str], tuple[str, ...]]:
    with engine.connect() as connection, pytest.raises(Broken):
        run(connection, **kw)
    return left(engine)


@pytest.fixture
def postgresql(postgresql_url: str) -> Engine:
    return create_engine(postgresql_url)


@pytest.fixture
def sqlite(sqlite_url: str) -> Engine:
    return create_engine(sqlite_url)


@pytest.fixture
def mariadb(mariadb_url: str) -> Engine:
    return create_engine(mariadb_url)


def test_postgresql_rolls_the_whole_run_back(postgresql: Engine) -> None:
    """Transactional DDL: a failed run leaves nothing."""
    assert fail_run(postgresql) == ([], ())
    postgresql.dispose()


@pytest.mark.parametrize(
    "option", [{"transaction_per_migration": True}, {"transactional_ddl": False}]
)
def test_postgresql_keeps_finished_revisions_when_asked(
    postgresql: Engine, option: dict[str, bool]
) -> None:
    """A transaction per revision keeps the revisions before the failing one."""
    assert fail_run(postgresql, **option) == (["alembic_version", "t1"], ("a1",))
    postgresql.dispose()


def test_external_transaction_stays_open(postgresql: Engine) -> None:
    """A transaction that the caller began is neither committed nor rolled back."""
    with postgresql.connect() as connection:
        outer = connection.begin()
        run(connection, fail=False)
        assert outer.is_active
        outer.rollback()
    assert left(postgresql) == ([], ())
    postgresql.dispose()


def test_external_transaction_stays_open_when_a_run_fails(postgresql: Engine) -> None:
    """What the caller began is the caller's to end, whatever becomes of the run."""
    with postgresql.connect() as connection:
        outer = connection.begin()
        with pytest.raises(Broken):
            run(connection, transaction_per_migration=True)
        assert outer.is_active
    assert left(postgresql) == ([], ())
    postgresql.dispose()


def test_without_begin_transaction_nothing_is_committed(postgresql: Engine) -> None:
    """An env.py that forgets begin_transaction() never commits on PostgreSQL."""
    with postgresql.connect() as connection:
        run(connection, fail=False, begin=False)
    assert left(postgresql) == ([], ())
    postgresql.dispose()


@pytest.mark.parametrize("begin", [True, False])
def test_sqlite_keeps_what_ddl_did(sqlite: Engine, begin: bool) -> None:
    """Non-transactional DDL: version rows are per revision, with or without the outer block."""
    assert fail_run(sqlite, begin=begin) == (["alembic_version", "t1", "t2"], ("a1",))
    sqlite.dispose()


def test_sqlite_as_if_it_rolled_ddl_back(sqlite: Engine) -> None:
    """One transaction for the run; the driver begins it with the first row that is written."""
    assert fail_run(sqlite, transactional_ddl=True) == (["alembic_version", "t1"], ())
    sqlite.dispose()


@pytest.mark.parametrize("per_migration", [True, False])
def test_non_transactional_ddl_is_per_migration(sqlite: Engine, per_migration: bool) -> None:
    """Where DDL is not rolled back each revision has its transaction, asked for or not."""
    left_behind = fail_run(sqlite, transaction_per_migration=per_migration)
    assert left_behind == (["alembic_version", "t1", "t2"], ("a1",))
    sqlite.dispose()


def test_mariadb_keeps_what_ddl_did(mariadb: Engine) -> None:
    """DDL commits on MariaDB; the failing revision has no row."""
    assert fail_run(mariadb) == (["alembic_version", "t1", "t2"], ("a1",))
    mariadb.dispose()


def test_an_earlier_read_does_not_disturb(database: str) -> None:
    """Reading the current revision through the context before the run is adopted by it."""
    engine = create_engine(database)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"fn": work(False)})
        CURRENT[:] = [context]
        assert context.get_current_revision() is None
        with Operations.context(context), context.begin_transaction():
            context.run_migrations()
    assert left(engine) == (["alembic_version", "t1", "t2"], ("b2",))
    engine.dispose()


def test_autocommit_block_commits_what_came_before(database: str) -> None:
    """Inside the block every statement stands by itself; afterwards the run's mode is back."""
    engine = create_engine(database)

    def first() -> None:
        context = CURRENT[0]
        context.execute("CREATE TABLE t1 (x INTEGER)")
        with context.autocommit_block():
            context.execute("INSERT INTO t1 VALUES (1)")
            with engine.connect() as other:
                assert other.execute(text("SELECT x FROM t1")).scalars().all() == [1]
        context.execute("INSERT INTO t1 VALUES (2)")
        raise Broken

    with engine.connect() as connection:
        before = connection.get_isolation_level()
        connection.rollback()
        context = MigrationContext.configure(connection, opts={"fn": chain(("a1", first))})
        CURRENT[:] = [context]
        with (
            pytest.raises(Broken),
            Operations.context(context),
            context.begin_transaction(),
        ):
            context.run_migrations()
        assert connection.get_isolation_level() == before
    with engine.connect() as connection:
        assert connection.execute(text("SELECT x FROM t1")).scalars().all() == [1]
    engine.dispose()


def test_concurrent_index_in_an_autocommit_block(postgresql: Engine) -> None:
    """CREATE INDEX CONCURRENTLY, which refuses a transaction, works in the block."""

    def first() -> None:
        context = CURRENT[0]
        context.execute("CREATE TABLE t1 (x INTEGER)")
        with context.autocommit_block():
            context.execute("CREATE INDEX CONCURRENTLY ix ON t1 (x)")

    with postgresql.connect() as connection:
        context = MigrationContext.configure(connection, opts={"fn": chain(("a1", first))})
        CURRENT[:] = [context]
        with Operations.context(context), context.begin_transaction():
            context.run_migrations()
    with postgresql.connect() as connection:
        assert [index["name"] for index in inspect(connection).get_indexes("t1")] == ["ix"]
    assert left(postgresql)[1] == ("a1",)
    postgresql.dispose()


def test_autocommit_block_refuses_the_callers_transaction(sqlite: Engine) -> None:
    """A transaction that is not ours is not committed behind the caller's back."""
    with sqlite.connect() as connection, connection.begin():
        context = MigrationContext.configure(connection)
        with (
            pytest.raises(CommandError, match=r"begun before context\.configure"),
            context.autocommit_block(),
        ):
            pass
    sqlite.dispose()


def test_row_count_guards_against_another_runner(database: str) -> None:
    """A version row that somebody else changed meanwhile stops the run."""
    engine = create_engine(database)
    with engine.connect() as connection:
        run(connection, fail=False)

    def taken() -> None:
        CURRENT[0].execute("UPDATE alembic_version SET version_num = 'zz'")

    def fn(heads: tuple[str, ...], context: MigrationContext) -> Any:
        yield from chain(("b2", lambda: None), ("c3", taken))((), context)

    steps = list(fn((), None))  # type: ignore[arg-type]
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"fn": lambda heads, ctx: steps[1:]})
        CURRENT[:] = [context]
        with (
            pytest.raises(
                CommandError,
                match="Online migration expected to match one row when updating 'b2' to 'c3' in "
                "'alembic_version'; 0 found",
            ),
            Operations.context(context),
            context.begin_transaction(),
        ):
            context.run_migrations()
    engine.dispose()
