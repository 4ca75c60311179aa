"""Connections and their transactions, whatever state the caller has left them in."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Connection, Transaction
    from sqlalchemy.engine.reflection import Inspector
    from sqlalchemy.schema import Table


def _connectable_has_table(connection: Connection, tablename: str, schemaname: str | None) -> bool:
    """Tell whether a table exists."""
    return connection.dialect.has_table(connection, tablename, schemaname)


def _get_connection_in_transaction(connection: Connection | None) -> bool:
    """Tell whether a connection is in a transaction; a mock connection never is."""
    in_transaction = getattr(connection, "in_transaction", None)
    return bool(in_transaction()) if in_transaction is not None else False


def _safe_begin_connection_transaction(connection: Connection) -> Transaction:
    """Return the running transaction, or begin one."""
    return connection.get_transaction() or connection.begin()


def _safe_commit_connection_transaction(connection: Connection) -> None:
    """Commit the running transaction, if there is one."""
    transaction = connection.get_transaction()
    if transaction is not None:
        transaction.commit()


def _safe_rollback_connection_transaction(connection: Connection) -> None:
    """Roll the running transaction back, if there is one."""
    transaction = connection.get_transaction()
    if transaction is not None:
        transaction.rollback()


def is_autocommit(connection: Connection) -> bool:
    """Tell whether every statement commits by itself, whatever SQLAlchemy calls a transaction."""
    level = connection.get_execution_options().get("isolation_level")
    if level is None:
        level = getattr(connection.dialect, "_on_connect_isolation_level", None)
    return bool(level == "AUTOCOMMIT")


def is_in_block_of_caller(connection: Connection) -> bool:
    """Tell whether a ``with connection.begin():`` block is open, which only its end may commit."""
    return getattr(connection, "_trans_context_manager", None) is not None


@contextmanager
def _ensure_scope_for_ddl(connection: Connection | None) -> Iterator[None]:
    """Run a block in a transaction: the running one, or one of its own.

    A mock connection and None need no transaction.
    """
    if connection is None or not hasattr(connection, "in_transaction"):
        yield
        return
    with nullcontext() if connection.in_transaction() else connection.begin():
        yield


def _reflect_table(inspector: Inspector, table: Table) -> None:
    """Fill a table with what the database has under its name."""
    inspector.reflect_table(table, None)


def _exec_on_inspector(inspector: Inspector, statement: Any, **params: Any) -> Any:
    """Execute a statement on the connection or engine of an inspector."""
    with inspector._operation_context() as connection:
        return connection.execute(statement, params)
