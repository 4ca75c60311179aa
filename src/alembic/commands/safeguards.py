"""What stands around the runs that change a database: lock, journal, limits for waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import TypedDict

    class RunChoices(TypedDict, total=False):
        """Choices made for one run, beside those of env.py and the configuration."""

        no_lock: bool
        lock_wait: float | str | None
        lock_timeout: float | str | None
        lock_retry: float | str | None
        resume: str | None


def safeguards(choices: RunChoices, *, sql: bool) -> dict[str, Any]:
    """Return the options of the environment that guard and watch a run; a script needs none."""
    if sql:
        return {}
    from ..journal.lock.guard import RunLock
    from ..journal.polite.observer import Polite
    from ..journal.record.joining import Journal
    from .interruption import Interruption

    guard = RunLock(
        run_lock=False if choices.get("no_lock") else None, lock_wait=choices.get("lock_wait")
    )
    polite = Polite(choices.get("lock_timeout"), choices.get("lock_retry"))
    journal = Journal(resume=choices.get("resume"))
    # The last one hears first of an end: others may fail before it listens, not after.
    return {"run_guard": guard, "run_observers": (journal, polite, Interruption())}
