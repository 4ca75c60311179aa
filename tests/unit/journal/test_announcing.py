"""What a run says ahead, and what follows from it afterwards."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from alembic.journal.record.announcing import Announcing, announced, done_and_begun


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


@pytest.mark.parametrize(
    ("applied", "is_upgrade", "done", "begun"),
    [
        ("r1", True, [], "r2"),
        ("r1 r2 r3", True, ["r2", "r3"], "r4"),
        ("r1 r2 r3 r4 r5", True, ["r2", "r3", "r4"], None),
        ("r1 r2 r3 r4", False, [], "r2"),
        ("r1 r3 r4", False, ["r2"], "r3"),
        ("r1", False, ["r2", "r3", "r4"], None),
    ],
)
def test_what_the_version_table_tells(
    applied: str, is_upgrade: bool, done: list[str], begun: str | None
) -> None:
    """Those of a chain that are done, and the first one that is not."""
    found = done_and_begun(["r2", "r3", "r4"], set(applied.split()), is_upgrade=is_upgrade)
    assert found == (done, begun)
