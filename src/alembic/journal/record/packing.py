"""The statements of a revision in the row of the revision.

A row costs more than all that is in it, and the statements of a revision that is done are only ever
looked at by people.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from .table import Recorded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Ordinal, state, checksum, SQL, origin, beginning and end in ISO format.
Packed: TypeAlias = tuple[int, str, str, str, str, str | None, str | None]


def packed(statements: Iterable[Packed]) -> str:
    """Return statements as JSON."""
    return json.dumps(list(statements), separators=(",", ":"))


def unpacked(revision: Recorded) -> Iterator[Recorded]:
    """Return the statements that are in the row of a revision."""
    for ordinal, state, checksum, sql, origin, began_at, ended_at in _in_row(revision):
        yield Recorded(
            revision.entry,
            revision.run,
            revision.revision,
            revision.direction,
            ordinal,
            state,
            checksum=checksum,
            statement=sql,
            origin=origin,
            began_at=_time(began_at),
            ended_at=_time(ended_at),
        )


def _in_row(revision: Recorded) -> Any:
    return json.loads(revision.statements or "[]")


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
