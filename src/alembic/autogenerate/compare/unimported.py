"""Find the modules of a program that define tables and were not imported.

Files are only read; nothing is imported. How many, and for how long, is bounded: the answer is a
hint in a warning.
"""

from __future__ import annotations

import os
import sys
import time
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from sqlalchemy import MetaData, Table

from ...base.late_typing import NamedTuple
from .table_sources import defines_tables

if TYPE_CHECKING:
    from ..context import AutogenContext

MOST_FILES = 2000
MOST_SECONDS = 1.0
LARGEST_FILE = 1_000_000
#: Directories that hold no modules of the program itself.
FOREIGN = {"__pycache__", "build", "dist", "node_modules", "site-packages", "test", "tests", "venv"}


class Place(NamedTuple):
    """A directory of modules.

    Attributes:
        directory: Where the modules are.
        prefix: The name of the package they belong to, empty for the top level.
    """

    directory: Path
    prefix: str = ""


class Known(NamedTuple):
    """What need not be looked at.

    Attributes:
        modules: Names of modules that are imported.
        files: Their files.
        directories: Directories to leave out, such as that of the migrations.
        import_path: Directories below which names of modules begin anew.
    """

    modules: Collection[str] = frozenset()
    files: Collection[str] = frozenset()
    directories: Collection[Path] = frozenset()
    import_path: Collection[Path] = frozenset()


def modules_with_tables(
    places: Iterable[Place],
    known: Known,
    most_files: int = MOST_FILES,
    most_seconds: float = MOST_SECONDS,
) -> list[str]:
    """Name the modules in some places that define tables and are not imported.

    Args:
        places: Where to look; whatever is below counts.
        known: What is imported, and what to leave out.
        most_files: How many files to read.
        most_seconds: How long to look.

    Returns:
        The names, sorted; those found so far when a limit is reached.
    """
    until = time.monotonic() + most_seconds
    found: set[str] = set()
    for number, (name, path) in enumerate(_modules(places, known)):
        if number >= most_files or time.monotonic() > until:
            break
        if name not in known.modules and str(path) not in known.files and _has_tables(path):
            found.add(name)
    return sorted(found)


def _modules(places: Iterable[Place], known: Known) -> Iterator[tuple[str, Path]]:
    """The modules of some places by name, the shallow ones first."""
    waiting, seen = deque(places), set()
    while waiting:
        place = waiting.popleft()
        directory = place.directory.resolve()
        if directory in seen or directory in known.directories:
            continue
        seen.add(directory)
        for entry in _entries(directory):
            path = directory / entry.name
            name = f"{place.prefix}.{path.stem}".lstrip(".")
            if not path.stem.isidentifier():
                continue
            if path.suffix == ".py" and not path.stem.startswith("test_"):
                yield (place.prefix or name) if path.stem == "__init__" else name, path
            elif not path.suffix and path.name not in FOREIGN and entry.is_dir():
                waiting.append(Place(path, "" if path in known.import_path else name))


def _entries(directory: Path) -> list[os.DirEntry[str]]:
    try:
        entries = sorted(os.scandir(directory), key=lambda entry: entry.name)
    except OSError:
        return []
    is_environment = any(entry.name == "pyvenv.cfg" for entry in entries)
    return [] if is_environment else entries


def _has_tables(path: Path) -> bool:
    try:
        if path.stat().st_size > LARGEST_FILE:
            return False
        return defines_tables(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return False


def modules_nobody_imported(autogen_context: AutogenContext) -> list[str]:
    """Name the modules of the program that define tables and were not imported.

    The packages of which a loaded module holds the models or their MetaData are searched first;
    where they have nothing, the directories of ``prepend_sys_path``, the one that has the
    directory of ``env.py``, and the current one.
    """
    loaded = {name: each for name, each in list(sys.modules.items()) if each is not None}
    files = {os.path.realpath(file) for file in map(_file, loaded.values()) if file}
    script = autogen_context.migration_context.script
    own = [Path(script.dir), *map(Path, script.version_locations or ())] if script else []
    known = Known(
        modules=loaded.keys(),
        files=files,
        directories={each.resolve() for each in own},
        import_path={Path(each).resolve() for each in sys.path if each},
    )
    found = modules_with_tables(_packages_of(autogen_context._collections, loaded), known)
    return found or modules_with_tables(_roots(autogen_context, own), known)


def _file(module: ModuleType) -> str | None:
    file = vars(module).get("__file__") if isinstance(module, ModuleType) else None
    return file if isinstance(file, str) else None


def _packages_of(
    collections: Collection[MetaData], loaded: dict[str, ModuleType]
) -> Iterator[Place]:
    """The packages, or directories, of the modules that hold the models."""
    for name, module in loaded.items():
        file = _file(module)
        if file is None or not any(_is_of(value, collections) for value in _values(module)):
            continue
        package = loaded.get(name.partition(".")[0])
        paths = list(getattr(package, "__path__", ())) if package is not None else []
        yield from (Place(Path(path), name.partition(".")[0]) for path in paths)
        if not paths and "site-packages" not in file:
            yield Place(Path(file).parent)


def _values(module: ModuleType) -> list[object]:
    return list(vars(module).values()) if isinstance(module, ModuleType) else []


def _is_of(value: object, collections: Collection[MetaData]) -> bool:
    """Tell whether a value is a collection, one of its tables, or a model of it."""
    if isinstance(value, type):
        value = vars(value).get("metadata") or vars(value).get("__table__")
    if isinstance(value, Table):
        value = value.metadata
    return isinstance(value, MetaData) and any(value is each for each in collections)


def _roots(autogen_context: AutogenContext, own: list[Path]) -> Iterator[Place]:
    config = autogen_context.migration_context.config
    for path in (config.get_prepend_sys_paths_list() or ()) if config is not None else ():
        yield Place(Path(path))
    if own:
        yield Place(_outside_packages(own[0].resolve().parent))
        yield Place(Path.cwd())


def _outside_packages(directory: Path) -> Path:
    while (directory / "__init__.py").exists():
        directory = directory.parent
    return directory
