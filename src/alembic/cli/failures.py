"""Errors that are not a ``CommandError``, told to a person.

A mistake in a setting or an unreachable database is one line. An error in the user's ``env.py`` or
in a migration is its traceback without the frames of this package and of SQLAlchemy, and the line.
"""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .database_errors import batch_hint, connection_line
from .frames import frames_of, place_of, trimmed
from .ini_errors import ini_mistake

if TYPE_CHECKING:
    from ..settings.config import Config


def describe(error: Exception, config: Config) -> str:
    """Return the text to print for an error, without a newline at its end."""
    line = ini_mistake(error, config) or connection_line(error, config)
    if line:
        return f"FAILED: {line}"
    place = place_of(error)
    if place is not None:
        return _with_traceback(error, place, config)
    if _is_toml_mistake(error):
        return f"FAILED: {config.toml_file_name}: {error}"
    if isinstance(error, OSError | ImportError):
        return f"FAILED: {error}"
    # Nothing of the user's is involved: the error is ours, and all of it is needed.
    return "".join(traceback.format_exception(error)).rstrip()


def _with_traceback(error: Exception, place: str, config: Config) -> str:
    shown = trimmed(traceback.TracebackException.from_exception(error))
    text = error.msg if isinstance(error, SyntaxError) else str(error).split("\n", 1)[0]
    line = f"FAILED: {type(error).__name__} in {place}" + (f": {text}" if text else "")
    if hint := _hint(error, config):
        line += f"\n{hint}"
    return "".join(shown.format()) + line


def _hint(error: Exception, config: Config) -> str | None:
    """Return a line that says where to look, or what to do instead."""
    if _passed_logging(error):
        file = config.config_file_name
        if file and not Path(file).exists():
            return f"'{file}' does not exist; env.py reads its logging sections."
        return f"The logging sections of '{file}' are missing or wrong."
    return batch_hint(error)


def _passed_logging(error: Exception) -> bool:
    files = [Path(frame.f_code.co_filename).parts[-2:] for frame in frames_of(error)]
    return ("logging", "config.py") in files


def _is_toml_mistake(error: Exception) -> bool:
    tomllib: Any = sys.modules.get("tomllib")
    return tomllib is not None and isinstance(error, tomllib.TOMLDecodeError)
