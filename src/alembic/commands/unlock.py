"""``alembic unlock``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..script import ScriptDirectory
from .running import run_env

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..settings.config import Config


def unlock(config: Config, force: bool) -> None:
    """Remove the lease of a run that is gone, and tell who has the lock.

    Raises:
        CommandError: The run that has the lock is alive.
    """
    from ..journal.lock.unlocking import unlock as remove

    script = ScriptDirectory.from_config(config)

    def look(rows: tuple[str, ...], context: Any) -> Iterable[Any]:
        config.print_stdout(remove(context, force=force))
        return ()

    run_env(config, script, look, dont_mutate=True)
