"""SQLite's way to run the DDL operations: what cannot be altered is left to batch mode."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Computed, DefaultClause, cast

from . import constructs as _constructs  # noqa: F401 - registers the texts
from .native import SQLiteNative

if TYPE_CHECKING:
    from sqlalchemy import Column
    from sqlalchemy.types import TypeEngine


class SQLiteImpl(SQLiteNative):
    """DDL implementation for SQLite."""

    __dialect__ = "sqlite"
    transactional_ddl = False

    def requires_recreate_in_batch(self, batch_op: Any) -> bool:
        """Tell whether the queue of a batch holds anything SQLite cannot do by ALTER.

        A new column with an expression for a default cannot be added, as the default of the
        existing rows would have to be computed; nor can a stored generated column.
        """
        for name, args, _ in batch_op.batch:
            if name == "add_column":
                if _needs_rebuild(args[1]):
                    return True
            elif name not in {"create_index", "drop_index"}:
                return True
        return False

    def cast_for_batch_migrate(
        self,
        existing: Column[Any],
        existing_transfer: dict[str, Any],
        new_type: TypeEngine[Any],
    ) -> None:
        """Copy the values with a CAST when the kind of type changes; JSON is text already."""
        if existing.type._type_affinity is not new_type._type_affinity and not isinstance(
            new_type, JSON
        ):
            existing_transfer["expr"] = cast(existing_transfer["expr"], new_type)


def _needs_rebuild(column: Column[Any]) -> bool:
    default = column.server_default
    if isinstance(default, Computed):
        return bool(default.persisted)
    return isinstance(default, DefaultClause) and not isinstance(default.arg, str)
