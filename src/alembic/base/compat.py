"""What differs between operating systems and Python versions."""

from __future__ import annotations

import os
from pathlib import Path

from .lazy import attach

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    import configparser
    import tomllib
    from collections.abc import Iterable
    from importlib.metadata import EntryPoint

__all__ = ["EntryPoint", "importlib_metadata_get", "is_posix", "read_config_parser", "tomllib"]

# Loading these two takes as long as listing the heads.
__getattr__, __dir__ = attach(
    __name__, {"EntryPoint": "importlib.metadata:EntryPoint", "tomllib": "tomllib"}
)

is_posix = os.name == "posix"


def importlib_metadata_get(group: str) -> Iterable[EntryPoint]:
    """Return the installed entry points of a group."""
    from importlib.metadata import entry_points

    return entry_points(group=group)


def read_config_parser(
    file_config: configparser.ConfigParser, file_argument: list[str | os.PathLike[str]]
) -> list[str]:
    """Read ini files in the locale's encoding; files that do not exist are left out."""
    return file_config.read([Path(each) for each in file_argument], encoding="locale")
