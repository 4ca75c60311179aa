"""Errors that are not a ``CommandError``, told to a person.

A mistake in a setting or an unreachable database is one line. An error in the user's ``env.py`` or
in a migration is its traceback without the frames of this package and of SQLAlchemy, and the line.
"""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import database_errors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType, TracebackType

    from ..settings.config import Config

_PACKAGE = str(Path(__file__).parent.parent) + "/"


def describe(error: Exception, config: Config) -> str:
    """Return the text to print for an error, without a newline at its end."""
    line = _setting_mistake(error, config) or database_errors.connection_line(error, config)
    if line:
        return f"FAILED: {line}"
    place = _place(error)
    if place is None:
        if isinstance(error, OSError):
            return f"FAILED: {error}"
        return "".join(traceback.format_exception(error)).rstrip()
    shown = _trimmed(traceback.TracebackException.from_exception(error))
    summary = " ".join(str(error).split("\n", 1)[0].split())
    hint = _logging_hint(error, config)
    return (
        "".join(shown.format())
        + f"FAILED: {type(error).__name__} in {place}"
        + (f": {summary}" if summary else "")
        + (f"\n{hint}" if hint else "")
    )


def _setting_mistake(error: Exception, config: Config) -> str | None:
    configparser: Any = sys.modules.get("configparser")
    if configparser is not None and isinstance(error, configparser.Error):
        option, section = getattr(error, "option", None), getattr(error, "section", None)
        if isinstance(error, configparser.InterpolationSyntaxError):
            # The error's own text repeats the value, which may be a URL with its password.
            return (
                f"{config.config_file_name}: option '{option}' in section '[{section}]' has a '%' "
                "that is not written '%%'"
            )
        if isinstance(error, configparser.InterpolationMissingOptionError):
            return (
                f"{config.config_file_name}: option '{option}' in section '[{section}]' refers to "
                f"'%({error.reference})s', which is not defined"
            )
        return f"{config.config_file_name}: {' '.join(str(error).split())}"
    tomllib: Any = sys.modules.get("tomllib")
    if tomllib is not None and isinstance(error, tomllib.TOMLDecodeError) and _place(error) is None:
        return f"{config.toml_file_name}: {error}"
    return None


def _logging_hint(error: Exception, config: Config) -> str | None:
    files = (Path(frame.f_code.co_filename).parts[-2:] for frame in frames_of(error))
    if ("logging", "config.py") not in files:
        return None
    return f"The logging sections of '{config.config_file_name}' are missing or wrong."


def _place(error: Exception) -> str | None:
    """Return file and line of the innermost frame that is the user's own."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{error.filename}, line {error.lineno}"
    place = None
    inside = False
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        filename = trace.tb_frame.f_code.co_filename
        if _is_ours(filename):
            inside = True
        elif inside and _is_users(filename):
            place = f"{filename}, line {trace.tb_lineno}"
        trace = trace.tb_next
    return place


def frames_of(error: BaseException) -> Iterator[FrameType]:
    """Yield the frames an error passed through, outermost first."""
    trace = error.__traceback__
    while trace is not None:
        yield trace.tb_frame
        trace = trace.tb_next


def _trimmed(shown: traceback.TracebackException) -> traceback.TracebackException:
    frames = list(shown.stack)
    starts = [index for index, frame in enumerate(frames) if _is_ours(frame.filename)]
    inside = frames[starts[0] :] if starts else frames
    shown.stack = traceback.StackSummary.from_list(
        [
            frame
            for frame in inside
            if not _is_ours(frame.filename) and not _is_noise(frame.filename)
        ]
    )
    for link in ("__cause__", "__context__"):
        linked = getattr(shown, link)
        if linked is not None:
            setattr(shown, link, _trimmed(linked))
    return shown


def _is_ours(filename: str) -> bool:
    return filename.startswith(_PACKAGE)


def _is_noise(filename: str) -> bool:
    return filename.startswith("<frozen ") or "/site-packages/sqlalchemy/" in filename.replace(
        "\\", "/"
    )


def _is_users(filename: str) -> bool:
    library = str(Path(traceback.__file__).parent)
    return not (
        _is_noise(filename)
        or (filename.startswith(library) and "site-packages" not in filename)
        or filename.startswith("<")
    )
