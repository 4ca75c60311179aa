"""One execution of a revision: what is written of it, what is to be, what is passed over."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property
from time import time
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from ... import __version__
from ...base.late_typing import NamedTuple
from ...ddl.journaling import Kind, kind_of
from ...ddl.statement import Statement
from ...script.checksums import Checksums
from .checksum import statement_checksum, text_of
from .packing import Packed, packed
from .table import DONE, FAILED, RUNNING, Recorded, now
from .whereabouts import whereabouts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import Connection

    from ...ddl.outcome import Outcome
    from ...script.steps import MigrationStep
    from .table import JournalTable


class Noted(NamedTuple):
    """What is known of a statement until it is written; most never are.

    Attributes:
        ordinal: Its number in the revision.
        state: Whether it runs, is done or was refused.
        origin: Where it came from.
        said: Its text and parameters, or the statement they are made from.
        began_at: When it was seen.
        ended_at: When it was done.
        image: What was there before.
        outcome: What it came to, for what is there for good already.
    """

    ordinal: int
    state: str
    origin: str
    said: tuple[str, str] | Statement
    began_at: float
    ended_at: float | None
    image: str | None = None
    outcome: Outcome | None = None


class Interrupted(NamedTuple):
    """An execution of a revision that was interrupted.

    Attributes:
        row: Its row, or what would stand in it.
        done: Its statements that are done as far as that is recorded.
        is_written: Whether the row is there.
        is_in_doubt: Whether statements may be done that are not recorded.
    """

    row: Recorded
    done: Sequence[Recorded]
    is_written: bool
    is_in_doubt: bool


class Entry:
    """A revision that runs.

    Nothing is written before :meth:`write`, which is called when a part of the revision is about
    to be there for good.

    Args:
        connection: The connection that runs the migrations.
        table: The journal.
        step: The step.
        run: The number of the run.
        before: The interrupted execution that goes on.
        backlog: Revisions of the run that are done and not written yet.
        checksums: Those of the scripts that were asked for before.
    """

    def __init__(
        self,
        connection: Connection,
        table: JournalTable,
        step: MigrationStep,
        run: str,
        before: Interrupted | None = None,
        backlog: list[Entry] | None = None,
        checksums: Checksums | None = None,
    ) -> None:
        self._checksums = checksums
        self._connection = connection
        self._table = table
        self._step = step
        self._began = time()
        self._run = run
        self.row = before.row if before else None
        self._backlog = [] if backlog is None else backlog
        self._unsure_backlog: list[Recorded] = []  # like _unsure
        self._ended: float | None = None
        self._passing = list(before.done) if before else []
        self.count = self._passing[-1].ordinal if self._passing else 0
        self.is_written = before is not None and before.is_written
        #: Whether statements may be done that are not recorded.
        self.is_in_doubt = before is not None and before.is_in_doubt
        self._name = before.row.entry if before else None
        self._pending: list[Noted] = []
        self._unsure: list[Noted] = []  # written, and perhaps rolled back
        #: Ordinal of the statement whose row says that it runs.
        self.running: int | None = None
        #: Whether it broke off in the middle of a statement.
        self.is_torn = False
        #: The version row is written: what comes now is no statement of the script.
        self.is_over = False

    @property
    def name(self) -> str:
        """What its rows have in common."""
        if self._name is None:
            self._name = uuid4().hex
        return self._name

    @cached_property
    def _revision_name(self) -> str:
        return name_of(self._step)

    @property
    def is_passing(self) -> bool:
        """Whether statements that are done already, or may be, are still to come."""
        return bool(self._passing) or self.is_in_doubt

    @property
    def done_left(self) -> Sequence[Recorded]:
        """The statements that are done already and have not come yet."""
        return self._passing

    def passes_over(self, said: tuple[str, str]) -> Recorded | None:
        """Tell whether a statement is done already, as it stands in the journal.

        Those before it that did not come again make things only where they are missing; rows that
        were changed before it and come afterwards would be changed twice.

        Returns:
            Its row; None when it is the first one that is not done.

        Raises:
            LookupError: It is not the one that was done; the argument is the row of that one.
        """
        checksum = statement_checksum(*said)
        for index, row in enumerate(self._passing):
            if row.checksum == checksum:
                for passed in self._passing[:index]:
                    if kind_of(passed.statement or "") in {Kind.ROWS, Kind.UNKNOWN}:
                        raise LookupError(passed)
                del self._passing[: index + 1]
                return row
        by_op = [row for row in self._passing if row.origin == "op"]
        if by_op:
            raise LookupError(by_op[0])
        self._passing.clear()
        return None

    def mixes_up(self, outcome: Outcome) -> bool:
        """Tell whether a look for an outcome could be misled by what is not written yet."""
        return outcome.is_mixed_up_with(
            each.outcome for each in self._pending if each.outcome is not None
        )

    def note(self, said: tuple[str, str] | Statement, origin: str) -> None:
        """Remember a statement that is done when its transaction is committed."""
        self.count += 1
        now = time()
        self._pending.append(Noted(self.count, DONE, origin, said, now, now))

    def note_lasting(
        self, said: tuple[str, str] | Statement, outcome: Outcome, began_at: float
    ) -> None:
        """Remember a statement that is done for good, and whose outcome can be looked up."""
        self.count += 1
        noted = Noted(self.count, DONE, "op", said, began_at, time(), None, outcome)
        self._pending.append(noted)

    def note_refused(self, said: tuple[str, str], outcome: Outcome, began_at: float) -> None:
        """Remember a statement that the database refused."""
        self.count += 1
        noted = Noted(self.count, FAILED, "op", said, began_at, time(), None, outcome)
        self._pending.append(noted)

    def intend(self, said: tuple[str, str], origin: str, image: str | None) -> None:
        """Write that a statement is about to run, which commits by itself."""
        self.count += 1
        self._pending.append(Noted(self.count, RUNNING, origin, said, time(), None, image))
        self.write()
        self.running = self.count

    def settle(self) -> None:
        """Write that the statement that was running is done."""
        running, self.running = self.running, None
        if running is not None:
            self._table.change(
                self._connection, self.name, running, state=DONE, ended_at=now(), error=None
            )

    def write_in_time(self) -> None:
        """Write, before a statement commits, what its transaction has done."""
        if self.running is not None or any(each.outcome is None for each in self._pending):
            self.write()

    def write(self) -> None:
        """Write what is not written yet."""
        self.settle()
        rows = taken_from(self._backlog)
        self._unsure_backlog += rows
        if not self.is_written:
            rows.append(self._revision())
        rows += [self._statement(each) for each in self._pending]
        self._unsure += self._pending
        self._pending = []
        if rows:
            self._table.insert(self._connection, rows)
            self.is_written = True

    def finish(self, ahead: str | None = None) -> None:
        """Write that the revision is done, and those of the backlog.

        Args:
            ahead: What the run is to do next, where that is to be written.
        """
        if self.is_written:
            self.running = None  # the last change says it of all rows
            self.write()
            end: dict[str, Any] = {"state": DONE, "error": None, "ended_at": now()}
            self._table.change(self._connection, self.name, ahead=ahead, **end)
            return
        self.postpone()
        *others, last = taken_from(self._backlog)
        self._table.insert(self._connection, [*others, last._replace(ahead=ahead)])

    def postpone(self) -> None:
        """Put the revision, which is done and not written, into the backlog.

        Its row is made when it is written: those of many at once take a third of the time.
        """
        self._ended = time()
        self._backlog.append(self)

    def done(self) -> Recorded:
        """Return the row of the revision, which is done, with its statements in it."""
        statements = packed(map(self._in_row, self._pending))
        return self._revision()._replace(
            state=DONE, ended_at=_utc(self._ended), statements=statements
        )

    def fail(self, error: str, refused: int | None) -> None:
        """Write that it failed, and what of it is there for good.

        Args:
            error: How it failed.
            refused: The statement that the database refused, if its row says that it runs.
        """
        table, connection = self._table, self._connection
        lost = table.without_rows(connection, self._unsure_backlog)
        if lost:
            table.insert(connection, lost)
        if refused is not None:
            table.change(connection, self.name, refused, state=FAILED, ended_at=now())
        recorded = {each.ordinal for each in table.statements(connection, self.name)}
        lasting = [
            self._statement(each)
            for each in self._unsure + self._pending
            if each.outcome is not None and each.ordinal not in recorded
        ]
        # As long as it says that it runs, what is not recorded is looked up.
        state = RUNNING if self.is_torn else FAILED
        changed = table.change(connection, self.name, 0, state=state, ended_at=now(), error=error)
        if lasting and not changed:
            row = self._revision()._replace(state=state, ended_at=now(), error=error)
            lasting.insert(0, row)
        if lasting:
            table.insert(connection, lasting)

    @property
    def has_pending(self) -> bool:
        """Whether there is something that is not written yet."""
        return bool(self._pending)

    @property
    def has_begun(self) -> bool:
        """Whether anything of it is, or may be, there for good."""
        return self.is_written or any(each.outcome is not None for each in self._pending)

    def drop_pending(self) -> None:
        """Forget what was rolled back."""
        while self._pending and self._pending[-1].outcome is None:
            del self._pending[-1]
            self.count -= 1

    def drop_after(self, ordinal: int) -> None:
        """Forget what was rolled back of the statements after one."""
        while self._pending and self._pending[-1].ordinal > ordinal:
            if self._pending[-1].outcome is not None:
                return
            del self._pending[-1]
            self.count -= 1

    def _revision(self) -> Recorded:
        operator, host, application = whereabouts()
        return Recorded(
            self.name,
            self._run,
            self._revision_name,
            direction_of(self._step),
            0,
            RUNNING,
            checksum=checksum_of(self._step, self._checksums),
            began_at=_utc(self._began),
            operator=operator,
            host=host,
            application=application,
            tool=__version__,
        )

    def _text_and_checksum(self, said: tuple[str, str] | Statement) -> tuple[str, str]:
        if isinstance(said, Statement):
            said = text_of(said, self._connection.dialect)
        return said[0], statement_checksum(*said)

    def _in_row(self, noted: Noted) -> Packed:
        sql, checksum = self._text_and_checksum(noted.said)
        began_at, ended_at = _iso(noted.began_at), _iso(noted.ended_at)
        return noted.ordinal, noted.state, checksum, sql, noted.origin, began_at, ended_at

    def _statement(self, noted: Noted) -> Recorded:
        sql, checksum = self._text_and_checksum(noted.said)
        return Recorded(
            self.name,
            self._run,
            self._revision_name,
            direction_of(self._step),
            noted.ordinal,
            noted.state,
            checksum=checksum,
            statement=sql,
            origin=noted.origin,
            image=noted.image,
            began_at=_utc(noted.began_at),
            ended_at=_utc(noted.ended_at),
        )


def taken_from(backlog: list[Entry]) -> list[Recorded]:
    """Return the rows of the revisions in a backlog, which is empty afterwards."""
    rows = [entry.done() for entry in backlog]
    backlog.clear()
    return rows


def checksum_of(step: MigrationStep, checksums: Checksums | None = None) -> str | None:
    """Return the checksum of the script of a step.

    Args:
        step: The step.
        checksums: Those of the scripts that were asked for before.
    """
    revision = getattr(step, "revision", None)
    if revision is None:
        return None
    return (checksums or Checksums()).of(revision.module)


def name_of(step: MigrationStep) -> str:
    """Return the revision that a step is about."""
    info = step.info
    return ", ".join(info.up_revision_ids) if info is not None else ""


def direction_of(step: MigrationStep) -> str:
    """Return ``upgrade``, ``downgrade`` or ``stamp``."""
    if step.is_stamp:
        return "stamp"
    return "upgrade" if step.is_upgrade else "downgrade"


def _utc(moment: float | None) -> datetime | None:
    if moment is None:
        return None
    return datetime.fromtimestamp(moment, UTC).replace(tzinfo=None, microsecond=0)


def _iso(moment: float | None) -> str | None:
    found = _utc(moment)
    return None if found is None else found.isoformat()
