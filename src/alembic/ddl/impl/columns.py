"""Columns: add, alter, drop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.schema import Computed, Identity

from ...base.messaging import warn
from ..base import (
    AddColumn,
    ColumnComment,
    ColumnDefault,
    ColumnName,
    ColumnNullable,
    ColumnType,
    ComputedColumnDefault,
    DropColumn,
    IdentityColumnDefault,
)
from .core import ImplCore

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.schema import Column, DDLElement
    from sqlalchemy.types import TypeEngine

    from ..base import AlterColumn


class ColumnsImpl(ImplCore):
    """Columns."""

    supports_inline_references: bool = True

    def add_column(
        self,
        table_name: str,
        column: Column[Any],
        *,
        schema: str | None = None,
        if_not_exists: bool | None = None,
        inline_references: bool | None = None,
        inline_primary_key: bool | None = None,
    ) -> None:
        """Add a column; its other constraints and indexes come by their own methods."""
        written = self.plain.add_column(table_name, column, schema, if_not_exists)
        if written is not None:
            self._exec(written)
            return
        added = AddColumn(
            table_name,
            column,
            schema=schema,
            if_not_exists=if_not_exists,
            inline_references=inline_references,
            inline_primary_key=inline_primary_key,
        )
        self._exec(added)

    def drop_column(
        self,
        table_name: str,
        column: Column[Any],
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
        **kw: Any,
    ) -> None:
        """Drop a column."""
        self._exec(DropColumn(table_name, column, schema=schema, if_exists=if_exists))

    def alter_column(
        self,
        table_name: str,
        column_name: str,
        *,
        nullable: bool | None = None,
        server_default: Any = False,
        name: str | None = None,
        type_: TypeEngine[Any] | None = None,
        schema: str | None = None,
        autoincrement: bool | None = None,
        comment: Any = False,
        existing_comment: str | None = None,
        existing_type: TypeEngine[Any] | None = None,
        existing_server_default: Any = None,
        existing_nullable: bool | None = None,
        existing_autoincrement: bool | None = None,
        **kw: Any,
    ) -> None:
        """Alter a column, one statement per aspect: nullable, default, type, comment, name.

        None (False for the default and the comment) leaves an aspect as it is.
        """
        if autoincrement is not None or existing_autoincrement is not None:
            warn("autoincrement and existing_autoincrement only make sense for MySQL", stacklevel=3)
        existing: dict[str, Any] = {
            "schema": schema,
            "existing_type": existing_type,
            "existing_server_default": existing_server_default,
            "existing_nullable": existing_nullable,
            "existing_comment": existing_comment,
        }
        aspects: list[DDLElement] = []
        if nullable is not None:
            aspects.append(ColumnNullable(table_name, column_name, nullable, **existing))
        if server_default is not False:
            aspects.append(self._new_default(table_name, column_name, server_default, existing))
        if type_ is not None:
            aspects.append(ColumnType(table_name, column_name, type_, **existing))
        if comment is not False:
            aspects.append(ColumnComment(table_name, column_name, comment, **existing))
        # The new name comes last: every statement before it addresses the column by the old one.
        if name is not None:
            aspects.append(ColumnName(table_name, column_name, name, **existing))
        if len(aspects) > 1:
            self._insist_on_texts(aspects)
        for each in aspects:
            self._exec(each)

    def _insist_on_texts(self, constructs: Iterable[DDLElement]) -> None:
        """Have what cannot be said refused now, before the first of the statements runs."""
        if not self.as_sql:
            for each in constructs:
                each.compile(dialect=self.dialect)

    def refuse_generated(
        self, table_name: str, column_name: str, server_default: Any, **existing: Any
    ) -> None:
        """Raise what ``alter_column()`` would refuse a computed value or an identity with.

        Operations that do something else before ask first.

        Args:
            table_name: The table.
            column_name: The column.
            server_default: The new default; False leaves it alone.
            **existing: ``existing_server_default`` and ``schema``.
        """
        sides = (server_default, existing["existing_server_default"])
        if server_default is not False and any(
            isinstance(each, (Computed, Identity)) for each in sides
        ):
            construct = self._new_default(table_name, column_name, server_default, existing)
            construct.compile(dialect=self.dialect)

    def _new_default(
        self, table_name: str, column_name: str, default: Any, existing: dict[str, Any]
    ) -> AlterColumn:
        sides = (default, existing["existing_server_default"])
        if any(isinstance(each, Computed) for each in sides):
            return ComputedColumnDefault(table_name, column_name, default, **existing)
        if any(isinstance(each, Identity) for each in sides):
            return IdentityColumnDefault(
                table_name,
                column_name,
                default,
                self,  # type: ignore[arg-type] # every implementation is a DefaultImpl
                **existing,
            )
        return ColumnDefault(table_name, column_name, default, **existing)
