"""Colours for a person at a terminal; the text stays the same, and no file ever gets any.

Rich is imported here and nowhere else, and only when standard output is a terminal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.highlighter import RegexHighlighter
from rich.text import Text
from rich.theme import Theme

if TYPE_CHECKING:
    from typing import Any, TextIO

_THEME = Theme(
    {
        "revision.id": "yellow",
        "revision.head": "bold green",
        "revision.current": "bold cyan",
        "revision.point": "magenta",
        "revision.key": "bold",
    }
)


class _Revisions(RegexHighlighter):
    """Marks what the listings of revisions are read for."""

    base_style = "revision."
    highlights = [  # noqa: RUF012 - the attribute Rich reads, as Rich declares it
        r"(?P<head>\((effective )?head\))",
        r"(?P<current>\(current\))",
        r"(?P<point>\((branchpoint|mergepoint)\))",
        r"(?m)^(?P<key>(Rev|Parent|Merges|Also depends on|Branches into|Branch names|Path):)",
        r"(?m)^Rev: (?P<id>\S+)",
        r"(?m)-> (?P<id>\w+)",
        r"(?m)^(?P<id>\w+)(?= \((effective )?head\))",
    ]


class Painted:
    """A terminal that shows the results of commands in colours.

    ``NO_COLOR`` and ``TERM=dumb`` are honoured.

    Args:
        stream: The terminal.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._console = Console(file=stream, theme=_THEME)
        self._highlighter = _Revisions()

    def write(self, text: str) -> int:
        """Write text."""
        if text.isspace():
            return self._stream.write(text)
        self._console.print(self._highlighter(Text(text)), end="", soft_wrap=True)
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def painted(stream: TextIO) -> TextIO:
    """Return a stream that shows the results of commands in colours."""
    stand_in: Any = Painted(stream)
    terminal: TextIO = stand_in
    return terminal
