"""Directives: columns altered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from .. import ops
from ..abstract import AbstractOperations

if TYPE_CHECKING:
    from sqlalchemy.types import TypeEngine


class AlterColumnDirectives(AbstractOperations):
    """Columns: alter."""

    def alter_column(
        self,
        table_name: str,
        column_name: str,
        *,
        nullable: bool | None = None,
        comment: str | Literal[False] | None = False,
        server_default: Any = False,
        new_column_name: str | None = None,
        type_: TypeEngine[Any] | type[TypeEngine[Any]] | None = None,
        existing_type: TypeEngine[Any] | type[TypeEngine[Any]] | None = None,
        existing_server_default: Any = False,
        existing_nullable: bool | None = None,
        existing_comment: str | None = None,
        schema: str | None = None,
        **kw: Any,
    ) -> None:
        """Alter a column; what is not given stays as it is.

        Args:
            table_name: The table.
            column_name: The column.
            nullable: Whether it takes NULL.
            comment: Its comment; None takes the comment away.
            server_default: Its default: text (quoted as a string), ``text()``, an expression,
                ``Identity``; None drops the default.
            new_column_name: Its new name.
            type_: Its new type.
            existing_type: The type it has. MySQL, and SQL Server when nullability changes, need
                it; the constraint of a Boolean or Enum is dropped when there is a new type.
            existing_server_default: The default it has; False is not known, None is none.
                MySQL restates it.
            existing_nullable: Whether it takes NULL now. MySQL and SQL Server restate it.
            existing_comment: The comment it has. MySQL restates it.
            schema: The table's schema; None is the connection's default.
            **kw: ``autoincrement`` and ``existing_autoincrement`` (MySQL), ``postgresql_using``.
        """
        self.invoke(
            ops.AlterColumnOp(
                table_name,
                column_name,
                schema=schema,
                existing_type=existing_type,
                existing_server_default=existing_server_default,
                existing_nullable=existing_nullable,
                existing_comment=existing_comment,
                modify_name=new_column_name,
                modify_type=type_,
                modify_server_default=server_default,
                modify_nullable=nullable,
                modify_comment=comment,
                **kw,
            )
        )


class BatchAlterColumnDirectives(AbstractOperations):
    """Columns of the table of a batch: alter."""

    def alter_column(
        self,
        column_name: str,
        *,
        nullable: bool | None = None,
        comment: str | Literal[False] | None = False,
        server_default: Any = False,
        new_column_name: str | None = None,
        type_: TypeEngine[Any] | type[TypeEngine[Any]] | None = None,
        existing_type: TypeEngine[Any] | type[TypeEngine[Any]] | None = None,
        existing_server_default: Any = False,
        existing_nullable: bool | None = None,
        existing_comment: str | None = None,
        insert_before: str | None = None,
        insert_after: str | None = None,
        **kw: Any,
    ) -> None:
        """Alter a column; what is not given stays as it is.

        Args:
            column_name: The column.
            nullable: As for ``op.alter_column``, like all that follows.
            comment: Its comment.
            server_default: Its default.
            new_column_name: Its new name.
            type_: Its new type.
            existing_type: The type it has.
            existing_server_default: The default it has.
            existing_nullable: Whether it takes NULL now.
            existing_comment: The comment it has.
            insert_before: Accepted, without effect.
            insert_after: Accepted, without effect.
            **kw: As for ``op.alter_column``.
        """
        self.invoke(
            ops.AlterColumnOp(
                self.impl.table_name,
                column_name,
                schema=self.impl.schema,
                existing_type=existing_type,
                existing_server_default=existing_server_default,
                existing_nullable=existing_nullable,
                existing_comment=existing_comment,
                modify_name=new_column_name,
                modify_type=type_,
                modify_server_default=server_default,
                modify_nullable=nullable,
                modify_comment=comment,
                **{
                    name: value
                    for name, value in (
                        ("insert_before", insert_before),
                        ("insert_after", insert_after),
                    )
                    if value
                },
                **kw,
            )
        )
