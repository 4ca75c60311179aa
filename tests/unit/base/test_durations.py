"""Lengths of time in settings."""

from __future__ import annotations

from math import inf, nan
from typing import Any

import pytest

from alembic.base.durations import seconds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (2, 2.0),
        (0.5, 0.5),
        ("0", 0.0),
        ("2", 2.0),
        ("1.5", 1.5),
        ("500ms", 0.5),
        ("2s", 2.0),
        (" 10 min ", 600.0),
        ("1H", 3600.0),
    ],
)
def test_what_is_a_length_of_time(text: str | float, expected: float) -> None:
    """A number is seconds; text may have a unit."""
    assert seconds(text) == expected


@pytest.mark.parametrize("value", ["", "soon", "2 days", "-1", -1, True, "1m", [3], inf, nan])
def test_what_is_none(value: Any) -> None:
    """Anything else is refused with an example of what is right."""
    with pytest.raises(ValueError, match=r"is not a length of time such as 2, 500ms, 10min or 1h"):
        seconds(value)
