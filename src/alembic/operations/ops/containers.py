"""Operations that hold operations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from .base import MigrateOperation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_Container = TypeVar("_Container", bound="OpContainer")


class OpContainer(MigrateOperation):
    """A list of operations.

    Args:
        ops: The operations; copied into a list.
    """

    def __init__(self, ops: Sequence[MigrateOperation] = ()) -> None:
        self.ops = list(ops)

    def is_empty(self) -> bool:
        """Tell whether there is no operation, be it an empty container."""
        return not self.ops

    def as_diffs(self) -> list[Any]:
        """Return the diffs of all operations, those of nested containers included."""
        return list(self._diffs())

    def _diffs(self) -> Iterator[Any]:
        for op in self.ops:
            if isinstance(op, OpContainer):
                yield from op._diffs()
            else:
                yield op.to_diff_tuple()

    def _reversed_into(self, container: _Container) -> _Container:
        container.ops = []
        for op in reversed(self.ops):
            before, after = op.around_reverse
            container.ops += [*before, op.reverse(), *after]
        return container


class ModifyTableOps(OpContainer):
    """Operations on one table.

    Args:
        table_name: The table.
        ops: The operations.
        schema: Its schema; None is the connection's default.
    """

    def __init__(
        self, table_name: str, ops: Sequence[MigrateOperation], *, schema: str | None = None
    ) -> None:
        super().__init__(ops)
        self.table_name = table_name
        self.schema = schema

    def reverse(self) -> ModifyTableOps:
        """Return the reverse of each operation, last one first."""
        return self._reversed_into(ModifyTableOps(self.table_name, [], schema=self.schema))


class UpgradeOps(OpContainer):
    """What ``upgrade()`` does.

    Args:
        ops: The operations.
        upgrade_token: The variable of the revision template that gets the text.
    """

    def __init__(
        self, ops: Sequence[MigrateOperation] = (), upgrade_token: str = "upgrades"
    ) -> None:
        super().__init__(ops)
        self.upgrade_token = upgrade_token

    def reverse_into(self, downgrade_ops: DowngradeOps) -> DowngradeOps:
        """Fill a downgrade with the reverse of each operation, last one first, and return it."""
        return self._reversed_into(downgrade_ops)

    def reverse(self) -> DowngradeOps:
        """Return the downgrade."""
        return self.reverse_into(DowngradeOps())


class DowngradeOps(OpContainer):
    """What ``downgrade()`` does.

    Args:
        ops: The operations.
        downgrade_token: The variable of the revision template that gets the text.
    """

    def __init__(
        self, ops: Sequence[MigrateOperation] = (), downgrade_token: str = "downgrades"
    ) -> None:
        super().__init__(ops)
        self.downgrade_token = downgrade_token

    def reverse(self) -> UpgradeOps:
        """Return the reverse of each operation, last one first."""
        return self._reversed_into(UpgradeOps())
