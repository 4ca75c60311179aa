"""What can be wrong with a revision graph, or with a text that should name a revision in it."""

from __future__ import annotations

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class RevisionError(Exception):
    """The graph of revisions, or a request about it, does not make sense."""


class RangeNotAncestorError(RevisionError):
    """The lower end of a range is not below its upper end.

    Attributes:
        lower: What was asked for as the lower end.
        upper: What was asked for as the upper end.
    """

    def __init__(self, lower: object, upper: object) -> None:
        self.lower = lower
        self.upper = upper
        super().__init__(
            f"Revision {lower or 'base'} is not an ancestor of revision {upper or 'base'}"
        )


class MultipleHeads(RevisionError):
    """One revision was asked for and several answer.

    Attributes:
        heads: Their identifiers.
        argument: The text that was meant to name one of them.
    """

    def __init__(self, heads: Iterable[str], argument: str | None) -> None:
        self.heads = tuple(heads)
        self.argument = argument
        super().__init__(
            f"Multiple heads are present for given argument '{argument}'; {', '.join(self.heads)}"
        )


class ResolutionError(RevisionError):
    """A text names no revision, or more than one.

    Attributes:
        argument: The part of the text that failed.
    """

    def __init__(self, message: str, argument: str) -> None:
        super().__init__(message)
        self.argument = argument


class MissingRevision(RevisionError):
    """A revision names a parent or a dependency that no file declares.

    Attributes:
        missing: The identifier that is not there.
    """

    def __init__(self, missing: str, referrer: object) -> None:
        super().__init__(f"Revision {missing} referenced from {referrer} is not present")
        self.missing = missing


class CycleDetected(RevisionError):
    """Some revisions are ancestors of themselves.

    Attributes:
        revisions: The identifiers involved.
    """

    kind = "Cycle"

    def __init__(self, revisions: Sequence[str]) -> None:
        self.revisions = revisions
        super().__init__(f"{self.kind} is detected in revisions ({', '.join(revisions)})")


class DependencyCycleDetected(CycleDetected):
    """Some revisions need themselves, by way of ``depends_on``."""

    kind = "Dependency cycle"


class LoopDetected(CycleDetected):
    """A revision names itself as its parent."""

    kind = "Self-loop"

    def __init__(self, revision: str) -> None:
        CycleDetected.__init__(self, [revision])


class DependencyLoopDetected(DependencyCycleDetected, LoopDetected):
    """A revision depends on itself."""

    kind = "Dependency self-loop"

    def __init__(self, revision: str) -> None:
        CycleDetected.__init__(self, [revision])
