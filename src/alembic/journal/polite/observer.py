"""The observer that limits how long statements wait, and has them tried again."""

from __future__ import annotations

import logging
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError

from ...base.exc import CommandError
from ...ddl.locking import lock_timeouts
from ...runtime.ports import RunObserver
from ...schema.connections import is_autocommit
from ..lock.waiting import pause
from .options import polite_options
from .patience import Patience

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.engine import Connection

    from ...ddl.locking import LockTimeouts
    from ...ddl.statement import Statement
    from ...runtime.migration import MigrationContext
    from ...script.steps import MigrationStep
    from .options import PoliteOptions

log = logging.getLogger("alembic.runtime.lock")


class Polite(RunObserver):
    """Makes the runs of a command polite, where that is configured.

    Args:
        lock_timeout: Overrides the option of this name.
        lock_retry: Overrides the option of this name.
    """

    def __init__(self, lock_timeout: Any = None, lock_retry: Any = None) -> None:
        self._given = {"lock_timeout": lock_timeout, "lock_retry": lock_retry}

    def joins(self, context: MigrationContext) -> PoliteRun | None:
        """Return the observer of one context; None where nothing is configured or possible."""
        options = polite_options(context, self._given)
        timeouts = lock_timeouts(context.dialect.name) if options else None
        if options is None or timeouts is None or context.connection is None:
            return None
        return PoliteRun(context.connection, timeouts, options)


class PoliteRun(RunObserver):
    """Makes one run polite.

    Where a statement holds nothing while it waits, it alone is tried again; otherwise the whole
    transaction is, because every lock it has already keeps others out during the wait.

    Args:
        connection: The connection that runs the migrations.
        timeouts: How the database says it.
        options: The limits.
    """

    def __init__(
        self, connection: Connection, timeouts: LockTimeouts, options: PoliteOptions
    ) -> None:
        self._connection = connection
        self._timeouts = timeouts
        self._options = options
        self._local = False
        self._armed: Any = None
        self._where = "the run"
        self._patience: dict[str, Patience] = {}

    def run_began(self, context: MigrationContext) -> None:
        """Set the limit."""
        self._local = self._connection.in_transaction() and not is_autocommit(self._connection)
        with self._some_transaction():
            self._timeouts.arm(self._connection, self._options.timeout, local=self._local)
            self._armed = self._connection.get_transaction()
        self._local = self._local or self._timeouts.only_local

    def run_ended(self, context: MigrationContext, error: BaseException | None) -> None:
        """Give the old limit back."""
        connection = self._connection
        if connection.closed or connection.invalidated or self._timeouts.only_local:
            return
        try:
            with self._some_transaction():
                self._timeouts.disarm(connection, local=self._local)
        except DBAPIError as failure:  # the caller's transaction, which has failed already
            log.debug("The limit for locks could not be set back: %s", failure)

    def step_began(self, context: MigrationContext, step: MigrationStep) -> None:
        """Remember the name of the step."""
        self._where = step.short_log
        self._arm_transaction()

    def _arm_transaction(self) -> None:
        """Set a limit again that ended with the transaction before."""
        running = self._connection.get_transaction()
        if self._local and running is not None and running is not self._armed:
            self._timeouts.arm(self._connection, self._options.timeout, local=True)
            self._armed = running

    def around_statement(
        self,
        context: MigrationContext,
        statement: Statement,
        proceed: Callable[[Statement], Any],
    ) -> Any:
        """Try a statement again that holds nothing while it waits."""
        if is_autocommit(self._connection):
            text = str(statement.construct.compile(dialect=context.dialect))
            if self._timeouts.unlimited(text):
                with self._without_limit():
                    return proceed(statement)
        elif not self._timeouts.by_statement:
            self._arm_transaction()
            return proceed(statement)
        patience: Patience | None = None
        while True:
            try:
                return proceed(statement)
            except DBAPIError as error:
                if not self._timeouts.failed_to_lock(error):
                    raise
                patience = patience or self._new_patience()
                self._give_way(error, patience, "The statement was not run.")

    def failed(self, context: MigrationContext, error: Exception, *, again: bool) -> bool:
        """Wait before the transaction is tried again, or explain the end."""
        if not isinstance(error, DBAPIError) or not self._timeouts.failed_to_lock(error):
            return False
        if not again:
            raise CommandError(
                f"{self._story(error)}{self._blockers(error)} It was not tried again, because "
                f"{_reason(context)}."
            ) from error
        patience = self._patience.setdefault(self._where, self._new_patience())
        self._give_way(error, patience, "It was rolled back as a whole.")
        return True

    def _new_patience(self) -> Patience:
        return Patience(self._options.timeout, self._options.budget)

    def _give_way(self, error: DBAPIError, patience: Patience, after: str) -> None:
        """Sleep until the next attempt.

        Raises:
            CommandError: There is none.
        """
        length = patience.next_pause()
        story = self._story(error) + self._blockers(error)
        if length is None:
            tries = "once" if patience.attempts == 1 else f"{patience.attempts} times"
            raise CommandError(
                f"{story} It was tried {tries} in {patience.spent:.0f} s. {after}"
            ) from error
        log.warning("%s Trying again in %.1f s, for %.0f s more", story, length, patience.left)
        pause(self._connection, length)

    def _story(self, error: DBAPIError) -> str:
        shown = " ".join((error.statement or "").split())[:200]
        return f'{self._where}: "{shown}" got no lock within {self._options.timeout:g} s.'

    def _blockers(self, error: DBAPIError) -> str:
        """Return who is in the way, as a sentence."""
        if self._connection.in_transaction() and not self._timeouts.by_statement:
            return ""  # the caller's, and failed: nothing can be asked in it
        try:
            with self._some_transaction():
                found = self._timeouts.blockers(self._connection, error.statement or "")
        except DBAPIError as refusal:  # a right is missing
            log.debug("Who is in the way cannot be told: %s", refusal)
            return ""
        return f" In the way: {'; '.join(map(str, found))}." if found else ""

    @contextmanager
    def _without_limit(self) -> Iterator[None]:
        self._timeouts.disarm(self._connection, local=False)
        try:
            yield
        finally:
            self._timeouts.arm(self._connection, self._options.timeout, local=False)

    def _some_transaction(self) -> Any:
        return nullcontext() if self._connection.in_transaction() else self._connection.begin()


def _reason(context: MigrationContext) -> str:
    if context._in_external_transaction:
        return "the transaction belongs to the caller"
    return "a part of what would have to be repeated is committed or not ours to repeat"
