"""What a user may choose about the run lock, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...base.durations import seconds
from ...base.exc import CommandError
from ...base.late_typing import NamedTuple

if TYPE_CHECKING:
    from ...runtime.migration import MigrationContext

DEFAULT_WAIT = 600.0  # seconds
_KINDS = {
    "true": "session",
    "on": "session",
    "yes": "session",
    "1": "session",
    "false": "off",
    "off": "off",
    "no": "off",
    "0": "off",
    "lease": "lease",
}


class LockOptions(NamedTuple):
    """The choices of one run.

    Args:
        kind: ``session`` for the database's own lock, ``lease`` for a row in a table, ``off``.
        wait: How many seconds to wait for another run.
    """

    kind: str = "session"
    wait: float = DEFAULT_WAIT


def lock_options(context: MigrationContext, given: dict[str, Any]) -> LockOptions:
    """Read the options of a run: the caller's, else env.py's, else those of the configuration.

    Args:
        context: The migration context.
        given: ``run_lock`` and ``lock_wait`` as the command got them; None where it did not.

    Raises:
        CommandError: An option is not one of its values.
    """
    kind = option(context, given, "run_lock")
    wait = option(context, given, "lock_wait")
    return LockOptions(
        "session" if kind is None else _kind(kind),
        DEFAULT_WAIT if wait is None else duration("lock_wait", wait),
    )


def option(context: MigrationContext, given: dict[str, Any], name: str) -> Any:
    """Return an option as it was given to the command, to ``context.configure()`` or in a file."""
    for value in (given.get(name), context.opts.get(name)):
        if value is not None:
            return value
    config = context.config
    return None if config is None else config.get_alembic_option(name)


def duration(name: str, value: Any) -> float:
    """Return a length of time in seconds.

    Raises:
        CommandError: It is none.
    """
    try:
        return seconds(value)
    except (ValueError, TypeError) as error:
        raise CommandError(f"{name}: {error}") from error


def _kind(value: Any) -> str:
    kind = _KINDS.get(str(value).strip().lower())
    if kind is None:
        raise CommandError(f"run_lock: {value!r} is not one of true, false, lease")
    return kind
