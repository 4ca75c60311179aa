"""Run a user's ``env.py`` on behalf of a command."""

from __future__ import annotations

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from ..script import ScriptDirectory
    from ..settings.config import Config


def run_env(
    config: Config,
    script: ScriptDirectory,
    fn: Callable[[tuple[str, ...], Any], Iterable[Any]],
    *,
    needs_database: bool = True,
    **options: Any,
) -> None:
    """Execute ``env.py`` inside an environment.

    Args:
        config: The configuration.
        script: The script directory.
        fn: Called with the rows of the version table and the migration context each time
            ``env.py`` runs migrations; returns the steps to run.
        needs_database: Whether an ``env.py`` that looks at no database deserves a warning.
        **options: What else the environment hands to ``env.py`` and the migration context.
    """
    from ..base.messaging import warn
    from ..runtime.environment import EnvironmentContext

    with EnvironmentContext(config, script, fn=fn, **options) as environment:
        script.run_env()
        if needs_database and environment._migration_context is None:
            warn(
                f"{script.env_py_location} did not call context.configure(); "
                "no database was read or changed"
            )


def env_wanted_for_scripts(config: Config) -> bool:
    """Tell whether ``env.py`` runs also for commands that only read or write scripts.

    Raises:
        InvalidSetting: ``revision_environment`` is neither a yes nor a no.
    """
    from ..base.sequences import asbool
    from ..settings.errors import InvalidSetting

    try:
        value = config.get_alembic_option("revision_environment")
        return bool(asbool(value if value is None else str(value)))
    except ValueError as error:
        raise InvalidSetting(f"revision_environment: {error}") from error
