"""What differs between operating systems and Python versions."""

from __future__ import annotations

import configparser
import os
import tomllib
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["EntryPoint", "importlib_metadata_get", "is_posix", "read_config_parser", "tomllib"]

is_posix = os.name == "posix"


def importlib_metadata_get(group: str) -> Iterable[EntryPoint]:
    """Return the installed entry points of a group."""
    return entry_points(group=group)


def read_config_parser(
    file_config: configparser.ConfigParser, file_argument: list[str | os.PathLike[str]]
) -> list[str]:
    """Read ini files in the locale's encoding; files that do not exist are left out."""
    return file_config.read([Path(each) for each in file_argument], encoding="locale")
