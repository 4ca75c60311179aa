"""``alembic heads``."""

from __future__ import annotations

from ..script import ScriptDirectory
from .import_path import import_path_kept

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from ..settings.config import Config


@import_path_kept
def heads(config: Config, verbose: bool, resolve_dependencies: bool) -> None:
    """Print every head in load order."""
    script = ScriptDirectory.from_config(config)
    if resolve_dependencies:
        found = script.get_revisions("heads")
    else:
        with script._catch_revision_errors():
            heads = script.get_heads()
        found = script.get_revisions(heads)
    for each in found:
        config.print_stdout(each.cmd_format(verbose, include_branches=True, tree_indicators=False))
