"""A revision file about to be written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ...base.sequences import to_list
from .base import MigrateOperation
from .containers import DowngradeOps, UpgradeOps

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

_Ops = TypeVar("_Ops", UpgradeOps, DowngradeOps)


class MigrationScript(MigrateOperation):
    """A revision file as hooks see it before it is rendered.

    Args:
        rev_id: Its revision identifier; None has one made.
        upgrade_ops: What it does, one container or a list of them.
        downgrade_ops: How it is undone, one container or a list of them.
        message: Its message.
        imports: Import lines it needs.
        head: The head it follows.
        splice: Whether it may follow a revision that is no head.
        branch_label: Its branch label or labels.
        version_path: The directory it goes to.
        depends_on: What it depends on.
    """

    def __init__(
        self,
        rev_id: str | None,
        upgrade_ops: UpgradeOps | Sequence[UpgradeOps],
        downgrade_ops: DowngradeOps | Sequence[DowngradeOps],
        *,
        message: str | None = None,
        imports: set[str] | None = None,
        head: str | None = None,
        splice: bool | None = None,
        branch_label: str | Sequence[str] | None = None,
        version_path: str | os.PathLike[str] | None = None,
        depends_on: str | Sequence[str] | None = None,
    ) -> None:
        self.rev_id = rev_id
        self.message = message
        self.imports = set() if imports is None else imports
        self.head = head
        self.splice = splice
        self.branch_label = branch_label
        self.version_path = None if version_path is None else Path(version_path).as_posix()
        self.depends_on = depends_on
        self.upgrade_ops = upgrade_ops
        self.downgrade_ops = downgrade_ops

    @property
    def upgrade_ops(self) -> UpgradeOps | None:
        """What the revision does.

        Raises:
            ValueError: There are several containers.
        """
        return _only(self._upgrade_ops, "UpgradeOps", "upgrade_ops_list")

    @upgrade_ops.setter
    def upgrade_ops(self, upgrade_ops: UpgradeOps | Sequence[UpgradeOps]) -> None:
        self._upgrade_ops: list[UpgradeOps] = to_list(upgrade_ops)
        assert all(isinstance(each, UpgradeOps) for each in self._upgrade_ops)

    @property
    def downgrade_ops(self) -> DowngradeOps | None:
        """How the revision is undone.

        Raises:
            ValueError: There are several containers.
        """
        return _only(self._downgrade_ops, "DowngradeOps", "downgrade_ops_list")

    @downgrade_ops.setter
    def downgrade_ops(self, downgrade_ops: DowngradeOps | Sequence[DowngradeOps]) -> None:
        self._downgrade_ops: list[DowngradeOps] = to_list(downgrade_ops)
        assert all(isinstance(each, DowngradeOps) for each in self._downgrade_ops)

    @property
    def upgrade_ops_list(self) -> list[UpgradeOps]:
        """What the revision does, as a list of containers."""
        return self._upgrade_ops

    @property
    def downgrade_ops_list(self) -> list[DowngradeOps]:
        """How the revision is undone, as a list of containers."""
        return self._downgrade_ops


def _only(containers: list[_Ops], kind: str, attribute: str) -> _Ops | None:
    if len(containers) > 1:
        raise ValueError(
            f"This MigrationScript instance has a multiple-entry list for {kind}; "
            f"please use the {attribute} attribute."
        )
    return containers[0] if containers else None
