"""Operations that hold operations, and the revision they belong to."""

from __future__ import annotations

from pathlib import PureWindowsPath
from typing import Any

import pytest
import sqlalchemy as sa

from alembic.operations import MigrationScript, ops

COLUMN = sa.Column("c", sa.Integer)


def nested() -> ops.UpgradeOps:
    return ops.UpgradeOps(
        [
            ops.CreateIndexOp("i", "t", ["a"]),
            ops.ModifyTableOps(
                "t",
                [
                    ops.AddColumnOp("t", COLUMN),
                    ops.AlterColumnOp("t", "d", modify_nullable=True, existing_nullable=False),
                ],
                schema="s",
            ),
        ]
    )


def test_ops_are_a_new_list() -> None:
    """A container does not share its list with the caller."""
    given = [ops.ExecuteSQLOp("x")]
    container = ops.OpContainer(given)
    given.clear()
    assert len(container.ops) == 1


def test_empty_means_no_direct_child() -> None:
    """A container that holds an empty container is not empty."""
    assert ops.OpContainer().is_empty()
    assert not ops.UpgradeOps([ops.ModifyTableOps("t", [])]).is_empty()


def test_diffs_are_flat_but_for_altered_columns() -> None:
    """Nested containers are flattened, the list of an altered column stays a list."""
    index, added, altered = nested().as_diffs()
    assert index[0] == "add_index"
    assert added == ("add_column", None, "t", COLUMN)
    assert [each[0] for each in altered] == ["modify_nullable"]


def test_reverse_goes_backwards() -> None:
    """Last operation first, in nested containers too."""
    downgrade = nested().reverse()
    assert isinstance(downgrade, ops.DowngradeOps)
    table, index = downgrade.ops
    assert isinstance(index, ops.DropIndexOp)
    assert (table.table_name, table.schema) == ("t", "s")
    assert [type(each) for each in table.ops] == [ops.AlterColumnOp, ops.DropColumnOp]
    assert isinstance(downgrade.reverse(), ops.UpgradeOps)


def test_reverse_into_fills_in_place() -> None:
    """An existing downgrade keeps its identity and token."""
    downgrade = ops.DowngradeOps([ops.ExecuteSQLOp("x")], downgrade_token="other")
    assert nested().reverse_into(downgrade) is downgrade
    assert (len(downgrade.ops), downgrade.downgrade_token) == (2, "other")


def test_tokens() -> None:
    """The variables of the revision template have names."""
    assert ops.UpgradeOps().upgrade_token == "upgrades"
    assert ops.DowngradeOps().downgrade_token == "downgrades"
    assert ops.UpgradeOps(upgrade_token="x").upgrade_token == "x"


def test_info_is_one_dictionary_per_operation() -> None:
    """Hooks note things on an operation, and find them again."""
    op, other = ops.ExecuteSQLOp("x"), ops.ExecuteSQLOp("x")
    op.info["a"] = 1
    assert (op.info, other.info) == ({"a": 1}, {})
    assert ops.MigrateOperation()._mutations == frozenset()


def script(**kw: Any) -> MigrationScript:
    return MigrationScript("r", ops.UpgradeOps(), ops.DowngradeOps(), **kw)


def test_script_holds_one_container_each() -> None:
    """The single container is given as itself and as a list."""
    made = script()
    assert made.upgrade_ops is made.upgrade_ops_list[0]
    assert made.downgrade_ops is made.downgrade_ops_list[0]


def test_script_with_several_containers() -> None:
    """With several, the single one cannot be given, and the error says where the list is."""
    made = script()
    made.upgrade_ops = [ops.UpgradeOps(), ops.UpgradeOps()]
    made.downgrade_ops = [ops.DowngradeOps(), ops.DowngradeOps()]
    assert (len(made.upgrade_ops_list), len(made.downgrade_ops_list)) == (2, 2)
    with pytest.raises(ValueError, match="multiple-entry list for UpgradeOps; please use the") as e:
        _ = made.upgrade_ops
    assert str(e.value) == (
        "This MigrationScript instance has a multiple-entry list for UpgradeOps; "
        "please use the upgrade_ops_list attribute."
    )
    with pytest.raises(ValueError, match="please use the downgrade_ops_list attribute"):
        _ = made.downgrade_ops


def test_script_without_a_container() -> None:
    """An empty list gives None."""
    made = script()
    made.upgrade_ops = []
    assert (made.upgrade_ops, made.upgrade_ops_list) == (None, [])


def test_script_refuses_the_wrong_container() -> None:
    """An upgrade is no downgrade."""
    with pytest.raises(AssertionError):
        MigrationScript("r", ops.DowngradeOps(), ops.DowngradeOps())


def test_script_attributes() -> None:
    """What a revision needs is there, the directory as a posix string."""
    made = script(
        message="m",
        imports={"import x"},
        head="h",
        splice=True,
        branch_label="b",
        version_path=PureWindowsPath("a\\b").as_posix(),
        depends_on="d",
    )
    assert (made.message, made.imports, made.head, made.splice) == ("m", {"import x"}, "h", True)
    assert (made.branch_label, made.version_path, made.depends_on) == ("b", "a/b", "d")
    assert script().version_path is None
    assert script().imports is not script().imports
