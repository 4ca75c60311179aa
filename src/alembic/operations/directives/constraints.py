"""Directives: constraints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import ops
from ..abstract import AbstractOperations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.sql.elements import ColumnElement, TextClause


class ConstraintDirectives(AbstractOperations):
    """Constraints: create of each kind, drop."""

    def create_primary_key(
        self,
        constraint_name: str | None,
        table_name: str,
        columns: Sequence[str],
        *,
        schema: str | None = None,
    ) -> None:
        """Create a primary key.

        Args:
            constraint_name: Its name; None leaves it to the naming convention or the database.
            table_name: The table.
            columns: The names of its columns.
            schema: The table's schema; None is the connection's default.
        """
        self.invoke(ops.CreatePrimaryKeyOp(constraint_name, table_name, columns, schema=schema))

    def create_unique_constraint(
        self,
        constraint_name: str | None,
        table_name: str,
        columns: Sequence[str],
        *,
        schema: str | None = None,
        **kw: Any,
    ) -> Any:
        """Create a unique constraint.

        Args:
            constraint_name: Its name; None leaves it to the naming convention or the database.
            table_name: The table.
            columns: The names of its columns.
            schema: The table's schema; None is the connection's default.
            **kw: Options of ``UniqueConstraint``: ``deferrable``, ``initially``, dialect options.
        """
        return self.invoke(
            ops.CreateUniqueConstraintOp(constraint_name, table_name, columns, schema=schema, **kw)
        )

    def create_foreign_key(
        self,
        constraint_name: str | None,
        source_table: str,
        referent_table: str,
        local_cols: Sequence[str],
        remote_cols: Sequence[str],
        *,
        onupdate: str | None = None,
        ondelete: str | None = None,
        deferrable: bool | None = None,
        initially: str | None = None,
        match: str | None = None,
        source_schema: str | None = None,
        referent_schema: str | None = None,
        **dialect_kw: Any,
    ) -> None:
        """Create a foreign key.

        Args:
            constraint_name: Its name; None leaves it to the naming convention or the database.
            source_table: The table that refers.
            referent_table: The table referred to.
            local_cols: The columns that refer.
            remote_cols: The columns referred to.
            onupdate: What an update of the row referred to does: ``CASCADE``, ``RESTRICT``, ...
            ondelete: What its deletion does.
            deferrable: Whether the check may wait until commit.
            initially: Whether it does: ``DEFERRED`` or ``IMMEDIATE``.
            match: The MATCH clause.
            source_schema: The schema of the table that refers.
            referent_schema: The schema of the table referred to.
            **dialect_kw: Dialect options.
        """
        self.invoke(
            ops.CreateForeignKeyOp(
                constraint_name,
                source_table,
                referent_table,
                local_cols,
                remote_cols,
                onupdate=onupdate,
                ondelete=ondelete,
                deferrable=deferrable,
                source_schema=source_schema,
                referent_schema=referent_schema,
                initially=initially,
                match=match,
                **dialect_kw,
            )
        )

    def create_check_constraint(
        self,
        constraint_name: str | None,
        table_name: str,
        condition: str | ColumnElement[bool] | TextClause,
        *,
        schema: str | None = None,
        **kw: Any,
    ) -> None:
        """Create a CHECK.

        Args:
            constraint_name: Its name; None leaves it to the naming convention or the database.
            table_name: The table.
            condition: SQL text, or an expression.
            schema: The table's schema; None is the connection's default.
            **kw: Options of ``CheckConstraint``.
        """
        self.invoke(
            ops.CreateCheckConstraintOp(constraint_name, table_name, condition, schema=schema, **kw)
        )

    def create_exclude_constraint(
        self, constraint_name: str | None, table_name: str, *elements: Any, **kw: Any
    ) -> Any:
        """Create an EXCLUDE constraint (PostgreSQL).

        Args:
            constraint_name: Its name.
            table_name: The table.
            *elements: Pairs of an expression or column name, and an operator.
            **kw: ``where``, ``using``, ``deferrable``, ``initially``, ``schema``.
        """
        return self.invoke(
            ops.CreateExcludeConstraintOp(constraint_name, table_name, elements, **kw)
        )

    def drop_constraint(
        self,
        constraint_name: str | None,
        table_name: str,
        type_: str | None = None,
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
    ) -> None:
        """Drop a constraint.

        Args:
            constraint_name: Its name.
            table_name: The table.
            type_: Its kind: ``foreignkey``, ``primary``, ``unique`` or ``check``. MySQL needs
                it, and the naming convention of that kind applies.
            schema: The table's schema; None is the connection's default.
            if_exists: Whether a constraint that is not there is no error.

        Raises:
            TypeError: The kind is none of those known.
        """
        self.invoke(
            ops.DropConstraintOp(
                constraint_name, table_name, type_=type_, schema=schema, if_exists=if_exists
            )
        )


class BatchConstraintDirectives(AbstractOperations):
    """Constraints of the table of a batch: create of each kind, drop."""

    def create_primary_key(self, constraint_name: str | None, columns: Sequence[str]) -> None:
        """Create a primary key.

        Args:
            constraint_name: Its name; None leaves it to the naming convention.
            columns: The names of its columns.
        """
        self.invoke(
            ops.CreatePrimaryKeyOp(
                constraint_name, self.impl.table_name, columns, schema=self.impl.schema
            )
        )

    def create_unique_constraint(
        self, constraint_name: str | None, columns: Sequence[str], **kw: Any
    ) -> Any:
        """Create a unique constraint.

        Args:
            constraint_name: Its name; None leaves it to the naming convention.
            columns: The names of its columns.
            **kw: Options of ``UniqueConstraint``.
        """
        kw["schema"] = self.impl.schema
        return self.invoke(
            ops.CreateUniqueConstraintOp(constraint_name, self.impl.table_name, columns, **kw)
        )

    def create_foreign_key(
        self,
        constraint_name: str | None,
        referent_table: str,
        local_cols: Sequence[str],
        remote_cols: Sequence[str],
        *,
        referent_schema: str | None = None,
        onupdate: str | None = None,
        ondelete: str | None = None,
        deferrable: bool | None = None,
        initially: str | None = None,
        match: str | None = None,
        **dialect_kw: Any,
    ) -> None:
        """Create a foreign key.

        Args:
            constraint_name: Its name; None leaves it to the naming convention.
            referent_table: The table referred to.
            local_cols: The columns that refer.
            remote_cols: The columns referred to.
            referent_schema: The schema of the table referred to.
            onupdate: As for ``op.create_foreign_key``, like all that follows.
            ondelete: What a deletion of the row referred to does.
            deferrable: Whether the check may wait until commit.
            initially: Whether it does.
            match: The MATCH clause.
            **dialect_kw: Dialect options.
        """
        self.invoke(
            ops.CreateForeignKeyOp(
                constraint_name,
                self.impl.table_name,
                referent_table,
                local_cols,
                remote_cols,
                onupdate=onupdate,
                ondelete=ondelete,
                deferrable=deferrable,
                source_schema=self.impl.schema,
                referent_schema=referent_schema,
                initially=initially,
                match=match,
                **dialect_kw,
            )
        )

    def create_check_constraint(
        self,
        constraint_name: str | None,
        condition: str | ColumnElement[bool] | TextClause,
        **kw: Any,
    ) -> None:
        """Create a CHECK.

        Args:
            constraint_name: Its name; None leaves it to the naming convention.
            condition: SQL text, or an expression.
            **kw: Options of ``CheckConstraint``.
        """
        self.invoke(
            ops.CreateCheckConstraintOp(
                constraint_name,
                self.impl.table_name,
                condition,
                schema=self.impl.schema,
                **kw,
            )
        )

    def create_exclude_constraint(
        self, constraint_name: str | None, *elements: Any, **kw: Any
    ) -> Any:
        """Create an EXCLUDE constraint (PostgreSQL).

        Args:
            constraint_name: Its name.
            *elements: Pairs of an expression or column name, and an operator.
            **kw: ``where``, ``using``, ``deferrable``, ``initially``.
        """
        kw["schema"] = self.impl.schema
        return self.invoke(
            ops.CreateExcludeConstraintOp(constraint_name, self.impl.table_name, elements, **kw)
        )

    def drop_constraint(self, constraint_name: str | None, type_: str | None = None) -> None:
        """Drop a constraint.

        Args:
            constraint_name: Its name.
            type_: Its kind: ``foreignkey``, ``primary``, ``unique`` or ``check``.

        Raises:
            TypeError: The kind is none of those known.
        """
        self.invoke(
            ops.DropConstraintOp(
                constraint_name, self.impl.table_name, type_=type_, schema=self.impl.schema
            )
        )
