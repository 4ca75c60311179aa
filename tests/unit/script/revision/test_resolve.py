"""From specifiers to revisions: identifiers, prefixes, labels, symbols, branches."""

from __future__ import annotations

import pytest

from alembic.script.revision import MultipleHeads, ResolutionError, RevisionError, RevisionMap
from harness.revisions import Revisions, graph

FORK = """
  root
  x001 < root [xx]
  x002 < x001
  y001 < root [yy]
  y002 < y001
"""
DEPS = """
  a001 [aa]
  a002 < a001
  a003 < a002
  b001 [bb]
  b002 < b001 needs a002
  b003 < b002
"""
FEATURE = """
  c001 [core]
  c002 < c001
  f001 needs c001 [feat]
  f002 < f001 needs c002
"""
LINE = """
  aaaa
  abcdef < aaaa
  abcd < abcdef
  rela < abcd [rel-2, my-label]
"""


def made(text: str) -> RevisionMap:
    return Revisions(graph(text)).revision_map


def found(text: str, ident: object) -> list[str]:
    return [each.revision for each in made(text).get_revisions(ident)]


@pytest.mark.parametrize(
    ("text", "ident", "expected"),
    [
        (FORK, "x001", ["x001"]),
        (FORK, "xx", ["x001"]),
        (FORK, "roo", ["root"]),
        (FORK, "r", ["root"]),
        (FORK, "base", []),
        (FORK, None, []),
        (FORK, "heads", ["x002", "y002"]),
        (FORK, "xx@head", ["x002"]),
        (FORK, "root@heads", ["x002", "y002"]),
        (FORK, "x002@base", []),
        (FORK, "x002@root", ["root"]),
        (FORK, "xx@x002", ["x002"]),
        (FORK, "xx@ro", ["root"]),
        (FORK, ("xx", "y002"), ["x001", "y002"]),
        (FORK, ["base", {"root"}], ["root"]),
        (FORK, "-1", ["x001", "y001"]),
        (FORK, "-2", ["root"]),
        (FORK, "yy@-1", ["y001"]),
        (FORK, "y001@-1", ["y001"]),
        (LINE, "abcd", ["abcd"]),
        (LINE, "abcde", ["abcdef"]),
        (LINE, "rel-2", ["rela"]),
        (LINE, "rel-", ["rela"]),
        (LINE, "rel-2@head", ["rela"]),
        (LINE, "my-l", ["rela"]),
        (DEPS, "heads", ["a003", "b003"]),
        (DEPS, "bb@head", ["b003"]),
        (FEATURE, "heads", ["f002"]),
        (FEATURE, "core@head", ["c002"]),
        (FEATURE, "core@heads", ["c002"]),
    ],
)
def test_denotes(text: str, ident: object, expected: list[str]) -> None:
    """A specifier denotes these revisions, in load order."""
    assert found(text, ident) == expected


@pytest.mark.parametrize(
    ("text", "ident", "message", "argument"),
    [
        (
            FORK,
            "x0",
            "Multiple revisions start with 'x0': 'x001', 'x002'...",
            "x0",
        ),
        (
            DEPS,
            "a",
            "Multiple revisions start with 'a': 'a001', 'a002', 'a003'...",
            "a",
        ),
        (
            FORK,
            "zz",
            "No such revision or branch 'zz'; please ensure at least four characters are present "
            "for partial revision identifier matches",
            "zz",
        ),
        (FORK, "zzzz", "No such revision or branch 'zzzz'", "zzzz"),
        (FORK, "zz@head", "No such branch: 'zz'", "zz"),
        (FORK, "zz@base", "No such branch: 'zz'", "zz"),
        (FORK, "zz@root", "No such branch: 'zz'", "zz"),
        (FORK, "xx@y002", "Revision y002 is not a member of branch 'xx'", "y002"),
        (FORK, "x002@y001", "Revision y001 is not a member of branch 'x002'", "y001"),
        (
            FORK,
            "xx@y00",
            "No such revision or branch 'y00'; please ensure at least four characters are present "
            "for partial revision identifier matches",
            "y00",
        ),
        (FORK, "-3", "No revision is 3 steps below a head", "-3"),
        (FORK, "head-1", "No such revision or branch 'head-1'", "head-1"),
        (FORK, "root+1", "No such revision or branch 'root+1'", "root+1"),
        (FORK, "x001:x002", "No such revision or branch 'x001:x002'", "x001:x002"),
    ],
)
def test_denotes_nothing(text: str, ident: str, message: str, argument: str) -> None:
    """A specifier that denotes nothing says which part failed, and why."""
    with pytest.raises(ResolutionError) as caught:
        made(text).get_revisions(ident)
    assert str(caught.value) == message
    assert caught.value.argument == argument


def test_empty_text_denotes_nothing() -> None:
    """The empty text is no revision."""
    with pytest.raises(ResolutionError, match="No such revision or branch ''"):
        made(FORK).get_revisions("")


@pytest.mark.parametrize(
    ("ident", "argument"), [("head", "head"), ("root@head", "root@head"), ("heads", "heads")]
)
def test_several_where_one_is_needed(ident: str, argument: str) -> None:
    """``head`` must be one, and a single revision cannot be several."""
    with pytest.raises(MultipleHeads) as caught:
        made(FORK).get_revision(ident)
    assert caught.value.heads == ("x002", "y002")
    assert caught.value.argument == argument
    assert str(caught.value) == (
        f"Multiple heads are present for given argument '{argument}'; x002, y002"
    )


def test_dependents_do_not_make_head_definite() -> None:
    """A revision that others only depend on still is a head for ``head``."""
    with pytest.raises(MultipleHeads):
        made(FEATURE).get_revision("head")


def test_no_text() -> None:
    """An identifier from a badly configured driver is named as such."""
    with pytest.raises(RevisionError) as caught:
        made(FORK).get_revision(b"x001")
    assert str(caught.value) == (
        "revision identifier b'x001' is not a string; ensure database driver settings are correct"
    )


def test_empty_map() -> None:
    """Without revisions every symbol denotes nothing."""
    empty = RevisionMap(lambda: ())
    assert empty.heads == ()
    assert empty.get_revision("head") is None
    assert empty.get_revisions("heads") == ()
    assert empty.get_current_head() is None


def test_current_head_of_a_branch() -> None:
    """The current head can be asked for by branch."""
    fork = made(FORK)
    assert fork.get_current_head("xx") == "x002"
    with pytest.raises(MultipleHeads) as caught:
        fork.get_current_head()
    assert caught.value.argument == "head"


def test_filter_for_lineage() -> None:
    """Targets are kept that share a lineage, with dependencies only when asked."""
    fork, deps = made(FORK), made(DEPS)
    names = ["x001", "y001", "root"]
    assert fork.filter_for_lineage(names, "xx") == ("x001", "root")
    assert fork.filter_for_lineage(names, "xx@head") == ("x001", "root")
    assert fork.filter_for_lineage(names, None) == ("x001", "y001", "root")
    assert fork.filter_for_lineage(names, "base") == ("x001", "y001", "root")
    names = ["a001", "a002", "a003", "b001", "b003"]
    assert deps.filter_for_lineage(names, "bb") == ("b001", "b003")
    revisions = fork.get_revisions(("x002", "y002"))
    assert fork.filter_for_lineage(revisions, "yy") == revisions[1:]
