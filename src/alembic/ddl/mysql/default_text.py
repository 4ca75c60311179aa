"""The text of a server default in one form, however MySQL, MariaDB or a model spells it."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

_PIECE = re.compile(r"'(?:[^'\\]|''|\\.)*'|[^']+|'")
_INTRODUCER = re.compile(r"\b_(?:utf8|utf8mb3|utf8mb4|latin1|ascii|binary)\s*$", re.IGNORECASE)
_ON_UPDATE = re.compile(r"\s+on\s+update\s+", re.IGNORECASE)
_NOW = re.compile(
    r"\b(?:now|current_timestamp|localtimestamp|localtime)\b(?:\s*\(\s*(\d*)\s*\))?", re.IGNORECASE
)
_BIT = re.compile(r"^b'([01]+)'$", re.IGNORECASE)
_MIDNIGHT = re.compile(r"^('\d{4}-\d{2}-\d{2})(?: 00:00:00)?(?:\.0+)?'$")
_FRACTION = re.compile(r"^('[\d\-: ]+:\d{2})\.0+'$")


def same_number(first: str | None, second: str | None) -> bool:
    """Whether both defaults of a numeric column are the same value.

    Quotes and parentheses do not count, ``true`` is 1, ``2.50`` is ``2.5``, ``b'1'`` is 1.
    """
    return _number(first) == _number(second)


def same_text(first: str | None, second: str | None) -> bool:
    """Whether both defaults are the same literal or expression."""
    return canonical(first) == canonical(second)


def canonical(default: str | None) -> str | None:
    """The default without what servers spell differently: names of now, case, outer brackets."""
    if default is None:
        return None
    value, *update = _ON_UPDATE.split(_strip_parentheses(default), maxsplit=1)
    parts = [_expression(part) for part in (value, *update)]
    return None if parts == ["null"] else " on update ".join(parts)


def quote(value: str) -> str:
    """Write a plain string as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def _number(default: str | None) -> Decimal | str | None:
    text = canonical(default)
    if text is None:
        return None
    if found := _BIT.match(text):
        return Decimal(int(found.group(1), 2))
    bare = _strip_parentheses(text.strip("'\" "))
    bare = {"true": "1", "false": "0"}.get(bare.lower(), bare)
    try:
        return Decimal(bare)
    except InvalidOperation:
        return bare


def _expression(text: str) -> str:
    """Fold the case and the blanks of everything outside string literals."""
    folded = ""
    for piece in _PIECE.findall(_strip_parentheses(text)):
        if piece.startswith("'"):
            folded = _INTRODUCER.sub("", folded) + _literal(piece)
        else:
            lowered = _NOW.sub(_now, piece).lower()
            folded += re.sub(r"\s*([(),])\s*", r"\1", re.sub(r"\s+", " ", lowered))
    return folded.strip().removesuffix("()")


def _literal(piece: str) -> str:
    piece = piece.replace("\\'", "''")
    if found := _MIDNIGHT.match(piece):
        return found.group(1) + "'"
    if found := _FRACTION.match(piece):
        return found.group(1) + "'"
    return piece


def _now(found: re.Match[str]) -> str:
    digits = found.group(1)
    return f"current_timestamp({digits})" if digits and digits != "0" else "current_timestamp"


def _strip_parentheses(text: str) -> str:
    text = text.strip()
    while text.startswith("(") and text.endswith(")") and _is_enclosed(text):
        text = text[1:-1].strip()
    return text


def _is_enclosed(text: str) -> bool:
    masked = re.sub(r"'(?:[^'\\]|''|\\.)*'", lambda found: "x" * len(found.group()), text)
    depth = 0
    for position, char in enumerate(masked):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return position == len(masked) - 1
    return False
