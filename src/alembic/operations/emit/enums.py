"""Carrying out: the enum types that come and go with operations."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..abstract import AbstractOperations
    from ..ops import MigrateOperation
    from ..ops.enums import SharedEnumType


@contextmanager
def enum_types_of(operations: AbstractOperations, operation: MigrateOperation) -> Iterator[None]:
    """Create the types an operation needs before the block, and drop those it ends after it."""
    types = operation.enum_types
    new = [each.type_ for each in types.created + types.ensured]
    for each in new:
        operations.impl.create_enum_type(each)
    ending = [each.type_ for each in types.dropped]
    operations.impl.expect_enum_types([*new, *ending, *types.present])
    yield
    for shared in types.dropped:
        if _is_last_user(operations, shared, types.number):
            operations.impl.drop_enum_type(shared.type_)


def _is_last_user(operations: AbstractOperations, shared: SharedEnumType, number: int) -> bool:
    """Note that an operation has ceased to use a type, and tell whether now all have."""
    memo = operations.migration_context.impl.memo
    ceased = memo.setdefault(("enum type ceased to be used", shared.key), set())
    ceased.add(number)
    if not ceased >= shared.users:
        return False
    ceased.clear()
    return True
