"""The linked graph: revisions as numbers in load order, edges as tuples of numbers.

Every walk of this package is one pass over these lists; nothing here is quadratic in the number
of revisions. ``needs`` are the edges that order migrations: the parents of a revision followed
by those of its dependencies that say something new.
"""

from __future__ import annotations

from ...base.messaging import warn
from ...base.sequences import to_tuple
from .errors import MissingRevision, RevisionError
from .passes import reach, reverse, topological

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from .model import Revision


class Graph:
    """Revisions linked to each other.

    Args:
        revisions: Revisions with distinct identifiers, in load order.

    Attributes:
        index: Identifier to number.
        labels: Declared label to number of the declaring revision.
        parents: Per revision the parents, in declared order.
        dependencies: Per revision what its ``depends_on`` means, in declared order.
        needs: Per revision the parents and the normalised dependencies.
        children: The reverse of ``parents``, in load order.
        needed_by: The reverse of ``needs``, in load order.
        order: Every revision, after all that it needs.
        level: Per revision the length of the longest way down to a base.

    Raises:
        RevisionError: A reference leads nowhere, a label is used twice, or there is a cycle.
    """

    def __init__(self, revisions: Sequence[Revision]) -> None:
        self.revisions = revisions
        self.index = {each.revision: i for i, each in enumerate(revisions)}
        self.labels = self._declared_labels()
        self.parents = self._linked_parents()
        self.children = reverse(self.parents)
        self.dependencies = self._linked_dependencies()
        self.needs: Sequence[tuple[int, ...]] = self.parents
        self.needed_by: Sequence[Sequence[int]] = self.children
        if any(self.dependencies):
            self.needs = [
                tuple(dict.fromkeys(pair[0] + pair[1]))
                for pair in zip(self.parents, self.dependencies, strict=True)
            ]
            self.needed_by = reverse(self.needs)
        self.order, self.level = topological(self.needs, self.needed_by)
        if len(self.order) < len(revisions):
            from .cycles import cycle_error

            raise cycle_error(self)
        if self.needs is not self.parents:
            from .dependencies import normalized

            self.needs = normalized(self.parents, self.dependencies, self.order)
            self.needed_by = reverse(self.needs)
        self._carried: Sequence[Collection[str]] | None = None
        for i, each in enumerate(revisions):
            each._graph = self
            each._place = i

    def _declared_labels(self) -> dict[str, int]:
        labels: dict[str, int] = {}
        for i, each in enumerate(self.revisions):
            for label in each._orig_branch_labels:
                used = labels.get(label, self.index.get(label))
                if used is not None:
                    raise RevisionError(
                        f"Branch name '{label}' in revision {each.revision} already used "
                        f"by revision {self.revisions[used].revision}"
                    )
                labels[label] = i
        return labels

    def _linked_parents(self) -> list[tuple[int, ...]]:
        index = self.index
        linked: list[tuple[int, ...]] = []
        missing: MissingRevision | None = None
        for each in self.revisions:
            down = each.down_revision
            try:
                if down is None:
                    linked.append(())
                elif isinstance(down, str):
                    linked.append((index[down],))
                else:
                    linked.append(tuple(dict.fromkeys(index[parent] for parent in down)))
            except KeyError as error:
                found = MissingRevision(error.args[0], each._told())
                warn(str(found))
                missing = missing or found
        if missing is not None:
            raise missing
        return linked

    def _linked_dependencies(self) -> list[tuple[int, ...]]:
        linked: list[tuple[int, ...]] = []
        for each in self.revisions:
            if each.dependencies is None:
                linked.append(())
                continue
            places = []
            for name in to_tuple(each.dependencies):
                place = self.index.get(name, self.labels.get(name))
                if place is None:
                    raise MissingRevision(name, each._told())
                places.append(place)
            linked.append(tuple(places))
        return linked

    def ids(self, places: Iterable[int]) -> tuple[str, ...]:
        """Return the identifiers of revisions."""
        revisions = self.revisions
        return tuple(revisions[place].revision for place in places)

    def at(self, places: Iterable[int]) -> tuple[Revision, ...]:
        """Return revisions by their numbers."""
        return tuple(map(self.revisions.__getitem__, places))

    def dependents(self, place: int) -> tuple[int, ...]:
        """Return the revisions that depend on one and are not its children, in load order."""
        children = self.children[place]
        return tuple(each for each in self.needed_by[place] if each not in children)

    def labels_at(self, place: int) -> Collection[str]:
        """Return the labels that a revision carries."""
        if not self.labels:
            return ()
        if self._carried is None:
            from .labels import carried_labels

            self._carried = carried_labels(self)
        return self._carried[place]

    def heads(self) -> list[int]:
        """Return the revisions that are nobody's parent, in load order."""
        return [place for place, children in enumerate(self.children) if not children]

    def real_heads(self) -> list[int]:
        """Return the revisions that nobody needs, in load order."""
        return [place for place, others in enumerate(self.needed_by) if not others]

    def bases(self) -> list[int]:
        """Return the revisions without a parent, in load order."""
        return [place for place, parents in enumerate(self.parents) if not parents]

    def real_bases(self) -> list[int]:
        """Return the revisions that need nothing, in load order."""
        return [place for place, needs in enumerate(self.needs) if not needs]

    def lineage(self, place: int) -> set[int]:
        """Return a revision, its ancestors and its descendants, by ``down_revision`` only."""
        return reach([place], self.parents) | reach([place], self.children)

    def applied(self, rows: Iterable[int]) -> set[int]:
        """Return what the rows of the version table say is applied: they and all they need."""
        return reach(rows, self.needs)

    def current(self, rows: Iterable[int]) -> list[int]:
        """Return the applied revisions that no applied child stands above, in load order."""
        applied = self.applied(rows)
        return sorted(each for each in applied if applied.isdisjoint(self.children[each]))
