"""``BLOB(n)`` and ``TEXT(n)``: the servers make of them the smallest type that holds n."""

from __future__ import annotations

import re

from ...base.patterns import lazy_pattern

_ASKED = lazy_pattern(r"^(blob|text)\s*\((\d+)\)", re.IGNORECASE)
_SIZES = (("tiny", 255), ("", 65_535), ("medium", 16_777_215), ("long", 4_294_967_295))


def may_become(model: str, database: str) -> bool:
    """Whether a column declared with one type may be reported with the other.

    A character takes one to four bytes, as its character set says, which is not known here.

    Args:
        model: The type as it is declared.
        database: The type as it is reported.
    """
    asked = _ASKED.match(model)
    if asked is None:
        return False
    kind, length = asked.group(1).lower(), int(asked.group(2))
    widths = (1,) if kind == "blob" else (1, 2, 3, 4)
    reported = re.split(r"[\s(]", database.lower(), maxsplit=1)[0]
    return reported in {_smallest(length * width) + kind for width in widths}


def _smallest(size: int) -> str:
    return next((prefix for prefix, limit in _SIZES if size <= limit), "long")
