"""Rows of the version table whose revision has no file here."""

from __future__ import annotations

from contextlib import contextmanager

from ..base.exc import CommandError
from ..script.revision import ResolutionError

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from ..script import ScriptDirectory


def split_known(
    script: ScriptDirectory, rows: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the rows that the script directory knows, and the others."""
    known: list[str] = []
    unknown: list[str] = []
    for each in rows:
        try:
            script.revision_map.get_revisions(each)
        except ResolutionError:
            unknown.append(each)
        else:
            known.append(each)
    return tuple(known), tuple(unknown)


@contextmanager
def ways_out(rows: Collection[str]) -> Iterator[None]:
    """Say what can be done when planning fails for a row that is not known.

    Args:
        rows: The rows of the version table.

    Raises:
        CommandError: The block raised one; its text goes on where the cause is a row.
    """
    try:
        yield
    except CommandError as error:
        cause = error.__cause__
        if isinstance(cause, ResolutionError) and cause.argument in rows:
            raise CommandError(
                f"{error}; the database is at it, but no file of the script directory has it: "
                "restore the file, switch to the branch of the code that has it, or, when the "
                "schema is that of a revision which is there, say so with "
                "'alembic stamp --purge <revision>'"
            ) from cause
        raise
