"""``alembic current``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..base.exc import CommandError, DatabaseNotAtHead
from ..script import ScriptDirectory
from .import_path import import_path_kept
from .running import run_env
from .unknown_rows import split_known

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..settings.config import Config


@import_path_kept
def current(config: Config, check_heads: bool, verbose: bool) -> None:
    """Print the revisions a database is at, those implied by others included.

    A row of the version table whose file is missing is printed with a mark.

    Raises:
        DatabaseNotAtHead: ``check_heads`` was asked for and a head is not applied.
    """
    script = ScriptDirectory.from_config(config)

    def print_current(rows: tuple[str, ...], context: Any) -> Iterable[Any]:
        if verbose:
            url = context.connection.engine.url.render_as_string(hide_password=True)
            config.print_stdout("Current revision(s) for %s:", url)
        if check_heads and not _at_every_head(script, context.get_current_heads()):
            raise DatabaseNotAtHead("Database is not on all head revisions")
        known, unknown = split_known(script, rows)
        for each in script._current(known):
            config.print_stdout(each.cmd_format(verbose))
        for row in unknown:
            config.print_stdout("%s (not in the script directory)", row)
        return ()

    run_env(config, script, print_current, dont_mutate=True)


def _at_every_head(script: ScriptDirectory, rows: tuple[str, ...]) -> bool:
    heads = set(script.get_heads())
    if set(rows) == heads:
        return True
    try:
        applied = {each.revision for each in script._current(rows)}
    except CommandError:
        return False
    return applied == heads
