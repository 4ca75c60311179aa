"""Who of a command keeps the journal, and from when on: a run without a step needs none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...runtime.ports import RunObserver
from .options import journal_options

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy.engine import Connection

    from ...ddl.statement import Statement
    from ...runtime.migration import MigrationContext
    from ...script.steps import MigrationStep
    from .options import JournalOptions
    from .recorder import Recorder


class Journal(RunObserver):
    """Keeps the journal of the runs of a command.

    Args:
        resume: How to go on with a revision that was interrupted; None where that is safe only.
    """

    def __init__(self, resume: str | None = None) -> None:
        self._resume = resume

    def joins(self, context: MigrationContext) -> Joined | None:
        """Return the observer of one context; None where nothing is recorded."""
        options = journal_options(context, self._resume)
        if options.mode == "off" or context.connection is None:
            return None
        return Joined(context.connection, options)


class Joined(RunObserver):
    """Has a run recorded from its first step on.

    Args:
        connection: The connection that runs the migrations.
        options: The options.
    """

    def __init__(self, connection: Connection, options: JournalOptions) -> None:
        self._connection = connection
        self._options = options
        self._recorder: Recorder | None = None
        self._is_known = False  # whether there is a recorder, and it has heard of the run
        self._steps: Sequence[MigrationStep] | None = None

    def _woken(self, context: MigrationContext) -> Recorder | None:
        """Return the recorder, which hears of the run first; None for a database without one."""
        if self._is_known:
            return self._recorder
        if self._recorder is None:
            self._recorder = _recorder(context, self._connection, self._options)
        if self._recorder is not None:
            self._recorder.run_began(context)
            if self._steps is not None:
                self._recorder.steps_planned(context, self._steps)
        self._is_known = True
        return self._recorder

    def run_ended(self, context: MigrationContext, error: BaseException | None) -> None:
        """Hand on, if there were steps."""
        if self._is_known and self._recorder is not None:
            self._recorder.run_ended(context, error)
        self._is_known = False
        self._steps = None

    def run_restarted(self, context: MigrationContext) -> None:
        """Hand on, if there were steps."""
        if self._is_known and self._recorder is not None:
            self._recorder.run_restarted(context)

    def steps_planned(self, context: MigrationContext, steps: Sequence[MigrationStep]) -> None:
        """Keep what the recorder has to know, or hand it on."""
        self._steps = steps
        if self._is_known and self._recorder is not None:
            self._recorder.steps_planned(context, steps)

    def step_began(self, context: MigrationContext, step: MigrationStep) -> None:
        """Hand on."""
        recorder = self._woken(context)
        if recorder is not None:
            recorder.step_began(context, step)

    def step_ended(
        self, context: MigrationContext, step: MigrationStep, error: BaseException | None
    ) -> None:
        """Hand on."""
        if self._recorder is not None:
            self._recorder.step_ended(context, step, error)

    def around_statement(
        self,
        context: MigrationContext,
        statement: Statement,
        proceed: Callable[[Statement], Any],
    ) -> Any:
        """Hand on."""
        if self._recorder is None:
            return proceed(statement)
        return self._recorder.around_statement(context, statement, proceed)


def _recorder(
    context: MigrationContext, connection: Connection, options: JournalOptions
) -> Recorder | None:
    from ...ddl.journaling import journaling

    database = journaling(connection)
    if database is None:
        return None
    from .recorder import Recorder

    return Recorder(connection, database, options, context)
