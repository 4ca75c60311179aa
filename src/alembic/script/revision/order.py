"""The order in which revisions are listed and run."""

from __future__ import annotations

from bisect import bisect_left
from heapq import heapify, heappop, heapreplace
from math import inf

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from .graph import Graph


def top_down(graph: Graph, chosen: Collection[int], tips: Iterable[int]) -> list[int]:
    """Return revisions newest first: each before everything it needs, branch by branch.

    A branch is listed from its tip until a revision is met that another branch still needs;
    then that branch is listed first. The sides of a merge follow each other, the one declared
    first directly below the merge. Upgrades run the list backwards.

    Args:
        graph: The graph of the revisions.
        chosen: The revisions to list.
        tips: Where to begin, in load order; those that are not chosen are passed over.
    """
    return _Listing(graph, chosen, tips).run()


class _Listing:
    """The state of one listing: the tips that remain, and what each revision waits for."""

    def __init__(self, graph: Graph, chosen: Collection[int], tips: Iterable[int]) -> None:
        self.needs = graph.needs
        self.needed_by = graph.needed_by
        self.waiting = dict.fromkeys(chosen, 0)
        for place in chosen:
            for below in self.needs[place]:
                if below in self.waiting:
                    self.waiting[below] += 1
        wanted = dict.fromkeys(each for each in tips if each in self.waiting)
        unreached = sorted(
            each for each, count in self.waiting.items() if not count and each not in wanted
        )
        self.tips = [*wanted, *unreached]
        # Keys grow from tip to tip and stay with the tip's seat when its revision changes.
        self.keys = list(range(len(self.tips)))
        self.next_key = len(self.tips)
        self.key_of = dict(zip(self.tips, self.keys, strict=True))
        self.heaps: dict[int, list[tuple[float, int]]] = {}

    def run(self) -> list[int]:
        listed: list[int] = []
        waiting = self.waiting
        tips = self.tips
        seat = 0
        while tips:
            place = tips[seat]
            if waiting[place]:
                seat = bisect_left(self.keys, self._first_above(place))
                continue
            listed.append(place)
            fresh = self._release(place)
            key = self.key_of.pop(place)
            if fresh:
                tips[seat] = fresh[0]
                self.key_of[fresh[0]] = key
                for each in fresh[1:]:
                    self._append(each)
            else:
                del tips[seat], self.keys[seat]
                seat = max(seat - 1, 0)
        return listed

    def _release(self, place: int) -> list[int]:
        """Take a revision off the list of those to do; return what it needs that is no tip yet."""
        waiting = self.waiting
        del waiting[place]
        fresh = []
        for below in self.needs[place]:
            if below in waiting:
                waiting[below] -= 1
                if below not in self.key_of:
                    fresh.append(below)
        return fresh

    def _append(self, place: int) -> None:
        self.tips.append(place)
        self.keys.append(self.next_key)
        self.key_of[place] = self.next_key
        self.next_key += 1

    def _first_above(self, start: int) -> float:
        """Return the key of the first tip that needs a revision, by any way.

        The first tip above a revision only ever moves back in the row of tips. So each revision
        that is asked for keeps a heap of the revisions directly above it, by the key found for
        them last, and only what stands at the top of a heap has to be looked at again.
        """
        exact: dict[int, float] = {}
        path = [start]
        while path:
            place = path[-1]
            own = self.key_of.get(place, inf) if place != start else inf
            above = self._above(place)
            while above and above[0][1] not in self.waiting:
                heappop(above)
            if above and above[0][0] < own:
                key, top = above[0]
                found = exact.get(top)
                if found is None:
                    path.append(top)
                    continue
                if found != key:
                    heapreplace(above, (found, top))
                    continue
                own = found
            exact[place] = own
            path.pop()
        return exact[start]

    def _above(self, place: int) -> list[tuple[float, int]]:
        heap = self.heaps.get(place)
        if heap is None:
            heap = [(-1, each) for each in self.needed_by[place] if each in self.waiting]
            heapify(heap)
            self.heaps[place] = heap
        return heap
