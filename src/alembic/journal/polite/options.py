"""What a user may choose about waiting for locks, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...base.late_typing import NamedTuple
from ..lock.options import duration, option

if TYPE_CHECKING:
    from ...runtime.migration import MigrationContext

DEFAULT_BUDGET = 600.0  # seconds


class PoliteOptions(NamedTuple):
    """The choices of one run.

    Args:
        timeout: How many seconds a statement may wait for a lock.
        budget: How many seconds after its first attempt it is tried again; 0 for one attempt.
    """

    timeout: float
    budget: float = DEFAULT_BUDGET


def polite_options(context: MigrationContext, given: dict[str, Any]) -> PoliteOptions | None:
    """Read the options of a run: the caller's, else env.py's, else those of the configuration.

    Args:
        context: The migration context.
        given: ``lock_timeout`` and ``lock_retry`` as the command got them; None where it did not.

    Returns:
        The options; None when statements may wait as long as the database lets them.

    Raises:
        CommandError: An option is no length of time.
    """
    timeout = option(context, given, "lock_timeout")
    if timeout is None or timeout == "":
        return None
    seconds = duration("lock_timeout", timeout)
    budget = option(context, given, "lock_retry")
    if not seconds:
        return None
    return PoliteOptions(
        seconds,
        DEFAULT_BUDGET if budget in {None, ""} else duration("lock_retry", budget),
    )
