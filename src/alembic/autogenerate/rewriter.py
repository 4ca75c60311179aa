"""A hook that changes the operations of a revision before it is written, class by class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from ..base.dispatch import Dispatcher
from ..base.sequences import to_list
from ..operations.ops import (
    DowngradeOps,
    MigrateOperation,
    MigrationScript,
    OpContainer,
    UpgradeOps,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..runtime.migration import MigrationContext

    #: What ``process_revision_directives`` takes.
    Hook = Callable[[MigrationContext, Any, list[MigrationScript]], None]

_Fn = TypeVar("_Fn", bound="Callable[..., Any]")


class Rewriter:
    """Rewrites operations by class; an instance is a ``process_revision_directives`` hook.

    A handler gets ``(context, revision, op)`` and returns the operation, another one, a list of
    operations, or nothing to remove it. What it returns is not offered to this rewriter again.
    """

    #: How to rewrite what a directive contains. Packages register functions for operations of
    #: their own, by class: ``(rewriter, context, revision, directive)``.
    _traverse = Dispatcher()

    def __init__(self) -> None:
        self.dispatch = Dispatcher()
        self._chained: tuple[Hook, ...] = ()

    def chain(self, other: Hook) -> Rewriter:
        """Return a rewriter that runs this one and then another hook, each over everything."""
        chained = self.__class__.__new__(self.__class__)
        vars(chained).update(vars(self))
        chained._chained = (*self._chained, other)
        return chained

    def rewrites(self, operator: type[MigrateOperation]) -> Callable[[_Fn], _Fn]:
        """Register the decorated function for an operation class and its subclasses.

        Raises:
            ValueError: The class has a handler already.
        """
        return self.dispatch.dispatch_for(operator)  # type: ignore[arg-type] # a class is hashable

    def __call__(
        self, context: MigrationContext, revision: Any, directives: list[MigrationScript]
    ) -> None:
        """Rewrite scripts in place, then run the chained hooks in their order."""
        self.process_revision_directives(context, revision, directives)
        for hook in self._chained:
            hook(context, revision, directives)

    def process_revision_directives(
        self, context: MigrationContext, revision: Any, directives: list[MigrationScript]
    ) -> None:
        """Rewrite scripts in place, without the chained hooks.

        Raises:
            ValueError: A handler of ``UpgradeOps`` or ``DowngradeOps`` returned other than one.
        """
        self._traverse_list(context, revision, directives)

    def _rewrite(
        self, context: MigrationContext, revision: Any, directive: MigrateOperation
    ) -> Iterator[MigrateOperation]:
        """Yield what takes the place of a directive."""
        handler = None if self in directive._mutations else self._handler_of(directive)
        if handler is None:
            yield directive
            return
        for replacement in to_list(handler(context, revision, directive)):
            replacement._mutations = replacement._mutations.union([self])
            yield replacement

    def _handler_of(self, directive: MigrateOperation) -> Callable[..., Any] | None:
        try:
            return self.dispatch.dispatch(directive)
        except ValueError:
            return None

    def _traverse_list(
        self, context: MigrationContext, revision: Any, directives: list[Any]
    ) -> None:
        rewritten = [
            replacement
            for directive in directives
            for replacement in self._traverse_for(context, revision, directive)
        ]
        directives[:] = rewritten

    def _traverse_for(
        self, context: MigrationContext, revision: Any, directive: MigrateOperation
    ) -> list[MigrateOperation]:
        """Return what takes the place of a directive, rewritten inside."""
        replacements = list(self._rewrite(context, revision, directive))
        for replacement in replacements:
            self._traverse.dispatch(replacement)(self, context, revision, replacement)
        return replacements

    @_traverse.dispatch_for(object)
    def _traverse_nothing(self, context: MigrationContext, revision: Any, directive: Any) -> None:
        """Pass over an operation, which contains no others."""

    @_traverse.dispatch_for(OpContainer)
    def _traverse_container(
        self, context: MigrationContext, revision: Any, container: OpContainer
    ) -> None:
        self._traverse_list(context, revision, container.ops)

    @_traverse.dispatch_for(MigrationScript)
    def _traverse_script(
        self, context: MigrationContext, revision: Any, script: MigrationScript
    ) -> None:
        script.upgrade_ops = [
            self._single(context, revision, each, UpgradeOps) for each in script.upgrade_ops_list
        ]
        script.downgrade_ops = [
            self._single(context, revision, each, DowngradeOps)
            for each in script.downgrade_ops_list
        ]

    def _single(self, context: MigrationContext, revision: Any, directive: Any, kind: type) -> Any:
        replacements = self._traverse_for(context, revision, directive)
        if len(replacements) != 1:
            raise ValueError(f"Can only return single object for {kind.__name__} traverse")
        return replacements[0]
