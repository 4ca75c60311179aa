"""What an upgrade target means, and which revisions lie between the rows and it."""

from __future__ import annotations

from .errors import RangeNotAncestorError, RevisionError
from .overlap import check_overlap
from .passes import reach
from .specifiers import Relative, relative, split_branch
from .walk import WalkedOff, walk_down, walk_up

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from typing import Any

    from .graph import Graph
    from .resolve import Resolver


def upgrade_targets(
    resolver: Resolver, rows: Sequence[int], target: Any, *, strict: bool = True
) -> tuple[int, ...]:
    """Return the revisions that an upgrade target denotes.

    Args:
        resolver: The graph's resolver.
        rows: The revisions in the version table; relative targets count from them.
        target: Specifier, or a collection of absolute ones.
        strict: Whether a relative walk that leaves the graph is an error.

    Raises:
        RevisionError: The target denotes nothing, or nothing definite.
    """
    asked = relative(target, resolver)
    if asked is None:
        return resolver.many(target)
    if asked.symbol is None:
        if asked.steps <= 0:
            raise not_produced(asked)
        start = _start_of_walk(resolver, rows, asked.branch)
    else:
        start = resolver.one(asked.anchor)
        if start is None and asked.steps < 0:
            raise not_produced(asked)
    try:
        place = _walk(resolver, start, asked)
    except WalkedOff as off:
        if strict:
            raise not_produced(asked) from off
        place = off.last
    if place is None:
        if strict:
            raise not_produced(asked)
        return ()
    return (place,)


def not_produced(asked: Relative) -> RevisionError:
    """Return the error for a relative target that leaves the graph."""
    return RevisionError(
        f"Relative revision {asked.written} didn't produce {abs(asked.steps)} migrations"
    )


def _walk(resolver: Resolver, start: int | None, asked: Relative) -> int | None:
    graph = resolver.graph
    if asked.steps < 0:
        return walk_down(graph, start, -asked.steps)
    branch = asked.branch
    lineage = None if branch is None else graph.lineage(resolver.branch(branch))
    return walk_up(graph, start, asked.steps, lineage)


def _start_of_walk(resolver: Resolver, rows: Sequence[int], branch: str | None) -> int | None:
    starts: Collection[int] = dict.fromkeys(rows)
    if branch is not None:
        starts = _standing_in_branch(resolver, rows, branch)
    if len(starts) > 1:
        raise RevisionError("Ambiguous upgrade from multiple current revisions")
    return next(iter(starts), None)


def _standing_in_branch(resolver: Resolver, rows: Sequence[int], branch: str) -> list[int]:
    """Return where a branch stands: its rows, else the newest applied revisions in its lineage."""
    graph = resolver.graph
    lineage = graph.lineage(resolver.branch(branch))
    found = [row for row in dict.fromkeys(rows) if row in lineage]
    if found:
        return found
    applied = graph.applied(rows) & lineage
    return sorted(place for place in applied if applied.isdisjoint(graph.children[place]))


def upgrade_range(
    graph: Graph, rows: Sequence[int], targets: Sequence[int]
) -> tuple[set[int], list[int]]:
    """Return the revisions to apply, and the targets among them in load order.

    Raises:
        RevisionError: A row, or a target, is an ancestor of another.
    """
    check_overlap(graph, targets)
    check_overlap(graph, rows)
    applied = graph.applied(rows)
    pending = _needed_above(graph, targets, applied)
    return pending, sorted(set(targets) & pending)


def _needed_above(graph: Graph, targets: Sequence[int], applied: Collection[int]) -> set[int]:
    """Return the targets and what they need, without descending into what is applied."""
    found = {place for place in targets if place not in applied}
    todo = list(found)
    while todo:
        for each in graph.needs[todo.pop()]:
            if each not in found and each not in applied:
                found.add(each)
                todo.append(each)
    return found


def listed_range(
    resolver: Resolver, lower: Any, upper: Any, *, inclusive: bool, strict: bool
) -> tuple[set[int], list[int]]:
    """Return the revisions of a range of the history, and its upper ends in load order.

    Only descendants of the lower end by ``down_revision`` are listed.

    Raises:
        RangeNotAncestorError: A lower end is not below the upper ones.
    """
    graph = resolver.graph
    lowers = resolver.many(lower, strict=strict)
    targets = _of_branch(resolver, upgrade_targets(resolver, lowers, upper, strict=strict), lower)
    check_overlap(graph, targets)
    check_overlap(graph, lowers)
    above = graph.applied(targets)
    if not above.issuperset(lowers):
        raise RangeNotAncestorError(lower, upper)
    listed = above - graph.applied(lowers)
    if lowers:
        listed &= reach(lowers, graph.children)
        if inclusive:
            listed.update(lowers)
    return listed, sorted(set(targets) & listed)


def _of_branch(resolver: Resolver, targets: Sequence[int], lower: Any) -> Sequence[int]:
    """Limit targets to those of the branch in front of the lower end."""
    branch = split_branch(lower)[0] if isinstance(lower, str) else None
    return targets if branch is None else resolver.carrying(branch, targets)
