"""From a configuration to the arguments of a script directory."""

from __future__ import annotations

import os

from ..base.exc import CommandError
from ..base.import_path import prepend
from ..base.paths import resource_filename

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from typing import Any

    from ..settings.config import Config

#: Pattern of the names of new revision files.
DEFAULT_FILE_TEMPLATE = "%(rev)s_%(slug)s"


def directory_arguments(config: Config) -> dict[str, Any]:
    """Return what a configuration says about its script directory.

    The paths of ``prepend_sys_path`` go to the front of ``sys.path`` first, so that packages named
    in other settings are found there.

    Raises:
        CommandError: A setting is missing or cannot be read.
    """
    location = _location(config)
    prepended = config.get_prepend_sys_paths_list()
    if prepended:
        prepend(prepended)
    locations = config.get_version_locations_list()
    return {
        "dir": _path("script_location", location),
        "file_template": config.get_alembic_option("file_template", DEFAULT_FILE_TEMPLATE),
        "truncate_slug_length": _length(config, "truncate_slug_length"),
        "version_locations": (
            [_path("version_locations", each) for each in locations] if locations else None
        ),
        "sourceless": config.get_alembic_boolean_option("sourceless"),
        "output_encoding": config.get_alembic_option("output_encoding", "utf-8"),
        "timezone": config.get_alembic_option("timezone") or None,
        "hooks": config.get_hooks_list(),
        "recursive_version_locations": config.get_alembic_boolean_option(
            "recursive_version_locations"
        ),
        "messaging_opts": config.messaging_opts,
        "revision_id_length": _length(config, "revision_id_length"),
    }


def _location(config: Config) -> str:
    location = config.get_alembic_option("script_location")
    if location is None:
        found = "No 'script_location' key found in configuration."
        raise CommandError(" ".join([found, *_where_to_look(config)]))
    if not isinstance(location, str):
        raise CommandError(f"script_location must be a string, not {location!r}")
    return location


def _where_to_look(config: Config) -> list[str]:
    """Return a sentence about the files that do not say it."""
    ini, toml = config._config_file_path, config._toml_file_path
    if ini is None:
        return []
    if ini.is_file():
        section = config.config_ini_section
        return [f"{ini} has no section '[{section}]'."] * (config.get_section(section) is None)
    if toml is not None and toml.is_file():
        return [f"There is no file {ini}, and {toml} does not say it either."]
    instead = ", but a directory" if ini.is_dir() else ""
    return [
        f"There is no file {os.path.abspath(ini)}{instead}: go to the directory of the project, "
        "name the file with -c, or make a new environment with the 'init' command."
    ]


def _path(setting: str, value: str) -> str:
    try:
        return resource_filename(value)
    except ModuleNotFoundError as error:
        raise CommandError(f"{setting} '{value}' is in a package that is not there: {error}") from (
            error
        )


def _length(config: Config, setting: str) -> int | None:
    value = config.get_alembic_option(setting)
    if value is None:
        return None
    try:
        return int(value)
    except ValueError as error:
        raise CommandError(f"{setting} must be a whole number, not {value!r}") from error
