"""One revision: its identity, and what the graph it belongs to knows about its neighbours."""

from __future__ import annotations

from ...base.sequences import to_tuple
from .errors import DependencyLoopDetected, LoopDetected, RevisionError

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from typing import Any

    from .graph import Graph

#: Characters that specifiers need for themselves.
_OF_SPECIFIERS = frozenset("@+:-")


class Revision:
    """A node of the graph of revisions.

    Args:
        revision: The identifier.
        down_revision: Identifiers of the parents: none, one, or several for a merge point.
        dependencies: Identifiers or branch labels that must be applied before.
        branch_labels: Labels that this revision declares.

    Raises:
        LoopDetected: It names itself as a parent.
        DependencyLoopDetected: It depends on itself.
        RevisionError: The identifier has a character that specifiers need for themselves.
    """

    #: The graph and the place in it; set when the graph is linked.
    _graph: Graph | None = None
    _place = -1

    #: The file it was read from; none for a revision that is only a node.
    path: str = ""

    def __init__(
        self,
        revision: str,
        down_revision: str | Iterable[str] | None,
        dependencies: str | Iterable[str] | None = None,
        branch_labels: str | Iterable[str] | None = None,
    ) -> None:
        # Written for speed: projects have thousands, and most have one parent and nothing else.
        down = None if down_revision is None else _scalar(down_revision)
        needs = None if dependencies is None else _scalar(dependencies)
        if down and _names(revision, down):
            raise LoopDetected(revision)
        if needs and _names(revision, needs):
            raise DependencyLoopDetected(revision)
        if not _OF_SPECIFIERS.isdisjoint(revision):
            self.verify_rev_id(revision)
        self.revision = revision
        self.down_revision = down
        self.dependencies = needs
        self._orig_branch_labels: tuple[str, ...] = (
            () if branch_labels is None else to_tuple(branch_labels)
        )

    @classmethod
    def verify_rev_id(cls, revision: str) -> None:
        """Check the characters of an identifier.

        Raises:
            RevisionError: One of them is part of the language of specifiers.
        """
        if not _OF_SPECIFIERS.isdisjoint(revision):
            found = ", ".join(sorted(_OF_SPECIFIERS.intersection(revision)))
            raise RevisionError(
                f"Character(s) '{found}' not allowed in revision identifier '{revision}'"
            )

    def _told(self) -> str:
        """Return the revision as messages about the graph name it."""
        return f"{self.revision} ({self.path})" if self.path else repr(self)

    def __repr__(self) -> str:
        arguments = [repr(self.revision), repr(self.down_revision)]
        if self.dependencies:
            arguments.append(f"dependencies={self.dependencies!r}")
        if self.branch_labels:
            labels = ", ".join(map(repr, sorted(self.branch_labels)))
            arguments.append(f"branch_labels={{{labels}}}")
        return f"{type(self).__name__}({', '.join(arguments)})"

    def add_nextrev(self, revision: Revision) -> None:
        """Make a revision known as a child of one that belongs to no map."""
        self.__dict__.setdefault("_added", []).append(revision)

    @property
    def branch_labels(self) -> set[str]:
        """The labels it declares and those it carries because of its place in the graph."""
        return set(self._labels())

    def _labels(self) -> Collection[str]:
        if self._graph is None:
            return self._orig_branch_labels
        return self._graph.labels_at(self._place)

    @property
    def nextrev(self) -> frozenset[str]:
        """Identifiers of the children, by ``down_revision``."""
        if self._graph is not None:
            return frozenset(self._children)
        added = (
            each.revision
            for each in self._added_children()
            if self.revision in each._versioned_down_revisions
        )
        return frozenset(added)

    @property
    def _all_nextrev(self) -> frozenset[str]:
        if self._graph is not None:
            return frozenset((*self._children, *self._dependents))
        return frozenset(each.revision for each in self._added_children())

    @property
    def is_head(self) -> bool:
        """Whether it has no child by ``down_revision``."""
        if self._graph is not None:
            return not self._graph.children[self._place]
        return not self.nextrev

    @property
    def _is_real_head(self) -> bool:
        if self._graph is not None:
            return not self._graph.needed_by[self._place]
        return not self._all_nextrev

    @property
    def is_base(self) -> bool:
        """Whether it has no parent."""
        return self.down_revision is None

    @property
    def _is_real_base(self) -> bool:
        return self.down_revision is None and self.dependencies is None

    @property
    def is_branch_point(self) -> bool:
        """Whether it has several children."""
        if self._graph is not None:
            return len(self._graph.children[self._place]) > 1
        return len(self.nextrev) > 1

    @property
    def _is_real_branch_point(self) -> bool:
        return len(self._all_nextrev) > 1

    @property
    def is_merge_point(self) -> bool:
        """Whether it has several parents."""
        return isinstance(self.down_revision, tuple)

    @property
    def _versioned_down_revisions(self) -> tuple[str, ...]:
        parents: tuple[str, ...] = to_tuple(self.down_revision, ())
        return parents

    @property
    def _resolved_dependencies(self) -> tuple[str, ...]:
        if self._graph is None:
            plain: tuple[str, ...] = to_tuple(self.dependencies, ())
            return plain
        return self._graph.ids(self._graph.dependencies[self._place])

    @property
    def _all_down_revisions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self._versioned_down_revisions, *self._resolved_dependencies)))

    @property
    def _normalized_down_revisions(self) -> tuple[str, ...]:
        if self._graph is None:
            return self._all_down_revisions
        return self._graph.ids(self._graph.needs[self._place])

    @property
    def _normalized_resolved_dependencies(self) -> tuple[str, ...]:
        parents = self._versioned_down_revisions
        return tuple(each for each in self._normalized_down_revisions if each not in parents)

    @property
    def _children(self) -> tuple[str, ...]:
        """Identifiers of the children, in load order."""
        return () if self._graph is None else self._graph.ids(self._graph.children[self._place])

    @property
    def _dependents(self) -> tuple[str, ...]:
        """Identifiers of the revisions that depend on this one, in load order."""
        return () if self._graph is None else self._graph.ids(self._graph.dependents(self._place))

    def _added_children(self) -> Sequence[Revision]:
        added: Sequence[Revision] = self.__dict__.get("_added", ())
        return added


def _scalar(ids: str | Iterable[str]) -> str | tuple[str, ...] | None:
    if isinstance(ids, str):
        return ids or None
    scalar: str | tuple[str, ...] | None = tuple_rev_as_scalar(tuple(ids))
    return scalar


def _names(revision: str, others: str | Iterable[str]) -> bool:
    return revision == others if isinstance(others, str) else revision in others


def tuple_rev_as_scalar(rev: Any) -> Any:
    """Return the one member of a one-element sequence, None for an empty one, else all of it."""
    if not rev:
        return None
    if isinstance(rev, str):
        return rev
    return rev[0] if len(rev) == 1 else rev


def is_revision(rev: Any) -> Revision:
    """Return a value that is known to be a revision; for type checkers."""
    assert isinstance(rev, Revision)
    return rev
