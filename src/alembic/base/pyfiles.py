"""Python files that are run as modules without being imported: env.py and revision scripts."""

from __future__ import annotations

import importlib.machinery
import marshal
import os
import re
import struct
import sys
from functools import cache
from importlib.util import MAGIC_NUMBER
from types import CodeType, ModuleType

from .paths import resource_filename

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

#: Of a compiled file: Python's number, flags, time and size of the source.
_HEADER = struct.Struct("<4sIII")


def load_python_file(
    folder: str | os.PathLike[str], filename: str | os.PathLike[str]
) -> ModuleType:
    """Run a Python file and return it as a module that ``sys.modules`` does not know.

    The compiled file is used where the source is missing.

    Raises:
        ImportError: Neither the source nor a compiled file exists.
    """
    from pathlib import Path

    module_id = re.sub(r"\W", "_", os.fspath(filename))
    path = Path(folder, filename)
    if path.suffix == ".py" and not path.exists():
        compiled = pyc_file_from_path(path)
        if compiled is None:
            raise ImportError(f"Can't find Python file {path}")
        path = compiled
    return load_module(module_id, path)


class SourceLoader(importlib.machinery.SourceFileLoader):
    """Remembers which state of a file it has loaded.

    Attributes:
        stat: What the file was before any of it was read; None as long as it is not loaded.
        source: Its content; None as long as it was not read, as when the compiled file was taken.
    """

    stat: os.stat_result | None = None
    source: bytes | None = None
    _is_stale = False  # what is compiled

    def path_stats(self, path: str) -> dict[str, Any]:
        """Return time and size of the file, and keep all that is known of it."""
        self.stat = stat = os.stat(path)
        return {"mtime": stat.st_mtime, "size": stat.st_size}

    def get_data(self, path: str) -> bytes:
        """Return the content of the file or of the compiled one, and keep that of the file.

        Raises:
            OSError: It cannot be read, or is that of an older file.
        """
        if path != self.path and self._is_stale:
            raise FileNotFoundError(path)
        data = super().get_data(path)
        if path == self.path:
            self.source = data
        return data

    def compiled_code(self) -> CodeType | None:
        """Return the code of the compiled file, if that is the one of the file as it is now.

        What makes it so is Python's rule (PEP 552) for files that are known by time and size; the
        others, and files that were moved, are left to Python. It takes its time to find out that
        there is nothing special about a file, which adds up where there are thousands.

        Python counts the time in seconds, so an edit that leaves the size as it is may go unnoticed
        for the rest of a second. Here a file is stale that is older than its source.
        """
        try:
            stats = self.path_stats(self.path)
            with open(_compiled_path(self.path), "rb", buffering=0) as compiled:
                compiled_ns = os.fstat(compiled.fileno()).st_mtime_ns
                data = compiled.read()
        except OSError:
            return None
        assert self.stat is not None
        if compiled_ns < self.stat.st_mtime_ns:
            self._is_stale = True
            return None
        known_by = (int(stats["mtime"]) & 0xFFFFFFFF, stats["size"] & 0xFFFFFFFF)
        if data[:16] != _HEADER.pack(MAGIC_NUMBER, 0, *known_by):
            return None
        try:
            code = marshal.loads(memoryview(data)[16:])
        except (EOFError, TypeError, ValueError):
            return None
        is_code = isinstance(code, CodeType) and code.co_filename == self.path
        return code if is_code else None


def load_module(module_id: str, path: str | os.PathLike[str]) -> ModuleType:
    """Run one source or compiled file as a module of the given name."""
    file = os.fspath(path)
    if not file.endswith(".py"):
        return _imported(importlib.machinery.SourcelessFileLoader(module_id, file))
    loader = SourceLoader(module_id, file)
    code = loader.compiled_code()
    if code is None:
        return _imported(loader)
    spec = importlib.machinery.ModuleSpec(module_id, loader, origin=file)
    spec.has_location, spec.cached = True, _compiled_path(file)
    module = ModuleType(module_id)
    vars(module).update(
        __spec__=spec,
        __loader__=loader,
        __package__=spec.parent,
        __file__=file,
        __cached__=spec.cached,
    )
    exec(code, vars(module))
    return module


def _imported(
    loader: SourceLoader | importlib.machinery.SourcelessFileLoader,
) -> ModuleType:
    """Run a file as Python itself does, which also writes the compiled file."""
    import importlib.util

    file = loader.path
    spec = importlib.util.spec_from_file_location(loader.name, file, loader=loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    try:
        loader.exec_module(module)
    except SyntaxError as error:
        if error.filename is None:  # of null bytes Python does not say where they are
            error.filename = file
        raise
    except ValueError as error:  # the same, said by Python before 3.11.4
        if error.args != ("source code string cannot contain null bytes",):
            raise
        raise SyntaxError(error.args[0], (file, None, None, None)) from None
    return module


def _compiled_path(file: str) -> str:
    """Return where Python keeps the compiled file of a source."""
    directory, name = os.path.split(file)
    before, after = _around_compiled(directory, sys.pycache_prefix)
    return f"{before}{name[:-3]}{after}"


@cache
def _around_compiled(directory: str, _prefix: str | None) -> tuple[str, str]:
    """Return what stands before and after the name in the path of a compiled file."""
    import importlib.util

    path = importlib.util.cache_from_source(os.path.join(directory, "_.py"))
    before, _, after = path.rpartition("_.")
    return before, f".{after}"


def pyc_file_from_path(path: str | os.PathLike[str]) -> Path | None:
    """Return the compiled file that belongs to a source path, or None.

    Looked for in ``__pycache__`` by this interpreter's name, then beside the source.
    """
    import importlib.util
    from pathlib import Path

    source = Path(path)
    candidate = Path(importlib.util.cache_from_source(os.fspath(source)))
    if candidate.exists():
        return candidate
    for extension in importlib.machinery.BYTECODE_SUFFIXES:
        beside = source.with_suffix(extension)
        if beside.exists():
            return beside
    return None


def coerce_resource_to_filename(name: str | os.PathLike[str]) -> Path:
    """Return the path a setting names, as :func:`resource_filename` does."""
    from pathlib import Path

    return Path(resource_filename(name))


def module_is_importable(name: str) -> bool:
    """Tell whether a module can be found, without running it."""
    import importlib.util

    if name in sys.modules:
        return True
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False
