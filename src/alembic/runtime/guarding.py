"""The outermost block of a run: the guard is held and the observers are told at its two ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .ports import RunObserver

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from types import TracebackType

    from sqlalchemy.engine import Connection, CursorResult

    from ..ddl.sink import Sink
    from ..ddl.statement import Statement
    from .migration import MigrationContext
    from .ports import Held, RunGuard


class Outermost:
    """A block that may be entered again inside itself; only its outermost ends count.

    Args:
        context: The migration context.
        guard: Who lets the run through; None for everybody.
        observers: Who hears of its ends.

    Attributes:
        observers: Who hears of the run.
    """

    def __init__(
        self,
        context: MigrationContext,
        guard: RunGuard | None,
        observers: Sequence[RunObserver],
    ) -> None:
        self._context = context
        self._guard = guard
        self.observers = observers
        self._depth = 0
        self._held: Held | None = None

    def __bool__(self) -> bool:
        return self._guard is not None or bool(self.observers)

    def __enter__(self) -> None:
        if self._depth == 0:
            self._begin()
        self._depth += 1

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._depth -= 1
        if self._depth == 0:
            self._end(exc)

    def _begin(self) -> None:
        if self._guard is not None:
            self._held = self._guard.acquire(self._context)
        try:
            for observer in self.observers:
                observer.run_began(self._context)
        except BaseException:
            self._release()
            raise

    def _end(self, error: BaseException | None) -> None:
        try:
            for observer in reversed(self.observers):
                observer.run_ended(self._context, error)
        finally:
            self._release()

    def before_step(self) -> None:
        """Have the guard look whether it still holds before a revision runs."""
        if self._held is not None:
            self._held.before_step()

    def leave_transaction(self) -> None:
        """Tell the guard that the transaction of the run is committed before its end."""
        if self._held is not None:
            self._held.leave_transaction()

    def rolled_back(self) -> None:
        """Tell the guard that the transaction of the run was rolled back and begins anew."""
        if self._held is not None:
            self._held.rolled_back()

    def _release(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            held.release()


class GuardedTransaction:
    """A transaction that was begun inside the outermost block and ends before it.

    Args:
        block: The block; entered already.
        transaction: What ``begin_transaction()`` gives without a guard.
    """

    def __init__(self, block: Outermost, transaction: AbstractContextManager[Any]) -> None:
        self._block = block
        self._transaction = transaction

    def __enter__(self) -> Any:
        return self._transaction.__enter__()

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool | None:
        try:
            suppressed = self._transaction.__exit__(exc_type, exc, traceback)
        except BaseException as error:
            self._block.__exit__(type(error), error, error.__traceback__)
            raise
        self._block.__exit__(exc_type, exc, traceback)
        return suppressed

    def __getattr__(self, name: str) -> Any:
        ended = getattr(self._transaction, name)
        if name not in {"commit", "rollback"}:
            return ended

        def end_both() -> None:  # for who ends the transaction without a with block
            with self:
                ended()

        return end_both


class ObservedSink:
    """A sink around another one: observers stand around every statement.

    Args:
        context: The migration context.
        sink: Where statements go in the end.
        observers: The first is outermost.
    """

    def __init__(
        self, context: MigrationContext, sink: Sink, observers: Sequence[RunObserver]
    ) -> None:
        self.sink = sink
        self._run: Callable[[Statement], Any] = sink.run
        for observer in reversed(observers):
            if type(observer).around_statement is RunObserver.around_statement:
                continue  # it lets every statement pass
            self._run = _around(context, observer, self._run)

    @property
    def connection(self) -> Connection | None:
        """The connection of the sink inside, for listeners of table events."""
        found: Connection | None = getattr(self.sink, "connection", None)
        return found

    def run(self, statement: Statement) -> CursorResult[Any] | None:
        """Execute a statement inside all observers."""
        result: CursorResult[Any] | None = self._run(statement)
        return result

    def write(self, text: str) -> None:
        """Hand script text on."""
        self.sink.write(text)


def _around(
    context: MigrationContext, observer: RunObserver, proceed: Callable[[Statement], Any]
) -> Callable[[Statement], Any]:
    def run(statement: Statement) -> Any:
        return observer.around_statement(context, statement, proceed)

    return run
