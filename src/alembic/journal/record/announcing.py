"""What a run says it will do next, so that a revision it begins needs no row of its own.

A row that says "this one runs" before the first definition of every revision would cost each of
them a commit. Said ahead, in the commit of a revision before, it costs nothing. Which of the
revisions that were said ahead was begun follows from the version table: the first one that is not
applied, as each follows directly on the one before it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from .entry import checksum_of, name_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from ...script.checksums import Checksums
    from ...script.steps import MigrationStep

#: How many revisions are said ahead: what a run may do within the second before it writes again.
_MOST = 100


class Announcing:
    """Says what follows the steps of one run.

    Args:
        steps: All steps in order.
        checksums: Those of the scripts that were asked for before.
    """

    def __init__(
        self, steps: Sequence[MigrationStep] = (), checksums: Checksums | None = None
    ) -> None:
        self._steps = steps
        self._checksums = checksums
        self._places = {id(step): place for place, step in enumerate(steps)}
        self._said: dict[int, tuple[str, str | None]] = {}  # by place

    def is_announced(self, step: MigrationStep) -> bool:
        """Tell whether a step was said ahead."""
        return self._places.get(id(step)) in self._said

    def following(self, step: MigrationStep) -> MigrationStep | None:
        """Return the step after one; None at the end, or where that cannot be said ahead."""
        place = self._places.get(id(step))
        if place is None or place + 1 >= len(self._steps):
            return None
        after = self._steps[place + 1]
        return after if _is_directly_after(after, step) else None

    def announce(self, step: MigrationStep | None) -> str | None:
        """Say a step and some after it, as JSON; None when there is no step."""
        if step is None:
            return None
        first = place = self._places[id(step)]
        while True:
            if place not in self._said:
                each = self._steps[place]
                if place > first and not _is_directly_after(each, self._steps[place - 1]):
                    break
                self._said[place] = (name_of(each), checksum_of(each, self._checksums))
            place += 1
            if place - first == _MOST or place == len(self._steps):
                break
        said = [self._said[each] for each in range(first, place)]
        return json.dumps(said, separators=(",", ":"))


def announced(text: str | None) -> dict[str, str | None]:
    """Return the revisions that were said ahead, in order, and the checksums of their scripts."""
    return dict(json.loads(text)) if text else {}


def done_and_begun(
    revisions: Iterable[str], applied: Collection[str], *, is_upgrade: bool
) -> tuple[list[str], str | None]:
    """Return which revisions that were said ahead are done, and which one was begun at most.

    Args:
        revisions: Those that were said ahead, in order.
        applied: What the version table stands for, with all that is below.
        is_upgrade: Which way they were to go.
    """
    done: list[str] = []
    for name in revisions:
        if (name in applied) is not is_upgrade:
            return done, name
        done.append(name)
    return done, None


def _is_directly_after(after: MigrationStep, step: MigrationStep) -> bool:
    ends = getattr(step, "to_revisions", ())
    return len(ends) == 1 and ends == getattr(after, "from_revisions", None)
