"""Checksums of the scripts that run, taken once for each state of a file.

A checksum is that of the text that was run, which its loader can tell. Where it has read the text,
to compile it, it has kept it. Where the compiled file stood for the text, it has kept size and time
of the file from before it took that: a file that has the same ones afterwards has the text that
Python takes for the one of the compiled file.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ..base.pyfiles import SourceLoader
from .cache import Index

if TYPE_CHECKING:
    from types import ModuleType


class Checksums:
    """The checksums of scripts, in an index beside the one of their identities."""

    def __init__(self) -> None:
        self._known: dict[ModuleType, str] = {}
        self._indexes: dict[str, Index] = {}

    def of(self, module: ModuleType) -> str | None:
        """Return the checksum of the text that a loaded script was made from.

        Returns:
            That of its syntax tree. When the file was changed or removed after it was loaded from
            its compiled file, size and time that it had, which no other text has. None for what
            has no text: a compiled file alone, and a module that a caller has made.
        """
        known = self._known.get(module)
        if known is None:
            loader = getattr(module.__spec__, "loader", None)
            if not isinstance(loader, SourceLoader) or loader.stat is None:
                return None
            known = self._known[module] = self._find(loader, loader.stat)
        return known

    def save(self) -> None:
        """Write what was found into the indexes."""
        for index in self._indexes.values():
            index.save()

    def _find(self, loader: SourceLoader, before: os.stat_result) -> str:
        folder, name = os.path.split(loader.path)
        index = self._index(folder)
        executed = loader.source
        known = index.get(name, before) if executed is None else None
        if known is not None:
            return str(known[0])
        source, stat = _read(loader.path)
        if executed is None:
            if stat is None or _state(stat) != _state(before):
                return "file of {} bytes, {} ns".format(*_state(before))
            executed = source
        checksum = _checksum(executed)
        if stat is not None and source == executed:
            index.put(name, stat, (checksum,))
        return checksum

    def _index(self, folder: str) -> Index:
        index = self._indexes.get(folder)
        if index is None:
            index = self._indexes[folder] = Index(folder, "checksums", keeps_all=True)
        return index


def _read(path: str) -> tuple[bytes, os.stat_result | None]:
    """Return the content of a file and what it was after it was read; None if it is gone."""
    try:
        with open(path, "rb", buffering=0) as file:
            return file.read(), os.fstat(file.fileno())
    except OSError:
        return b"", None


def _state(stat: os.stat_result) -> tuple[int, int]:
    return stat.st_size, stat.st_mtime_ns


def _checksum(source: bytes) -> str:
    from .syntax import syntax_checksum  # not loaded while the indexes know every file

    try:
        return syntax_checksum(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        from hashlib import sha256

        return f"text {sha256(source).hexdigest()[:40]}"  # of what can be run, too deep for a tree
