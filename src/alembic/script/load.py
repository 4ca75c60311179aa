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
                script = (
                    _read(directory, index, name, path, stat)
                    if record is None
                    else Script._from_record(record, path)
                )
            except OSError as error:
                raise CommandError(
                    f"Revision file {path} cannot be read: {error.strerror}"
                ) from error
            if script is not None:
                yield script
        index.save()


def _read(
    directory: ScriptDirectory, index: Index, name: str, path: str, stat: os.stat_result
) -> Script | None:
    """Make a script of its file, which is run only if its text does not tell who it is."""
    from .reading import read_identity  # not loaded while the index knows every file

    if name.endswith(".py"):
        with open(path, "rb", buffering=0) as file:
            identity = read_identity(file.read())
        if identity is not None:
            script = Script._from_identity(identity, path)
            index.put(name, stat, script._record())
            return script
    return Script._from_path(directory, path)
