"""How an interrupted revision goes on: decided from the journal and from what is there."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

from ...base.exc import CommandError
from ...ddl.journaling import is_repeatable
from .checksum import script_checksum
from .entry import direction_of, name_of
from .table import ABANDONED, DONE, FAILED, RUNNING, now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import Connection

    from ...ddl.journaling import Journaling
    from ...script.steps import MigrationStep
    from .table import JournalTable, Recorded

log = logging.getLogger("alembic.runtime.journal")


class Resuming:
    """What former runs have left unfinished in one database.

    Args:
        connection: The connection that runs the migrations.
        table: The journal.
        database: How the database takes statements.
        resume: What the user has decided; None for nothing.
    """

    def __init__(
        self, connection: Connection, table: JournalTable, database: Journaling, resume: str | None
    ) -> None:
        self._connection = connection
        self._table = table
        self._database = database
        self._resume = resume
        self._unfinished: list[Recorded] | None = None

    def of_step(self, step: MigrationStep) -> tuple[Recorded, list[Recorded]] | None:
        """Return what is recorded of a revision that is about to run, settled as far as possible.

        Returns:
            The row of the revision and those of its statements that are done; None when it was
            not begun before.

        Raises:
            CommandError: It cannot go on without a decision.
        """
        if self._unfinished is None:
            exists = self._table.exists(self._connection)
            self._unfinished = self._table.unfinished(self._connection) if exists else []
        if not self._unfinished:
            return None
        if step.is_stamp or self._resume == "restart":
            self._abandon()
            return None
        found = None
        for row in self._unfinished:
            if row.direction != direction_of(step):
                _refuse_other_direction(row, step)
            if row.revision == name_of(step):
                found = row
        if found is None:
            return None
        self._unfinished.remove(found)
        return found, self._settled(found, step)

    def _abandon(self) -> None:
        for row in self._unfinished or ():
            self._table.change(self._connection, row.entry, state=ABANDONED, ended_at=now())
        self._unfinished = []

    def _settled(self, row: Recorded, step: MigrationStep) -> list[Recorded]:
        statements = self._table.statements(self._connection, row.entry)
        self._refuse_edited(row, step, statements)
        done = [each for each in statements if each.state == DONE]
        for each in statements:
            if each.state == DONE:
                continue
            if self._was_done(row, each, len(done)):
                self._table.change(self._connection, row.entry, each.ordinal, state=DONE)
                done.append(replace(each, state=DONE))
            else:
                self._table.remove(self._connection, row.entry, each.ordinal)
        self._table.change(self._connection, row.entry, 0, state=RUNNING, error=None)
        log.info(
            "Going on with revision %s, which was interrupted: %s",
            row.revision,
            said_done(len(done)),
        )
        return done

    def _refuse_edited(
        self, row: Recorded, step: MigrationStep, statements: Sequence[Recorded]
    ) -> None:
        if self._resume == "continue" or row.checksum is None:
            return
        path = getattr(getattr(step, "revision", None), "path", None)
        if script_checksum(path) == row.checksum:
            return
        done = sum(each.state == DONE for each in statements)
        raise CommandError(
            f"The script of revision {row.revision} was edited after its {row.direction} was "
            f"interrupted: {said_done(done)} as the script was before. Undo the edit; or run the "
            "command again with --resume continue, which goes on with the edited script and "
            "insists that it begins with what is done; or undo what is done by hand and use "
            "--resume restart."
        )

    def _was_done(self, row: Recorded, statement: Recorded, done: int) -> bool:
        """Tell whether a statement was carried out whose end is not recorded.

        Raises:
            CommandError: That cannot be told.
        """
        sql = statement.statement or ""
        if statement.state == FAILED:
            return False
        if self._resume in {"done", "redo"}:
            return self._resume == "done"
        if statement.image is not None:
            now_there = self._database.image(self._connection, sql)
            if now_there is not None:
                return now_there != statement.image
        if is_repeatable(sql):
            return False
        raise CommandError(
            f"The {row.direction} of revision {row.revision} was interrupted: {said_done(done)}; "
            f"whether statement {statement.ordinal} was carried out cannot be told from the "
            f'database: "{shortened(sql)}". Nothing after it has begun. Look, then run the command '
            "again with --resume done (it was) or --resume redo (it was not); or undo all of it by "
            "hand and use --resume restart."
        )


def said_done(count: int) -> str:
    """Return how many statements are done, as a phrase."""
    if count == 0:
        return "no statement is done"
    return "statement 1 is done" if count == 1 else f"statements 1 to {count} are done"


def shortened(sql: str) -> str:
    """Return a statement on one line, not too long."""
    line = " ".join(sql.split())
    return line if len(line) <= 120 else line[:117] + "..."


def refuse_other_statement(row: Recorded, expected: Recorded, sql: str) -> NoReturn:
    """Refuse to go on with a script that does not say again what it said.

    Raises:
        CommandError: Always.
    """
    raise CommandError(
        f"The {row.direction} of revision {row.revision} was interrupted and cannot go on by "
        f'itself: its statement {expected.ordinal} was "{shortened(expected.statement or "")}" and '
        f'is done, and now the script says "{shortened(sql)}" there, as it depends on what is in '
        "the database, or on the time. Nothing was run. Finish by hand and run alembic stamp; or "
        "undo what is done by hand and use --resume restart. alembic log --verbose shows what is "
        "done."
    )


def refuse_direct_statement(row: Recorded, done: Recorded) -> NoReturn:
    """Refuse to run a statement again that the script executes on the connection.

    Raises:
        CommandError: Always.
    """
    raise CommandError(
        f"The {row.direction} of revision {row.revision} was interrupted and cannot go on by "
        f'itself: statement {done.ordinal}, "{shortened(done.statement or "")}", is done, and the '
        "script executes it on op.get_bind(), where it cannot be passed over. Nothing was run. "
        "Finish by hand and run alembic stamp; or undo what is done by hand and use --resume "
        "restart."
    )


def _refuse_other_direction(row: Recorded, step: MigrationStep) -> NoReturn:
    raise CommandError(
        f"The {row.direction} of revision {row.revision} was interrupted, so that {step.short_log} "
        f"cannot run. Finish it first: alembic {row.direction} {row.revision}"
        f"{'' if row.direction == 'upgrade' else '-1'}; or undo by hand what it has done (alembic "
        "log --verbose shows it) and use --resume restart."
    )
