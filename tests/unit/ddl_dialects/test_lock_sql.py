"""The exact SQL of the run lock and of lock timeouts, where no server of the kind is at hand."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mssql, mysql, oracle
from sqlalchemy.dialects.oracle import oracledb

from alembic.ddl.locking import lock_timeouts, run_lock


class Answer:
    """A result that answers everything with what it was given."""

    returns_rows = True

    def __init__(self, value: Any) -> None:
        self.value = value
        self.out_parameters = {"result": value}

    def scalar_one(self) -> Any:
        return self.value

    def scalar(self) -> Any:
        return self.value

    def first(self) -> tuple[Any, ...]:
        return (self.value,)

    def all(self) -> list[Any]:
        return []


class Recorder:
    """A connection that keeps the text of statements and runs none."""

    def __init__(self, dialect: sa.Dialect, answer: Any = 0) -> None:
        self.dialect = dialect
        self.dialect.default_schema_name = "app"
        self.answer = answer
        self.texts: list[str] = []

    def execute(self, statement: Any, parameters: Any = None) -> Answer:
        self.texts.append(str(statement.compile(dialect=self.dialect)))
        return Answer(self.answer)


def lock_of(connection: Any, schema: str | None = None, table: str = "alembic_version") -> Any:
    return run_lock(connection, schema, table)


def test_sql_server() -> None:
    """An application lock of the session, or in a caller's transaction one of that."""
    connection = Recorder(mssql.dialect())
    lock = lock_of(connection)
    assert lock.attempt(connection)
    assert lock.attempt_in_transaction(connection)
    assert lock.release_sql() == (
        "EXEC sp_releaseapplock @Resource = N'redistill_3fa37b901b6335629b8fa8', "
        "@LockOwner = 'Session'"
    )
    assert connection.texts == [
        "SET NOCOUNT ON;\n"
        "DECLARE @result int;\n"
        "EXEC @result = sp_getapplock @Resource = N'redistill_3fa37b901b6335629b8fa8', "
        "@LockMode = 'Exclusive',\n"
        f"  @LockOwner = '{owner}', @LockTimeout = 0;\n"
        "SELECT @result;"
        for owner in ("Session", "Transaction")
    ]


@pytest.mark.parametrize(("answer", "taken"), [(0, True), (1, True), (-1, False), (-3, False)])
def test_answers_of_sql_server(answer: int, taken: bool) -> None:
    """0 and 1 are granted; -1 is a timeout, -3 a deadlock."""
    connection = Recorder(mssql.dialect(), answer)
    assert lock_of(connection).attempt(connection) is taken


def test_oracle() -> None:
    """DBMS_LOCK with a number that survives commits."""
    connection = Recorder(oracledb.dialect())
    lock = lock_of(connection)
    assert lock.attempt(connection)
    assert connection.texts == [
        "BEGIN\n"
        "  :result := DBMS_LOCK.REQUEST(id => 459486562, lockmode => DBMS_LOCK.X_MODE, "
        "timeout => 0,\n"
        "    release_on_commit => FALSE);\n"
        "END;"
    ]
    assert lock.in_transaction is None
    assert lock.release_sql() == (
        "DECLARE\n  result INTEGER;\nBEGIN\n  result := DBMS_LOCK.RELEASE(id => 459486562);\nEND;"
    )


@pytest.mark.parametrize(("answer", "taken"), [(0, True), (4, True), (1, False), (2, False)])
def test_answers_of_oracle(answer: int, taken: bool) -> None:
    """0 is granted, 4 is ours already; 1 is a timeout, 2 a deadlock."""
    connection = Recorder(oracle.dialect(), answer)
    assert lock_of(connection).attempt(connection) is taken


def test_the_place_of_the_version_table_names_the_lock() -> None:
    """Another schema or another table is another lock; the default schema by name is not."""
    connection = Recorder(mssql.dialect())
    named = [lock_of(connection, schema).name for schema in (None, "app", "other")]
    assert named[0] == named[1] != named[2]
    assert lock_of(connection, table="versions").name != named[0]


def test_an_unknown_database_has_no_lock() -> None:
    """Where nothing is known to hold, nothing is promised."""
    dialect = sa.engine.default.DefaultDialect()
    dialect.name = "snowflake"
    assert lock_of(Recorder(dialect)) is None
    assert lock_timeouts("snowflake") is None
    assert lock_timeouts("sqlite") is None


@pytest.mark.parametrize(
    ("dialect", "texts"),
    [
        (
            mssql.dialect(),
            ["SELECT @@LOCK_TIMEOUT", "SET LOCK_TIMEOUT 1500", "SET LOCK_TIMEOUT 7"],
        ),
        (
            mysql.dialect(),
            [
                "SELECT @@SESSION.lock_wait_timeout",
                "SET SESSION lock_wait_timeout = 2",
                "SET SESSION lock_wait_timeout = 7",
            ],
        ),
        (
            oracle.dialect(),
            ["ALTER SESSION SET DDL_LOCK_TIMEOUT = 2", "ALTER SESSION SET DDL_LOCK_TIMEOUT = 0"],
        ),
    ],
    ids=lambda each: getattr(each, "name", ""),
)
def test_timeouts(dialect: sa.Dialect, texts: list[str]) -> None:
    """The limit is set in the server's unit, and what was there before is set back."""
    connection: Any = Recorder(dialect, 7)
    timeouts = lock_timeouts(dialect.name)
    assert timeouts is not None
    timeouts.arm(connection, 1.5, local=False)
    timeouts.disarm(connection, local=False)
    assert connection.texts == texts


class Failure(Exception):
    """A driver's error, as SQLAlchemy wraps it."""

    def __init__(self, statement: str = "ALTER TABLE t", *arguments: object, **fields: str) -> None:
        super().__init__(statement)
        self.statement = statement
        self.orig = Exception(*arguments)
        vars(self.orig).update(fields)


@pytest.mark.parametrize(
    ("dialect", "error", "expected"),
    [
        ("postgresql", Failure(sqlstate="55P03"), True),
        ("postgresql", Failure(pgcode="40P01"), True),
        ("postgresql", Failure("ALTER TABLE t", {"S": "ERROR", "C": "55P03"}), True),
        ("postgresql", Failure(sqlstate="42P07"), False),
        ("mysql", Failure("ALTER TABLE t", 1205, "Lock wait timeout"), True),
        ("mysql", Failure("ALTER TABLE t", 1213, "Deadlock"), True),
        ("mysql", Failure("UPDATE t SET a = 1", 1213, "Deadlock"), False),
        ("mysql", Failure("ALTER TABLE t", 1050, "exists"), False),
        ("mssql", Failure("ALTER TABLE t", "42000", "[42000] Lock request (1222) (SQL)"), True),
        ("mssql", Failure("ALTER TABLE t", "42S01", "[42S01] There is already (2714)"), False),
        ("oracle", Failure("ALTER TABLE t", "ORA-00054: resource busy"), True),
        ("oracle", Failure("ALTER TABLE t", "ORA-00955: name is used"), False),
    ],
)
def test_what_is_tried_again(dialect: str, error: Failure, expected: bool) -> None:
    """Only a lock that was not got, and a deadlock that undid nothing but the statement."""
    timeouts = lock_timeouts(dialect)
    assert timeouts is not None
    assert timeouts.failed_to_lock(error) is expected


@pytest.mark.parametrize(
    ("text", "unlimited"),
    [
        ("CREATE INDEX CONCURRENTLY ix ON t (a)", True),
        ("reindex index concurrently ix", True),
        ("CREATE INDEX ix_concurrently_made ON t (a)", False),
    ],
)
def test_concurrently_has_no_limit(text: str, unlimited: bool) -> None:
    """Giving up would leave an invalid index, and waiting holds nobody up."""
    timeouts = lock_timeouts("postgresql")
    assert timeouts is not None
    assert timeouts.unlimited(text) is unlimited
