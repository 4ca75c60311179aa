"""Which rows of the version table a stamp replaces by which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .passes import reach
from .specifiers import split_branch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .graph import Graph
    from .resolve import Resolver


@dataclass(frozen=True, slots=True)
class StampMove:
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
        found = resolver.absolute(target)
        if found:
            destinations.update(dict.fromkeys(found))
        else:
            cleared.update(dict.fromkeys(_rows_of_base(resolver, target, rows)))
    if not destinations:
        return [StampMove((row,), None, False, True) for row in rows if row in cleared]
    own = {place: _related_rows(resolver.graph, place, rows) for place in destinations}
    affected = {*cleared, *(row for related in own.values() for row in related)}
    union = tuple(row for row in rows if row in affected and row not in destinations)
    moves = [_move(resolver.graph, place, own[place], union) for place in destinations]
    return _with_rest(moves, cleared, destinations)


def _with_rest(
    moves: list[StampMove | None], cleared: dict[int, None], kept: dict[int, None]
) -> list[StampMove]:
    """Delete the rows of a named base that no destination replaces."""
    done = [move for move in moves if move is not None]
    taken = {row for move in done for row in move.sources}
    rest = [row for row in cleared if row not in taken and row not in kept]
    return [*done, *(StampMove((row,), None, False, True) for row in rest)]


def _rows_of_base(resolver: Resolver, target: Any, rows: Sequence[int]) -> list[int]:
    branch = split_branch(target)[0] if isinstance(target, str) else None
    if branch is None:
        return list(rows)
    return _related_rows(resolver.graph, resolver.branch(branch), rows)


def _related_rows(graph: Graph, place: int, rows: Sequence[int]) -> list[int]:
    """Return the rows that need a revision, or that it needs, or that it is."""
    related = reach([place], graph.needs) | reach([place], graph.needed_by)
    return [row for row in rows if row in related]


def _move(
    graph: Graph, destination: int, related: Sequence[int], affected: tuple[int, ...]
) -> StampMove | None:
    """Return the step to one destination, or None when it is a row already.

    Going up, the first destination takes the rows of all with it and the others are inserted;
    going down, each takes its own.
    """
    if destination in related:
        return None
    sources = tuple(row for row in related if row in affected)
    above = reach([destination], graph.needed_by)
    if not above.isdisjoint(sources):
        return StampMove(sources, destination, False, False)
    return StampMove(affected if sources else (), destination, True, not sources)
