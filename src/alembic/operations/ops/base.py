"""What every operation is."""

from __future__ import annotations

from functools import cached_property
from typing import Any


class MigrateOperation:
    """An operation of a migration.

    Subclass it for operations of your own; register them with
    ``Operations.register_operation`` and ``Operations.implementation_for``.
    """

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


class AlterTableOp(MigrateOperation):
    """An operation on a table that exists.

    Args:
        table_name: The table.
        schema: Its schema; None is the connection's default.
    """

    def __init__(self, table_name: str, *, schema: str | None = None) -> None:
        self.table_name = table_name
        self.schema = schema
