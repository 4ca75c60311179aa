"""The text of a server default, brought to the form in which PostgreSQL's casts do not count."""

from __future__ import annotations

import re

from ...base.patterns import lazy_pattern

_REGCLASS = lazy_pattern(r"(nextval\('.+?')::regclass\)")
_CAST_LITERAL = lazy_pattern(
    r"^('(?:[^']|'')*'|-?\d+(?:\.\d+)?|NULL)::[\w \"().,\[\]]+$", re.IGNORECASE
)
_SIDE_EFFECT = lazy_pattern(r"\b(?:nextval|setval)\s*\(", re.IGNORECASE)


def without_regclass(default: str | None) -> str | None:
    """Spell ``nextval('s'::regclass)`` as people write it."""
    return None if default is None else _REGCLASS.sub(r"\1)", default.strip())


def normalize(default: str | None) -> str | None:
    """Drop the cast the server adds to a literal; ``NULL`` is no default at all."""
    text = without_regclass(default)
    if text is None:
        return None
    if found := _CAST_LITERAL.match(text):
        text = found.group(1)
    return None if text.upper() == "NULL" else text


def quote(value: str) -> str:
    """Write a plain string as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def has_side_effects(*defaults: str) -> bool:
    """Whether evaluating one of them would change the database (a sequence would advance)."""
    return any(_SIDE_EFFECT.search(text) for text in defaults)
