"""The statements of a revision in the row of the revision.

A row costs more than all that is in it, and the statements of a revision that is done are only ever
looked at by people.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .table import Recorded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PLAIN = ("ordinal", "state", "checksum", "statement", "origin", "error")
_TIMES = ("began_at", "ended_at")


def packed(statements: Iterable[Recorded]) -> str:
    """Return statements as JSON: a list for each, in the order of the names above."""
    return json.dumps([_values(each) for each in statements], separators=(",", ":"))


def unpacked(revision: Recorded) -> Iterator[Recorded]:
    """Return the statements that are in the row of a revision."""
    for values in json.loads(revision.statements or "[]"):
        given: dict[str, Any] = dict(zip((*_PLAIN, *_TIMES), values, strict=True))
        for name in _TIMES:
            given[name] = datetime.fromisoformat(given[name]) if given[name] else None
        yield Recorded(revision.entry, revision.run, revision.revision, revision.direction, **given)


def _values(statement: Recorded) -> list[Any]:
    times = (getattr(statement, name) for name in _TIMES)
    plain = [getattr(statement, name) for name in _PLAIN]
    return [*plain, *(each.isoformat() if each else None for each in times)]
