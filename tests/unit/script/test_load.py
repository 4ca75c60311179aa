"""Loading scripts: by the index, by reading, by running."""

from __future__ import annotations

import os
import py_compile
import sys
import time
from pathlib import Path
from unittest import mock

import pytest

from alembic.base.exc import CommandError
from alembic.script import ScriptDirectory
from alembic.script.revision import RevisionError


@pytest.fixture(autouse=True)
def _bytecode_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    folder = tmp_path / "versions"
    folder.mkdir()
    for name, down in (("aaaa", None), ("bbbb", "aaaa")):
        (folder / f"{name}.py").write_text(
            f'"""doc {name}"""\nrevision = {name!r}\ndown_revision = {down!r}\n'
        )
        settle(folder / f"{name}.py")
    return folder


def settle(file: Path) -> None:
    """Make a file look as if it had been there for a while."""
    os.utime(file, (time.time() - 60,) * 2)


def heads(versions: Path) -> list[str]:
    return ScriptDirectory(versions.parent).get_heads()


def test_second_run_reads_no_file(versions: Path) -> None:
    """What the index knows is not opened again."""
    assert heads(versions) == ["bbbb"]
    with mock.patch("alembic.script.reading.read_identity") as read:
        assert heads(versions) == ["bbbb"]
    assert not read.called


def test_changed_file_is_read_again(versions: Path) -> None:
    """A changed file counts as it is now."""
    assert heads(versions) == ["bbbb"]
    (versions / "bbbb.py").write_text("revision = 'cccc'\ndown_revision = 'aaaa'\n")
    assert heads(versions) == ["cccc"]
    settle(versions / "bbbb.py")
    assert heads(versions) == ["cccc"]
    (versions / "bbbb.py").unlink()
    assert heads(versions) == ["aaaa"]


def test_index_gives_the_same_scripts(versions: Path) -> None:
    """A script from the index is the script from the file."""
    first, second = (
        [
            (s.revision, s.down_revision, s.doc, s.path, s.dependencies, s.branch_labels)
            for s in ScriptDirectory(versions.parent).walk_revisions()
        ]
        for _ in range(2)
    )
    assert (
        first
        == second
        == [
            ("bbbb", "aaaa", "doc bbbb", str(versions / "bbbb.py"), None, set()),
            ("aaaa", None, "doc aaaa", str(versions / "aaaa.py"), None, set()),
        ]
    )


def test_computed_identities_are_not_stored(versions: Path) -> None:
    """A file that has to be run is run every time, because its answer may change."""
    (versions / "cccc.py").write_text(
        "import sys\nrevision = sys.computed\ndown_revision = 'bbbb'\n"
    )
    settle(versions / "cccc.py")
    try:
        for answer in ("one1", "two2"):
            sys.computed = answer  # type: ignore[attr-defined] # what the script asks
            assert heads(versions) == [answer]
    finally:
        del sys.computed


def test_linked_file_is_indexed(versions: Path, tmp_path: Path) -> None:
    """A linked file is known by the name of its link and changes with its target."""
    target = tmp_path / "elsewhere.py"
    target.write_text("revision = 'cccc'\ndown_revision = 'bbbb'\n")
    settle(target)
    (versions / "cccc.py").symlink_to(target)
    for _ in range(2):
        directory = ScriptDirectory(versions.parent)
        assert directory.get_heads() == ["cccc"]
        assert directory.get_revision("cccc").path == str(target)
    target.write_text("revision = 'dddd'\ndown_revision = 'bbbb'\n")
    assert heads(versions) == ["dddd"]


def test_without_sources(versions: Path) -> None:
    """With ``sourceless``, compiled files are run to learn who they are."""
    for file in versions.glob("*.py"):
        py_compile.compile(str(file))
    (versions / "bbbb.py").unlink()
    assert heads(versions) == ["aaaa"]
    directory = ScriptDirectory(versions.parent, sourceless=True)
    assert directory.get_heads() == ["bbbb"]
    script = directory.get_revision("bbbb")
    tag = sys.implementation.cache_tag
    assert script.path == str(versions / "__pycache__" / f"bbbb.{tag}.pyc")
    assert script.doc == "doc bbbb"


def test_a_file_that_cannot_be_read(versions: Path) -> None:
    """It is named as what it is, whoever asked for the scripts."""
    (versions / "gone.py").symlink_to(versions / "nowhere")
    with pytest.raises(CommandError) as caught:
        heads(versions)
    assert str(caught.value) == (
        f"Revision file {versions}/nowhere cannot be read: No such file or directory"
    )


def test_a_file_that_reads_another_which_is_gone(versions: Path) -> None:
    """What fails while a file is run is told as it is: the file itself can be read."""
    (versions / "cccc.py").write_text("revision = open('nowhere').read()\ndown_revision = None\n")
    with pytest.raises(FileNotFoundError, match="nowhere"):
        heads(versions)


def test_a_revision_that_is_out_of_order_is_told_every_time(versions: Path) -> None:
    """Nothing of it is kept that would pass for good the next time."""
    file = versions / "cccc.py"
    file.write_text("revision = 'cc-cc'\ndown_revision = 'bbbb'\n")
    settle(file)
    for _ in range(2):
        with pytest.raises(RevisionError, match="Character"):
            ScriptDirectory(versions.parent).revision_map.heads  # noqa: B018
    file.write_text("revision = 'cccc'\ndown_revision = 'cccc'\n")
    settle(file)
    for _ in range(2):
        with pytest.raises(RevisionError, match="Self-loop"):
            ScriptDirectory(versions.parent).revision_map.heads  # noqa: B018


def test_a_file_that_is_no_text(versions: Path) -> None:
    """Python's error about null bytes gets the file's name."""
    (versions / "null.py").write_bytes(b"\0")
    with pytest.raises(SyntaxError) as caught:
        heads(versions)
    assert caught.value.filename == f"{versions}/null.py"


def test_a_revision_in_two_files(versions: Path) -> None:
    """Both are named, and which of them counts."""
    (versions / "copy.py").write_text((versions / "bbbb.py").read_text())
    with pytest.warns(UserWarning, match="more than once") as caught:
        heads(versions)
    assert [str(each.message) for each in caught] == [
        f"Revision bbbb is present more than once: in {versions}/bbbb.py and in "
        f"{versions}/copy.py, which counts"
    ]


def test_a_parent_that_is_missing(versions: Path) -> None:
    """The file that asks for it is named."""
    (versions / "aaaa.py").unlink()
    with pytest.warns(UserWarning, match="not present"), pytest.raises(CommandError) as caught:
        list(ScriptDirectory(versions.parent).walk_revisions())
    assert str(caught.value) == (
        f"Revision aaaa referenced from bbbb ({versions}/bbbb.py) is not present"
    )
