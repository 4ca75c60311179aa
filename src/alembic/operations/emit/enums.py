"""Carrying out: the enum types that come and go with operations."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

from ..ops.enums import NO_ENUM_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from ..abstract import AbstractOperations
    from ..ops import MigrateOperation
    from ..ops.enums import EnumTypes, SharedEnumType


_NOTHING = nullcontext()


def enum_types_of(
    operations: AbstractOperations, operation: MigrateOperation
) -> AbstractContextManager[None]:
    """Create the types an operation needs before the block, and drop those it ends after it."""
    types: EnumTypes = getattr(operation, "enum_types", NO_ENUM_TYPES)
    return _around(operations, types) if types else _NOTHING


@contextmanager
def _around(operations: AbstractOperations, types: EnumTypes) -> Iterator[None]:
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
