"""The map of revisions: loading, heads and bases, adding."""

from __future__ import annotations

import pytest

from alembic.script.revision import (
    MissingRevision,
    Revision,
    RevisionError,
    RevisionMap,
    is_revision,
    tuple_rev_as_scalar,
)
from harness.revisions import Revisions, graph


def line(*names: str) -> list[Revision]:
    return [Revision(n, p) for n, p in zip(names, (None, *names[:-1]), strict=True)]


def test_heads_and_bases_in_load_order() -> None:
    """Heads, bases and their dependency-aware forms come in load order."""
    made = Revisions(
        graph("""
        z001
        a001
        z002 < z001
        m001 < z001
        a002 < a001 needs m001
        """)
    ).revision_map
    assert made.heads == ("z002", "m001", "a002")
    assert made._real_heads == ("z002", "a002")
    assert made.bases == ("z001", "a001")
    assert made._real_bases == ("z001", "a001")


def test_revision_attributes() -> None:
    """A linked revision knows its neighbours."""
    made = Revisions(
        graph("""
        root
        left < root [ll]
        mid < root
        last < left mid needs other
        other [oo]
        """)
    ).revision_map
    root, left, last, other = (made.get_revision(n) for n in ("root", "left", "last", "other"))
    assert root.nextrev == frozenset({"left", "mid"})
    assert (root.is_base, root.is_branch_point, root.is_head) == (True, True, False)
    assert (last.is_merge_point, last.is_head, last.is_base) == (True, True, False)
    assert last.down_revision == ("left", "mid")
    assert last._versioned_down_revisions == ("left", "mid")
    assert last._resolved_dependencies == ("other",)
    assert last._normalized_down_revisions == ("left", "mid", "other")
    assert last._normalized_resolved_dependencies == ("other",)
    assert last._all_down_revisions == ("left", "mid", "other")
    assert last.branch_labels == {"ll"}
    assert left.branch_labels == {"ll"}
    assert root.branch_labels == set()
    assert other.nextrev == frozenset()
    assert (other.is_head, other._is_real_head) == (True, False)
    assert other._all_nextrev == frozenset({"last"})
    assert made._revision_map["oo"] is other
    assert made._revision_map[None] is None
    assert made._revision_map[()] is None


def test_redundant_dependencies_are_dropped() -> None:
    """A dependency that is a parent, or that an ancestor has too, is not needed again."""
    made = Revisions(
        graph("""
        a001
        b001 < a001 needs a001
        d001
        c001 < b001 needs d001
        c002 < c001 needs d001 a001
        """)
    ).revision_map
    assert made.get_revision("b001")._normalized_down_revisions == ("a001",)
    assert made.get_revision("c001")._normalized_down_revisions == ("b001", "d001")
    assert made.get_revision("c002")._normalized_down_revisions == ("c001",)
    assert made.get_revision("c002")._resolved_dependencies == ("d001", "a001")


def test_label_as_dependency() -> None:
    """A label in ``depends_on`` means the revision that declares it."""
    made = Revisions(
        graph("""
        a001 [aa]
        a002 < a001
        b001 needs aa
        """)
    ).revision_map
    revision = made.get_revision("b001")
    assert revision.dependencies == "aa"
    assert revision._resolved_dependencies == ("a001",)


def test_repr() -> None:
    """A revision shows how it could be made."""
    assert repr(Revision("b", "a", "x", "l")) == (
        "Revision('b', 'a', dependencies='x', branch_labels={'l'})"
    )
    assert repr(Revision("m", ["a", "b"])) == "Revision('m', ('a', 'b'))"
    assert repr(Revision("a", ())) == "Revision('a', None)"


@pytest.mark.parametrize(
    ("name", "found"), [("a-b", "-"), ("x@+:", "+, :, @"), ("a:", ":"), ("+@-", "+, -, @")]
)
def test_characters(name: str, found: str) -> None:
    """Characters of the language of specifiers cannot be in an identifier."""
    with pytest.raises(RevisionError) as caught:
        Revision(name, None)
    assert str(caught.value) == (
        f"Character(s) '{found}' not allowed in revision identifier '{name}'"
    )


def test_twice_the_same() -> None:
    """Of two revisions with one identifier the later counts, with a warning."""
    twice = [*line("a", "b"), Revision("b", None)]
    made = RevisionMap(lambda: twice)
    with pytest.warns(UserWarning, match="^Revision b is present more than once$"):
        assert made.heads == ("a", "b")
    assert made.get_revision("b") is twice[2]


@pytest.mark.filterwarnings("ignore")
def test_missing_parent() -> None:
    """A parent that no file declares is an error that names both."""
    made = RevisionMap(lambda: [Revision("b", "gone")])
    with pytest.raises(MissingRevision) as caught:
        made.heads  # noqa: B018 - loading is what fails
    assert str(caught.value) == (
        "Revision gone referenced from Revision('b', 'gone') is not present"
    )
    assert caught.value.missing == "gone"


def test_missing_parent_warns() -> None:
    """A missing parent is also warned of, as tools expect."""
    made = RevisionMap(lambda: [Revision("b", "gone")])
    with (
        pytest.warns(UserWarning, match="Revision gone referenced from .* is not present"),
        pytest.raises(MissingRevision),
    ):
        made.heads  # noqa: B018 - loading is what fails


def test_missing_dependency() -> None:
    """A dependency that does not exist is an error."""
    made = RevisionMap(lambda: [Revision("b", None, "gone")])
    with pytest.raises(MissingRevision, match="Revision gone referenced from"):
        made.heads  # noqa: B018 - loading is what fails


@pytest.mark.parametrize("label", ["l", "a"])
def test_label_used_twice(label: str) -> None:
    """A label must differ from every other label and identifier."""
    made = RevisionMap(
        lambda: [Revision("a", None, branch_labels="l"), Revision("b", "a", branch_labels=[label])]
    )
    with pytest.raises(RevisionError) as caught:
        made.heads  # noqa: B018 - loading is what fails
    assert str(caught.value) == f"Branch name '{label}' in revision b already used by revision a"


def test_add_revision() -> None:
    """An added revision moves heads and children at once."""
    made = RevisionMap(lambda: line("a", "b"))
    first = made.get_revision("b")
    assert made.heads == ("b",)
    made.add_revision(Revision("c", "b"))
    assert made.heads == ("c",)
    assert first.nextrev == frozenset({"c"})
    made.add_revision(Revision("d", None))
    assert (made.heads, made.bases) == (("c", "d"), ("a", "d"))
    with pytest.warns(UserWarning, match="Revision d is present more than once"):
        made.add_revision(Revision("d", "c"))


def test_replace_revision() -> None:
    """``_replace`` puts a revision in the place of the one of the same identifier."""
    made = RevisionMap(lambda: line("a", "b"))
    new = Revision("b", "a", branch_labels="new")
    made.add_revision(new, _replace=True)
    assert made.get_revision("new") is new
    with pytest.raises(Exception, match="revision z not in map"):
        made.add_revision(Revision("z", None), _replace=True)


def test_a_failed_addition_changes_nothing() -> None:
    """When a revision cannot be added the map is as before."""
    made = RevisionMap(lambda: [Revision("a", None, branch_labels="l")])
    with pytest.raises(RevisionError):
        made.add_revision(Revision("b", "a", branch_labels="l"))
    assert made.heads == ("a",)
    assert made.get_revision("a").nextrev == frozenset()


def test_scalars() -> None:
    """One parent is written as text, none as None."""
    assert tuple_rev_as_scalar(("a",)) == "a"
    assert tuple_rev_as_scalar(()) is None
    assert tuple_rev_as_scalar(("a", "b")) == ("a", "b")
    assert tuple_rev_as_scalar("a") == "a"
    revision = Revision("a", None)
    assert is_revision(revision) is revision


def test_unlinked_revision() -> None:
    """A revision outside a map answers from what it was told."""
    parent, child = Revision("a", None, branch_labels=["x"]), Revision("b", "a")
    dependent = Revision("c", None, "a")
    parent.add_nextrev(child)
    parent.add_nextrev(dependent)
    assert parent.nextrev == frozenset({"b"})
    assert parent._all_nextrev == frozenset({"b", "c"})
    assert parent.branch_labels == {"x"}
    assert child._normalized_down_revisions == ("a",)
