"""``alembic show``."""

from __future__ import annotations

from ..script import ScriptDirectory
from .import_path import import_path_kept
from .running import run_env

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from ..settings.config import Config


@import_path_kept
def show(config: Config, rev: str) -> None:
    """Print the long entry of every revision a symbol stands for."""
    script = ScriptDirectory.from_config(config)

    def print_entries(identifiers: str | tuple[str, ...]) -> None:
        for each in script.get_revisions(identifiers):
            config.print_stdout(each.log_entry)

    def print_rows(rows: tuple[str, ...], context: Any) -> Iterable[Any]:
        print_entries(rows)
        return ()

    if rev == "current":
        run_env(config, script, print_rows)
    else:
        print_entries(rev)
