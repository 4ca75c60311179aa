"""Revisions asked for together must not be ancestors of each other."""

from __future__ import annotations

from .errors import RevisionError
from .passes import reach

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Sequence

    from .graph import Graph


def check_overlap(graph: Graph, places: Sequence[int]) -> None:
    """Check that none of some revisions is needed by another.

    Raises:
        RevisionError: One is.
    """
    distinct = list(dict.fromkeys(places))
    if len(distinct) < 2:
        return
    below = reach((each for place in distinct for each in graph.needs[place]), graph.needs)
    if below.isdisjoint(distinct):
        return
    for place in distinct:
        others = [
            each for each in reach([place], graph.needs) if each in distinct and each != place
        ]
        if others:
            names = ", ".join(graph.ids(sorted(others)))
            raise RevisionError(
                f"Requested revision {graph.revisions[place].revision} overlaps with other "
                f"requested revisions {names}"
            )
