"""Tokens of SQLite's SQL.

The rules are those of https://sqlite.org/draft/tokenreq.html: four ways to quote a name, comments
of two kinds, and ``$`` inside of words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ....base.late_typing import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SPACE = r"(?>(?:\s+|--[^\n]*(?:\n|\Z)|/\*.*?(?:\*/|\Z))*)"
_TOKEN = re.compile(
    rf"""(?P<space>{_SPACE})
    (?:(?P<string>[xX]?'(?:[^']|'')*')
      |(?P<quoted>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\])
      |(?P<number>0[xX][0-9a-fA-F]+|(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
      |(?P<word>[^\W\d]\w*(?:\$\w*)*|[?:@#$][\w$:]*)
      |(?P<sign>\|\||<<|>>|<=|>=|<>|!=|==|->>|->|\S)
    )""",
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """A token and the white space and comments before it."""

    kind: str
    text: str
    space: str = ""

    @property
    def name(self) -> str:
        """The name it stands for where a name is expected: without quotes."""
        if self.kind == "quoted" or (self.kind == "string" and self.text[0] == "'"):
            inner = self.text[1:-1]
            end = self.text[-1]
            return inner if end == "]" else inner.replace(end * 2, end)
        return self.text

    def is_word(self, *words: str) -> bool:
        """Tell whether it is one of these keywords, unquoted, in any case."""
        return self.kind == "word" and self.text.upper() in words

    def is_sign(self, sign: str) -> bool:
        """Tell whether it is this punctuation."""
        return self.kind == "sign" and self.text == sign

    @property
    def can_be_column(self) -> bool:
        """Whether a column can be meant by it inside an expression."""
        return self.kind in ("word", "quoted")


def tokenize(sql: str) -> list[Token]:
    """Split a statement; space and comments at its end are dropped."""
    tokens = []
    position = 0
    while position < len(sql):
        match = _TOKEN.match(sql, position)
        if match is None:
            break  # nothing but space is left
        kind = match.lastgroup or "sign"
        tokens.append(Token(kind, match[kind], match["space"]))
        position = match.end()
    return tokens


def text_of(tokens: Iterable[Token]) -> str:
    """Join tokens with the space they had, but for the first."""
    return "".join(token.space + token.text for token in tokens).strip()


def spaced(tokens: Sequence[Token]) -> list[Token]:
    """Return tokens so that the first is set off from what is before it."""
    return [tokens[0]._replace(space=" "), *tokens[1:]] if tokens else []


def same_name(one: str, other: str) -> bool:
    """Tell whether two names are the same to SQLite, which ignores the case of ASCII letters."""
    return fold(one) == fold(other)


def fold(name: str) -> str:
    """Return a name as SQLite compares it."""
    return "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in name)


def quote(name: str) -> str:
    """Return a name in double quotes."""
    return '"' + name.replace('"', '""') + '"'


def shape(tokens: Iterable[Token]) -> tuple[str, ...]:
    """Return what tokens say, free of space, case of words and the kind of quotes."""
    return tuple(fold(token.name) if token.can_be_column else token.text for token in tokens)
