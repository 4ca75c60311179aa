"""Locks on a whole database, as values: what a run lock is called, who has it, how to say it.

Each dialect says it in its own ``lock.py``; :func:`run_lock` finds that file by the dialect's name.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import nullcontext
from hashlib import sha256
from importlib import import_module
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from ..base.late_typing import NamedTuple

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import datetime

    from sqlalchemy.engine import Connection

_DIALECTS = {
    "postgresql": "alembic.ddl.postgresql.lock",
    "mysql": "alembic.ddl.mysql.lock",
    "mariadb": "alembic.ddl.mysql.lock",
    "mssql": "alembic.ddl.mssql.lock",
    "oracle": "alembic.ddl.oracle.lock",
    "sqlite": "alembic.ddl.sqlite.lock",
}


class Session(NamedTuple):
    """Somebody who is connected, as far as the database tells.

    Args:
        pid: The number the server gave the session.
        user: The database user.
        host: Where it connects from.
        application: What it calls itself.
        since: When it began what it is doing.
        seconds: How long ago that was.
        state: What it is doing: ``active``, ``idle in transaction``, ...
        statement: The statement it runs or ran last.
    """

    pid: int | None = None
    user: str | None = None
    host: str | None = None
    application: str | None = None
    since: datetime | None = None
    seconds: float | None = None
    state: str | None = None
    statement: str | None = None

    def __str__(self) -> str:
        named = (
            ("pid", self.pid),
            ("user", self.user),
            ("host", self.host),
            ("application", self.application),
        )
        parts = [f"{name} {value}" for name, value in named if value not in {None, ""}]
        if self.since is not None:
            parts.append(f"since {self.since:%Y-%m-%d %H:%M:%S}")
        if self.seconds is not None:
            parts.append(f"for {self.seconds:.0f} s")
        if self.state:
            parts.append(self.state)
        if self.statement:
            parts.append(f'"{" ".join(self.statement.split())[:120]}"')
        return ", ".join(parts)


class RunLock(ABC):
    """The lock that one run of migrations at a time holds, on the connection that it uses.

    Args:
        schema: Schema of the version table; None for the default one.
        table: Name of the version table.

    Attributes:
        in_transaction: The statement that takes the lock until the end of the transaction; None
            where there is no such lock.
        pooled: Whether the last attempt found that a pooler is in between, so that a lock of the
            session would stay with whoever gets that session next.
        lease_seen: Whether the last attempt found a table of leases, which count as well.
        session: The number of the session that has taken it, as :meth:`holder` calls it; None
            where that is not known.
    """

    in_transaction: str | None = None
    pooled = False
    lease_seen = False
    session: int | None = None

    def __init__(self, schema: str | None, table: str) -> None:
        self.schema = schema
        self.table = table

    @abstractmethod
    def attempt(self, connection: Connection) -> bool:
        """Try once to take the lock for the session; never waits."""

    def alone(self, connection: Connection) -> AbstractContextManager[None]:
        """Let a statement of the lock be sent without a transaction around it, where that is easy.

        Args:
            connection: The connection; nothing was executed in its transaction yet.
        """
        return nullcontext()

    def attempt_in_transaction(self, connection: Connection) -> bool:
        """Try once to take the lock until the end of the transaction; never waits."""
        assert self.in_transaction is not None
        return bool(connection.execute(text(self.in_transaction)).scalar())

    @abstractmethod
    def release_sql(self) -> str | None:
        """Return the statement that lets the session's lock go, without parameters.

        None where it takes no statement.
        """

    def released(self) -> None:  # noqa: B027 - most locks have nothing left to do
        """Do what is left after :meth:`release_sql` has run, or instead of it."""

    @abstractmethod
    def holder(self, connection: Connection) -> Session | None:
        """Return who has the lock, as far as the database tells."""

    def is_kept_by(self, taken: RunLock, connection: Connection) -> bool:
        """Tell whether another object for this lock has taken it, on another connection.

        Args:
            taken: The object that has taken it or one of another database.
            connection: The connection that does not get the lock.
        """
        if type(taken) is not type(self) or taken.digest() != self.digest():
            return False
        holder = self.holder(connection)
        return holder is not None and holder.pid is not None and holder.pid == taken.session

    def digest(self, *further: str) -> bytes:
        """Return a hash of the version table's place, for locks that have numbers as names."""
        place = "\0".join(("redistill", *further, self.schema or "", self.table))
        return sha256(place.encode()).digest()


def lease_table_name(version_table: str) -> str:
    """Return the name of the table that holds the lease of a version table."""
    return f"{version_table}_lock"


def run_lock(connection: Connection, schema: str | None, table: str) -> RunLock | None:
    """Return the run lock of a database.

    Args:
        connection: The connection that runs the migrations.
        schema: Schema of the version table; None for the default one.
        table: Name of the version table.

    Returns:
        The lock, not taken yet; None where we know of no way to lock.
    """
    module = _DIALECTS.get(connection.dialect.name)
    if module is None:
        return None
    made: RunLock | None = import_module(module).run_lock(connection, schema, table)
    return made


def first_row(connection: Connection, query: str, /, **parameters: Any) -> Any | None:
    """Return the first row of a query, or None."""
    return connection.execute(text(query), parameters).first()


class LockTimeouts(ABC):
    """How long a statement may wait for a lock, and who was in its way.

    One object serves one run.

    Attributes:
        by_statement: Whether a statement holds nothing while it waits, so that it alone is tried
            again; otherwise only outside a transaction.
        only_local: Whether :meth:`arm` found that a limit for the session would stay behind with
            whoever a pooler gives that session next, and set none.
    """

    by_statement = False
    only_local = False

    @abstractmethod
    def arm(self, connection: Connection, seconds: float, *, local: bool) -> None:
        """Limit how long statements wait from now on.

        Args:
            connection: The connection that runs the migrations.
            seconds: The limit.
            local: Only until the end of the transaction, where there is such a thing.
        """

    @abstractmethod
    def disarm(self, connection: Connection, *, local: bool) -> None:
        """Give the limit back that was there before."""

    def unlimited(self, statement: str) -> bool:
        """Tell whether a statement is better off waiting: it holds nobody up while it does."""
        return False

    @abstractmethod
    def failed_to_lock(self, error: BaseException) -> bool:
        """Tell whether a statement failed because it waited too long, or in a deadlock."""

    @abstractmethod
    def blockers(self, connection: Connection, statement: str) -> list[Session]:
        """Return who holds locks on what a statement names, the oldest first.

        Asked when the statement has given way already.
        """


def lock_timeouts(dialect_name: str) -> LockTimeouts | None:
    """Return the lock timeouts of a dialect, or None where it has none."""
    module = _DIALECTS.get(dialect_name)
    if module is None:
        return None
    made: type[LockTimeouts] | None = getattr(import_module(module), "Timeouts", None)
    return None if made is None else made()


def all_rows(connection: Connection, query: str, /, **parameters: Any) -> list[Any]:
    """Return the rows of a query."""
    return list(connection.execute(text(query), parameters).all())
