"""Mistakes in the ini file, told in one line that names the file but repeats no value.

ConfigParser's own texts repeat what is written there, which may be a URL with its password.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .config import Config


def ini_mistake(error: Exception, config: Config) -> str | None:
    """Return the line for an error of ConfigParser; None when it is another error."""
    configparser: Any = sys.modules.get("configparser")
    if configparser is None or not isinstance(error, configparser.Error):
        return None
    return f"{config.config_file_name}: {_text(error, configparser)}"


def _text(error: Any, configparser: Any) -> str:
    if isinstance(error, configparser.InterpolationError | configparser.DuplicateOptionError):
        option = f"option '{error.option}' in section '[{error.section}]'"
        return f"{option} {_of_option(error, configparser)}"
    if isinstance(error, configparser.DuplicateSectionError):
        return f"section '[{error.section}]' is there twice, again in line {error.lineno}"
    if isinstance(error, configparser.MissingSectionHeaderError):
        return (
            "File contains no section headers. "
            f"Line {error.lineno} comes before the first '[section]'"
        )
    if isinstance(error, configparser.ParsingError):
        lines = ", ".join(str(lineno) for lineno, _ in error.errors)
        return f"neither a section nor an option is in line {lines}"
    return " ".join(str(error).split())


def _of_option(error: Any, configparser: Any) -> str:
    if isinstance(error, configparser.DuplicateOptionError):
        return f"is there twice, again in line {error.lineno}"
    if isinstance(error, configparser.InterpolationMissingOptionError):
        return f"refers to '%({error.reference})s', which is not defined"
    if isinstance(error, configparser.InterpolationDepthError):
        return "refers to itself"
    return "has a '%' that is not written '%%'"
