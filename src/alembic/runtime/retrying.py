"""Running a transaction again when an observer wants it after a failure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from ..base.patterns import lazy_pattern
from ..schema.connections import is_autocommit
from .transactions import begin_or_adopt, is_per_revision

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Connection

    from .heads import HeadMaintainer
    from .migration import MigrationContext

_SETTING = lazy_pattern(r"\s*SET\s|\s*SELECT\s+(pg_catalog\.)?set_config\(", re.IGNORECASE)
_LOOK = lazy_pattern(r"\s*SELECT\b.*(\bpg_catalog\.|\bINFORMATION_SCHEMA\b)", re.I | re.S)


class Prelude:
    """What env.py does in the transaction of the run before the first step.

    Rolled back with a failed run, it has to be done again. Settings such as ``SET search_path`` can
    be repeated, a look into the catalog need not be, and anything else makes that impossible.

    Args:
        connection: The connection, before the transaction of the run begins.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._statements: list[tuple[str, Any]] = []
        self._complete = not connection.in_transaction()
        self._listening = True
        event.listen(connection, "before_cursor_execute", self._note)

    def _note(self, _connection: Any, _cursor: Any, statement: str, *rest: Any) -> None:
        parameters = rest[0]
        self._statements.append((statement, parameters))

    def end(self) -> None:
        """Stop taking notes: the first step begins."""
        if self._listening:
            self._listening = False
            event.remove(self._connection, "before_cursor_execute", self._note)
        else:
            self._complete = False  # a second run in the same transaction

    @property
    def repeatable(self) -> bool:
        """Whether :meth:`repeat` brings back all that was done."""
        return self._complete and all(
            _SETTING.match(statement) or _LOOK.match(statement) for statement, _ in self._statements
        )

    def repeat(self) -> None:
        """Do the settings again."""
        for statement, parameters in self._statements:
            if _SETTING.match(statement):
                self._connection.exec_driver_sql(statement, parameters)


def whole_run(context: MigrationContext, attempt: Callable[[], None]) -> None:
    """Run all steps; again from the first one, when they share a transaction that fails.

    Args:
        context: The migration context.
        attempt: Reads the heads and runs the steps.
    """
    prelude = context._prelude
    if prelude is not None:
        prelude.end()
    if not context._outermost.observers or is_per_revision(context):
        attempt()
        return
    while True:
        blocks = context._autocommit_blocks
        try:
            attempt()
            return
        except DBAPIError as error:
            owned = context._transaction is not None and not error.connection_invalidated
            again = (
                owned
                and blocks == context._autocommit_blocks
                and prelude is not None
                and prelude.repeatable
                and _rolls_back(context)
            )
            if owned:
                _roll_back(context)
            if not (_is_wanted(context, error, again=again) and again):
                raise
            assert prelude is not None
            context._outermost.rolled_back()
            context._transaction = begin_or_adopt(context._live_connection())
            prelude.repeat()
            for observer in context._outermost.observers:
                observer.run_restarted(context)


def revision(
    context: MigrationContext, maintainer: HeadMaintainer, attempt: Callable[[], None]
) -> None:
    """Run one step; again, when its own transaction fails.

    Args:
        context: The migration context.
        maintainer: The heads, which are put back before each further attempt.
        attempt: Runs the step in its transaction.
    """
    if not context._outermost.observers or not is_per_revision(context):
        attempt()
        return
    heads = set(maintainer.heads)
    while True:
        blocks = context._autocommit_blocks
        try:
            attempt()
            return
        except DBAPIError as error:
            again = (
                blocks == context._autocommit_blocks
                and not error.connection_invalidated
                and _rolls_back(context)
            )
            if not (_is_wanted(context, error, again=again) and again):
                raise
            maintainer.heads = set(heads)


def _rolls_back(context: MigrationContext) -> bool:
    """Tell whether the database undoes DDL, whatever the option says about it."""
    return type(context.impl).transactional_ddl and not is_autocommit(context._live_connection())


def _roll_back(context: MigrationContext) -> None:
    transaction, context._transaction = context._transaction, None
    assert transaction is not None
    transaction.rollback()


def _is_wanted(context: MigrationContext, error: DBAPIError, *, again: bool) -> bool:
    observers = context._outermost.observers
    answers = [observer.failed(context, error, again=again) for observer in observers]
    return any(answers)
