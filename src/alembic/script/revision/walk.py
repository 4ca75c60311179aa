"""Single steps up and down the graph, by ``down_revision``."""

from __future__ import annotations

from .errors import RevisionError

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Collection

    from .graph import Graph


class WalkedOff(RevisionError):
    """The graph ended before the steps did; callers say it in their own words.

    Attributes:
        last: The last revision that was reached; None when the walk began before all.
    """

    def __init__(self, last: int | None) -> None:
        super().__init__("Walked too far")
        self.last = last


def walk_up(
    graph: Graph, start: int | None, steps: int, within: Collection[int] | None = None
) -> int | None:
    """Go from child to child.

    Args:
        graph: The graph.
        start: Where to begin; None is before the first revision.
        steps: How many children to go up.
        within: Which children may be chosen; all by default.

    Raises:
        WalkedOff: A revision without a child was met.
        RevisionError: A revision with several children was met.
    """
    place = start
    for _ in range(steps):
        above = graph.bases() if place is None else graph.children[place]
        if within is not None:
            above = [each for each in above if each in within]
        if not above:
            raise WalkedOff(place)
        if len(above) > 1:
            raise RevisionError("Ambiguous walk")
        place = above[0]
    return place


def walk_down(graph: Graph, start: int | None, steps: int) -> int | None:
    """Go from parent to parent; None is reached below a revision without a parent.

    Raises:
        WalkedOff: There is nothing further down.
        RevisionError: A merge point was met.
    """
    place = start
    for _ in range(steps):
        if place is None:
            raise WalkedOff(None)
        below = graph.parents[place]
        if len(below) > 1:
            raise RevisionError("Ambiguous walk")
        place = below[0] if below else None
    return place
