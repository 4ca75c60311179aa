"""The map of revisions: the public face of the graph, by identifiers and ``Revision`` objects."""

from __future__ import annotations

from functools import cached_property

from ...base.messaging import warn
from .errors import MultipleHeads
from .graph import Graph
from .order import top_down
from .passes import reach
from .resolve import Resolver
from .upgrade import listed_range, upgrade_range, upgrade_targets

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

    from .model import Revision


class RevisionMap:
    """All revisions of a script directory, linked when something is first asked of them.

    Args:
        generator: Yields the revisions in load order.
    """

    def __init__(self, generator: Callable[[], Iterable[Revision]]) -> None:
        self._generator = generator

    @cached_property
    def _graph(self) -> Graph:
        revisions: dict[str, Revision] = {}
        for each in self._generator():
            if each.revision in revisions:
                _warn_twice(revisions[each.revision], each)
            revisions[each.revision] = each
        return Graph(list(revisions.values()))

    @cached_property
    def _resolver(self) -> Resolver:
        return Resolver(self._graph)

    @cached_property
    def _revision_map(self) -> dict[Any, Revision | None]:
        """Every identifier and label with its revision; None and ``()`` stand for base."""
        graph = self._graph
        found: dict[Any, Revision | None] = {each.revision: each for each in graph.revisions}
        found.update((label, graph.revisions[i]) for label, i in graph.labels.items())
        found.update({None: None, (): None})
        return found

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """Identifiers of the revisions that are nobody's parent, in load order."""
        return self._graph.ids(self._graph.heads())

    @cached_property
    def bases(self) -> tuple[str, ...]:
        """Identifiers of the revisions without a parent, in load order."""
        return self._graph.ids(self._graph.bases())

    @cached_property
    def _real_heads(self) -> tuple[str, ...]:
        return self._graph.ids(self._graph.real_heads())

    @cached_property
    def _real_bases(self) -> tuple[str, ...]:
        return self._graph.ids(self._graph.real_bases())

    def add_revision(self, revision: Revision, _replace: bool = False) -> None:
        """Add one revision after all others, or replace the one of the same identifier.

        Args:
            revision: The new revision.
            _replace: Whether it takes the place of one that is there.

        Raises:
            RevisionError: A reference leads nowhere, or a label is taken.
            Exception: There is nothing to replace.
        """
        revisions = {each.revision: each for each in self._graph.revisions}
        known = revision.revision in revisions
        if _replace and not known:
            raise Exception(f"revision {revision.revision} not in map")
        if known and not _replace:
            _warn_twice(revisions[revision.revision], revision)
        revisions[revision.revision] = revision
        graph = Graph(list(revisions.values()))
        for name in ("_resolver", "_revision_map", "heads", "bases", "_real_heads", "_real_bases"):
            self.__dict__.pop(name, None)
        self.__dict__["_graph"] = graph

    def get_revisions(self, id_: Any) -> tuple[Revision, ...]:
        """Return every revision that a specifier, or a collection of them, denotes.

        Raises:
            RevisionError: One of them denotes nothing.
        """
        return self._graph.at(self._resolver.many(id_))

    def get_revision(self, id_: Any) -> Revision | None:
        """Return the one revision that a specifier denotes, or None for base.

        Raises:
            MultipleHeads: It denotes several.
            ResolutionError: It denotes nothing.
        """
        place = self._resolver.one(id_)
        return None if place is None else self._graph.revisions[place]

    def get_current_head(self, branch_label: str | None = None) -> str | None:
        """Return the only head, of a branch if one is named, or None when there is none.

        Raises:
            MultipleHeads: There are several.
        """
        graph = self._graph
        heads = graph.heads()
        if branch_label:
            lineage = graph.lineage(self._resolver.branch(branch_label))
            heads = [place for place in heads if place in lineage]
        if len(heads) > 1:
            raise MultipleHeads(
                graph.ids(heads), f"{branch_label}@head" if branch_label else "head"
            )
        return graph.revisions[heads[0]].revision if heads else None

    def filter_for_lineage(
        self, targets: Iterable[Any], check_against: Any, include_dependencies: bool = False
    ) -> tuple[Any, ...]:
        """Return those targets that share the lineage of a specifier.

        Args:
            targets: Identifiers or revisions.
            check_against: Specifier; a branch in front of ``@`` is what counts. None keeps all.
            include_dependencies: Whether the lineage also follows dependencies.
        """
        places = self._against(check_against)
        if not places:
            return tuple(targets)
        graph = self._graph
        down, up = (
            (graph.needs, graph.needed_by)
            if include_dependencies
            else (graph.parents, graph.children)
        )
        lineage = reach(places, down) | reach(places, up)
        return tuple(each for each in targets if self._place_of(each) in lineage)

    def _against(self, check_against: Any) -> tuple[int, ...]:
        if isinstance(check_against, str) and "@" in check_against:
            return (self._resolver.branch(check_against.partition("@")[0]),)
        return self._resolver.many(check_against)

    def _place_of(self, target: Any) -> int | None:
        return self._resolver.one(getattr(target, "revision", target))

    def iterate_revisions(
        self,
        upper: Any,
        lower: Any,
        implicit_base: bool = False,
        inclusive: bool = False,
        assert_relative_length: bool = True,
        select_for_downgrade: bool = False,
    ) -> Iterator[Revision]:
        """Return the revisions between two points, newest first.

        Args:
            upper: Specifier or collection of them; with ``select_for_downgrade`` the rows.
            lower: The same; with ``select_for_downgrade`` the downgrade target.
            implicit_base: Whether ``lower`` are the rows of a database that is upgraded: they
                need not be below ``upper``, and every branch counts.
            inclusive: Whether the lower revisions themselves are returned.
            assert_relative_length: Whether a relative specifier that leaves the graph is an error.
            select_for_downgrade: Whether to choose what a downgrade takes back.

        Raises:
            RevisionError: One of the points denotes nothing, or they make no range.
        """
        resolver = self._resolver
        if select_for_downgrade:
            from .downgrade import downgrade_range, downgrade_target

            rows = resolver.many(upper)
            branch, target = downgrade_target(resolver, rows, lower, strict=assert_relative_length)
            chosen, tips = downgrade_range(resolver, rows, branch, target, lower)
            if inclusive and target is not None:
                chosen = {*chosen, target}
        elif implicit_base:
            rows = resolver.many(lower)
            targets = upgrade_targets(resolver, rows, upper, strict=assert_relative_length)
            chosen, tips = upgrade_range(self._graph, rows, targets)
            if inclusive:
                chosen.update(rows)
        else:
            chosen, tips = listed_range(
                resolver, lower, upper, inclusive=inclusive, strict=assert_relative_length
            )
        return iter(self._graph.at(top_down(self._graph, chosen, tips)))

    def _stamps(
        self, targets: Any, rows: Any
    ) -> list[tuple[tuple[str, ...], tuple[str, ...], bool, bool]]:
        """Return the steps of a stamp: rows that go, row that comes, up or down, branch move."""
        from .stamp import stamp_moves

        resolver = self._resolver
        ids = self._graph.ids
        moves = stamp_moves(resolver, targets, tuple(dict.fromkeys(resolver.many(rows))))
        return [
            (
                ids(move.sources),
                () if move.destination is None else ids((move.destination,)),
                move.is_upgrade,
                move.is_branch_move,
            )
            for move in moves
        ]

    def _as_ids(self, id_: Any) -> tuple[str, ...]:
        """Return the identifiers that symbols stand for; anything else as it was given."""
        if isinstance(id_, (list, tuple, set, frozenset)):
            return tuple(name for each in id_ for name in self._as_ids(each))
        if isinstance(id_, str):
            symbol = id_.rpartition("@")[2]
            if symbol not in {"base", "head", "heads"}:
                return (symbol,)
        return self._graph.ids(self._resolver.many(id_))

    def _current(self, rows: Any) -> Sequence[Revision]:
        """Return the applied revisions that no applied child stands above, in load order."""
        return self._graph.at(self._graph.current(self._resolver.many(rows)))


def _warn_twice(known: Revision, other: Revision) -> None:
    text = f"Revision {other.revision} is present more than once"
    if known.path and other.path:
        text += f": in {known.path} and in {other.path}, which counts"
    warn(text, stacklevel=3)
