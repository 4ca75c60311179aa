"""What a downgrade target means, and which applied revisions stand above it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...base.messaging import warn
from .errors import RangeNotAncestorError, RevisionError
from .passes import reach
from .specifiers import Relative, relative, split_branch
from .upgrade import not_produced
from .walk import WalkedOff, walk_down, walk_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .graph import Graph
    from .resolve import Resolver


def downgrade_target(
    resolver: Resolver, rows: Sequence[int], target: Any, *, strict: bool = True
) -> tuple[str | None, int | None]:
    """Return the branch to stay on, if one is meant, and the revision to go down to.

    Args:
        resolver: The graph's resolver.
        rows: The revisions in the version table, as the database returned them.
        target: Specifier; ``base`` or None is before the first revision.
        strict: Whether a relative walk that leaves the graph is an error.

    Raises:
        RevisionError: The target denotes nothing, or nothing definite.
    """
    asked = relative(target, resolver)
    if asked is None:
        if not isinstance(target, str):
            return None, resolver.one(target)
        branch, symbol = split_branch(target)
        # A branch narrows the heads; any other symbol is taken as it is.
        return branch, resolver.one(target if symbol in {"head", "heads"} else symbol)
    if asked.symbol is None:
        return _below_rows(resolver, rows, asked, strict=strict)
    start = resolver.one(asked.anchor)
    if start is None and asked.steps < 0:
        raise RevisionError("Walked too far")
    if asked.steps < 0:
        return asked.branch, _down(resolver.graph, start, asked, strict=strict)
    lineage = (
        None if asked.branch is None else resolver.graph.lineage(resolver.branch(asked.branch))
    )
    try:
        return asked.branch, walk_up(resolver.graph, start, asked.steps, lineage)
    except WalkedOff as off:
        if strict:
            raise
        return asked.branch, off.last


def _below_rows(
    resolver: Resolver, rows: Sequence[int], asked: Relative, *, strict: bool
) -> tuple[str | None, int | None]:
    """Walk down from the current revision and stay on its branch."""
    if asked.steps >= 0:
        raise not_produced(asked)
    branch = asked.branch
    if branch is not None:
        starts = _current_in_branch(resolver, rows, branch)
        if len(starts) != 1:
            raise not_produced(asked)
    else:
        starts = list(dict.fromkeys(rows))
        if not starts:
            raise not_produced(asked)
        if len(starts) > 1:
            warn(
                "downgrade -1 from multiple heads is ambiguous; this usage will be disallowed "
                "in a future release.",
            )
        branch = resolver.graph.revisions[starts[0]].revision
    try:
        return branch, _down(resolver.graph, starts[0], asked, strict=strict)
    except WalkedOff as off:
        raise not_produced(asked) from off


def _current_in_branch(resolver: Resolver, rows: Sequence[int], branch: str) -> list[int]:
    """Return the rows in the lineage of a branch, else the current revisions that rows imply."""
    graph = resolver.graph
    lineage = graph.lineage(resolver.branch(branch))
    found = [row for row in dict.fromkeys(rows) if row in lineage]
    return found or [place for place in graph.current(rows) if place in lineage]


def _down(graph: Graph, start: int | None, asked: Relative, *, strict: bool) -> int | None:
    try:
        return walk_down(graph, start, -asked.steps)
    except WalkedOff as off:
        if strict:
            raise
        return off.last


def downgrade_range(
    resolver: Resolver, rows: Sequence[int], branch: str | None, target: int | None, asked: Any
) -> tuple[set[int], list[int]]:
    """Return the revisions to take back, and the rows among them in load order.

    Args:
        resolver: The graph's resolver.
        rows: The revisions in the version table.
        branch: The branch to stay on where several begin above the target.
        target: The revision to go down to; None is base.
        asked: The target as it was given, for the error.

    Raises:
        RangeNotAncestorError: Nothing applied stands above the target.
        RevisionError: Nothing above the target belongs to the branch.
    """
    graph = resolver.graph
    roots = graph.bases() if target is None else list(graph.children[target])
    # The branch must exist even where it makes no difference: a slip of the pen could drop all.
    tip = None if branch is None else resolver.branch(branch)
    if tip is not None and len(roots) > 1:
        below_branch = reach([tip], graph.parents)
        roots = [place for place in roots if place in below_branch]
        if not roots:
            raise RevisionError("Not a valid downgrade target from current heads")
    applied = graph.applied(rows)
    doomed = reach(roots, graph.needed_by, within=applied)
    if not doomed and target is not None and target not in rows:
        raise RangeNotAncestorError(asked, ", ".join(graph.ids(rows)))
    return doomed, sorted(doomed.intersection(rows))
