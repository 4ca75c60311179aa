"""``alembic log``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..script import ScriptDirectory
from .import_path import import_path_kept
from .running import run_env

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..settings.config import Config

_NOTHING = "Nothing is recorded; what runs in one transaction is recorded with journal = always."


@import_path_kept
def log(config: Config, as_json: bool, verbose: bool) -> None:
    """Print what the journal of a database says, oldest first."""
    from ..journal.record.history import executions, lines

    def say(_rows: tuple[str, ...], context: Any) -> Iterable[Any]:
        found = executions(context)
        if as_json:
            import json

            config.print_stdout("%s", json.dumps([each.as_data() for each in found], indent=2))
            return ()
        for line in lines(found, verbose=verbose):
            config.print_stdout("%s", line)
        if not found:
            config.print_stdout(_NOTHING)
        return ()

    run_env(config, ScriptDirectory.from_config(config), say, dont_mutate=True)
