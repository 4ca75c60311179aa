"""What every operation is."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from .enums import NO_ENUM_TYPES, EnumTypes

if TYPE_CHECKING:
    from collections.abc import Sequence

_Op = TypeVar("_Op", bound="MigrateOperation")


class MigrateOperation:
    """An operation of a migration.

    Subclass it for operations of your own; register them with
    ``Operations.register_operation`` and ``Operations.implementation_for``.

    Attributes:
        enum_types: The enum types that come and go with it; autogenerate says which.
        around_reverse: Operations without which its reverse would fail, those before and those
            after that; autogenerate says which.
    """

    enum_types: EnumTypes = NO_ENUM_TYPES
    around_reverse: tuple[Sequence[MigrateOperation], Sequence[MigrateOperation]] = ((), ())

    #: Marks of the rewriters an operation has been through.
    _mutations: frozenset[Any] = frozenset()

    @cached_property
    def info(self) -> dict[Any, Any]:
        """A dictionary for whatever hooks want to note on the operation."""
        return {}

    def reverse(self) -> MigrateOperation:
        """Return the operation that undoes this one.

        Raises:
            NotImplementedError: The kind of operation cannot be undone.
        """
        raise NotImplementedError

    def to_diff_tuple(self) -> Any:
        """Return the operation as ``compare_metadata`` reports it.

        Raises:
            NotImplementedError: The kind of operation is not reported.
        """
        raise NotImplementedError


def undoing(op: MigrateOperation, reverse: _Op) -> _Op:
    """Hand on to the reverse of an operation what comes and goes with it, the other way round."""
    if op.enum_types:
        reverse.enum_types = op.enum_types.reverse()
    return reverse


class AlterTableOp(MigrateOperation):
    """An operation on a table that exists.

    Args:
        table_name: The table.
        schema: Its schema; None is the connection's default.
    """

    def __init__(self, table_name: str, *, schema: str | None = None) -> None:
        self.table_name = table_name
        self.schema = schema
