"""The heads of a run: what the version table holds now, kept in step with the database."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from . import version_table
from .row_update import RowUpdate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..script.steps import MigrationStep, RowChange
    from .migration import MigrationContext

log = logging.getLogger("alembic.runtime.migration")


class HeadMaintainer:
    """Writes the version table after each step.

    Args:
        context: The migration context whose version table is written.
        heads: The revision ids the table holds.

    Attributes:
        heads: The set of revision ids the table holds now.
    """

    def __init__(self, context: MigrationContext, heads: Iterable[str]) -> None:
        self.context = context
        self.heads = set(heads)
        self._update = RowUpdate(context)

    def update_to_step(self, step: MigrationStep) -> None:
        """Change the rows as a step that was done asks for."""
        changes = step.row_changes(self.heads)
        if log.isEnabledFor(logging.DEBUG):
            _log_changes(changes)
        for change in changes:
            version_table.change(self.context, change, self._update)
            if change.from_ is not None:
                self.heads.discard(change.from_)
            if change.to_ is not None:
                self.heads.add(change.to_)


def _log_changes(changes: Sequence[RowChange]) -> None:
    updates = [change for change in changes if change.kind == "update"]
    inserted = [change.to_ for change in changes if change.kind == "insert"]
    deleted = [change.from_ for change in changes if change.kind == "delete"]
    if updates and deleted:
        log.debug("merge, delete %s, update %s to %s", deleted, updates[0].from_, updates[0].to_)
    elif updates and inserted:
        log.debug("unmerge, insert %s, update %s to %s", inserted, updates[0].from_, updates[0].to_)
    elif updates:
        log.debug("update %s to %s", updates[0].from_, updates[0].to_)
    else:
        for revision in deleted:
            log.debug("branch delete %s", revision)
        for revision in inserted:
            log.debug("new branch insert %s", revision)
