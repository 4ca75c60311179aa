"""Lists of paths and names written as one line of an ini file."""

from __future__ import annotations

import os

from ..base.patterns import lazy_pattern
from .errors import InvalidSetting

#: What ``path_separator`` may say, and the character it stands for.
SEPARATORS = {"space": " ", "newline": "\n", "os": os.pathsep, ":": ":", ";": ";"}

_COMMAS_AND_SPACES = lazy_pattern(r", *| +")
_COMMAS_SPACES_COLONS = lazy_pattern(r", *| +|:")


def separator_char(key: str, value: str) -> str:
    """Return the character that the value of a separator option stands for.

    Args:
        key: Name of the option, for the error text.
        value: Its value.

    Raises:
        InvalidSetting: The value is none of the known ones.
    """
    try:
        return SEPARATORS[value]
    except KeyError:
        raise InvalidSetting(
            f"'{value}' is not a valid value for {key}; expected 'space', 'newline', 'os', ':', ';'"
        ) from None


def split_on(text: str, char: str) -> list[str]:
    """Split on one character; items are stripped, empty ones dropped."""
    return [item.strip() for item in text.split(char) if item]


def split_legacy(text: str, *, colons: bool) -> list[str]:
    """Split as before ``path_separator`` existed: on commas, runs of spaces, perhaps colons."""
    return (_COMMAS_SPACES_COLONS if colons else _COMMAS_AND_SPACES).split(text)


def split_names(text: str) -> list[str]:
    """Split a list of names on commas and spaces; empty ones are dropped."""
    return [name for name in _COMMAS_AND_SPACES.split(text.strip()) if name]
