"""The language in which people name revisions: ``ae1027a6``, ``head-2``, ``billing@+1``."""

from __future__ import annotations

import re

from ...base.late_typing import NamedTuple
from ...base.patterns import lazy_pattern

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Container

_RELATIVE = lazy_pattern(r"(?:(.+?)@)?(\w+)?([+-]\d+)", re.DOTALL)


class Relative(NamedTuple):
    """A number of steps from a symbol, or from where the database is.

    Attributes:
        text: The whole text.
        branch: What stands before ``@``, or None.
        symbol: The starting point; None means the database's own.
        steps: How far up, or with a minus how far down.
    """

    text: str
    branch: str | None
    symbol: str | None
    steps: int

    @property
    def anchor(self) -> str:
        """The text of the starting point, with its branch."""
        symbol = self.symbol or ""
        return symbol if self.branch is None else f"{self.branch}@{symbol}"

    @property
    def written(self) -> str:
        """The steps as they were written."""
        return self.text[len(self.anchor) :]


def relative(text: object, known: Container[str]) -> Relative | None:
    """Read a relative specifier; None when the text is an absolute one.

    Args:
        text: What the user gave.
        known: Identifiers and labels; one that only looks relative (``rel-2``) is absolute.
    """
    if not isinstance(text, str) or ("+" not in text and "-" not in text):
        return None
    match = _RELATIVE.fullmatch(text)
    if match is None:
        return None
    branch, symbol, steps = match.groups()
    if text.rpartition("@")[2] in known:
        return None
    return Relative(text, branch, symbol, int(steps))


def split_branch(text: str) -> tuple[str | None, str]:
    """Split ``branch@symbol``; the branch is None when there is no ``@``."""
    branch, at, symbol = text.partition("@")
    return (branch, symbol) if at else (None, text)
