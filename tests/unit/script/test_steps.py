"""Steps as values."""

from __future__ import annotations

import pytest

from alembic.base.exc import CommandError
from alembic.script.steps import MigrationInfo, MigrationStep, RevisionStep, RowChange, StampStep
from harness.revisions import Revisions, graph

GRAPH = """
  a001 [aa]
  a002 < a001
  b001 needs a001
  m001 < a002 b001
"""


@pytest.fixture
def directory() -> Revisions:
    return Revisions(graph(GRAPH))


def step(directory: Revisions, name: str, *, up: bool) -> RevisionStep:
    made = MigrationStep.upgrade_from_script if up else MigrationStep.downgrade_from_script
    return made(directory.revision_map, directory.get_revision(name))


def test_log(directory: Revisions) -> None:
    """A step is logged with its parents, without dependencies, and with its message."""
    assert str(step(directory, "a001", up=True)) == "upgrade  -> a001, doc of a001"
    assert str(step(directory, "b001", up=True)) == "upgrade  -> b001, doc of b001"
    assert str(step(directory, "m001", up=True)) == "upgrade a002, b001 -> m001, doc of m001"
    assert str(step(directory, "m001", up=False)) == "downgrade m001 -> a002, b001, doc of m001"
    assert step(directory, "a001", up=False).short_log == "downgrade a001 -> "
    assert str(StampStep(("a", "b"), "c", True, False)) == "stamp_revision a, b -> c"
    assert str(StampStep("a", None, False, True)) == "stamp_revision a -> "


def test_equality(directory: Revisions) -> None:
    """Steps that do the same are the same."""
    up, down = (step(directory, "a001", up=way) for way in (True, False))
    assert up == step(directory, "a001", up=True)
    assert len({up, down, step(directory, "a001", up=True)}) == 2
    assert up != down
    assert up != step(directory, "a002", up=True)
    assert StampStep("a", "b", True, False) == StampStep(("a",), ["b"], True, False)
    assert StampStep("a", "b", True, False) != StampStep("a", "b", False, False)
    assert repr(down) == "RevisionStep('a001', is_upgrade=False)"


def test_functions(directory: Revisions) -> None:
    """A step carries the script's function; a stamp's does nothing."""
    script = directory.get_revision("a001")
    assert step(directory, "a001", up=True).migration_fn is script.module.upgrade
    assert step(directory, "a001", up=False).migration_fn is script.module.downgrade
    assert StampStep((), "a", True, True).migration_fn(engine_name="x") is None


def test_missing_function(directory: Revisions) -> None:
    """A script that cannot go the wanted way is named while planning."""
    del directory.get_revision("m001").module.downgrade
    with pytest.raises(CommandError) as caught:
        directory._downgrade_revs("base", ("m001",))
    assert str(caught.value) == "Revision script /versions/m001.py has no downgrade() function"
    assert len(directory._upgrade_revs("heads", ())) == 4


def insert(row: str) -> RowChange:
    return RowChange("insert", None, row)


def update(row: str, new: str) -> RowChange:
    return RowChange("update", row, new)


def delete(row: str) -> RowChange:
    return RowChange("delete", row, None)


@pytest.mark.parametrize(
    ("name", "up", "heads", "expected"),
    [
        ("a001", True, (), [insert("a001")]),
        ("a002", True, ("a001",), [update("a001", "a002")]),
        ("a002", True, ("b001",), [insert("a002")]),
        ("b001", True, ("a001",), [update("a001", "b001")]),
        ("m001", True, ("a002", "b001"), [delete("a002"), update("b001", "m001")]),
        ("a001", False, ("a001",), [delete("a001")]),
        ("a002", False, ("a002",), [update("a002", "a001")]),
        ("a002", False, ("a002", "b001"), [delete("a002")]),
        ("b001", False, ("a002", "b001"), [delete("b001")]),
        ("m001", False, ("m001",), [insert("a002"), update("m001", "b001")]),
    ],
)
def test_row_changes(
    directory: Revisions, name: str, up: bool, heads: tuple[str, ...], expected: list[RowChange]
) -> None:
    """A step says which statements on the version table follow it."""
    assert list(step(directory, name, up=up).row_changes(heads)) == expected


@pytest.mark.parametrize(
    ("from_", "to_", "heads", "expected"),
    [
        ((), "a", (), [insert("a")]),
        ((), "a", ("b",), [insert("a")]),
        ((), "a", ("a",), []),
        ("a", "b", ("a", "c"), [update("a", "b")]),
        ("a", "b", ("c",), [insert("b")]),
        ("a", "b", ("a", "b"), [delete("a")]),
        (("a", "b"), "c", ("b", "a"), [delete("a"), update("b", "c")]),
        (("a", "b"), "c", ("b",), [update("b", "c")]),
        ("a", (), ("a", "b"), [delete("a")]),
        ("a", (), ("b",), []),
    ],
)
def test_row_changes_of_a_stamp(
    from_: object, to_: object, heads: tuple[str, ...], expected: list[RowChange]
) -> None:
    """A stamp replaces those of its rows that are still there."""
    changes = StampStep(from_, to_, True, not from_).row_changes(heads)
    assert list(changes) == expected


def ids(info: MigrationInfo) -> tuple:
    return (
        info.is_upgrade,
        info.is_stamp,
        info.is_migration,
        info.up_revision_id,
        info.up_revision_ids,
        info.down_revision_ids,
        info.source_revision_ids,
        info.destination_revision_ids,
    )


def test_info(directory: Revisions) -> None:
    """Callbacks learn both ends of a step, dependencies included."""
    up = step(directory, "b001", up=True).info
    assert ids(up) == (
        True, False, True, "b001", ("b001",), ("a001",), ("a001",), ("b001",),
    )  # fmt: skip
    assert up.up_revision is directory.get_revision("b001")
    assert up.up_revisions == (directory.get_revision("b001"),)
    assert up.down_revisions == up.source_revisions == (directory.get_revision("a001"),)
    assert up.destination_revisions == up.up_revisions
    assert up.revision_map is directory.revision_map
    down = step(directory, "m001", up=False).info
    assert ids(down) == (
        False, False, True, "m001", ("m001",), ("a002", "b001"), ("m001",), ("a002", "b001"),
    )  # fmt: skip


def test_info_of_a_stamp(directory: Revisions) -> None:
    """A stamp that goes down has its rows at the upper end."""
    (down,) = directory._stamp_revs("a001", ("a002", "b001"))
    assert ids(down.info) == (
        False, True, False, "a002", ("a002", "b001"), ("a001",), ("a002", "b001"), ("a001",),
    )  # fmt: skip
    (new,) = directory._stamp_revs("b001", ())
    assert ids(new.info) == (True, True, False, "b001", ("b001",), (), (), ("b001",))
    (gone,) = directory._stamp_revs("base", ("b001",))
    assert ids(gone.info) == (False, True, False, "b001", ("b001",), (), ("b001",), ())
    assert gone.info.destination_revisions == ()
