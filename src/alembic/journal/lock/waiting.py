"""Waiting for something that has to be asked for again and again."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Connection

_FIRST = 0.03  # seconds
_LONGEST = 0.5
_GROWTH = 1.5


def pause(connection: Connection, length: float) -> None:
    """Sleep; on an asynchronous driver without holding up the event loop.

    Args:
        connection: The connection whose driver tells which it is.
        length: Seconds.
    """
    if connection.dialect.is_async:
        import asyncio

        from sqlalchemy.util import await_only

        await_only(asyncio.sleep(length))
    else:
        time.sleep(length)


def poll(
    attempt: Callable[[], bool],
    *,
    limit: float,
    sleep: Callable[[float], None],
    waiting: Callable[[], None],
) -> float | None:
    """Try until it succeeds or the time is over.

    The pauses grow, and each is drawn at random, so that many runs do not ask at the same instant.

    Args:
        attempt: Tells whether it succeeded.
        limit: Seconds after which to give up; the first attempt is always made.
        sleep: Sleeps for a number of seconds.
        waiting: Called once, when the first attempt failed.

    Returns:
        The seconds waited, 0 for none; None when the time was over.
    """
    if attempt():
        return 0.0
    began = time.monotonic()
    waiting()
    longest = _FIRST
    while True:
        left = began + limit - time.monotonic()
        if left <= 0:
            return None
        sleep(min(left, random.uniform(longest / 2, longest)))
        longest = min(_LONGEST, longest * _GROWTH)
        if attempt():
            return time.monotonic() - began
