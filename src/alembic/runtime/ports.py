"""What rooms above may plug into a run: who guards it, who watches it.

A command hands both over as options of the environment; they reach the migration context like every
other option:

* ``run_guard``: one :class:`RunGuard`;
* ``run_observers``: a sequence of :class:`RunObserver`, the first outermost.

Offline nothing runs, so neither is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..ddl.statement import Statement
    from ..script.steps import MigrationStep
    from .migration import MigrationContext


class Held(Protocol):
    """What a guard holds for one context."""

    def release(self) -> None:
        """Let go; called once, after the transaction of the run has ended, also on errors."""

    def before_step(self) -> None:
        """Be still held: a revision is about to run.

        Raises:
            CommandError: It is not, because another run has it.
        """

    def leave_transaction(self) -> None:
        """Stay held: the transaction of the run is about to be committed before its end."""

    def rolled_back(self) -> None:
        """Be held again: the transaction was rolled back, and the run begins anew."""


class RunGuard(Protocol):
    """Lets one run at a time through.

    It is asked once per context, by the outermost of ``begin_transaction()``,
    ``run_migrations()`` and ``stamp()``: before the run's transaction begins and before the heads
    are read. An open transaction of the connection belongs to the caller then.
    """

    def acquire(self, context: MigrationContext) -> Held:
        """Wait until the run may begin.

        Raises:
            CommandError: It may not.
        """


class RunObserver:
    """Hears of a run. Every method does nothing here; an observer overrides what it needs.

    An exception raised by an observer ends the run like an exception of a migration does.
    """

    def joins(self, context: MigrationContext) -> RunObserver | None:
        """Return who observes a context: this one, another one made for it, or None for nobody.

        Called when the context is made, once per context. What is kept per run belongs into an
        observer made here: a command may have one context per database.
        """
        return self

    def run_began(self, context: MigrationContext) -> None:
        """The guard holds; no transaction of the run is open and no head is read yet."""

    def run_ended(self, context: MigrationContext, error: BaseException | None) -> None:
        """The outer transaction has ended; the guard still holds."""

    def run_restarted(self, context: MigrationContext) -> None:
        """All steps of the run were rolled back and are about to run again from the first one."""

    def steps_planned(self, context: MigrationContext, steps: Sequence[MigrationStep]) -> None:
        """The heads are read: these steps are to run, in this order.

        Not told where the steps are not known before they run. Told again after a restart.
        """

    def step_began(self, context: MigrationContext, step: MigrationStep) -> None:
        """A revision is about to run, inside its transaction where it has one of its own."""

    def step_ended(
        self, context: MigrationContext, step: MigrationStep, error: BaseException | None
    ) -> None:
        """A revision and its version row are written, in the same transaction, or it failed."""

    def failed(self, context: MigrationContext, error: Exception, *, again: bool) -> bool:
        """Decide after a failure, when the transaction was rolled back; may take its time.

        Asked for the transaction of a revision, or that of the run where it has only one. A
        revision that runs again is told by ``step_began``, a run by :meth:`run_restarted`.

        Args:
            context: The migration context; its connection is in no transaction, unless that belongs
                to the caller.
            error: What the migration raised.
            again: Whether running it again would be right: False when a part of it is committed, or
                the transaction holds work of others.

        Returns:
            True to run it again; of no account when ``again`` is False.

        Raises:
            CommandError: To end with a better explanation.
        """
        return False

    def around_statement(
        self,
        context: MigrationContext,
        statement: Statement,
        proceed: Callable[[Statement], Any],
    ) -> Any:
        """Stand around every statement that goes through the sink.

        Args:
            context: The migration context.
            statement: The statement.
            proceed: Executes it and returns its result; called once, again to try again, or not at
                all to pass the statement over.

        Returns:
            What ``proceed`` returned; None for a statement that was passed over.
        """
        return proceed(statement)
