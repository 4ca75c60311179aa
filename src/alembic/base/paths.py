"""Paths as text, for the commands that are over before ``pathlib`` is loaded."""

from __future__ import annotations

import os


def tidy(path: str) -> str:
    """Return ``str(Path(path))``: without ``.`` and doubled separators, ``..`` left as it is."""
    parts = path.split("/")
    if os.sep == "/" and path and "." not in parts and "" not in parts[1:]:
        return path
    from pathlib import Path

    return str(Path(path))


def resource_filename(name: str | os.PathLike[str]) -> str:
    """Return the path a setting names: a plain path, or ``package:directory[:directory...]``.

    Raises:
        ModuleNotFoundError: The package cannot be imported.
    """
    text = os.fspath(name)
    if os.path.isabs(text) or ":" not in text:
        return tidy(text)
    from importlib.resources import files

    package, *parts = text.split(":")
    resource = files(package)
    for part in parts:
        resource = resource / part
    return tidy(str(resource))
