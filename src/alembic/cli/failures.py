"""Errors that are not a ``CommandError``, told to a person.

A mistake in a setting or an unreachable database is one line. An error in the user's ``env.py`` or
in a migration is its traceback without the frames of this package and of SQLAlchemy, and the line.
"""

from __future__ import annotations

import re
import sys
import traceback
from typing import TYPE_CHECKING, Any

from ..base.messaging import LOST
from ..settings.ini_errors import ini_mistake
from .database_errors import connection_line, refused_line
from .frames import frames_of, is_ours, place_of, trimmed
from .hints import hint_of

if TYPE_CHECKING:
    from ..settings.config import Config


#: Where a script is written, and lines of commands.
_WRITERS = ("/alembic/ddl/sink.py", "/alembic/runtime/streams.py", "/alembic/base/messaging.py")
#: How Python says that a directive is called with arguments it does not take.
_WRONG_CALL = re.compile(r"(?:Abstract|Batch)?Operations\.\w+\(\) (?:missing|got|takes) ").match


def describe(error: Exception, config: Config) -> str:
    """Return the text to print for an error, without a newline at its end."""
    line = (
        ini_mistake(error, config)
        or connection_line(error, config)
        or refused_line(error)
        or _own_warning(error)
        or _full_output(error)
    )
    if line:
        return f"FAILED: {line}"
    place = place_of(error)
    if place is not None and _is_wrong_call(error):
        return f"FAILED: {place}: {error}"
    if place is not None:
        return _with_traceback(error, place, config)
    if _is_toml_mistake(error):
        return f"FAILED: {config.toml_file_name}: {error}"
    if isinstance(error, OSError | ImportError):
        return f"FAILED: {error}"
    # Nothing of the user's is involved: the error is ours, and all of it is needed.
    return "".join(traceback.format_exception(error)).rstrip()


def _own_warning(error: Exception) -> str | None:
    """Return the text of a warning of ours that PYTHONWARNINGS has made an error."""
    *_, innermost = frames_of(error)
    ours = isinstance(error, UserWarning) and is_ours(innermost.f_code.co_filename)
    return str(error) if ours else None


def _full_output(error: Exception) -> str | None:
    """Return the line for a disk behind standard output that takes no more of a script."""
    if not isinstance(error, OSError) or error.errno not in LOST:
        return None
    *_, innermost = frames_of(error)
    if not innermost.f_code.co_filename.replace("\\", "/").endswith(_WRITERS):
        return None
    return f"Can't write to standard output: {error.strerror}"


def _is_wrong_call(error: Exception) -> bool:
    return isinstance(error, TypeError) and _WRONG_CALL(str(error)) is not None


def _with_traceback(error: Exception, place: str, config: Config) -> str:
    shown = trimmed(traceback.TracebackException.from_exception(error))
    text = error.msg if isinstance(error, SyntaxError) else str(error).split("\n", 1)[0]
    line = f"FAILED: {type(error).__name__} in {place}" + (f": {text}" if text else "")
    if hint := hint_of(error, config):
        line += f"\n{hint}"
    return "".join(shown.format()) + line


def _is_toml_mistake(error: Exception) -> bool:
    tomllib: Any = sys.modules.get("tomllib")
    return tomllib is not None and isinstance(error, tomllib.TOMLDecodeError)
