"""Ranges of the history: both ends, newest first."""

from __future__ import annotations

import pytest

from alembic.base.exc import CommandError
from alembic.script.revision import RangeNotAncestorError, RevisionError
from harness.revisions import Revisions, graph

FORK = """
  root
  x001 < root [xx]
  x002 < x001
  y001 < root [yy]
  y002 < y001
"""
LINE = """
  rev1
  rev2 < rev1
  rev3 < rev2
  rev4 < rev3
  rev5 < rev4
"""
DEPS = """
  a001 [aa]
  a002 < a001
  a003 < a002
  b001 [bb]
  b002 < b001 needs a002
  b003 < b002
"""


def listed(text: str, lower: object, upper: object) -> str:
    directory = Revisions(graph(text))
    return " ".join(script.revision for script in directory.walk_revisions(lower, upper))


@pytest.mark.parametrize(
    ("text", "lower", "upper", "expected"),
    [
        (FORK, "xx", "heads", "x002 x001"),
        (FORK, "base", "xx@head", "x002 x001 root"),
        (FORK, "base", "xx@head-1", "x001 root"),
        (FORK, "xx@base", "heads", "x002 x001 root"),
        (FORK, "root", "heads", "x002 x001 y002 y001 root"),
        (FORK, ("x001", "y002"), "heads", "x002 x001 y002"),
        (FORK, "base", ("x001", "y002"), "x001 y002 y001 root"),
        (LINE, "rev2", "heads", "rev5 rev4 rev3 rev2"),
        (LINE, "base", "rev2", "rev2 rev1"),
        (LINE, "-2", "heads", "rev5 rev4 rev3"),
        (LINE, "rev2", "+2", "rev4 rev3 rev2"),
        (LINE, "base", "+2", "rev2 rev1"),
        (LINE, "base", "+9", "rev5 rev4 rev3 rev2 rev1"),
        (LINE, "base", "base", ""),
        (LINE, "-3", "rev3", "rev3 rev2"),
        (LINE, "base", "head-1", "rev4 rev3 rev2 rev1"),
        (DEPS, "base", "b003", "b003 b002 b001 a002 a001"),
        (DEPS, "a001", "heads", "a003 a002 a001"),
        (DEPS, "a001", "b003", "a002 a001"),
        (DEPS, "bb", "heads", "b003 b002 b001"),
    ],
)
def test_range(text: str, lower: object, upper: object, expected: str) -> None:
    """A range lists its upper ends' ancestors that are, or descend from, its lower end."""
    assert listed(text, lower, upper) == expected


@pytest.mark.parametrize(
    ("text", "lower", "upper"),
    [
        (FORK, "x001", "y002"),
        (LINE, "rev3", "rev1"),
        (LINE, "rev1", "base"),
        (LINE, "-1", "rev3"),
        (LINE, "-5", "heads"),
        (LINE, "-9", "heads"),
    ],
)
def test_no_range(text: str, lower: str, upper: str) -> None:
    """The upper end must stand above the lower one."""
    with pytest.raises(CommandError) as caught:
        listed(text, lower, upper)
    assert str(caught.value) == (
        f"Requested range {lower}:{upper} does not refer to ancestor/descendant revisions along "
        "the same branch"
    )


@pytest.mark.parametrize(
    ("lower", "upper", "message"),
    [
        ("base", "-1", "Relative revision -1 didn't produce 1 migrations"),
        ("current", "heads", "Can't locate revision identified by 'current'"),
        ("rev2-1", "heads", "Can't locate revision identified by 'rev2-1'"),
    ],
)
def test_ends_that_mean_nothing(lower: str, upper: str, message: str) -> None:
    """Either end must denote something."""
    with pytest.raises(CommandError) as caught:
        listed(LINE, lower, upper)
    assert str(caught.value) == message


def test_iterate_excludes_the_lower_end() -> None:
    """``iterate_revisions`` leaves the lower end out and raises its own errors."""
    revision_map = Revisions(graph(LINE)).revision_map
    names = [each.revision for each in revision_map.iterate_revisions("rev4", "rev2")]
    assert names == ["rev4", "rev3"]
    names = [
        each.revision for each in revision_map.iterate_revisions("rev4", "rev2", inclusive=True)
    ]
    assert names == ["rev4", "rev3", "rev2"]
    with pytest.raises(RangeNotAncestorError) as caught:
        revision_map.iterate_revisions("rev2", "rev4")
    assert (caught.value.lower, caught.value.upper) == ("rev4", "rev2")
    assert str(caught.value) == "Revision rev4 is not an ancestor of revision rev2"
    with pytest.raises(RevisionError, match="Relative revision \\+9 didn't produce 9 migrations"):
        revision_map.iterate_revisions("+9", "base")


def test_overlapping_ends() -> None:
    """Ends given together must not be ancestors of each other."""
    revision_map = Revisions(graph(LINE)).revision_map
    with pytest.raises(RevisionError) as caught:
        revision_map.iterate_revisions(("rev4", "rev2"), "base")
    assert (
        str(caught.value) == "Requested revision rev4 overlaps with other requested revisions rev2"
    )


def test_selecting_for_a_downgrade() -> None:
    """``select_for_downgrade`` lists what stands above a target, newest first."""
    revision_map = Revisions(graph(FORK)).revision_map
    found = revision_map.iterate_revisions(("x002", "y002"), "xx@root", select_for_downgrade=True)
    assert [each.revision for each in found] == ["x002", "x001"]
