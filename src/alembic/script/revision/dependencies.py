"""Which dependencies of a revision say something that its ancestors do not say already."""

from __future__ import annotations

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Sequence


def normalized(
    parents: Sequence[tuple[int, ...]],
    dependencies: Sequence[tuple[int, ...]],
    order: Sequence[int],
) -> list[tuple[int, ...]]:
    """Return per revision its parents followed by its normalised dependencies.

    A dependency is dropped when it is also a parent, or when an ancestor by ``down_revision``
    depends on the same revision.

    Args:
        parents: Per revision its parents.
        dependencies: Per revision what it depends on.
        order: Every revision after its parents.
    """
    bit_of = _bits_of_shared(dependencies)
    inherited = [0] * len(parents)
    needs: list[tuple[int, ...]] = list(parents)
    for place in order:
        known = 0
        for parent in parents[place]:
            known |= inherited[parent]
        own = dependencies[place]
        if own:
            fresh = [each for each in own if not known & bit_of.get(each, 0)]
            needs[place] = tuple(dict.fromkeys((*parents[place], *fresh)))
            for each in own:
                known |= bit_of.get(each, 0)
        inherited[place] = known
    return needs


def _bits_of_shared(dependencies: Sequence[tuple[int, ...]]) -> dict[int, int]:
    """Give a bit to each revision that several depend on; only those can be inherited."""
    seen: set[int] = set()
    bit_of: dict[int, int] = {}
    for own in dependencies:
        for each in set(own):
            if each in seen and each not in bit_of:
                bit_of[each] = 1 << len(bit_of)
            seen.add(each)
    return bit_of
