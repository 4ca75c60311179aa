"""From the version locations to scripts, by way of the index where it knows a file."""

from __future__ import annotations

import os

from ..base.exc import CommandError
from .cache import Index
from .scan import revision_folders
from .script import Script

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .base import ScriptDirectory
    from .identity import Identity


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
                stat = os.stat(path)
                record = index.get(name, stat)
                identity = _read(name, path) if record is None else None
            except OSError as error:
                raise CommandError(
                    f"Revision file {path} cannot be read: {error.strerror}"
                ) from error
            if record is not None:
                yield Script._from_record(record, path)
            elif identity is not None:
                script = Script._from_identity(identity, path)
                index.put(name, stat, script._record())
                yield script
            elif (loaded := Script._from_path(directory, path)) is not None:
                yield loaded
        index.save()


def _read(name: str, path: str) -> Identity | None:
    """Return who a source file is, if that can be told without running it."""
    if not name.endswith(".py"):
        return None
    from .reading import read_identity  # not loaded while the index knows every file

    with open(path, "rb", buffering=0) as file:
        return read_identity(file.read())
