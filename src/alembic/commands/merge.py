"""``alembic merge``."""

from __future__ import annotations

from ..base.sequences import rev_id as new_rev_id
from ..script import ScriptDirectory
from .import_path import import_path_kept
from .running import env_wanted_for_scripts, run_env

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ..script import Script
    from ..settings.config import Config


@import_path_kept
def merge(
    config: Config,
    revisions: str | Sequence[str],
    message: str | None,
    branch_label: str | Sequence[str] | None,
    rev_id: str | None,
    splice: bool,
) -> Script | None:
    """Write a revision file whose parents are the given revisions."""
    script = ScriptDirectory.from_config(config)
    template_args: dict[str, Any] = {"config": config}
    if env_wanted_for_scripts(config):
        run_env(
            config,
            script,
            lambda rows, context: (),
            needs_database=False,
            template_args=template_args,
        )
    return script.generate_revision(
        rev_id or new_rev_id(),
        message,
        refresh=True,
        head=revisions,
        splice=splice,
        branch_labels=branch_label,
        **template_args,
    )
