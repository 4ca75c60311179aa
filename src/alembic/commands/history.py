"""``alembic history``."""

from __future__ import annotations

from ..base.exc import CommandError
from ..script import ScriptDirectory
from .import_path import import_path_kept
from .ranges import two_ends
from .running import env_wanted_for_scripts, run_env

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from typing import Any

    from ..settings.config import Config


@import_path_kept
def history(config: Config, rev_range: str | None, verbose: bool, indicate_current: bool) -> None:
    """Print the revisions of a range, newest first.

    Raises:
        CommandError: The range is not written ``start:end``, or its ends are not related.
    """
    script = ScriptDirectory.from_config(config)
    start, end = _ends(rev_range)

    def print_range(rows: tuple[str, ...], context: Any) -> Iterable[Any]:
        lower = rows if start == "current" else start
        upper = rows if end == "current" else end
        _print(config, script, lower, upper, verbose, rows if indicate_current else ())
        return ()

    if indicate_current or "current" in {start, end} or env_wanted_for_scripts(config):
        run_env(config, script, print_range)
    else:
        _print(config, script, start, end, verbose, ())


def _ends(rev_range: str | None) -> tuple[str, str]:
    if rev_range is None:
        return "base", "heads"
    if ":" not in rev_range:
        raise CommandError("History range requires [start]:[end], [start]:, or :[end]")
    start, end = two_ends(rev_range)
    return start or "base", end or "heads"


def _print(
    config: Config,
    script: ScriptDirectory,
    lower: str | tuple[str, ...],
    upper: str | tuple[str, ...],
    verbose: bool,
    marked: Collection[str],
) -> None:
    for each in script.walk_revisions(base=lower, head=upper):  # type: ignore[arg-type] # rows too
        each._db_current_indicator = each.revision in marked
        config.print_stdout(
            each.cmd_format(verbose, include_branches=True, include_doc=True, include_parents=True)
        )
