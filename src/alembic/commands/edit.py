"""``alembic edit``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..base import editor
from ..base.exc import CommandError
from ..script import ScriptDirectory
from .import_path import import_path_kept
from .running import run_env

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..settings.config import Config


@import_path_kept
def edit(config: Config, rev: str) -> None:
    """Open every revision file a symbol stands for, one after the other.

    Raises:
        CommandError: The symbol stands for nothing, or the editor fails.
    """
    script = ScriptDirectory.from_config(config)

    def open_rows(rows: tuple[str, ...], context: Any) -> Iterable[Any]:
        if not rows:
            raise CommandError("No current revisions")
        open_files(rows)
        return ()

    def open_files(identifiers: str | tuple[str, ...]) -> None:
        found = script.get_revisions(identifiers)
        if not found:
            raise CommandError(f"No revision files indicated by symbol '{rev}'")
        for each in found:
            editor.open_in_editor(each.path)

    if rev == "current":
        run_env(config, script, open_rows)
    else:
        open_files(rev)
