"""What a run says ahead, and what follows from it afterwards."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from alembic.journal.record.announcing import Announcing, announced, first_not_done


def step(below: tuple[str, ...], name: str) -> Any:
    return SimpleNamespace(
        from_revisions=below, to_revisions=(name,), info=SimpleNamespace(up_revision_ids=(name,))
    )


def chain(length: int) -> list[Any]:
    return [step((f"r{number - 1}",), f"r{number}") for number in range(1, length + 1)]


def test_what_follows_is_said_in_order() -> None:
    """All revisions that follow each other, but not more than a hundred."""
    steps = chain(150)
    announcing = Announcing(steps)
    said = announcing.announce(announcing.following(steps[0]))
    assert said is not None
    assert list(announced(said)) == [f"r{number}" for number in range(2, 102)]
    assert announcing.is_announced(steps[100])
    assert not announcing.is_announced(steps[101])


def test_only_what_follows_directly_is_said() -> None:
    """Where branches take turns, the version table would not tell which revision was begun."""
    steps = [step(("r0",), "r1"), step(("s0",), "s1"), step(("r1", "s1"), "m")]
    announcing = Announcing(steps)
    assert announcing.following(steps[0]) is None
    assert announcing.following(steps[1]) is None
    assert announcing.announce(None) is None


@pytest.mark.parametrize(("undone", "begun"), [("r1", "r2"), ("r3", "r4"), ("r4", None)])
def test_the_first_that_is_not_done(undone: str, begun: str | None) -> None:
    """It comes after the one that the version table holds."""
    revisions = announced(json.dumps([("r2", "a"), ("r3", "b"), ("r4", None)]))
    assert first_not_done(revisions, undone) == begun
