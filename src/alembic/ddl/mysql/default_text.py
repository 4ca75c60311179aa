"""The text of a server default in one form, however MySQL, MariaDB or a model spells it."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from ...base.patterns import lazy_pattern

_STRING = lazy_pattern(r"'((?:[^'\\]|''|\\.)*)'", re.DOTALL)
_MASKED = lazy_pattern("\0(\\d+)\0")
_INTRODUCER = lazy_pattern(r"\b_\w+\s*(?=\0)")
_ON_UPDATE = lazy_pattern(r"\s+on\s+update\s+")
_NOW = lazy_pattern(
    r"\b(?:now|current_timestamp|localtimestamp|localtime)\b(?:\s*\(\s*(\d*)\s*\))?"
)
_SYNONYMS = {
    lazy_pattern(r"\bcurrent_date\b(?:\s*\(\s*\))?|\bcurdate\b\s*\(\s*\)"): "curdate()",
    lazy_pattern(r"\bcurrent_time\b(?:\s*\(\s*\))?|\bcurtime\b\s*\(\s*\)"): "curtime()",
}
_BIT = lazy_pattern(r"^b'([01]+)'$", re.IGNORECASE)
_MIDNIGHT = lazy_pattern(r"^(\d{4}-\d{2}-\d{2}) 00:00(?::00(?:\.0+)?)?$")
_TIME = lazy_pattern(r"^((?:\d{4}-\d{2}-\d{2} )?\d+:\d{2})(:\d{2})?(?:\.0+)?$")
_ESCAPES = {"0": "\0", "n": "\n", "r": "\r", "t": "\t", "b": "\b", "Z": "\x1a"}


def same_number(first: str | None, second: str | None, scale: int | None = None) -> bool:
    """Whether both defaults of a numeric column are the same value.

    Quotes and parentheses do not count, ``true`` is 1, ``2.50`` is ``2.5``, ``b'1'`` is 1.

    Args:
        first: A default, or None.
        second: Another one.
        scale: Digits after the point the column keeps, where that is known.
    """
    return _number(first, scale) == _number(second, scale)


def same_text(
    first: str | None, second: str | None, *, temporal: bool = False, fsp: int | None = None
) -> bool:
    """Whether both defaults are the same literal or expression.

    Args:
        first: A default, or None.
        second: Another one.
        temporal: Whether literals are dates and times.
        fsp: Digits of a second the column keeps, where that is known.
    """
    return canonical(first, temporal, fsp) == canonical(second, temporal, fsp)


def canonical(default: str | None, temporal: bool = False, fsp: int | None = None) -> str | None:
    """The default without what servers spell differently: names of now, case, outer brackets."""
    if default is None:
        return None
    literals: list[str] = []

    def mask(found: re.Match[str]) -> str:
        content = _content(found.group(1))
        literals.append(quote(_moment(content) if temporal else content))
        return f"\0{len(literals) - 1}\0"

    text = _INTRODUCER.sub("", _STRING.sub(mask, default).lower())
    parts = [_expression(part, fsp) for part in _ON_UPDATE.split(_strip_parentheses(text))]
    if parts == ["null"]:
        return None
    return _MASKED.sub(lambda found: literals[int(found.group(1))], " on update ".join(parts))


def quote(value: str) -> str:
    """Write a plain string as an SQL literal, in the form literals have here."""
    return "'" + value.replace("'", "''") + "'"


def as_literal(value: str) -> str:
    """Write a plain string as the servers take it, where a backslash escapes."""
    return quote(value.replace("\\", "\\\\"))


def _content(literal: str) -> str:
    def unescaped(found: re.Match[str]) -> str:
        char = found.group(1)
        return "'" if char is None else _ESCAPES.get(char, char)

    return re.sub(r"''|\\(.)", unescaped, literal, flags=re.DOTALL)


def _moment(value: str) -> str:
    if found := _MIDNIGHT.match(value):
        return found.group(1)
    if found := _TIME.match(value):
        return found.group(1) + (found.group(2) or ":00")
    return value


def _number(default: str | None, scale: int | None) -> Decimal | str | None:
    text = canonical(default)
    if text is None:
        return None
    if found := _BIT.match(text):
        return Decimal(int(found.group(1), 2))
    bare = _strip_parentheses(text.strip("' "))
    bare = {"true": "1", "false": "0"}.get(bare.lower(), bare)
    try:
        number = Decimal(bare)
        if scale is None:
            return number
        return number.quantize(Decimal(1).scaleb(-scale), rounding=ROUND_HALF_UP)
    except InvalidOperation:
        return bare


def _expression(text: str, fsp: int | None) -> str:
    def now(found: re.Match[str]) -> str:
        digits = int(found.group(1) or 0)
        digits = digits if fsp is None else min(digits, fsp)
        return f"current_timestamp({digits})" if digits else "current_timestamp"

    text = _NOW.sub(now, _strip_parentheses(text).replace("`", ""))
    for pattern, name in _SYNONYMS.items():
        text = pattern.sub(name, text)
    text = re.sub(r"\s*([^\w\s\0])\s*", r"\1", re.sub(r"\s+", " ", text))
    return text.strip().removesuffix("()")


def is_enclosed(text: str) -> bool:
    """Whether one pair of parentheses encloses the whole text."""
    masked = _STRING.sub(lambda found: "x" * len(found.group()), text)
    return text.startswith("(") and _closing(masked) == len(text) - 1


def _strip_parentheses(text: str) -> str:
    text = text.strip()
    while is_enclosed(text):
        text = text[1:-1].strip()
    return text


def _closing(text: str) -> int:
    depth = 0
    for position, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return position
    return len(text)
