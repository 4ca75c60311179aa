"""Run a user's ``env.py`` on behalf of a command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..script import ScriptDirectory
    from ..settings.config import Config


def run_env(
    config: Config,
    script: ScriptDirectory,
    fn: Callable[[tuple[str, ...], Any], Iterable[Any]],
    **options: Any,
) -> None:
    """Execute ``env.py`` inside an environment.

    Args:
        config: The configuration.
        script: The script directory.
        fn: Called with the rows of the version table and the migration context each time
            ``env.py`` runs migrations; returns the steps to run.
        **options: What else the environment hands to ``env.py`` and the migration context.
    """
    from ..runtime.environment import EnvironmentContext

    with EnvironmentContext(config, script, fn=fn, **options):
        script.run_env()


def env_wanted_for_scripts(config: Config) -> bool:
    """Tell whether ``env.py`` runs also for commands that only read or write scripts.

    Raises:
        InvalidSetting: ``revision_environment`` is neither a yes nor a no.
    """
    from ..base.sequences import asbool
    from ..settings.errors import InvalidSetting

    try:
        return bool(asbool(config.get_alembic_option("revision_environment")))
    except ValueError as error:
        raise InvalidSetting(f"revision_environment: {error}") from error
