"""Which revisions carry a branch label."""

from __future__ import annotations

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Sequence

    from .graph import Graph


def carried_labels(graph: Graph) -> Sequence[frozenset[str]]:
    """Return per revision the labels it carries.

    A label is carried by the revision that declares it, by its descendants, and by its ancestors
    down to the nearest branch point or merge point, which does not carry it.
    """
    nothing: frozenset[str] = frozenset()
    own = [nothing] * len(graph.parents)
    for label, place in graph.labels.items():
        own[place] |= {label}
    carried = list(own)
    for place in graph.order:
        for parent in graph.parents[place]:
            if not carried[parent] <= carried[place]:
                carried[place] |= carried[parent]
    for place in reversed(graph.order):
        below = graph.parents[place]
        if own[place] and len(below) == 1 and _is_plain(graph, below[0]):
            carried[below[0]] |= own[place]
            own[below[0]] |= own[place]
    return carried


def _is_plain(graph: Graph, place: int) -> bool:
    """Whether a revision is neither a branch point nor a merge point."""
    return len(graph.needed_by[place]) == 1 and len(graph.parents[place]) < 2
