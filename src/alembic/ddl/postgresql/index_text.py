"""The text of an index expression, brought to one form whoever wrote it: a model or the server."""

from __future__ import annotations

import re

from ...base.patterns import lazy_pattern

_IN_QUOTES = lazy_pattern(r"'(?:[^']|'')*'")
_MASKED = lazy_pattern("\0(\\d+)\0")
_CAST_CALL = lazy_pattern(r"\bcast\s*\(")
_CAST_SUFFIX = lazy_pattern(
    r"::(?:[\w.]+)(?: varying| precision| with(?:out)? time zone)?(?:\(\d+(?:,\d+)?\))?(?:\[\])*"
)
_COLLATE = lazy_pattern(r"\s+collate\s+[\w.\-\"]+", re.IGNORECASE)
_NULLS = lazy_pattern(r"\s+nulls\s+(first|last)$", re.IGNORECASE)
_DIRECTION = lazy_pattern(r"\s+(asc|desc)$", re.IGNORECASE)
_COLUMN = lazy_pattern(r'\w+|"(?:[^"]|"")+"')
_OPERATOR_CLASS = lazy_pattern(r"\s+\w+_ops$", re.IGNORECASE)


def has_operator_class(text: str) -> bool:
    """Whether the expression names an operator class, which the server does not report in it."""
    bare, _, _ = _split_modifiers(text.strip().lower())
    return _OPERATOR_CLASS.search(bare) is not None


def is_column(text: str) -> bool:
    """Whether the expression is nothing but the name of a column."""
    return _COLUMN.fullmatch(text.strip()) is not None


def normalize(text: str, table_names: tuple[str, ...] = ()) -> str:
    """Bring an index expression to the form in which two spellings of it are equal.

    Letter case, identifier quotes, table prefixes, casts, collations, outer parentheses, blanks and
    the modifiers that are the default anyway (``ASC``, ``ASC NULLS LAST``, ``DESC NULLS FIRST``)
    do not count; string literals do.

    Args:
        text: One expression as the model compiles or the server prints it.
        table_names: Names that may stand before a column, followed by a dot.
    """
    literals: list[str] = []

    def mask(found: re.Match[str]) -> str:
        literals.append(found.group())
        return f"\0{len(literals) - 1}\0"

    lowered = _IN_QUOTES.sub(mask, text).lower().replace('"', "")
    for name in table_names:
        lowered = re.sub(rf"(?<![\w.]){re.escape(name.lower())}\.", "", lowered)
    bare, direction, nulls = _split_modifiers(lowered.strip())
    bare = _without_casts(_COLLATE.sub("", bare))
    bare = strip_outer_parentheses(re.sub(r"\s", "", bare))
    parts = " ".join(part for part in (bare, *_significant(direction, nulls)) if part)
    return _MASKED.sub(lambda found: literals[int(found.group(1))], parts)


def strip_outer_parentheses(text: str) -> str:
    """Remove pairs of parentheses that enclose the whole text."""
    text = text.strip()
    while text.startswith("(") and _closing(text, 0) == len(text) - 1:
        text = text[1:-1].strip()
    return text


def _closing(text: str, opening: int) -> int:
    """Where the parenthesis that opens at a position closes; string literals do not count."""
    masked = _IN_QUOTES.sub(lambda found: "x" * len(found.group()), text)
    depth = 0
    for position in range(opening, len(masked)):
        depth += (masked[position] == "(") - (masked[position] == ")")
        if depth == 0:
            return position
    return len(text)


def _without_casts(text: str) -> str:
    while found := _CAST_CALL.search(text):
        end = _closing(text, found.end() - 1)
        value = text[found.end() : end].rpartition(" as ")[0]
        text = f"{text[: found.start()]}({value}){text[end + 1 :]}"
    return re.sub(r"\(([\w.\0]+)\)", _bare_group, _CAST_SUFFIX.sub("", text))


def _bare_group(found: re.Match[str]) -> str:
    """``(a)`` is ``a``, but ``f(a)`` is a call."""
    before = found.string[: found.start()].rstrip()
    is_call = bool(before) and (before[-1].isalnum() or before[-1] == "_")
    return found.group() if is_call else found.group(1)


def split(text: str) -> tuple[str, tuple[str, ...]]:
    """Part an index element into its expression and those modifiers that are not the default."""
    bare, direction, nulls = _split_modifiers(text.strip())
    return _COLLATE.sub("", bare), _significant(direction, nulls)


def _split_modifiers(text: str) -> tuple[str, str, str]:
    nulls = direction = ""
    if found := _NULLS.search(text):
        nulls, text = found.group(1).lower(), text[: found.start()]
    if found := _DIRECTION.search(text):
        direction, text = found.group(1).lower(), text[: found.start()]
    return text, direction, nulls


def _significant(direction: str, nulls: str) -> tuple[str, ...]:
    default_nulls = "first" if direction == "desc" else "last"
    order = "desc" if direction == "desc" else ""
    return order, "" if nulls in {"", default_nulls} else f"nulls {nulls}"
