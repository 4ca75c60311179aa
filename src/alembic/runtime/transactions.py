"""Where transactions begin and end around a run and around each revision."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from ..base.exc import CommandError
from ..schema.connections import is_in_block_of_caller

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from types import TracebackType

    from sqlalchemy.engine import Connection, Transaction

    from .migration import MigrationContext


def begin(context: MigrationContext, per_migration: bool) -> AbstractContextManager[Any]:
    """Begin a transaction at this level, or do nothing where the other level has it.

    DDL that cannot be rolled back gets a transaction per revision, so that the version row of a
    revision that is done stays; otherwise ``transaction_per_migration`` chooses the level. A
    transaction that was open when the context was configured belongs to the caller.

    Args:
        context: The migration context.
        per_migration: True around one revision, False around the whole run.
    """
    if context._in_external_transaction:
        return nullcontext()
    if per_migration != is_per_revision(context):
        return nullcontext()
    if context.as_sql:
        return _written(context) if context.impl.transactional_ddl else nullcontext()
    context._transaction = begin_or_adopt(context._live_connection())
    return ProxyTransaction(context)


def begin_for_version_table(context: MigrationContext) -> AbstractContextManager[Any]:
    """Begin a transaction for the version table, unless a caller's block has one.

    Optuna begins one between ``configure()`` and ``stamp()``, which only its end may commit.
    """
    connection = context.connection
    if connection is not None and is_in_block_of_caller(connection):
        return nullcontext()
    return begin(context, per_migration=True)


def is_per_revision(context: MigrationContext) -> bool:
    """Tell whether each revision has a transaction of its own, instead of the run."""
    return context._transaction_per_migration or not context.impl.transactional_ddl


def begin_or_adopt(connection: Connection) -> Transaction:
    """Begin a transaction, or take over the one that an earlier statement began by itself."""
    return connection.get_transaction() or connection.begin()


@contextmanager
def _written(context: MigrationContext) -> Iterator[None]:
    context.impl.emit_begin()
    yield
    context.impl.emit_commit()


class ProxyTransaction:
    """The running transaction of a context, also after an autocommit block replaced it."""

    def __init__(self, migration_context: MigrationContext) -> None:
        self.migration_context = migration_context

    def commit(self) -> None:
        """Commit the running transaction."""
        transaction = self._end()
        if transaction is not None and transaction.is_active:
            transaction.commit()

    def rollback(self) -> None:
        """Roll the running transaction back."""
        transaction = self._end()
        if transaction is not None:
            transaction.rollback()

    def _end(self) -> Transaction | None:
        """Return the transaction to end, which is then no longer the one of the context.

        A script may have ended it, by ``op.get_bind().commit()``. What it did afterwards, and the
        version row, are in the one that began by itself then.
        """
        transaction = self.migration_context._transaction
        self.migration_context._transaction = None
        if transaction is None or transaction.is_active:
            return transaction
        return self.migration_context._live_connection().get_transaction()

    def __enter__(self) -> ProxyTransaction:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if exc_type is None:
            self.commit()
        else:
            self.rollback()


@contextmanager
def autocommit_block(context: MigrationContext) -> Iterator[None]:
    """Leave the running transaction for statements that refuse one, then begin a new one.

    Raises:
        CommandError: The transaction belongs to the caller, so it is not ours to commit.
    """
    if context._in_external_transaction:
        raise CommandError(
            "autocommit_block() cannot run inside a transaction that was begun before "
            "context.configure(): it would have to commit it.  Configure with a connection that "
            "is not in a transaction, or begin the transaction with context.begin_transaction()."
        )
    if context.as_sql:
        with _written_autocommit(context):
            yield
        return
    context._autocommit_blocks += 1
    connection = context._live_connection()
    previous = _isolation_level(connection)
    had_transaction = context._transaction is not None
    context._outermost.leave_transaction()
    _commit_running(context, connection)
    connection.execution_options(isolation_level="AUTOCOMMIT")
    try:
        yield
    finally:
        _end_autobegun(connection)
        connection.execution_options(isolation_level=previous)
        if had_transaction:
            context._transaction = begin_or_adopt(connection)


@contextmanager
def _written_autocommit(context: MigrationContext) -> Iterator[None]:
    transactional_ddl = context.impl.transactional_ddl
    if transactional_ddl:
        context.impl.emit_commit()
    yield
    if transactional_ddl:
        context.impl.emit_begin()


def _isolation_level(connection: Connection) -> str:
    configured = connection.get_execution_options().get("isolation_level")
    # Asked before the commit: some drivers open a transaction of their own to answer.
    return configured or connection.get_isolation_level()


def _commit_running(context: MigrationContext, connection: Connection) -> None:
    if context._transaction is not None:
        context._transaction.commit()
        context._transaction = None
    elif connection.in_transaction():
        connection.commit()
    else:
        with connection.begin():
            pass  # ends what the driver may have begun to tell the isolation level


def _end_autobegun(connection: Connection) -> None:
    transaction = connection.get_transaction()
    if transaction is not None:
        transaction.rollback()  # every statement has committed by itself
