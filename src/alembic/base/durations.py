"""Lengths of time as people write them in settings."""

from __future__ import annotations

import re
from math import inf

from .patterns import lazy_pattern

_UNITS = {"": 1.0, "ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0}
_DURATION = lazy_pattern(r"\s*(\d+(?:\.\d+)?)\s*(ms|s|min|h|)\s*", re.IGNORECASE)


def seconds(value: str | float) -> float:
    """Return a length of time in seconds.

    Args:
        value: A number of seconds, or text: a number and one of ``ms``, ``s``, ``min``, ``h``; a
            number alone is seconds.

    Raises:
        ValueError: It is neither, negative or without end.
    """
    if isinstance(value, str):
        found = _DURATION.fullmatch(value)
        if found is None:
            raise ValueError(f"{value!r} is not a length of time such as 2, 500ms, 10min or 1h")
        return float(found[1]) * _UNITS[found[2].lower()]
    if isinstance(value, bool) or not (isinstance(value, int | float) and 0 <= value < inf):
        raise ValueError(f"{value!r} is not a length of time such as 2, 500ms, 10min or 1h")
    return float(value)
