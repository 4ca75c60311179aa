"""Which files of the version locations are revision files, in load order."""

from __future__ import annotations

import os
from contextlib import contextmanager

from ..base.exc import CommandError
from ..base.messaging import warn
from ..base.patterns import lazy_pattern

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SOURCE_OR_COMPILED = lazy_pattern(r"(?!\.#|__init__).*\.py[co]?")


def is_revision_file(name: str, *, sourceless: bool) -> bool:
    """Tell by its name whether a file is a revision file.

    Args:
        name: The file's name.
        sourceless: Whether compiled files count.
    """
    return (_SOURCE_OR_COMPILED.fullmatch(name) is not None) if sourceless else _is_source(name)


def _is_source(name: str) -> bool:
    return name.endswith(".py") and not name.startswith((".#", "__init__"))


def revision_folders(
    locations: Iterable[str], *, sourceless: bool, recursive: bool
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield each directory with the names and real paths of its revision files, in load order.

    A file that is reached twice, by a link or a location within another, counts once.

    Args:
        locations: Version directories; those that do not exist are passed over.
        sourceless: Whether compiled files without a source count.
        recursive: Whether sub-directories are searched.

    Raises:
        CommandError: A directory may not be read.
    """
    seen: set[str] = set()
    for location in locations:
        for folder in _folders(os.path.realpath(location), recursive=recursive):
            names, links = _listing(folder)
            files = []
            for name in _chosen(folder, names, sourceless=sourceless):
                path = folder + os.sep + name
                if name in links:
                    path = os.path.realpath(path)
                if path in seen:
                    warn(
                        f"File {path} loaded twice! ignoring. Please ensure version_locations is "
                        "unique."
                    )
                    continue
                seen.add(path)
                files.append((name, path))
            yield folder, files


def _folders(top: str, *, recursive: bool) -> Iterator[str]:
    if not os.path.isdir(top):
        return
    yield top
    if recursive:
        with _entries(top) as entries:
            folders = sorted(
                each.path
                for each in entries
                if each.is_dir(follow_symlinks=False) and not each.name.endswith("__pycache__")
            )
        for folder in folders:
            yield from _folders(folder, recursive=True)


@contextmanager
def _entries(folder: str) -> Iterator[Iterator[os.DirEntry[str]]]:
    try:
        entries = os.scandir(folder)
    except OSError as error:
        raise CommandError(f"Directory {folder} cannot be read: {error.strerror}") from error
    with entries:
        yield entries


def _listing(folder: str) -> tuple[list[str], set[str]]:
    """Return the sorted names of a directory's files, and those that are links."""
    with _entries(folder) as entries:
        listed = [(each.name, each.is_symlink()) for each in entries if not each.is_dir()]
    names = [name for name, _ in listed]
    links = {name for name, is_link in listed if is_link}
    names.sort()
    return names, links


def _chosen(folder: str, names: list[str], *, sourceless: bool) -> list[str]:
    if not sourceless:
        return [name for name in names if _is_source(name)]
    present = set(names)
    chosen = [
        name
        for name in names
        if _SOURCE_OR_COMPILED.fullmatch(name) and not _has_better(name, present)
    ]
    stems = {name.partition(".")[0] for name in names}
    cached = os.path.join(folder, "__pycache__")
    if os.path.isdir(cached):
        chosen += [
            os.path.join("__pycache__", name)
            for name in sorted(os.listdir(cached))
            if _SOURCE_OR_COMPILED.fullmatch(name) and name.partition(".")[0] not in stems
        ]
    return chosen


def _has_better(name: str, present: set[str]) -> bool:
    """Tell whether a compiled file has its source, or a less optimised form, beside it."""
    stem, extension = os.path.splitext(name)
    if extension == ".pyc":
        return f"{stem}.py" in present
    if extension == ".pyo":
        return f"{stem}.py" in present or f"{stem}.pyc" in present
    return False
