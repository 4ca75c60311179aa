"""The index beside the compiled files."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from alembic.script.cache import Index
from alembic.script.identity import Identity

ONE = Identity("a", None, ("l",), ("d", "e"), "doc")


@pytest.fixture(autouse=True)
def _bytecode_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)


def old_file(folder: Path, name: str = "a.py") -> os.stat_result:
    """Make a file that has not been touched for a minute."""
    file = folder / name
    file.write_text("text")
    os.utime(file, (time.time() - 60,) * 2)
    return file.stat()


def stored(folder: Path, name: str = "a.py") -> os.stat_result:
    stat = old_file(folder, name)
    index = Index(str(folder))
    index.put(name, stat, ONE)
    index.save()
    return stat


def test_what_is_put_is_found_again(tmp_path: Path) -> None:
    """An identity comes back from the index of the next run."""
    stat = stored(tmp_path)
    assert Index(str(tmp_path)).get("a.py", stat) == ONE
    assert [each.name for each in (tmp_path / "__pycache__").iterdir()] == ["revisions.index"]


def test_changed_file_is_not_found(tmp_path: Path) -> None:
    """Another size or another time means another file."""
    stored(tmp_path)
    file = tmp_path / "a.py"
    file.write_text("longer text")
    assert Index(str(tmp_path)).get("a.py", file.stat()) is None
    file.write_text("TEXT")
    assert Index(str(tmp_path)).get("a.py", file.stat()) is None
    assert Index(str(tmp_path)).get("b.py", file.stat()) is None


def test_young_files_are_not_stored(tmp_path: Path) -> None:
    """A file changed a moment ago could change again without showing it."""
    file = tmp_path / "a.py"
    file.write_text("text")
    index = Index(str(tmp_path))
    index.put("a.py", file.stat(), ONE)
    index.save()
    assert not (tmp_path / "__pycache__").exists()


@pytest.mark.parametrize(("fraction", "is_stored"), [(456_789, True), (0, False)])
def test_coarse_times_settle_later(tmp_path: Path, fraction: int, is_stored: bool) -> None:
    """Half a second after a change a time in nanoseconds is trusted, in milliseconds it is not."""
    file = tmp_path / "a.py"
    file.write_text("text")
    changed = (time.time_ns() // 1_000_000 - 500) * 1_000_000 + fraction
    os.utime(file, ns=(changed, changed))
    index = Index(str(tmp_path))
    index.put("a.py", file.stat(), ONE)
    index.save()
    assert (tmp_path / "__pycache__").exists() is is_stored


def test_nothing_new_writes_nothing(tmp_path: Path) -> None:
    """An index that would not change is not written again."""
    stat = stored(tmp_path)
    path = tmp_path / "__pycache__" / "revisions.index"
    os.utime(path, (1, 1))
    index = Index(str(tmp_path))
    index.get("a.py", stat)
    index.save()
    assert path.stat().st_mtime == 1


def test_removed_files_leave_the_index(tmp_path: Path) -> None:
    """What is no longer asked for is forgotten."""
    stat = stored(tmp_path)
    Index(str(tmp_path)).save()
    assert Index(str(tmp_path)).get("a.py", stat) is None


@pytest.mark.parametrize("damage", ["truncated", "changed", "empty", "foreign"])
def test_damaged_index_is_ignored(tmp_path: Path, damage: str) -> None:
    """An index that is not as it was written is done without, and written anew."""
    stat = stored(tmp_path)
    path = tmp_path / "__pycache__" / "revisions.index"
    data = path.read_bytes()
    path.write_bytes(
        {
            "truncated": data[:-3],
            "changed": data[:-3] + b"xyz",
            "empty": b"",
            "foreign": b"other version\n" + data,
        }[damage]
    )
    assert Index(str(tmp_path)).get("a.py", stat) is None
    stored(tmp_path)
    assert Index(str(tmp_path)).get("a.py", (tmp_path / "a.py").stat()) == ONE


def test_no_bytecode_no_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Python may not write compiled files nothing is written."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    stored(tmp_path)
    assert not (tmp_path / "__pycache__").exists()


def test_place_that_cannot_be_written(tmp_path: Path) -> None:
    """A directory that cannot be written is no error."""
    (tmp_path / "__pycache__").write_text("a file in the way")
    stat = stored(tmp_path)
    assert Index(str(tmp_path)).get("a.py", stat) is None


def test_prefix_of_compiled_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The index follows compiled files to where the user wants them."""
    prefix = tmp_path / "elsewhere"
    folder = tmp_path / "versions"
    folder.mkdir()
    monkeypatch.setattr(sys, "pycache_prefix", str(prefix))
    stat = stored(folder)
    assert not (folder / "__pycache__").exists()
    assert Index(str(folder)).get("a.py", stat) == ONE
    assert list(prefix.rglob("revisions.index"))
