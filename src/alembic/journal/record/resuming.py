"""How an interrupted revision goes on: decided from the journal and from what is there."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from uuid import uuid4

from ...base.exc import CommandError
from ...script.revision import RevisionError
from ...script.steps import RevisionStep
from .announcing import announced, done_and_begun
from .entry import Interrupted, checksum_of, direction_of, name_of
from .refusing import refuse_other_direction, said_done, shortened
from .table import ABANDONED, DONE, FAILED, RUNNING, Recorded, now

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.engine import Connection

    from ...ddl.journaling import Journaling
    from ...runtime.migration import MigrationContext
    from ...script.steps import MigrationStep
    from .looking import Look
    from .table import JournalTable

log = logging.getLogger("alembic.runtime.journal")


class Resuming:
    """What former runs have left unfinished in one database.

    Args:
        connection: The connection that runs the migrations.
        table: The journal.
        database: How the database takes statements.
        resume: What the user has decided; None for nothing.
        context: The migration context, for the version table.
        look: Tells whether a script was begun of which nothing is recorded.
    """

    def __init__(
        self,
        connection: Connection,
        table: JournalTable,
        database: Journaling,
        resume: str | None,
        context: MigrationContext,
        look: Look,
    ) -> None:
        self._connection = connection
        self._context = context
        self._look = look
        self._table = table
        self._database = database
        self._resume = resume
        self._unfinished: list[Recorded] | None = None
        self._announcing: Recorded | None = None
        self._announced: dict[str, str | None] = {}

    def of_step(self, step: MigrationStep) -> Interrupted | None:
        """Return what is recorded of a revision that is about to run, settled as far as possible.

        Returns:
            What was interrupted; None when the revision was not begun before.

        Raises:
            CommandError: It cannot go on without a decision.
        """
        if self._unfinished is None:
            exists = self._table.exists(self._connection)
            self._unfinished = self._find_unfinished() if exists else []
        if not self._unfinished and not self._announced:
            return None
        if step.is_stamp or self._resume == "restart":
            self._abandon()
            return None
        announced = self._announced_row(step)
        found = None
        self._give_up_finished_by_others(step)
        for row in list(self._unfinished):
            if row.direction != direction_of(step):
                self._insist_on_untouched(row, step)
                self._give_up(row)
            elif row.revision == name_of(step):
                found = row
        if found is None:
            return None if announced is None else self._looked_up(announced, step)
        self._unfinished.remove(found)
        return self._settled(found, step)

    def _find_unfinished(self) -> list[Recorded]:
        last = self._table.last(self._connection)
        if last is not None and last.ahead is not None:
            self._announcing = last
            self._announced = announced(last.ahead)
        return self._table.unfinished(self._connection)

    @property
    def ahead(self) -> str | None:
        """What another run has said ahead, as long as that was not dealt with."""
        last = self._announcing
        return last.ahead if last is not None and self._announced else None

    def _announced_row(self, step: MigrationStep) -> Recorded | None:
        """Return the row that a revision would have which another run may have begun."""
        last, name, revisions = self._announcing, name_of(step), self._announced
        if last is None or not revisions:
            return None
        same_direction = last.direction == direction_of(step)
        if same_direction and name not in revisions:
            return None
        applied = _with_all_below(self._context.get_current_heads(), step)
        done, begun = done_and_begun(revisions, applied, is_upgrade=last.direction == "upgrade")
        row = None
        if begun is not None:
            checksum = revisions[begun]
            row = Recorded(uuid4().hex, last.run, begun, last.direction, 0, RUNNING, checksum)
        if not same_direction:
            if row is not None:
                self._insist_on_untouched(row, step)
            self._table.end_run(self._connection, last.entry)
            row = None
        self._fill_in(last, done)
        self._announced = {}
        return row

    def _fill_in(self, last: Recorded, done: Sequence[str]) -> None:
        """Write the revisions that a run had no time to write; within a second after its last."""
        rows = [
            last._replace(
                entry=uuid4().hex,
                revision=name,
                checksum=self._announced[name],
                began_at=None,
                statements=None,
                ahead=None,
            )
            for name in done
        ]
        if rows:
            self._table.insert(self._connection, rows)

    def _insist_on_untouched(self, row: Recorded, step: MigrationStep) -> None:
        """Insist that nothing is done of a revision that stands in the way of another direction.

        Raises:
            CommandError: Something is, or that cannot be told.
        """
        if not self._is_untouched(row, step):
            refuse_other_direction(row, step)
        log.info(
            "Nothing of the %s of revision %s, which was interrupted, is done: it is given up",
            row.direction,
            row.revision,
        )

    def _is_untouched(self, row: Recorded, step: MigrationStep) -> bool:
        statements = self._table.statements(self._connection, row.entry)
        for each in statements:
            if each.state == DONE or not (each.state == FAILED or self._is_as_before(each)):
                return False
        if row.state == FAILED or any(each.state == RUNNING for each in statements):
            return True  # then what is not recorded was not done
        interrupted = _step_of(row, step)
        if interrupted is None or row.checksum not in {None, checksum_of(interrupted)}:
            return False
        return not self._look.finds_anything_of(interrupted.migration_fn)

    def _is_as_before(self, statement: Recorded) -> bool:
        """Tell by its picture that what a statement changes has not changed."""
        if statement.image is None:
            return False
        return self._database.image(self._connection, statement.statement or "") == statement.image

    def _give_up_finished_by_others(self, step: MigrationStep) -> None:
        """Give up what stands in the version table now, though no run of ours has finished it."""
        for row in list(self._unfinished or ()):
            if row.direction != direction_of(step) and _is_finished(row, step):
                log.info(
                    "The %s of revision %s, which was interrupted, was finished by somebody else",
                    row.direction,
                    row.revision,
                )
                self._give_up(row)

    def _give_up(self, row: Recorded) -> None:
        assert self._unfinished is not None
        self._table.change(self._connection, row.entry, state=ABANDONED, ended_at=now())
        self._unfinished.remove(row)

    def _abandon(self) -> None:
        for row in list(self._unfinished or ()):
            self._give_up(row)
        if self._announcing is not None:
            self._table.end_run(self._connection, self._announcing.entry)
            self._announced = {}

    def _looked_up(self, row: Recorded, step: MigrationStep) -> Interrupted:
        self._refuse_edited(row, step, ())
        log.info(
            "Going on with revision %s, which a run that was interrupted was about to begin or "
            "had begun: what is done is looked up in the database",
            row.revision,
        )
        return Interrupted(row, (), is_written=False, is_in_doubt=True)

    def _settled(self, row: Recorded, step: MigrationStep) -> Interrupted:
        statements = self._table.statements(self._connection, row.entry)
        self._refuse_edited(row, step, statements)
        # One that was refused with others behind it did not stop the script: it is passed over too.
        done = [each for each in statements if each.state == DONE or _is_survived(each, statements)]
        for each in statements:
            if each in done:
                continue
            if self._was_done(row, each, len(done)):
                self._table.change(self._connection, row.entry, each.ordinal, state=DONE)
                done.append(each._replace(state=DONE))
            else:
                self._table.remove(self._connection, row.entry, each.ordinal)
        self._table.change(self._connection, row.entry, 0, state=RUNNING, error=None)
        log.info(
            "Going on with revision %s, which was interrupted: %s",
            row.revision,
            said_done(len(done)),
        )
        # A statement with a row that says it runs is the last one that was begun.
        unsettled = any(each.state == RUNNING for each in statements)
        in_doubt = row.state == RUNNING and not unsettled
        return Interrupted(row, done, is_written=True, is_in_doubt=in_doubt)

    def _refuse_edited(
        self, row: Recorded, step: MigrationStep, statements: Sequence[Recorded]
    ) -> None:
        if self._resume == "continue" or row.checksum is None:
            return
        if checksum_of(step) == row.checksum:
            return
        done = said_done(sum(each.state == DONE for each in statements))
        if _is_announced(row):
            done = "what is done of it, if anything, is"
        raise CommandError(
            f"The script of revision {row.revision} was edited after its {row.direction} was "
            f"interrupted: {done} as the script was before. Undo the edit; or run the "
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
        if self._database.is_repeatable(sql):
            return False
        raise CommandError(
            f"The {row.direction} of revision {row.revision} was interrupted: {said_done(done)}; "
            f"whether statement {statement.ordinal} was carried out cannot be told from the "
            f'database: "{shortened(sql)}". Nothing after it has begun. Look, then run the command '
            "again with --resume done (it was) or --resume redo (it was not); or undo all of it by "
            "hand and use --resume restart."
        )


def _is_survived(statement: Recorded, statements: Sequence[Recorded]) -> bool:
    """Tell whether a script went on after the database had refused a statement."""
    return statement.state == FAILED and statement is not statements[-1]


def _is_finished(row: Recorded, step: MigrationStep) -> bool:
    """Tell whether a revision must be done for a step in the other direction to come at all."""
    script = getattr(step, "revision", None)
    if script is None:
        return False
    upper, lower = script.revision, row.revision
    if step.is_upgrade:
        upper, lower = lower, upper
    return lower in _with_all_below([upper], step)


def _with_all_below(revisions: Iterable[str], step: MigrationStep) -> set[str]:
    """Return revisions and all that they rest upon, as far as their files are there."""
    names = list(revisions)
    below = set(names)
    graph = getattr(step, "revision_map", None)
    while names and graph is not None:
        try:
            revision = graph.get_revision(names.pop())
        except RevisionError:  # its file is gone
            continue
        found = () if revision is None else revision._all_down_revisions
        names += [name for name in found if name not in below]
        below.update(found)
    return below


def _step_of(row: Recorded, step: MigrationStep) -> MigrationStep | None:
    """Return the step that a row is about; None where its file is gone."""
    graph = getattr(step, "revision_map", None)
    if graph is None:
        return None
    try:
        script = graph.get_revision(row.revision)
        return None if script is None else RevisionStep(graph, script, row.direction == "upgrade")
    except (RevisionError, CommandError):
        return None


def _is_announced(row: Recorded) -> bool:
    """Tell whether nothing is recorded of a revision but that it was to come next."""
    return row.began_at is None
