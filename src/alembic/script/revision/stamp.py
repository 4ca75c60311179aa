"""Which rows of the version table a stamp replaces by which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...base.late_typing import NamedTuple
from .passes import reach
from .specifiers import split_branch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .graph import Graph
    from .resolve import Resolver


class StampMove(NamedTuple):
    """One step of a stamp: the rows that go and the row that comes.

    Attributes:
        sources: Rows that are replaced.
        destination: What replaces them; None when they are only deleted.
        is_upgrade: Whether the destination is above the rows, or new.
        is_branch_move: Whether a row appears or disappears instead of moving.
    """

    sources: tuple[int, ...]
    destination: int | None
    is_upgrade: bool
    is_branch_move: bool


def stamp_moves(resolver: Resolver, targets: Any, rows: Sequence[int]) -> list[StampMove]:
    """Return the steps that make the version table say what is asked.

    Each destination replaces the rows related to it, by parents or dependencies.

    Args:
        resolver: The graph's resolver.
        targets: Absolute specifiers.
        rows: The revisions in the version table.

    Raises:
        RevisionError: A target denotes nothing.
    """
    listed = targets if isinstance(targets, (list, tuple, set, frozenset)) else (targets,)
    listed = listed or ("base",)
    destinations: dict[int, None] = {}
    cleared: dict[int, None] = {}
    for target in listed:
        if not rows:
            resolver.many(target)  # a walk that meets a merge point is told as one
        found = resolver.absolute(target)
        if found:
            destinations.update(dict.fromkeys(found))
        else:
            cleared.update(dict.fromkeys(_rows_of_base(resolver, target, rows)))
    if not destinations:
        return [StampMove((row,), None, False, True) for row in rows if row in cleared]
    own = {place: _related_rows(resolver.graph, place, rows) for place in destinations}
    affected = {*cleared, *(row for related in own.values() for row in related)}
    free = [row for row in rows if row not in destinations]
    moves = []
    for place, related in own.items():
        if place in related:
            continue
        sources = [row for row in free if row in related]
        above = reach([place], resolver.graph.needed_by)
        if not above.isdisjoint(sources):
            taken = [row for row in free if row in related or row in cleared]
            moves.append(StampMove(tuple(taken), place, False, False))
        else:
            # The first destination takes the rows of all with it, the others are inserted.
            taken = [row for row in free if row in affected] if sources else []
            moves.append(StampMove(tuple(taken), place, True, not taken))
    return moves


def _rows_of_base(resolver: Resolver, target: Any, rows: Sequence[int]) -> list[int]:
    branch = split_branch(target)[0] if isinstance(target, str) else None
    if branch is None:
        return list(rows)
    return _related_rows(resolver.graph, resolver.branch(branch), rows)


def _related_rows(graph: Graph, place: int, rows: Sequence[int]) -> list[int]:
    """Return the rows that need a revision, or that it needs, or that it is."""
    related = reach([place], graph.needs) | reach([place], graph.needed_by)
    return [row for row in rows if row in related]
