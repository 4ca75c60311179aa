"""Asking again and again, and giving up in time."""

from __future__ import annotations

import itertools

import pytest

from alembic.journal.lock import waiting
from alembic.journal.polite import patience
from alembic.journal.polite.patience import Patience


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, length: float) -> None:
        self.slept.append(length)
        self.now += length


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(waiting, "time", made)
    monkeypatch.setattr(patience, "time", made)
    return made


def poll(clock: Clock, answers: list[bool], limit: float) -> tuple[float | None, int]:
    """Poll with given answers, the last of which repeats; returns also how often it was said."""
    given = itertools.chain(answers, itertools.repeat(answers[-1]))
    said: list[None] = []
    waited = waiting.poll(
        lambda: next(given), limit=limit, sleep=clock.sleep, waiting=lambda: said.append(None)
    )
    return waited, len(said)


def test_the_first_attempt_costs_nothing(clock: Clock) -> None:
    """What is free is taken at once, without a word."""
    assert poll(clock, [True], 0) == (0.0, 0)
    assert clock.slept == []


def test_success_after_waiting(clock: Clock) -> None:
    """It is said once that somebody waits, and told how long it took."""
    waited, said = poll(clock, [False, False, True], 10)
    assert said == 1
    assert waited == pytest.approx(sum(clock.slept))
    assert len(clock.slept) == 2


def test_the_limit(clock: Clock) -> None:
    """Time is up at the limit, not much later; the pauses grow, up to half a second."""
    assert poll(clock, [False], 20) == (None, 1)
    assert sum(clock.slept) == pytest.approx(20)
    assert clock.slept[0] <= 0.03
    assert max(clock.slept) <= 0.5
    assert clock.slept[20] > clock.slept[0]


def test_no_waiting_at_all(clock: Clock) -> None:
    """A limit of nothing asks once."""
    assert poll(clock, [False, True], 0) == (None, 1)
    assert clock.slept == []


def test_patience_grows_and_ends(clock: Clock) -> None:
    """Pauses double at most up to half a minute; the last one still ends inside the budget."""
    left = Patience(first=2.0, budget=100.0)
    pauses = []
    while (length := left.next_pause()) is not None:
        clock.sleep(length)
        pauses.append(length)
    assert 1.0 <= pauses[0] <= 2.0
    assert all(pause <= 30.0 for pause in pauses)
    assert left.spent <= 100.0
    assert left.attempts == len(pauses) + 1


def test_no_budget_is_one_attempt(clock: Clock) -> None:
    """Without a budget nothing is tried again."""
    assert Patience(first=2.0, budget=0.0).next_pause() is None
