"""The observer that writes the journal and passes over what an interrupted run has done."""

from __future__ import annotations

import logging
from time import monotonic, time
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import DDLElement
from sqlalchemy.sql.elements import TextClause

from ...ddl.journaling import Kind
from ...ddl.written import Written
from ...runtime.ports import RunObserver
from ...schema.connections import is_autocommit
from ...script.checksums import Checksums
from .announcing import Announcing
from .checksum import text_of
from .committing import Busy, Committing, is_written_by_hand
from .entry import Entry, taken_from
from .looking import Look
from .rebuilds import is_renamed_later
from .refusing import (
    refuse_direct_statement,
    refuse_other_statement,
    refuse_other_table,
    refuse_rebuild,
    shortened,
)
from .resuming import Resuming
from .table import JournalTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy.engine import Connection

    from ...ddl.journaling import Journaling
    from ...ddl.statement import Statement
    from ...runtime.migration import MigrationContext
    from ...script.steps import MigrationStep
    from .options import JournalOptions

#: Seconds that what is done may be without a row.
_POSTPONED = 1.0

log = logging.getLogger("alembic.runtime.journal")


class Recorder(RunObserver):
    """Writes the journal of one database.

    Rows are written on the connection that runs the migrations, so that they are committed and
    rolled back with the statements they are about. Only for statements that commit by themselves
    there is a row before, and a look at what is there.

    Args:
        connection: The connection.
        database: How the database takes statements.
        options: The options.
        context: The migration context.
    """

    def __init__(
        self,
        connection: Connection,
        database: Journaling,
        options: JournalOptions,
        context: MigrationContext,
    ) -> None:
        self._connection = connection
        self._context = context
        self._database = database
        self._options = options
        schema = context.opts.get("version_table_schema")  # the context is being made
        self._table = JournalTable(options.table, schema)
        self._records_all = options.mode == "always" or database.records_every_revision
        self._entry: Entry | None = None
        self._broken: Entry | None = None
        self._busy = Busy()  # what is executed now is no direct statement of the script
        self._committing = Committing(connection, database, self._busy)
        self._direct: tuple[Kind, bool] | None = None
        self._savepoints: list[int] = []  # ordinals of the last statements before
        self._checksums = Checksums()
        self._announcing = Announcing()
        self._announced_by: str | None = None  # the entry whose row says what comes next
        self._backlog: list[Entry] = []
        self._wrote_at = 0.0
        self._new_run()

    def _new_run(self) -> None:
        self._run = uuid4().hex
        self._resuming = Resuming(
            self._connection,
            self._table,
            self._database,
            self._options.resume,
            self._context,
            Look(self._context, self._database, self._kind_of),
        )

    def run_began(self, context: MigrationContext) -> None:
        """Listen to what the script executes past the sink, and for commits in the middle."""
        self._broken = None
        for name, listener in self._listeners():
            event.listen(self._connection, name, listener)

    def _listeners(self) -> tuple[tuple[str, Callable[..., None]], ...]:
        return (
            ("before_cursor_execute", self._before_direct),
            ("after_cursor_execute", self._after_direct),
            ("commit", self._before_commit),
            ("rollback", self._after_rollback),
            ("savepoint", self._after_savepoint),
            ("release_savepoint", self._after_release),
            ("rollback_savepoint", self._after_rollback_to),
        )

    def run_restarted(self, context: MigrationContext) -> None:
        """Forget what was rolled back."""
        self._table.forget()
        self._new_run()

    def run_ended(self, context: MigrationContext, error: BaseException | None) -> None:
        """Stop listening, and write how a revision has failed."""
        for name, listener in self._listeners():
            event.remove(self._connection, name, listener)
        self._checksums.save()
        entry, self._broken = self._broken, None
        if entry is not None and not entry.has_begun:
            entry = None
        connection = self._connection
        if connection.closed or connection.invalidated:
            return
        if connection.in_transaction():
            return  # of the caller, who may still roll back
        if entry is None and self._announced_by is None and not self._backlog:
            return
        try:
            with connection.begin():
                self._write_failure(entry, str(error)[:2000])
        except DBAPIError as failure:  # the row says that it runs, which it does not
            log.debug("The failure could not be recorded: %s", failure)

    def _write_failure(self, entry: Entry | None, error: str) -> None:
        table, connection = self._table, self._connection
        if not table.exists(connection):
            return
        if self._backlog:
            table.insert(connection, taken_from(self._backlog))
        if entry is not None:
            entry.fail(error, self._committing.refused)
        if self._announced_by is not None:
            table.end_run(connection, self._announced_by)
            self._announced_by = None

    def steps_planned(self, context: MigrationContext, steps: Sequence[MigrationStep]) -> None:
        """Remember what follows what."""
        if self._database.records_every_revision and not is_autocommit(self._connection):
            self._announcing = Announcing(steps, self._checksums)

    def step_began(self, context: MigrationContext, step: MigrationStep) -> None:
        """Look for what an interrupted run has done of the revision."""
        self._entry = self._committing.refused = None
        self._savepoints.clear()
        with self._busy:
            ours = context._transaction is not None or context._in_external_transaction
            if ours and not step.is_stamp:
                self._database.prepare(self._connection, Kind.DEFINITION)
            before = self._resuming.of_step(step)
            if step.is_stamp:
                return
            if self._records_all:
                self._table.ensure(self._connection)  # not later: on MySQL it commits
            entry = Entry(
                self._connection,
                self._table,
                step,
                self._run,
                before,
                self._backlog,
                self._checksums,
            )
            is_known = entry.is_written or self._announcing.is_announced(step)
            if self._database.records_every_revision and not is_known:
                entry.write()  # its first definition commits this
        self._entry = entry

    def step_ended(
        self, context: MigrationContext, step: MigrationStep, error: BaseException | None
    ) -> None:
        """Write that the revision is done, in the transaction of its version row."""
        entry, self._entry = self._entry, None
        if entry is None:
            return
        if error is not None:
            self._broken = entry
            return
        if self._records_all or entry.is_written:
            with self._busy:
                self._finish(entry, step)

    def _finish(self, entry: Entry, step: MigrationStep) -> None:
        """Write that a revision is done, if not now then within a second."""
        following = self._announcing.following(step)
        if (
            following is not None
            and not entry.is_written
            and self._announcing.is_announced(following)
            and monotonic() - self._wrote_at < _POSTPONED
        ):
            entry.postpone()
            return
        # What another run has said ahead, and was not dealt with, has to stay said.
        ahead = self._resuming.ahead or self._announcing.announce(following)
        entry.finish(ahead)
        self._announced_by = entry.name if ahead and not self._resuming.ahead else None
        self._wrote_at = monotonic()

    def around_statement(
        self,
        context: MigrationContext,
        statement: Statement,
        proceed: Callable[[Statement], Any],
    ) -> Any:
        """Record a statement, or pass it over."""
        entry = self._entry
        if entry is None or entry.is_over:
            return proceed(statement)
        construct = statement.construct
        if getattr(construct, "table", None) is context._version:
            entry.is_over = True
            return proceed(statement)
        kind = self._kind_of(construct)
        if self._is_session(kind):
            with self._busy:
                return proceed(statement)
        if entry.is_passing:
            said = text_of(statement, self._connection.dialect)
            if entry.row is not None and self._connection.dialect.name == "sqlite":
                refuse_rebuild(entry.row, entry.done_left, said[0])
            if self._is_done(entry, said) or self._is_found_done(entry, statement, said, kind):
                return None
        return self._recorded(entry, statement, kind, proceed)

    def _kind_of(self, construct: Any) -> Kind:
        if isinstance(construct, Written):
            return Kind.DEFINITION
        if isinstance(construct, TextClause):
            kind = self._database.kind_of(construct.text)
            return Kind.ROWS if kind is Kind.READ else kind
        if isinstance(construct, DDLElement):
            text = getattr(construct, "statement", None)
            return self._database.kind_of(text) if isinstance(text, str) else Kind.DEFINITION
        return Kind.ROWS

    def _is_session(self, kind: Kind) -> bool:
        """Prepare the transaction for a statement, and tell whether it is none to record."""
        with self._busy:
            if kind is Kind.COMMIT:
                self._write_pending()
            self._database.prepare(self._connection, kind)
        return kind in {Kind.SESSION, Kind.COMMIT}

    def _is_done(self, entry: Entry, said: tuple[str, str]) -> bool:
        try:
            return entry.passes_over(said) is not None
        except LookupError as mismatch:
            assert entry.row is not None
            refuse_other_statement(entry.row, mismatch.args[0], said[0])

    def _is_found_done(
        self, entry: Entry, statement: Statement, said: tuple[str, str], kind: Kind
    ) -> bool:
        """Tell by a look whether a statement is done that is not recorded."""
        if not entry.is_in_doubt:
            return False
        outcome = None
        if kind is Kind.DEFINITION and self._database.commits_by_itself(self._connection, kind):
            is_text = is_written_by_hand(statement.construct)
            outcome = self._database.outcome(said[0], is_text=is_text)
        with self._busy:
            if (
                outcome is None  # it would have been recorded
                or entry.mixes_up(outcome)
                or not self._database.has_come_to(self._connection, outcome)
            ):
                entry.is_in_doubt = False
                return False
            refuse_other_table(self._connection, outcome, statement.construct)
        log.info("Taken for done, because %s: %s", outcome, shortened(said[0]))
        entry.note_lasting(said, outcome, time())
        return True

    def _recorded(
        self,
        entry: Entry,
        statement: Statement,
        kind: Kind,
        proceed: Callable[[Statement], Any],
    ) -> Any:
        if self._database.commits_by_itself(self._connection, kind):
            return self._committing.execute(entry, statement, kind, proceed)
        with self._busy:
            result = proceed(statement)
        is_renamed = is_renamed_later(statement.construct)
        entry.note(text_of(statement, self._connection.dialect) if is_renamed else statement, "op")
        return result

    def _before_direct(self, _connection: Any, _cursor: Any, sql: str, *rest: Any) -> None:
        if self._busy:
            self._committing.before_execute(sql, getattr(rest[1], "compiled", None))
            return
        entry = self._entry
        if entry is None or entry.is_over:
            return
        kind = self._database.kind_of(sql)
        if kind is Kind.READ or self._is_session(kind):
            return
        said = (sql, repr(rest[0]))
        if entry.is_passing:
            done = None
            try:
                done = entry.passes_over(said)
            except LookupError as mismatch:
                assert entry.row is not None
                refuse_other_statement(entry.row, mismatch.args[0], sql)
            if done is not None:
                assert entry.row is not None
                refuse_direct_statement(entry.row, done)
            entry.is_in_doubt = False  # it would have been recorded
        by_itself = self._database.commits_by_itself(self._connection, kind)
        with self._busy:
            if by_itself:
                entry.intend(said, "bind", self._database.image(self._connection, sql))
            else:
                entry.note(said, "bind")
        self._direct = (kind, by_itself)

    def _after_direct(self, *_: Any) -> None:
        direct, entry = self._direct, self._entry
        if self._busy or direct is None or entry is None:
            return
        self._direct = None
        kind, by_itself = direct
        if by_itself:
            with self._busy:
                self._committing.settle(entry, kind, is_told=False)

    def _before_commit(self, _connection: Any) -> None:
        self._write_pending()

    def _after_rollback(self, _connection: Any) -> None:
        self._table.forget()
        if self._entry is not None and not is_autocommit(self._connection):
            self._entry.drop_pending()

    def _after_savepoint(self, *_: Any) -> None:
        if self._entry is not None:
            self._savepoints.append(self._entry.count)

    def _after_release(self, *_: Any) -> None:
        if self._savepoints:
            self._savepoints.pop()

    def _after_rollback_to(self, *_: Any) -> None:
        if self._entry is not None and self._savepoints:
            self._entry.drop_after(self._savepoints.pop())

    def _write_pending(self) -> None:
        entry = self._entry
        if entry is not None and entry.has_pending and not entry.is_over:
            with self._busy:
                entry.write()
