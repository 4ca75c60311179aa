"""Ranges of revisions as they are written on a command line, ``start:end``."""

from __future__ import annotations

from ..base.exc import CommandError


def split_range(text: str) -> tuple[str | None, str]:
    """Split ``start:end``; a text without a colon has no start.

    Raises:
        CommandError: An end is missing, or there are more colons.
    """
    if ":" not in text:
        return None, text
    start, end = two_ends(text)
    if not start or not end:
        raise CommandError("Can't locate revision identified by ''")
    return start, end


def two_ends(text: str) -> tuple[str, str]:
    """Split at the only colon; either end may be empty.

    Raises:
        CommandError: There is more than one colon.
    """
    start, _, end = text.strip().partition(":")
    if ":" in end:
        raise CommandError(f"Revision range '{text}' has more than one colon")
    return start, end
