"""Columns of a batch: added, dropped, altered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.schema import DefaultClause, FetchedValue
from sqlalchemy.types import SchemaType, to_instance

from ...base.exc import CommandError
from ...schema.sqla_compat import _copy, constraint_name_string

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.schema import CheckConstraint, Column, Constraint, Table
    from sqlalchemy.types import TypeEngine

    from ...ddl.impl import DefaultImpl
    from .ordering import ColumnOrder


class ColumnChanges:
    """The columns of the table of a batch."""

    impl: DefaultImpl
    table: Table
    columns: dict[str, Column[Any]]
    column_transfers: dict[str, dict[str, Any]]
    altered: dict[str, set[str]]
    order: ColumnOrder
    dropped: set[str]
    deferred_renames: Collection[str]
    keeps_checks: bool
    existing_types: dict[str, Any]
    named_constraints: dict[str, Constraint]
    unnamed_constraints: list[Constraint]
    column_checks: dict[str, tuple[str, CheckConstraint]]
    type_checks: dict[str, tuple[str | None, CheckConstraint]]

    if TYPE_CHECKING:

        def _references(self, column: Column[Any]) -> list[Any]: ...

    def _take_columns(self) -> None:
        for column in self.table.columns:
            self.columns[column.name] = self._free(column)
            self.column_transfers[column.name] = {"expr": column}

    def _free(self, column: Column[Any]) -> Column[Any]:
        copy = _copy(column, schema=self.table.schema)
        copy.key = copy.name
        # Indexes and constraints are listed by themselves.
        copy.unique = copy.index = None
        return copy

    def add_column(
        self,
        table_name: str,
        column: Column[Any],
        insert_before: str | None = None,
        insert_after: str | None = None,
        inline_references: bool | None = None,
        **kw: Any,
    ) -> None:
        """Add a column, last or where it is asked for.

        Raises:
            KeyError: The column it should stand beside does not exist.
            CommandError: The table has a column of that name.
        """
        if column.name in self.columns:
            raise CommandError(
                f"Table '{self.table.name}' has a column '{column.name}' already; a column that "
                "takes the name of one this batch renames goes into a batch of its own."
            )
        for anchor in (insert_before, insert_after):
            if anchor is not None:
                self._expect(anchor)
        self.order.add(column.name, insert_before, insert_after)
        self.columns[column.name] = self._free(column)
        self.column_transfers[column.name] = {}
        self.altered.pop(column.name, None)
        if inline_references and len(column.foreign_keys) == 1:
            self.unnamed_constraints.extend(self._references(column))

    def drop_column(self, table_name: str, column: Any, **kw: Any) -> None:
        """Drop a column, with the CHECK of its type.

        Raises:
            KeyError: There is no such column.
        """
        self._expect(column.name)
        del self.columns[column.name]
        del self.column_transfers[column.name]
        self.order.drop(column.name)
        self.dropped.add(column.name)
        self.type_checks.pop(column.name, None)
        self._drop_check_of_type(kw.get("existing_type") or column.type)

    def alter_column(
        self,
        table_name: str,
        column_name: str,
        nullable: bool | None = None,
        server_default: Any = False,
        name: str | None = None,
        type_: Any = None,
        autoincrement: bool | None = None,
        comment: Any = False,
        existing_type: Any = None,
        **kw: Any,
    ) -> None:
        """Change a column.

        Raises:
            KeyError: There is no such column.
        """
        self._expect(column_name)
        column = self.columns[column_name]
        altered = self.altered.setdefault(column_name, set())
        if name is not None and name != column_name:
            self._rename(column_name, name, existing_type)
        if type_ is not None:
            self.existing_types.setdefault(column_name, existing_type or column.type)
            self._change_type(column_name, to_instance(type_))
            altered.add("type")
        if nullable is not None:
            column.nullable = nullable
            altered.add("nullable")
        if server_default is not False:
            _set_default(column, server_default)
            altered.add("default")
        if autoincrement is not None:
            column.autoincrement = bool(autoincrement)
        if comment is not False:
            column.comment = comment

    def create_column_comment(self, column: Column[Any]) -> None:
        """Take the comment of a column; CREATE TABLE will say it."""
        if column.name in self.columns:
            self.columns[column.name].comment = column.comment

    def _expect(self, column_name: str) -> None:
        if column_name in self.columns:
            return
        error = KeyError(column_name)
        known = ", ".join(f"'{each}'" for each in self.columns)
        error.add_note(f"Table '{self.table.name}' has no column '{column_name}'; it has {known}.")
        raise error

    def _rename(self, column_name: str, new_name: str, existing_type: Any) -> None:
        if column_name in self.deferred_renames:
            return
        column = self.columns[column_name]
        column.name = new_name  # the key stays
        if existing_type is not None and not self.keeps_checks:
            # Reflected as text, the CHECK of a type names the column as it was.
            self._drop_check_of_type(existing_type)

    def _change_type(self, column_name: str, type_: TypeEngine[Any]) -> None:
        column = self.columns[column_name]
        transfer = self.column_transfers[column_name]
        if transfer:
            self.impl.cast_for_batch_migrate(column, transfer, type_)
        self.type_checks.pop(column_name, None)
        column.type = type_

    def _drop_check_of_type(self, type_: Any) -> None:
        made = to_instance(type_)
        if isinstance(made, SchemaType) and constraint_name_string(made.name):
            self.named_constraints.pop(str(made.name), None)


def _set_default(column: Column[Any], default: Any) -> None:
    column.computed = column.identity = column.server_default = None
    if default is None:
        return
    if not isinstance(default, FetchedValue):
        default = DefaultClause(default)
    elif hasattr(default, "_copy"):
        default = _copy(default)
    default._set_parent_with_dispatch(column)
