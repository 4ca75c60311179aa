"""How long to wait between attempts, and until when to make them."""

from __future__ import annotations

import random
import time

_LONGEST = 30.0  # seconds
_GROWTH = 2.0


class Patience:
    """Pauses that grow, each drawn at random, within a budget.

    Args:
        first: The longest first pause, in seconds.
        budget: The seconds from now in which a further attempt may begin.

    Attributes:
        attempts: How many attempts have been made.
    """

    def __init__(self, first: float, budget: float) -> None:
        self._longest = min(first, _LONGEST)
        self._began = time.monotonic()
        self._budget = budget
        self.attempts = 0

    @property
    def left(self) -> float:
        """The seconds that are left of the budget."""
        return self._began + self._budget - time.monotonic()

    @property
    def spent(self) -> float:
        """The seconds since the first attempt began."""
        return time.monotonic() - self._began

    def next_pause(self) -> float | None:
        """Count a failed attempt and return the pause before the next one; None for no more."""
        self.attempts += 1
        pause = random.uniform(self._longest / 2, self._longest)
        self._longest = min(self._longest * _GROWTH, _LONGEST)
        return pause if pause < self.left else None
