"""From the version locations to scripts, by way of the index where it knows a file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from .cache import Index
from .identity import read_identity
from .scan import revision_folders
from .script import Script

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .base import ScriptDirectory


def load_scripts(directory: ScriptDirectory) -> Iterator[Script]:
    """Yield the scripts of a directory in load order; files are run only if they must be."""
    folders = revision_folders(
        directory._version_locations,
        sourceless=directory.sourceless,
        recursive=directory.recursive_version_locations,
    )
    for folder, names in folders:
        index = Index(folder)
        for name in names:
            path = os.path.join(folder, name)
            script = (
                _script_of_source(index, path, name) if name.endswith(".py") else None
            ) or Script._from_path(directory, path)
            if script is not None:
                yield script
        index.save()


def _script_of_source(index: Index, path: str, name: str) -> Script | None:
    """Make the script of a source file from its identity, if that can be read."""
    stat = os.stat(path)
    identity = index.get(name, stat)
    if identity is None:
        with open(path, "rb") as file:
            identity = read_identity(file.read())
        if identity is None:
            return None
        index.put(name, stat, identity)
    return Script._from_identity(identity, path)
