"""Python files that are run as modules without being imported: env.py and revision scripts."""

from __future__ import annotations

import importlib.machinery
import os
import re
import sys
from typing import TYPE_CHECKING, Any

from .paths import resource_filename

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType


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

    def path_stats(self, path: str) -> dict[str, Any]:
        """Return time and size of the file, and keep all that is known of it."""
        self.stat = stat = os.stat(path)
        return {"mtime": stat.st_mtime, "size": stat.st_size}

    def get_data(self, path: str) -> bytes:
        """Return the content of the file or of the compiled one, and keep that of the file."""
        data = super().get_data(path)
        if path == self.path:
            self.source = data
        return data


def load_module(module_id: str, path: str | os.PathLike[str]) -> ModuleType:
    """Run one source or compiled file as a module of the given name."""
    import importlib.util

    file = os.fspath(path)
    loader: SourceLoader | importlib.machinery.SourcelessFileLoader
    if file.endswith(".py"):
        loader = SourceLoader(module_id, file)
    else:
        loader = importlib.machinery.SourcelessFileLoader(module_id, file)
    spec = importlib.util.spec_from_file_location(module_id, file, loader=loader)
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
