"""From the text of an absolute specifier to the revisions it denotes."""

from __future__ import annotations

from bisect import bisect_left

from ...base.patterns import lazy_pattern
from .errors import MultipleHeads, RangeNotAncestorError, ResolutionError, RevisionError
from .specifiers import split_branch
from .walk import WalkedOff, walk_down

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from typing import Any

    from .graph import Graph

_STEPS_DOWN = lazy_pattern(r"-\d+")


class Resolver:
    """Finds revisions of one graph by identifier, label, prefix or symbol."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._sorted_names: Sequence[str] | None = None

    def find(self, name: str) -> int | None:
        """Return the revision of a complete identifier or label."""
        graph = self.graph
        return graph.index.get(name, graph.labels.get(name))

    def __contains__(self, name: object) -> bool:
        return name in self.graph.index or name in self.graph.labels

    def many(self, ident: Any, *, strict: bool = True) -> tuple[int, ...]:
        """Return every revision that a specifier, or a collection of them, denotes.

        Args:
            ident: The specifier or specifiers.
            strict: Whether the text of a single revision is at fault when ``-N`` leaves the graph,
                rather than the range it begins.

        Raises:
            ResolutionError: There is no such revision.
            MultipleHeads: ``head`` means more than one.
            RangeNotAncestorError: ``-N`` leaves the graph, without ``strict``.
            RevisionError: The specifier is not text.
        """
        if isinstance(ident, (list, tuple, set, frozenset)):
            return tuple(place for each in ident for place in self.many(each))
        if ident is None:
            return ()
        branch, symbol = self._split(ident)
        if symbol[:1] == "-" and _STEPS_DOWN.fullmatch(symbol) and symbol not in self:
            return self._below_heads(branch, symbol, strict=strict)
        return self._symbol(ident, branch, symbol)

    def absolute(self, ident: Any) -> tuple[int, ...]:
        """Return every revision that one specifier denotes that counts no steps.

        Raises:
            ResolutionError: There is no such revision, or the specifier is a relative one.
        """
        return () if ident is None else self._symbol(ident, *self._split(ident))

    def one(self, ident: Any) -> int | None:
        """Return the only revision that a specifier denotes, or None for base.

        Raises:
            MultipleHeads: It denotes several.
        """
        if isinstance(ident, (list, tuple, set, frozenset)):
            found = self.many(ident)
        else:
            found = self.absolute(ident)
        if len(found) > 1:
            raise MultipleHeads(self.graph.ids(found), ident)
        return found[0] if found else None

    def branch(self, name: str) -> int:
        """Return the revision that stands for a branch.

        Raises:
            ResolutionError: There is no such branch.
        """
        try:
            return self._named(name)
        except ResolutionError as error:
            raise ResolutionError(f"No such branch: '{name}'", name) from error

    def _split(self, ident: Any) -> tuple[str | None, str]:
        if not isinstance(ident, str):
            raise RevisionError(
                f"revision identifier {ident!r} is not a string; "
                "ensure database driver settings are correct"
            )
        return split_branch(ident)

    def _symbol(self, ident: str, branch: str | None, symbol: str) -> tuple[int, ...]:
        graph = self.graph
        if symbol == "base":
            if branch is not None:
                self.branch(branch)
            return ()
        if symbol == "heads" and branch is None:
            return tuple(graph.real_heads())
        if symbol in {"head", "heads"}:
            return self._heads(ident, branch, single=symbol == "head")
        if branch is None:
            return (self._named(symbol),)
        return (self._member(self.branch(branch), branch, symbol),)

    def _heads(self, ident: str, branch: str | None, *, single: bool) -> tuple[int, ...]:
        heads = self.graph.heads()
        if branch is not None:
            lineage = self.graph.lineage(self.branch(branch))
            heads = [place for place in heads if place in lineage]
        if single and len(heads) > 1:
            raise MultipleHeads(self.graph.ids(heads), ident)
        return tuple(heads)

    def _below_heads(self, branch: str | None, symbol: str, *, strict: bool) -> tuple[int, ...]:
        graph = self.graph
        heads = graph.real_heads()
        if branch is not None:
            heads = self.carrying(branch, heads)
        found: dict[int, None] = {}
        for head in heads:
            try:
                place = walk_down(graph, head, -int(symbol))
            except WalkedOff:
                place = None
            if place is not None:
                found[place] = None
            elif strict:
                raise ResolutionError(f"No revision is {symbol[1:]} steps below a head", symbol)
            else:
                raise RangeNotAncestorError(symbol, graph.revisions[head].revision)
        return tuple(found)

    def carrying(self, branch: str, places: Iterable[int]) -> list[int]:
        """Return those revisions that carry a label, or share the lineage of an identifier."""
        if branch in self.graph.labels:
            return [place for place in places if branch in self.graph.labels_at(place)]
        lineage = self.graph.lineage(self.branch(branch))
        return [place for place in places if place in lineage]

    def _member(self, branch_place: int, branch: str, symbol: str) -> int:
        lineage = self.graph.lineage(branch_place)
        place = self._named(symbol, lineage)
        if place not in lineage:
            raise ResolutionError(
                f"Revision {self.graph.revisions[place].revision} is not a member of branch "
                f"'{branch}'",
                symbol,
            )
        return place

    def _named(self, name: str, lineage: Collection[int] | None = None) -> int:
        """Return the revision of an identifier or label, complete or cut short."""
        place = self.find(name)
        if place is not None:
            return place
        matches = self._starting_with(name, lineage)
        if not matches:
            hint = (
                "; please ensure at least four characters are present for partial revision "
                "identifier matches"
                if len(name) < 4
                else ""
            )
            raise ResolutionError(f"No such revision or branch '{name}'{hint}", name)
        if len(matches) > 1:
            some = ", ".join(f"'{each}'" for each in matches[:3])
            raise ResolutionError(f"Multiple revisions start with '{name}': {some}...", name)
        found = self.find(matches[0])
        assert found is not None
        return found

    def _starting_with(self, prefix: str, lineage: Collection[int] | None) -> list[str]:
        if not prefix:
            return []
        if self._sorted_names is None:
            names = (*self.graph.index, *self.graph.labels)
            self._sorted_names = sorted(name for name in names if len(name) > 3)
        matches = []
        names_sorted = self._sorted_names
        position = bisect_left(names_sorted, prefix)
        while position < len(names_sorted) and names_sorted[position].startswith(prefix):
            name = names_sorted[position]
            if lineage is None or self.find(name) in lineage:
                matches.append(name)
            position += 1
        return matches
