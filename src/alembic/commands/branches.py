"""``alembic branches``."""

from __future__ import annotations

from ..script import ScriptDirectory
from .import_path import import_path_kept

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from ..script import Script
    from ..settings.config import Config


@import_path_kept
def branches(config: Config, verbose: bool) -> None:
    """Print every branch point, newest first, with its children in load order."""
    script = ScriptDirectory.from_config(config)
    for point in script.walk_revisions():
        if point.is_branch_point:
            config.print_stdout(_entry(script, point, verbose))


def _entry(script: ScriptDirectory, point: Script, verbose: bool) -> str:
    margin = " " * len(point.revision)
    lines = [point.cmd_format(verbose, include_branches=True)]
    lines += [
        f"{margin} -> {child.cmd_format(False, include_branches=True, include_doc=verbose)}"
        for child in script.get_revisions(point._children)
    ]
    return "\n".join(lines) + "\n"
