"""What a configuration puts in front of ``sys.path``, and takes back."""

from __future__ import annotations

import sys
from contextlib import contextmanager, suppress
from contextvars import ContextVar

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_added: ContextVar[list[str] | None] = ContextVar("added", default=None)


def prepend(paths: Sequence[str]) -> None:
    """Put paths in front of ``sys.path``."""
    sys.path[:0] = paths
    added = _added.get()
    if added is not None:
        added.extend(paths)


@contextmanager
def restored() -> Iterator[None]:
    """Take back what the block prepends; runs in other threads keep what is theirs."""
    added: list[str] = []
    token = _added.set(added)
    try:
        yield
    finally:
        _added.reset(token)
        for each in added:
            with suppress(ValueError):  # somebody else has taken it away
                sys.path.remove(each)
