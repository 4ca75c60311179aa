"""Regular expressions that are compiled when they are first used.

Compiling one takes longer than importing the module that holds it, and most runs need none.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from typing import Any


class _Late:
    """Stands for a compiled expression."""

    def __init__(self, text: str, flags: int) -> None:
        self._source = (text, flags)

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(*self._source), name)
        setattr(self, name, value)  # found without this method from now on
        return value


def lazy_pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """Return what can be used like ``re.compile(text, flags)``, by its methods.

    Args:
        text: The regular expression.
        flags: As for ``re.compile``.
    """
    late: re.Pattern[str] = _Late(text, flags)  # type: ignore[assignment] # it has its methods
    return late
