"""``alembic unlock``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..script import ScriptDirectory
from .import_path import import_path_kept
from .running import run_env

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..settings.config import Config


@import_path_kept
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
