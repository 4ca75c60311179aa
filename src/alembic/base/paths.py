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
