"""Directives: indexes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import ops
from ..abstract import AbstractOperations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.sql.elements import ColumnElement, TextClause


class IndexDirectives(AbstractOperations):
    """Indexes: create, drop."""

    def create_index(
        self,
        index_name: str | None,
        table_name: str,
        columns: Sequence[str | TextClause | ColumnElement[Any]],
        *,
        schema: str | None = None,
        unique: bool = False,
        if_not_exists: bool | None = None,
        **kw: Any,
    ) -> None:
        """Create an index.

        Args:
            index_name: Its name; None leaves it to the naming convention.
            table_name: The table.
            columns: Names of columns, ``text()`` and expressions.
            schema: The table's schema; None is the connection's default.
            unique: Whether values must be unique.
            if_not_exists: Whether an index that is there already is left alone.
            **kw: ``quote``, and dialect options such as ``postgresql_concurrently``.

        Raises:
            ValueError: An element of ``columns`` is something else.
        """
        self.invoke(
            ops.CreateIndexOp(
                index_name,
                table_name,
                columns,
                schema=schema,
                unique=unique,
                if_not_exists=if_not_exists,
                **kw,
            )
        )

    def drop_index(
        self,
        index_name: str,
        table_name: str | None = None,
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
        **kw: Any,
    ) -> None:
        """Drop an index.

        Args:
            index_name: Its name.
            table_name: The table; MySQL and SQL Server need it.
            schema: The table's schema; None is the connection's default.
            if_exists: Whether an index that is not there is no error.
            **kw: Dialect options such as ``postgresql_concurrently``.
        """
        self.invoke(
            ops.DropIndexOp(
                index_name, table_name=table_name, schema=schema, if_exists=if_exists, **kw
            )
        )


class BatchIndexDirectives(AbstractOperations):
    """Indexes of the table of a batch: create, drop."""

    def create_index(
        self,
        index_name: str | None,
        columns: Sequence[str | TextClause | ColumnElement[Any]],
        **kw: Any,
    ) -> None:
        """Create an index.

        Args:
            index_name: Its name; None leaves it to the naming convention.
            columns: Names of columns, ``text()`` and expressions.
            **kw: As for ``op.create_index``.
        """
        self.invoke(
            ops.CreateIndexOp(
                index_name, self.impl.table_name, columns, schema=self.impl.schema, **kw
            )
        )

    def drop_index(self, index_name: str, **kw: Any) -> None:
        """Drop an index.

        Args:
            index_name: Its name.
            **kw: As for ``op.drop_index``.
        """
        self.invoke(
            ops.DropIndexOp(
                index_name, table_name=self.impl.table_name, schema=self.impl.schema, **kw
            )
        )
