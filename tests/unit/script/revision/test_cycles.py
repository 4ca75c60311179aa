"""Graphs that cannot be put in order."""

from __future__ import annotations

import pytest

from alembic.script.revision import (
    CycleDetected,
    DependencyCycleDetected,
    DependencyLoopDetected,
    LoopDetected,
    Revision,
    RevisionError,
    RevisionMap,
)

R = Revision


@pytest.mark.parametrize(
    ("revisions", "kind", "names"),
    [
        ([("aaaa", "bbbb"), ("bbbb", "aaaa")], CycleDetected, "aaaa, bbbb"),
        (
            [("base0", None), ("aaaa", "cccc"), ("bbbb", "aaaa"), ("cccc", "bbbb")],
            CycleDetected,
            "aaaa, bbbb, cccc",
        ),
        (
            [
                ("root", None),
                ("aaaa", ("root", "cccc")),
                ("bbbb", "aaaa"),
                ("cccc", "bbbb"),
            ],
            CycleDetected,
            "root, aaaa, bbbb, cccc",
        ),
        ([("aaaa", None, "bbbb"), ("bbbb", "aaaa")], DependencyCycleDetected, "aaaa, bbbb"),
        (
            [("aaaa", None, "bbbb"), ("bbbb", None, "aaaa")],
            DependencyCycleDetected,
            "aaaa, bbbb",
        ),
        (
            [
                ("root", None),
                ("aaaa", ("root", "cccc")),
                ("bbbb", "aaaa"),
                ("cccc", "bbbb"),
                ("last", "cccc"),
            ],
            CycleDetected,
            "aaaa, bbbb, cccc, last",
        ),
    ],
)
def test_cycle(revisions: list[tuple], kind: type[CycleDetected], names: str) -> None:
    """A circle is found when the map is loaded, and its revisions are named."""
    loaded = RevisionMap(lambda: [Revision(*each) for each in revisions])
    with pytest.raises(CycleDetected) as caught:
        loaded.heads  # noqa: B018 - loading is what fails
    assert type(caught.value) is kind
    assert str(caught.value) == f"{kind.kind} is detected in revisions ({names})"
    assert caught.value.revisions == names.split(", ")


def test_loops() -> None:
    """A revision cannot stand on itself."""
    with pytest.raises(LoopDetected) as caught:
        Revision("a", "a")
    assert str(caught.value) == "Self-loop is detected in revisions (a)"
    with pytest.raises(DependencyLoopDetected) as caught:
        Revision("a", None, ("b", "a"))
    assert str(caught.value) == "Dependency self-loop is detected in revisions (a)"
    assert caught.value.revisions == ["a"]


def test_kinds_of_errors() -> None:
    """Whoever catches a kind of cycle catches its special cases."""
    assert issubclass(LoopDetected, CycleDetected)
    assert issubclass(DependencyCycleDetected, CycleDetected)
    assert DependencyLoopDetected.__bases__ == (DependencyCycleDetected, LoopDetected)
    assert issubclass(CycleDetected, RevisionError)
    assert not issubclass(RevisionError, ValueError)
