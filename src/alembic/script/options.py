"""From a configuration to the arguments of a script directory."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from ..base.exc import CommandError
from ..base.pyfiles import coerce_resource_to_filename

if TYPE_CHECKING:
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
    location = config.get_alembic_option("script_location")
    if location is None:
        raise CommandError("No 'script_location' key found in configuration.")
    prepended = config.get_prepend_sys_paths_list()
    if prepended:
        sys.path[:0] = list(prepended)
    locations = config.get_version_locations_list()
    return {
        "dir": str(coerce_resource_to_filename(location)),
        "file_template": config.get_alembic_option("file_template", DEFAULT_FILE_TEMPLATE),
        "truncate_slug_length": _slug_length(config),
        "version_locations": (
            [str(coerce_resource_to_filename(each)) for each in locations] if locations else None
        ),
        "sourceless": config.get_alembic_boolean_option("sourceless"),
        "output_encoding": config.get_alembic_option("output_encoding", "utf-8"),
        "timezone": config.get_alembic_option("timezone") or None,
        "hooks": config.get_hooks_list(),
        "recursive_version_locations": config.get_alembic_boolean_option(
            "recursive_version_locations"
        ),
        "messaging_opts": config.messaging_opts,
    }


def _slug_length(config: Config) -> int | None:
    value = config.get_alembic_option("truncate_slug_length")
    if value is None:
        return None
    try:
        return int(value)
    except ValueError as error:
        raise CommandError(f"truncate_slug_length must be a whole number, not {value!r}") from error
