"""The frames an error passed through, and whose they are."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType, TracebackType

_PACKAGE = Path(__file__).parent.parent.as_posix() + "/"
_LIBRARY = Path(traceback.__file__).parent.as_posix() + "/"


def frames_of(error: BaseException) -> Iterator[FrameType]:
    """Yield the frames an error passed through, outermost first."""
    trace = error.__traceback__
    while trace is not None:
        yield trace.tb_frame
        trace = trace.tb_next


def place_of(error: BaseException) -> str | None:
    """Return file and line of the innermost frame of the user's own code, below one of ours.

    A package that is installed counts only where the error passed no file of the project.
    """
    if isinstance(error, SyntaxError) and error.filename:
        return f"{error.filename}, line {error.lineno}" if error.lineno else error.filename
    place = project_place = None
    inside = False
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        filename = trace.tb_frame.f_code.co_filename
        if _is_handover(filename, trace.tb_frame.f_code.co_name):
            break
        if is_ours(filename):
            inside = True
        elif inside and is_users(filename):
            place = f"{filename}, line {trace.tb_lineno}"
            if "/site-packages/" not in _posix(filename):
                project_place = place
        trace = trace.tb_next
    return project_place or place


def is_of_run(error: BaseException) -> bool:
    """Tell whether an error came up in a run that env.py began, outside of any revision file."""
    user_file = ""
    inside = False
    for frame in frames_of(error):
        filename = frame.f_code.co_filename
        if _is_handover(filename, frame.f_code.co_name):
            break
        if is_ours(filename):
            inside = True
        elif is_users(filename):
            user_file, inside = filename, False
    return inside and Path(user_file).name == "env.py"


def trimmed(shown: traceback.TracebackException) -> traceback.TracebackException:
    """Remove the frames nobody wrote for this project, also from the errors behind it.

    Those are ours, SQLAlchemy's, asyncio's and the importer's.

    An error behind it that is left without frames is one the database driver raised; SQLAlchemy's
    text repeats it.
    """
    frames = list(shown.stack)
    ours = [index for index, frame in enumerate(frames) if is_ours(frame.filename)]
    shown.stack = traceback.StackSummary.from_list(_told(frames[ours[0] if ours else 0 :]))
    for link in ("__cause__", "__context__"):
        linked = getattr(shown, link)
        if linked is not None and not trimmed(linked).stack:
            setattr(shown, link, None)
    return shown


def _told(frames: list[traceback.FrameSummary]) -> list[traceback.FrameSummary]:
    """Leave out frames nobody wrote for this project, and those of Python that these called."""
    told = []
    called_by_users = False
    for frame in frames:
        if _is_handover(frame.filename, frame.name):
            break
        if is_ours(frame.filename) or _is_noise(frame.filename):
            called_by_users = False
        elif not _is_library(frame.filename):
            called_by_users = True
            told.append(frame)
        elif called_by_users:
            told.append(frame)
    return told


def _is_handover(filename: str, function: str) -> bool:
    """Tell whether SQLAlchemy hands over to the driver here, which may be written in Python."""
    return function.startswith("do_") and "/site-packages/sqlalchemy/" in _posix(filename)


def is_ours(filename: str) -> bool:
    """Tell whether a file is of this package."""
    return _posix(filename).startswith(_PACKAGE)


def _is_noise(filename: str) -> bool:
    path = _posix(filename)
    return (
        filename.startswith(("<frozen ", "<sqlalchemy generated"))
        or "/site-packages/sqlalchemy/" in path
        # The end of a ``with`` block passes contextlib on its way to us.
        or path.startswith((f"{_LIBRARY}asyncio/", f"{_LIBRARY}contextlib.py"))
    )


def is_users(filename: str) -> bool:
    """Tell whether a file is neither ours nor Python's nor SQLAlchemy's."""
    return not (
        is_ours(filename)
        or _is_library(filename)
        or filename.startswith("<")
        or _is_noise(filename)
    )


def _is_library(filename: str) -> bool:
    path = _posix(filename)
    return path.startswith(_LIBRARY) and "/site-packages/" not in path


def _posix(filename: str) -> str:
    return filename.replace("\\", "/")
