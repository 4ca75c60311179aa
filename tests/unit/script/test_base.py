"""The script directory: locations, listings, errors as commands show them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from alembic.base.exc import CommandError
from alembic.script import ScriptDirectory
from alembic.script.revision import CycleDetected, MultipleHeads
from harness.revisions import Revisions, graph

FORK = "root\nx001 < root\ny001 < root"
BASES = "a001\nb001"


def test_missing_directory(tmp_path: Path) -> None:
    """A directory that does not exist is told with what to do about it."""
    with pytest.raises(CommandError) as caught:
        ScriptDirectory(tmp_path / "gone")
    assert str(caught.value) == (
        f"Path doesn't exist: {tmp_path / 'gone'}.  Please use the 'init' command to create a new "
        "scripts folder."
    )


def test_attributes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths are text; the version directory is absolute."""
    monkeypatch.chdir(tmp_path)
    os.mkdir("scripts")
    directory = ScriptDirectory(Path("scripts"), truncate_slug_length=0)
    assert directory.dir == "scripts"
    assert directory.versions == str(tmp_path / "scripts" / "versions")
    assert directory.env_py_location == os.path.join("scripts", "env.py")
    assert directory.truncate_slug_length == 40
    assert directory.version_locations == []
    assert directory.hooks == []
    several = ScriptDirectory("scripts", version_locations=["a", Path("b")])
    assert several.version_locations == ["a", "b"]
    assert several._version_locations == [str(tmp_path / "a"), str(tmp_path / "b")]
    with pytest.raises(CommandError, match="Multiple version_locations present"):
        several.versions  # noqa: B018 - reading it is what fails


def test_empty_directory(tmp_path: Path) -> None:
    """Without scripts there is nothing to list, and nothing fails."""
    directory = ScriptDirectory(tmp_path)
    assert directory.get_heads() == []
    assert directory.get_bases() == []
    assert directory.get_current_head() is None
    assert directory.get_base() is None
    assert directory.as_revision_number("head") is None
    assert directory.as_revision_number("heads") is None
    assert list(directory.walk_revisions()) == []
    assert directory._upgrade_revs("heads", ()) == []
    assert directory._downgrade_revs("base", ()) == []


@pytest.mark.parametrize(
    ("ident", "expected"),
    [
        ("heads", ("x001", "y001")),
        ("base", None),
        (None, None),
        ("x00", "x00"),
        ("nothing", "nothing"),
        ("x001@head", "x001"),
    ],
)
def test_as_revision_number(ident: str | None, expected: object) -> None:
    """Symbols become identifiers; anything else is returned as it is."""
    assert Revisions(graph(FORK)).as_revision_number(ident) == expected


@pytest.mark.parametrize(
    ("text", "call", "message"),
    [
        (
            FORK,
            lambda d: d.get_current_head(),
            "The script directory has multiple heads (due to branching).Please use get_heads(), "
            "or merge the branches using alembic merge.",
        ),
        (
            BASES,
            lambda d: d.get_base(),
            "The script directory has multiple bases. Please use get_bases().",
        ),
        (
            FORK,
            lambda d: d.get_revision("head"),
            "Multiple head revisions are present for given argument 'head'; please specify a "
            "specific target revision, '<branchname>@head' to narrow to a specific head, or "
            "'heads' for all heads",
        ),
        (
            FORK,
            lambda d: d._upgrade_revs("head-1", ()),
            "Multiple head revisions are present for given argument 'head-1'; please specify a "
            "specific target revision, '<branchname>@head-1' to narrow to a specific head, or "
            "'heads' for all heads",
        ),
        (FORK, lambda d: d.get_revisions("gone"), "Can't locate revision identified by 'gone'"),
        (
            FORK,
            lambda d: d.get_all_current(("gone",)),
            "Can't locate revision identified by 'gone'",
        ),
        (
            FORK,
            lambda d: d._upgrade_revs("root-5", ()),
            "Relative revision -5 didn't produce 5 migrations",
        ),
        (
            FORK,
            lambda d: d._upgrade_revs("root-1", ()),
            "Relative revision -1 didn't produce 1 migrations",
        ),
        (
            FORK,
            lambda d: d._upgrade_revs("base-1", ()),
            "Relative revision -1 didn't produce 1 migrations",
        ),
        (FORK, lambda d: d._upgrade_revs("", ()), "Can't locate revision identified by ''"),
        (
            FORK,
            lambda d: d._downgrade_revs("", ("x001",)),
            "Can't locate revision identified by ''",
        ),
        (FORK, lambda d: d._downgrade_revs("base-1", ("x001",)), "Walked too far"),
        (
            FORK,
            lambda d: d._downgrade_revs("typo@base", ("x001",)),
            "Can't locate revision identified by 'typo'",
        ),
        (
            FORK,
            lambda d: d._downgrade_revs("y001@-1", ("x001",)),
            "Relative revision -1 didn't produce 1 migrations",
        ),
        (
            FORK,
            lambda d: d._downgrade_revs("x001@-1", ()),
            "Relative revision -1 didn't produce 1 migrations",
        ),
        (
            FORK,
            lambda d: d._downgrade_revs("root@-1", ("x001", "y001")),
            "Relative revision -1 didn't produce 1 migrations",
        ),
        (
            FORK,
            lambda d: d._stamp_revs("head", ()),
            "Multiple heads are present; please specify a single target revision",
        ),
    ],
)
def test_errors(text: str, call: object, message: str) -> None:
    """Errors of the graph reach a user as one sentence."""
    with pytest.raises(CommandError) as caught:
        call(Revisions(graph(text)))
    assert str(caught.value) == message


def test_the_original_error_is_kept() -> None:
    """The error of the graph is the cause of the command's."""
    with pytest.raises(CommandError) as caught:
        Revisions(graph(FORK)).get_revision("head")
    assert isinstance(caught.value.__cause__, MultipleHeads)


def test_a_broken_graph() -> None:
    """A graph that cannot be ordered fails with the same text everywhere."""
    directory = Revisions(graph("aaaa < bbbb\nbbbb < aaaa"))
    for call in (directory.get_current_head, lambda: list(directory.walk_revisions())):
        with pytest.raises(CommandError) as caught:
            call()
        assert str(caught.value) == "Cycle is detected in revisions (aaaa, bbbb)"
    with pytest.raises(CycleDetected):
        directory.get_heads()


def test_current_revisions() -> None:
    """Rows stand for themselves and for what they imply on other branches."""
    directory = Revisions(
        graph("a001\na002 < a001\na003 < a002\nb001\nb002 < b001 needs a002\nb003 < b002")
    )
    assert {each.revision for each in directory.get_all_current(("b003",))} == {"a002", "b003"}
    assert [each.revision for each in directory._current(("b003", "a001"))] == ["a002", "b003"]


def test_several_locations(tmp_path: Path) -> None:
    """Scripts of several directories make one graph."""
    for folder, name, down in (("one", "a", None), ("two", "b", "a")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{name}.py").write_text(
            f"revision = {name!r}\ndown_revision = {down!r}\n"
        )
    directory = ScriptDirectory(
        tmp_path, version_locations=[tmp_path / "one", tmp_path / "none", tmp_path / "two"]
    )
    assert [each.revision for each in directory.walk_revisions()] == ["b", "a"]


def test_run_env(tmp_path: Path) -> None:
    """``env.py`` is run from the directory; without one that is said."""
    directory = ScriptDirectory(tmp_path)
    with pytest.raises(ImportError, match="Can't find Python file"):
        directory.run_env()
    (tmp_path / "env.py").write_text("import pathlib\npathlib.Path(__file__ + '.ran').touch()\n")
    directory.run_env()
    assert (tmp_path / "env.py.ran").exists()


def test_label_that_looks_like_a_step() -> None:
    """A label that ends like a relative specifier is still a label."""
    directory = Revisions(graph("aaaa\nbbbb < aaaa\ncccc < bbbb [rel-2]"))
    steps = directory._upgrade_revs("rel-2", ())
    assert [step.revision.revision for step in steps] == ["aaaa", "bbbb", "cccc"]
    assert [s.revision.revision for s in directory._upgrade_revs("rel-2@head", ("bbbb",))] == [
        "cccc"
    ]
    assert directory._downgrade_revs("rel-2", ("cccc",)) == []
