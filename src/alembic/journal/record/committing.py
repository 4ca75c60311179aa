"""Statements that commit by themselves: what is written before them, what after.

What such a statement has done stays, whatever becomes of the run. So there is a row before it that
says that it runs, unless what it comes to can be looked up.
"""

from __future__ import annotations

import logging
from time import time
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import DDLElement

from ...ddl.journaling import Kind
from ...ddl.written import Written
from ...schema.connections import is_autocommit
from .checksum import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Connection

    from ...ddl.journaling import Journaling
    from ...ddl.outcome import Outcome
    from ...ddl.statement import Statement
    from .entry import Entry

log = logging.getLogger("alembic.runtime.journal")


class Busy:
    """A block that may be entered again inside itself; true inside. Every statement is in some."""

    def __init__(self) -> None:
        self._depth = 0

    def __bool__(self) -> bool:
        return self._depth > 0

    def __enter__(self) -> None:
        self._depth += 1

    def __exit__(self, *error: object) -> None:
        self._depth -= 1


class Awaited:
    """A definition that is about to be sent to the database.

    Args:
        entry: The revision it belongs to.
        is_text: Whether somebody wrote it as it stands.

    Attributes:
        said: Its text and parameters.
        outcome: What it comes to, where that is to be looked up.
        image: What was there before, where its row says that it runs.
    """

    def __init__(self, entry: Entry, is_text: bool) -> None:
        self.entry = entry
        self.is_text = is_text
        self.said: tuple[str, str] | None = None
        self.outcome: Outcome | None = None
        self.image: str | None = None


class Committing:
    """Executes statements that commit by themselves.

    Args:
        connection: The connection.
        database: How the database takes statements.
        busy: Entered while a statement is executed.

    Attributes:
        refused: Ordinal of the statement that the database refused, or None.
    """

    def __init__(self, connection: Connection, database: Journaling, busy: Busy) -> None:
        self._connection = connection
        self._database = database
        self._busy = busy
        self._awaited: Awaited | None = None
        self.refused: int | None = None

    def execute(
        self,
        entry: Entry,
        statement: Statement,
        kind: Kind,
        proceed: Callable[[Statement], Any],
    ) -> Any:
        """Execute a statement, after what has to be written before it."""
        by_autocommit = is_autocommit(self._connection)
        if self._database.records_every_revision and not by_autocommit:
            return self._definition(entry, statement, kind, proceed)
        said = text_of(statement, self._connection.dialect)
        if by_autocommit and self._database.accepts_transaction(self._connection, said[0], kind):
            with self._busy, self._database.transaction(self._connection):
                result = proceed(statement)
                entry.note(said, "op")
                entry.write()
            return result
        with self._busy:
            removed = self._database.clear_remains(self._connection, said[0])
            if removed is not None:
                log.info("Dropped %s", removed)
            image = self._database.image(self._connection, said[0])
            entry.intend(said, "op", image)
            try:
                result = proceed(statement)
            except DBAPIError as error:
                if not error.connection_invalidated:
                    self.refused = entry.running
                raise
            self.settle(entry, kind, is_told=image is not None)
        return result

    def settle(self, entry: Entry, kind: Kind, *, is_told: bool) -> None:
        """Write that a statement is done, at once where nothing else would tell."""
        if is_autocommit(self._connection):
            entry.settle()
        elif not is_told and kind is Kind.DEFINITION:
            entry.settle()
            # It has committed all there was; SQLAlchemy's transaction goes on.
            self._connection.dialect.do_commit(self._connection.connection)

    def before_execute(self, sql: str, compiled: Any) -> None:
        """Write what has to be written before a definition that is about to be sent.

        Args:
            sql: The text that is sent, which may also be a question of SQLAlchemy's own.
            compiled: What SQLAlchemy made it from, if anything.
        """
        awaited = self._awaited
        if awaited is None or self._database.kind_of(sql) in {Kind.READ, Kind.SESSION}:
            return
        self._awaited = None
        entry = awaited.entry
        if awaited.said is None:
            text = sql if compiled is None else str(compiled)
            awaited.said = (text.strip(), "{}")
        text = awaited.said[0]
        outcome = self._database.outcome(text, is_text=awaited.is_text)
        if outcome is None or entry.mixes_up(outcome):
            awaited.image = self._database.image(self._connection, text)
            entry.intend(awaited.said, "op", awaited.image)
        else:
            entry.write_in_time()
            awaited.outcome = outcome

    def _definition(
        self,
        entry: Entry,
        statement: Statement,
        kind: Kind,
        proceed: Callable[[Statement], Any],
    ) -> Any:
        """Execute a definition that commits, after what has to be written before."""
        construct = statement.construct
        awaited = Awaited(entry, is_written_by_hand(construct))
        if not self._is_said_when_sent(construct):
            awaited.said = text_of(statement, self._connection.dialect)
        self._awaited = awaited
        began_at = time()
        with self._busy:
            try:
                result = proceed(statement)
            except BaseException as error:
                self._broke(awaited, error, began_at)
                raise
            finally:
                self._awaited = None
            if awaited.outcome is None:
                self.settle(entry, kind, is_told=awaited.image is not None)
            else:
                assert awaited.said is not None
                entry.note_lasting(awaited.said, awaited.outcome, began_at)
        return result

    def _is_said_when_sent(self, construct: Any) -> bool:
        """Tell whether the text of a construct may be taken from its execution."""
        if not isinstance(construct, DDLElement) or isinstance(construct, Written):
            return False
        options = self._connection.get_execution_options()
        return options.get("schema_translate_map") is None

    def _broke(self, awaited: Awaited, error: BaseException, began_at: float) -> None:
        entry = awaited.entry
        if not isinstance(error, DBAPIError) or error.connection_invalidated:
            entry.is_torn = True
        elif awaited.outcome is None:
            self.refused = entry.running
        else:
            assert awaited.said is not None
            entry.note_refused(awaited.said, awaited.outcome, began_at)


def is_written_by_hand(construct: Any) -> bool:
    """Tell whether a definition was written as text."""
    return not isinstance(construct, DDLElement) or hasattr(construct, "statement")
