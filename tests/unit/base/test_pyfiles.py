"""Python files run without being imported."""

from __future__ import annotations

import importlib.util
import os
import py_compile
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from alembic.base import pyfiles

if TYPE_CHECKING:
    from types import ModuleType


def test_file_runs_without_entering_sys_modules(tmp_path: Path) -> None:
    """The module carries a name made of the file's, and sys.modules does not know it."""
    (tmp_path / "a-1.py").write_text("value = __name__\n")
    module = pyfiles.load_python_file(tmp_path, "a-1.py")
    assert module.value == "a_1_py"
    assert "a_1_py" not in sys.modules


def test_compiled_file_stands_in_for_a_missing_source(tmp_path: Path) -> None:
    """Without its source, a file is run from its compiled form."""
    source = tmp_path / "env.py"
    source.write_text("value = 7\n")
    py_compile.compile(str(source))
    source.unlink()
    assert pyfiles.load_python_file(tmp_path, "env.py").value == 7


def load(path: Path) -> ModuleType:
    """Load a file by its path."""
    return pyfiles.load_module("a_py", path)


@pytest.fixture
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a file that is compiled, and was loaded from that once."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    path = tmp_path / "a.py"
    path.write_text("value = 1\ndef load(): pass\n")
    os.utime(path, (1_000_000_000, 1_000_000_000))
    assert load(path).value == 1
    return path


def is_read(module: ModuleType) -> bool:
    """Tell whether the source was read for a module."""
    assert isinstance(module.__loader__, pyfiles.SourceLoader)
    return module.__loader__.source is not None


def test_a_module_is_the_same_from_its_compiled_file(compiled: Path) -> None:
    """What Python tells about a module does not depend on where its code was."""
    again = load(compiled)
    assert not is_read(again)
    os.utime(compiled, (1_000_000_001, 1_000_000_001))
    first = load(compiled)
    assert is_read(first)
    for name in ("__name__", "__file__", "__cached__", "__package__", "__doc__"):
        assert getattr(again, name) == getattr(first, name), name
    for name in ("name", "origin", "cached", "has_location", "parent"):
        assert getattr(again.__spec__, name) == getattr(first.__spec__, name), name
    assert vars(again).keys() == vars(first).keys()


@pytest.mark.parametrize("how", ["time", "size", "number", "cut", "garbage", "moved", "hash"])
def test_a_compiled_file_counts_only_for_its_source(
    compiled: Path, tmp_path: Path, how: str
) -> None:
    """Whatever is wrong with it, the source as it is now is what runs."""
    cached = Path(importlib.util.cache_from_source(str(compiled)))
    content = cached.read_bytes()
    if how == "time":
        compiled.write_text("value = 2\n")
    elif how == "size":
        compiled.write_text("value = 22\n")
        os.utime(compiled, (1_000_000_000, 1_000_000_000))
    elif how == "number":
        cached.write_bytes(b"\0" + content[1:])
    elif how == "cut":
        cached.write_bytes(content[:20])
    elif how == "garbage":
        cached.write_bytes(content[:16] + b"i\0\0\0\0")  # a number is no code
    elif how == "moved":
        new = tmp_path / "new"
        new.mkdir()
        shutil.copytree(tmp_path / "__pycache__", new / "__pycache__")
        shutil.copy2(compiled, new / "a.py")
        assert load(new / "a.py").load.__code__.co_filename == str(new / "a.py")
        return
    elif how == "hash":
        mode = py_compile.PycInvalidationMode.CHECKED_HASH
        py_compile.compile(str(compiled), invalidation_mode=mode)
        compiled.write_text("value = 3\n")
        os.utime(compiled, (1_000_000_000, 1_000_000_000))
    expected = {"time": 2, "size": 22, "hash": 3}.get(how, 1)
    if how in {"cut", "garbage"}:
        with pytest.raises((EOFError, ImportError)):  # as Python does: it was damaged, not stale
            load(compiled)
    else:
        assert load(compiled).value == expected


def test_an_edit_within_the_second_is_noticed(compiled: Path) -> None:
    """A file of the same size and second as the one that was compiled is run as it is."""
    cached = Path(importlib.util.cache_from_source(str(compiled)))
    for value in (2, 3):
        os.utime(cached, ns=(1_000_000_000_000_000_000,) * 2)
        compiled.write_text(f"value = {value}\ndef load(): pass\n")
        os.utime(compiled, ns=(1_000_000_000_000_000_000 + value,) * 2)
        assert load(compiled).value == value
        assert load(compiled).value == value


def test_missing_file_is_named(tmp_path: Path) -> None:
    """A file that is nowhere is named in the error."""
    with pytest.raises(ImportError, match=r"Can't find Python file .*env\.py"):
        pyfiles.load_python_file(tmp_path, "env.py")


def test_package_resource() -> None:
    """``package:directory`` is a path inside an installed package; other text is a path."""
    import alembic

    package = Path(alembic.__file__).parent
    assert pyfiles.coerce_resource_to_filename("alembic:base:exc.py") == package / "base/exc.py"
    assert pyfiles.coerce_resource_to_filename("some/dir") == Path("some/dir")
    assert pyfiles.coerce_resource_to_filename("/abs:dir") == Path("/abs:dir")


def test_module_is_importable() -> None:
    """A module is found without being run; a missing parent is a plain no."""
    assert pyfiles.module_is_importable("wsgiref.simple_server")
    assert not pyfiles.module_is_importable("no_such_package.module")
