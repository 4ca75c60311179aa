"""Which rows of the version table a revision leaves behind when it is taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from .graph import Graph
    from .model import Revision


def rows_after_downgrade(revision: Revision, heads: Collection[str]) -> tuple[str, ...]:
    """Return what needs a row of its own once a revision is gone, in declared order.

    That is what the revision needs, without what another of its needs, or another row, implies.

    Args:
        revision: A revision of a linked map.
        heads: The rows before; identifiers that the map does not know imply nothing.
    """
    graph = revision._graph
    if graph is None:
        return revision._normalized_down_revisions
    place = revision._place
    others = {
        graph.index[each] for each in heads if each in graph.index and each != revision.revision
    }
    needs = graph.needs[place]
    kept = [
        each
        for each in needs
        if not _is_needed_by_another(graph, each, needs)
        and not _is_implied(graph, each, place, others)
    ]
    return graph.ids(kept)


def _is_needed_by_another(graph: Graph, place: int, needs: Collection[int]) -> bool:
    """Tell whether one of some revisions is an ancestor of another, looking no further down."""
    level = graph.level
    floor = level[place]
    todo = [each for each in needs if level[each] > floor]
    seen = set(todo)
    while todo:
        for each in graph.needs[todo.pop()]:
            if each == place:
                return True
            if level[each] > floor and each not in seen:
                seen.add(each)
                todo.append(each)
    return False


def _is_implied(graph: Graph, place: int, leaving: int, rows: Collection[int]) -> bool:
    """Tell whether a row, other than the one that leaves, is the revision or needs it."""
    if not rows:
        return False
    if place in rows:
        return True
    ceiling = max(graph.level[each] for each in rows)
    todo = [place]
    seen = {place, leaving}
    while todo:
        for each in graph.needed_by[todo.pop()]:
            if each in rows:
                return True
            if each not in seen and graph.level[each] < ceiling:
                seen.add(each)
                todo.append(each)
    return False
