"""``alembic ensure_version``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..script import ScriptDirectory
from .import_path import import_path_kept
from .running import run_env
from .safeguards import safeguards

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..settings.config import Config


@import_path_kept
def ensure_version(config: Config, sql: bool) -> None:
    """Create the version table where it is missing; with ``sql`` print its CREATE TABLE."""
    script = ScriptDirectory.from_config(config)

    def create_table(rows: tuple[str, ...], context: Any) -> Iterable[Any]:
        context._ensure_version_table()
        return ()

    # Two that look at once would both create it.
    run_env(config, script, create_table, as_sql=sql, **safeguards({}, sql=sql))
