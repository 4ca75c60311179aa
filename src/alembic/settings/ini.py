"""The ini file as a ``ConfigParser``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from configparser import ConfigParser
    from pathlib import Path


def here(path: Path | None) -> str:
    """Return the absolute directory of a configuration file in POSIX form, ``.`` without one."""
    return "." if path is None else path.absolute().parent.as_posix()


def read_ini(path: Path | None, section: str, defaults: Mapping[str, str]) -> ConfigParser:
    """Read an ini file; a missing file gives a parser without sections.

    Args:
        path: The file, or None for a configuration made in memory, which has an empty main section.
        section: Name of the main section.
        defaults: Values every section has and that interpolation sees.
    """
    from configparser import ConfigParser

    parser = ConfigParser(defaults)
    if path is None:
        parser.add_section(section)
    else:
        parser.read([path], encoding="locale")
    return parser
