"""Open a file in the user's editor."""

from __future__ import annotations

import os
from os.path import exists
from pathlib import Path
from subprocess import check_call
from typing import TYPE_CHECKING

from . import compat
from .exc import CommandError

if TYPE_CHECKING:
    from collections.abc import Mapping


def open_in_editor(filename: str, environ: Mapping[str, str] | None = None) -> None:
    """Open a file in the editor the environment names, else in the first one installed.

    Args:
        filename: The file to open.
        environ: Environment variables; the process's own by default. ``EDITOR`` comes before
            ``VISUAL``; a value may be a path or the name of a program, not a command line.

    Raises:
        CommandError: No editor was found, or it failed.
    """
    try:
        editor = _find_editor(os.environ if environ is None else environ)
        check_call([editor, filename])
    except Exception as error:
        raise CommandError(f"Error executing editor ({error})") from error


def _find_editor(environ: Mapping[str, str]) -> str:
    candidates = _default_editors()
    for variable in ("VISUAL", "EDITOR"):
        value = environ.get(variable)
        if value and os.sep not in value and not exists(value):
            candidates.insert(0, value)
    for variable in ("EDITOR", "VISUAL"):
        value = environ.get(variable)
        if value and exists(value):
            return value
    for candidate in candidates:
        for folder in environ.get("PATH", "").split(os.pathsep):
            path = str(Path(folder) / candidate)
            if exists(path):
                return path
    raise OSError(
        'No suitable editor found. Please set the "EDITOR" or "VISUAL" environment variables'
    )


def _default_editors() -> list[str]:
    if compat.is_posix:
        return ["sensible-editor", "editor", "nano", "vim", "code"]
    return ["code.exe", "notepad++.exe", "notepad.exe"]
