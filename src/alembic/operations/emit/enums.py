"""Carrying out: the enum types that come and go with an operation."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..ops.enums import NO_ENUM_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..abstract import AbstractOperations
    from ..ops import MigrateOperation
    from ..ops.enums import EnumTypes


@contextmanager
def enum_types_of(operations: AbstractOperations, operation: MigrateOperation) -> Iterator[None]:
    """Create the types an operation brings before the block, and drop those it ends after it."""
    types: EnumTypes = getattr(operation, "enum_types", NO_ENUM_TYPES)
    if not types:
        yield
        return
    for each in types.created + types.ensured:
        operations.impl.create_enum_type(each)
    operations.impl.expect_enum_types(types.present)
    yield
    for each in types.dropped:
        operations.impl.drop_enum_type(each)
