"""Whether a revision of which nothing is recorded was begun: its first statement tells.

What a run may have done without a row are definitions whose outcome can be looked up, in the order
of the script. So if the first one has not come about, nothing has. To know it, the script is called
again and stopped before it.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

from ...ddl.journaling import Kind
from .checksum import text_of
from .committing import is_written_by_hand

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...ddl.journaling import Journaling
    from ...ddl.statement import Statement
    from ...runtime.migration import MigrationContext

log = logging.getLogger("alembic.runtime.journal")


class _Stopped(BaseException):
    """The script has come to a statement; no script catches this with ``except Exception``."""


class Look:
    """Looks for the first statement of a script in a database.

    Args:
        context: The migration context.
        database: How the database takes statements.
        kind_of: Tells what a construct does.
    """

    def __init__(
        self, context: MigrationContext, database: Journaling, kind_of: Callable[[Any], Kind]
    ) -> None:
        self._context = context
        self._database = database
        self._kind_of = kind_of
        self._first: Statement | None = None
        self._is_unclear = False

    def finds_anything_of(self, script: Callable[[], Any]) -> bool:
        """Tell whether a script may have done something that is not recorded.

        Args:
            script: Its ``upgrade()`` or ``downgrade()``, as it was then.
        """
        self._first, self._is_unclear = None, False
        connection, impl = self._context._live_connection(), self._context.impl
        sink, impl.sink = impl.sink, self
        event.listen(connection, "before_cursor_execute", self._before_direct)
        try:
            script()
        except _Stopped:
            pass
        except Exception as error:
            log.debug("What the script does first cannot be told: %s", error)
            return True
        finally:
            impl.sink = sink
            event.remove(connection, "before_cursor_execute", self._before_direct)
        return self._is_unclear or (self._first is not None and self._is_done(self._first))

    def run(self, statement: Statement) -> None:
        """Stop at a statement; a setting of the session is left out."""
        if self._kind_of(statement.construct) not in {Kind.SESSION, Kind.COMMIT}:
            self._first = statement
            raise _Stopped

    def write(self, text: str) -> None:
        """Leave script text out."""

    def _before_direct(self, _connection: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
        kind = self._database.kind_of(sql)
        if kind is not Kind.READ:
            # What changes something would be recorded; a setting must not be made now.
            self._is_unclear = kind in {Kind.SESSION, Kind.COMMIT}
            raise _Stopped

    def _is_done(self, statement: Statement) -> bool:
        connection = self._context._live_connection()
        kind = self._kind_of(statement.construct)
        if kind is not Kind.DEFINITION or not self._database.commits_by_itself(connection, kind):
            return False  # it would be recorded
        said, _ = text_of(statement, connection.dialect)
        is_text = is_written_by_hand(statement.construct)
        outcome = self._database.outcome(said, is_text=is_text)
        return outcome is not None and self._database.has_come_to(connection, outcome)
