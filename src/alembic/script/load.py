"""From the version locations to scripts, by way of the index where it knows a file."""

from __future__ import annotations

import os

from ..base.exc import CommandError
from .cache import Index
from .identity import Identity
from .scan import revision_folders
from .script import Script

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
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
    for folder, files in folders:
        index = Index(folder)
        for name, path in files:
            try:
                identity = _identity(index, path, name) if name.endswith(".py") else None
            except OSError as error:
                raise CommandError(
                    f"Revision file {path} cannot be read: {error.strerror}"
                ) from error
            if identity is not None:
                yield Script._from_identity(identity, path)
            elif (script := Script._from_path(directory, path)) is not None:
                yield script
        index.save()


def _identity(index: Index, path: str, name: str) -> Identity | None:
    """Return who a source file is, if that can be told without running it."""
    stat = os.stat(path)
    known = index.get(name, stat)
    if known is not None:
        return Identity._make(known)
    from .reading import read_identity  # not loaded while the index knows every file

    with open(path, "rb", buffering=0) as file:
        identity = read_identity(file.read())
    if identity is not None:
        index.put(name, stat, identity)
    return identity
