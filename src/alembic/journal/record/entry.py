"""One execution of a revision: what is written of it, what is to be, what is passed over."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

from ... import __version__
from ...ddl.statement import Statement
from .checksum import script_checksum, statement_checksum, text_of
from .table import DONE, RUNNING, Recorded, now

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from ...script.steps import MigrationStep
    from .table import JournalTable


class Noted(NamedTuple):
    """What is known of a statement until it is written; most never are.

    Attributes:
        ordinal: Its number in the revision.
        state: Whether it runs or is done.
        origin: Where it came from.
        said: Its text and parameters, or the statement they are made from.
        began_at: When it was seen.
        ended_at: When it was done.
        image: What was there before.
    """

    ordinal: int
    state: str
    origin: str
    said: tuple[str, str] | Statement
    began_at: datetime
    ended_at: datetime | None
    image: str | None = None


class Entry:
    """A revision that runs.

    Nothing is written before :meth:`write`, which is called when a part of the revision is about
    to be there for good.

    Args:
        connection: The connection that runs the migrations.
        table: The journal.
        step: The step.
        run: The number of the run.
        before: The entry of an interrupted execution that goes on, and its statements.
    """

    def __init__(
        self,
        connection: Connection,
        table: JournalTable,
        step: MigrationStep,
        run: str,
        before: tuple[Recorded, Sequence[Recorded]] | None = None,
    ) -> None:
        self._connection = connection
        self._table = table
        self._step = step
        self._began = now()
        self.row = before[0] if before else None
        done = [each for each in before[1] if each.state == DONE] if before else []
        self._passing = list(done)
        self.count = done[-1].ordinal if done else 0
        self.is_written = before is not None
        self.name = before[0].entry if before else uuid4().hex
        self._run = run
        self._pending: list[Noted] = []
        #: Ordinal of the statement whose row says that it runs.
        self.running: int | None = None
        #: The version row is written: what comes now is no statement of the script.
        self.is_over = False

    @property
    def is_passing(self) -> bool:
        """Whether statements that are done already are still to come."""
        return bool(self._passing)

    def passes_over(self, said: tuple[str, str]) -> Recorded | None:
        """Tell whether a statement is done already, as it stands in the journal.

        Those before it that did not come again make things only where they are missing.

        Returns:
            Its row; None when it is the first one that is not done.

        Raises:
            LookupError: It is not the one that was done; the argument is the row of that one.
        """
        checksum = statement_checksum(*said)
        for index, row in enumerate(self._passing):
            if row.checksum == checksum:
                del self._passing[: index + 1]
                return row
        by_op = [row for row in self._passing if row.origin == "op"]
        if by_op:
            raise LookupError(by_op[0])
        self._passing.clear()
        return None

    def note(self, said: tuple[str, str] | Statement, origin: str) -> None:
        """Remember a statement that is done when its transaction is committed."""
        self.count += 1
        time = now()
        self._pending.append(Noted(self.count, DONE, origin, said, time, time))

    def intend(self, said: tuple[str, str], origin: str, image: str | None) -> None:
        """Write that a statement is about to run, which commits by itself."""
        self.count += 1
        self._pending.append(Noted(self.count, RUNNING, origin, said, now(), None, image))
        self.write()
        self.running = self.count

    def settle(self) -> None:
        """Write that the statement that was running is done."""
        running, self.running = self.running, None
        if running is not None:
            self._table.change(
                self._connection, self.name, running, state=DONE, ended_at=now(), error=None
            )

    def write(self) -> None:
        """Write what is not written yet."""
        self.settle()
        rows = [] if self.is_written else [self._revision()]
        rows += [self._statement(each) for each in self._pending]
        self._pending.clear()
        if rows:
            self._table.insert(self._connection, rows)
            self.is_written = True

    def finish(self) -> None:
        """Write that the revision is done."""
        if self._pending or not self.is_written:
            self.running = None  # the last change says it of all rows
            self.write()
        self._table.change(self._connection, self.name, state=DONE, ended_at=now(), error=None)

    @property
    def has_pending(self) -> bool:
        """Whether there is something that is not written yet."""
        return bool(self._pending)

    def drop_pending(self) -> None:
        """Forget what was rolled back."""
        self.count -= len(self._pending)
        self._pending.clear()

    def _revision(self) -> Recorded:
        operator, host, application = _whereabouts()
        revision = getattr(self._step, "revision", None)
        return Recorded(
            self.name,
            self._run,
            name_of(self._step),
            direction_of(self._step),
            0,
            RUNNING,
            checksum=script_checksum(getattr(revision, "path", None)),
            began_at=self._began,
            operator=operator,
            host=host,
            application=application,
            tool=__version__,
        )

    def _statement(self, noted: Noted) -> Recorded:
        said = noted.said
        sql, parameters = (
            text_of(said, self._connection.dialect) if isinstance(said, Statement) else said
        )
        return Recorded(
            self.name,
            self._run,
            name_of(self._step),
            direction_of(self._step),
            noted.ordinal,
            noted.state,
            checksum=statement_checksum(sql, parameters),
            statement=sql,
            origin=noted.origin,
            image=noted.image,
            began_at=noted.began_at,
            ended_at=noted.ended_at,
        )


def name_of(step: MigrationStep) -> str:
    """Return the revision that a step is about."""
    info = step.info
    return ", ".join(info.up_revision_ids) if info is not None else ""


def direction_of(step: MigrationStep) -> str:
    """Return ``upgrade``, ``downgrade`` or ``stamp``."""
    if step.is_stamp:
        return "stamp"
    return "upgrade" if step.is_upgrade else "downgrade"


@lru_cache(maxsize=1)
def _whereabouts() -> tuple[str | None, str, str]:
    import getpass
    import os
    import socket
    import sys

    try:
        operator: str | None = getpass.getuser()
    except (KeyError, OSError, ImportError):  # a user without an entry, as in containers
        operator = None
    return operator, socket.gethostname()[:255], os.path.basename(sys.argv[0])[:255]
