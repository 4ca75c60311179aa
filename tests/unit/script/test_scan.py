"""Which files are revisions, and in which order."""

from __future__ import annotations

import os
from pathlib import Path
from unittest import mock

import pytest

from alembic.base.exc import CommandError
from alembic.script.scan import is_revision_file, revision_folders


def make(folder: Path, *names: str) -> None:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("")


def found(
    top: Path, *locations: str, sourceless: bool = False, recursive: bool = False
) -> list[str]:
    """Return the paths of the revision files, relative to a directory."""
    folders = revision_folders(
        [str(top / each) for each in locations], sourceless=sourceless, recursive=recursive
    )
    return [os.path.relpath(path, top) for _, files in folders for _, path in files]


@pytest.mark.parametrize(
    ("name", "source", "compiled"),
    [
        ("a.py", True, True),
        ("a.pyc", False, True),
        ("a.pyo", False, True),
        ("a.cpython-311.pyc", False, True),
        ("__init__.py", False, False),
        ("__init__x.py", False, False),
        ("__initx.py", True, True),
        (".#a.py", False, False),
        (".a.py", True, True),
        ("a.txt", False, False),
        ("a.py~", False, False),
        ("a.PY", False, False),
        ("apy", False, False),
    ],
)
def test_names(name: str, source: bool, compiled: bool) -> None:
    """A revision file is told by its name."""
    assert is_revision_file(name, sourceless=False) is source
    assert is_revision_file(name, sourceless=True) is compiled


def test_order(tmp_path: Path) -> None:
    """Locations come as configured, files by name; what does not exist is passed over."""
    make(tmp_path, "v/b.py", "v/a.py", "v/C.py", "v/sub/d.py", "u/z.py", "v/README")
    assert found(tmp_path, "v", "nowhere", "u") == ["v/C.py", "v/a.py", "v/b.py", "u/z.py"]


def test_recursive(tmp_path: Path) -> None:
    """Sub-directories follow the files of their directory."""
    make(tmp_path, "v/z.py", "v/b/1.py", "v/a/2.py", "v/a/x/3.py", "v/__pycache__/q.py")
    assert found(tmp_path, "v", recursive=True) == ["v/z.py", "v/a/2.py", "v/a/x/3.py", "v/b/1.py"]
    assert found(tmp_path, "v") == ["v/z.py"]


@pytest.mark.parametrize("locations", [("v", "v"), ("v", "link"), ("v", "v/sub")])
def test_loaded_twice(tmp_path: Path, locations: tuple[str, str]) -> None:
    """A file that is reached twice counts once, with a warning."""
    make(tmp_path, "v/a.py", "v/sub/b.py")
    (tmp_path / "link").symlink_to(tmp_path / "v")
    path = os.path.realpath(tmp_path / ("v/sub/b.py" if "v/sub" in locations else "v/a.py"))
    with pytest.warns(UserWarning, match="loaded twice") as caught:
        result = found(tmp_path, *locations, recursive=True)
    assert result == ["v/a.py", "v/sub/b.py"]
    assert str(caught[0].message) == (
        f"File {path} loaded twice! ignoring. Please ensure version_locations is unique."
    )


def test_links_are_followed(tmp_path: Path) -> None:
    """A linked file stands in the order by its own name, under its real path."""
    make(tmp_path, "v/a.py", "v/c.py", "real/x.py")
    (tmp_path / "v/b.py").symlink_to(tmp_path / "real/x.py")
    assert found(tmp_path, "v") == ["v/a.py", "real/x.py", "v/c.py"]


def test_sourceless(tmp_path: Path) -> None:
    """Compiled files count where their source is missing."""
    make(
        tmp_path,
        "v/a.py",
        "v/a.pyc",
        "v/b.pyc",
        "v/b.pyo",
        "v/c.pyo",
        "v/__pycache__/a.cpython-311.pyc",
        "v/__pycache__/d.cpython-311.pyc",
        "v/__pycache__/__init__.cpython-311.pyc",
        "v/__pycache__/revisions.index",
    )
    assert found(tmp_path, "v", sourceless=True) == [
        "v/a.py",
        "v/b.pyc",
        "v/c.pyo",
        "v/__pycache__/d.cpython-311.pyc",
    ]
    assert found(tmp_path, "v") == ["v/a.py"]


def test_a_directory_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused by name: to take it for empty would leave its revisions out."""
    make(tmp_path, "v/a.py")
    refuse = mock.Mock(side_effect=PermissionError(13, "Permission denied"))
    monkeypatch.setattr("alembic.script.scan.os.scandir", refuse)
    with pytest.raises(CommandError) as caught:
        found(tmp_path, "v")
    assert str(caught.value) == f"Directory {tmp_path}/v cannot be read: Permission denied"
