"""What a user may choose about the journal, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...base.exc import CommandError
from ...base.late_typing import NamedTuple
from ..lock.options import option

if TYPE_CHECKING:
    from ...runtime.migration import MigrationContext

#: ``done`` and ``redo`` settle the statement whose outcome is not known; ``continue`` accepts an
#: edited script; ``restart`` forgets what is recorded of unfinished revisions.
RESUME = ("done", "redo", "continue", "restart")
_MODES = {
    "auto": "auto",
    "always": "always",
    "true": "always",
    "on": "always",
    "yes": "always",
    "1": "always",
    "off": "off",
    "false": "off",
    "no": "off",
    "0": "off",
}


class JournalOptions(NamedTuple):
    """The choices of one run.

    Args:
        mode: ``auto`` records what is not in one transaction, ``always`` everything, ``off``
            nothing.
        table: Name of the table, in the schema of the version table.
        resume: One of :data:`RESUME`, or None to go on only where that is safe.
    """

    mode: str
    table: str
    resume: str | None = None


def journal_options(context: MigrationContext, resume: str | None) -> JournalOptions:
    """Read the options of a run: those of env.py, else those of the configuration.

    Args:
        context: The migration context.
        resume: As the command got it.

    Raises:
        CommandError: An option is not one of its values.
    """
    mode = option(context, {}, "journal")
    if resume is not None and resume not in RESUME:
        raise CommandError(f"resume: {resume!r} is not one of {', '.join(RESUME)}")
    return JournalOptions("auto" if mode is None else _mode(mode), context.journal_table, resume)


def _mode(value: Any) -> str:
    mode = _MODES.get(str(value).strip().lower())
    if mode is None:
        raise CommandError(f"journal: {value!r} is not one of auto, always, off")
    return mode
