"""The error to raise when revisions need each other in a circle."""

from __future__ import annotations

from .errors import CycleDetected, DependencyCycleDetected
from .passes import reach, topological

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from .graph import Graph
    from .passes import Edges


def cycle_error(graph: Graph) -> CycleDetected:
    """Return the error for a graph whose topological order cannot be completed."""
    found = _circular(graph, graph.parents, graph.children)
    if found:
        return CycleDetected(found)
    return DependencyCycleDetected(_circular(graph, graph.needs, graph.needed_by))


def _circular(graph: Graph, down: Edges, up: Edges) -> list[str]:
    """Return the identifiers to name: those that no way from a head down to a base leads over.

    With no head or no base at all, every revision is named, in load order.
    """
    order, _ = topological(down, up)
    if len(order) == len(down):
        return []
    heads = [place for place, above in enumerate(up) if not above]
    bases = [place for place, below in enumerate(down) if not below]
    everything = range(len(down))
    if not heads or not bases:
        return list(graph.ids(everything))
    sound = reach(heads, down) & reach(bases, up)
    # A circle with a way in and a way out is sound by that rule; then all that wait are named.
    left = set(everything) - sound or set(everything) - set(order)
    return sorted(graph.ids(left))
