"""What stands around the runs that change a database: the run lock."""

from __future__ import annotations

from typing import Any, TypedDict


class RunChoices(TypedDict, total=False):
    """Choices made for one run, beside those of env.py and the configuration."""

    no_lock: bool
    lock_wait: float | str | None


def safeguards(choices: RunChoices) -> dict[str, Any]:
    """Return the options of the environment that guard and watch a run."""
    from ..journal.lock.guard import RunLock

    guard = RunLock(
        run_lock=False if choices.get("no_lock") else None, lock_wait=choices.get("lock_wait")
    )
    return {"run_guard": guard}
