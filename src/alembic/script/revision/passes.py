"""Single passes over edges: reverse them, follow them, put them in order."""

from __future__ import annotations

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    #: Per place the places it leads to.
    Edges = Sequence[Collection[int]]


def reverse(edges: Edges) -> list[list[int]]:
    """Return the same edges in the other direction, each list in ascending order."""
    reversed_edges: list[list[int]] = [[] for _ in edges]
    for place, targets in enumerate(edges):
        for target in targets:
            reversed_edges[target].append(place)
    return reversed_edges


def reach(starts: Iterable[int], edges: Edges, within: Collection[int] | None = None) -> set[int]:
    """Return the starting points and all that edges lead to from them.

    Args:
        starts: Where to begin.
        edges: Per place the places to go on to.
        within: Where walking is allowed; everywhere by default.
    """
    found = {each for each in starts if within is None or each in within}
    todo = list(found)
    while todo:
        for each in edges[todo.pop()]:
            if each not in found and (within is None or each in within):
                found.add(each)
                todo.append(each)
    return found


def topological(needs: Edges, needed_by: Edges) -> tuple[list[int], list[int]]:
    """Return the places after all they need, lowest level first, and the level of each.

    Places on a cycle, and those that need one of them, are left out.
    """
    waiting = [len(each) for each in needs]
    level = [0] * len(waiting)
    order = [place for place, count in enumerate(waiting) if not count]
    for place in order:
        above = level[place] + 1
        for each in needed_by[place]:
            waiting[each] -= 1
            if not waiting[each]:
                # The last need to be met is the highest one, because the order is by level.
                level[each] = above
                order.append(each)
    return order, level
