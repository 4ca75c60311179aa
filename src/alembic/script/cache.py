"""An index of a versions directory: what was read of its files before.

It lies beside Python's own compiled files and follows their rules: an entry counts for a file
of the same size and modification time, an index that cannot be read or written is done without.
"""

from __future__ import annotations

import marshal
import os
import sys
import time
from contextlib import suppress
from importlib._bootstrap_external import cache_from_source  # importlib.util costs time
from zlib import crc32

from .. import __version__

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    _Entry = tuple[int, int, tuple[Any, ...]]

#: A file changed again within the tick of the clock keeps its time; so young ones are not trusted.
#: File systems with times in nanoseconds take them from a clock that ticks every 10 ms at least;
#: the coarsest of the others, FAT, counts by 2 s.
_SETTLED_AFTER_NS = 100_000_000
_SETTLED_AFTER_NS_IF_COARSE = 2_000_000_000

_HEADER = f"revision index 2 {__version__} {sys.implementation.cache_tag}\n".encode()


class Index:
    """What is known of the files of one directory.

    Args:
        folder: The directory.
        name: What the index is of.
        keeps_all: Whether to keep what is not asked for; else that is taken to be gone.
    """

    def __init__(self, folder: str, name: str = "revisions", *, keeps_all: bool = False) -> None:
        self._path = os.path.join(
            os.path.dirname(cache_from_source(os.path.join(folder, "x.py"))), f"{name}.index"
        )
        self._known: Mapping[str, _Entry] = _read(self._path)
        self._current: dict[str, _Entry] = dict(self._known) if keeps_all else {}
        self._fresh = False

    def get(self, name: str, stat: os.stat_result) -> tuple[Any, ...] | None:
        """Return what is known of a file that has not changed since it was indexed."""
        entry = self._known.get(name)
        if entry is None or entry[0] != stat.st_size or entry[1] != stat.st_mtime_ns:
            return None
        self._current[name] = entry
        return entry[2]

    def put(self, name: str, stat: os.stat_result, known: tuple[Any, ...]) -> None:
        """Remember what a file tells, unless it was changed a moment ago."""
        is_coarse = stat.st_mtime_ns % 1_000_000 == 0
        settled_after = _SETTLED_AFTER_NS_IF_COARSE if is_coarse else _SETTLED_AFTER_NS
        if time.time_ns() - stat.st_mtime_ns < settled_after:
            return
        self._current[name] = (
            stat.st_size,
            stat.st_mtime_ns,
            tuple(known),  # marshal knows no subclasses
        )
        self._fresh = True

    def save(self) -> None:
        """Write the index when it has changed and Python may write compiled files."""
        if sys.dont_write_bytecode or not (self._fresh or len(self._current) < len(self._known)):
            return
        content = marshal.dumps(self._current)
        temporary = f"{self._path}.{os.getpid()}.{id(self)}"  # threads may write at once
        with suppress(OSError):
            os.makedirs(os.path.dirname(self._path), exist_ok=True)
            try:
                with open(temporary, "wb") as file:
                    file.write(_HEADER + crc32(content).to_bytes(4, "big") + content)
                os.replace(temporary, self._path)
            except OSError:
                with suppress(OSError):
                    os.unlink(temporary)


def _read(path: str) -> Mapping[str, _Entry]:
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:
        return {}
    start = len(_HEADER) + 4
    content = data[start:]
    checksum = int.from_bytes(data[len(_HEADER) : start], "big")
    if not data.startswith(_HEADER) or crc32(content) != checksum:
        return {}
    known: dict[str, _Entry] = marshal.loads(content)
    return known
