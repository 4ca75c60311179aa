"""What the journal says, as text and as plain data."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from ...base.late_typing import NamedTuple
from .announcing import announced
from .packing import unpacked
from .refusing import shortened
from .table import AHEAD, DONE, JournalTable, Recorded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ...runtime.migration import MigrationContext

_NOT_OF_REVISION = ("ordinal", "statement", "origin", "image", "entry", "ahead")
_OF_STATEMENT = (
    "ordinal",
    "state",
    "statement",
    "checksum",
    "origin",
    "began_at",
    "ended_at",
    "error",
)


class Execution(NamedTuple):
    """A revision that ran, and its statements in order."""

    revision: Recorded
    statements: tuple[Recorded, ...]

    def lines(self, *, verbose: bool) -> Iterator[str]:
        """Say it in a line, and what is not done in further ones.

        Args:
            verbose: Say every statement.
        """
        row = self.revision
        yield (
            f"{row.began_at or row.ended_at}  {row.direction} {row.revision}  {row.state}, "
            f"{self._counted()}{_lasting(row)}  {row.operator or '?'}@{row.host} "
            f"{row.application} {row.tool}"
        )
        if row.error:
            yield f"    {shortened(row.error)}"
        for each in self.statements:
            if verbose or each.state != DONE:
                yield f"    {each.ordinal}. {each.state}: {shortened(each.statement or '')}"

    def _counted(self) -> str:
        if self.revision.began_at is None:  # the next run has found it done
            return "statements not recorded"
        done = sum(each.state == DONE for each in self.statements)
        counted = f"{done} of {len(self.statements)}" if done < len(self.statements) else f"{done}"
        return f"statements done: {counted}"

    @property
    def is_ahead(self) -> bool:
        """Whether a run was to do it next, and nothing is recorded of it."""
        return self.revision.state == AHEAD

    def as_data(self) -> dict[str, Any]:
        """Return it as plain values, times in ISO format."""
        row = {name: _plain(value) for name, value in self.revision._asdict().items()}
        for name in _NOT_OF_REVISION:
            del row[name]
        row["statements"] = [
            {name: _plain(getattr(each, name)) for name in _OF_STATEMENT}
            for each in self.statements
        ]
        return row


def lines(executions: Iterable[Execution], *, verbose: bool) -> Iterator[str]:
    """Say what the journal of a database holds.

    Args:
        executions: What it holds.
        verbose: Say every statement.
    """
    ahead: list[Recorded] = []
    for execution in executions:
        if execution.is_ahead:
            ahead.append(execution.revision)
        else:
            yield from execution.lines(verbose=verbose)
    if ahead:
        first, last = ahead[0], ahead[-1]
        named = first.revision if first is last else f"{first.revision} to {last.revision}"
        yield f"{first.direction} {named}  to come or begun: nothing is recorded yet"


def executions(context: MigrationContext) -> list[Execution]:
    """Return what the journal of a database holds, oldest first; nothing without a journal."""
    assert context.connection is not None
    table = JournalTable(context.journal_table, context.version_table_schema)
    return _grouped(table.everything(context.connection))


def _grouped(rows: Iterable[Recorded]) -> list[Execution]:
    entries: dict[str, list[Recorded]] = {}
    for row in rows:
        entries.setdefault(row.entry, []).append(row)
    ordered = [sorted(each, key=lambda row: row.ordinal) for each in entries.values()]
    found = [Execution(first, (*unpacked(first), *rest)) for first, *rest in ordered]
    return [*found, *_announced(found)]


def _announced(executions: Sequence[Execution]) -> Iterator[Execution]:
    """Return what a run was to do next, if it is about to begin, runs or was interrupted."""
    last = executions[-1].revision if executions else None
    if last is not None and last.ahead is not None:
        for revision, checksum in announced(last.ahead).items():
            row = Recorded("", last.run, revision, last.direction, 0, AHEAD, checksum)
            yield Execution(row, ())


def _lasting(row: Recorded) -> str:
    if row.began_at is None or row.ended_at is None:
        return ""
    return f", {(row.ended_at - row.began_at).total_seconds():.0f} s"


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
