"""SQL Server's way to run the DDL operations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Computed, Identity

from ...base.messaging import warn
from ..base import ColumnDefault, ColumnNullable, ColumnType
from ..refusals import RequirementMissing, named
from .compare import MSSQLComparison
from .constructs import DropBoundConstraint, DropBoundForeignKey

if TYPE_CHECKING:
    from sqlalchemy import Index
    from sqlalchemy.sql.selectable import TableClause


class MSSQLImpl(MSSQLComparison):
    """DDL implementation for Microsoft SQL Server."""

    __dialect__ = "mssql"
    transactional_ddl = True
    drops_index_by_table = True
    adds_columns_without_table = False
    supports_inline_references = False  # the foreign key follows in a statement of its own
    batch_separator = "GO"
    type_synonyms = (*MSSQLComparison.type_synonyms, {"VARCHAR", "NVARCHAR"})
    identity_attrs_ignore = (
        *MSSQLComparison.identity_attrs_ignore,
        "minvalue",
        "maxvalue",
        "nominvalue",
        "nomaxvalue",
        "cycle",
        "cache",
    )

    def __init__(self, *arg: Any, **kw: Any) -> None:
        super().__init__(*arg, **kw)
        dialect: Any = self.dialect
        if self.as_sql and dialect.default_schema_name is None:
            # Comments have to name a schema; nobody is connected who could tell the default one.
            dialect.default_schema_name = dialect.schema_name
        self.batch_separator = self.context_opts.get("mssql_batch_separator", self.batch_separator)

    def _exec(self, construct: Any, *args: Any, **kw: Any) -> Any:
        result = super()._exec(construct, *args, **kw)
        self._end_batch()
        return result

    def emit_begin(self) -> None:
        """Write the begin marker of an offline script; it stays in the batch that follows."""
        self.static_output("BEGIN TRANSACTION" + self.command_terminator)

    def emit_commit(self) -> None:
        """Write the commit marker of an offline script and end the batch."""
        super().emit_commit()
        self._end_batch()

    def _end_batch(self) -> None:
        if self.as_sql and self.batch_separator:
            self.static_output(self.batch_separator)

    def alter_column(
        self,
        table_name: str,
        column_name: str,
        *,
        nullable: bool | None = None,
        server_default: Any = False,
        name: str | None = None,
        type_: Any = None,
        schema: str | None = None,
        comment: Any = False,
        existing_type: Any = None,
        existing_server_default: Any = None,
        existing_nullable: bool | None = None,
        existing_comment: str | None = None,
        **kw: Any,
    ) -> None:
        """Drop the old default, change type and nullability at once, then the rest.

        Raises:
            RequirementMissing: Nullability is to change and no type is known to restate with it.
        """
        is_generated = isinstance(server_default, (Computed, Identity)) or isinstance(
            existing_server_default, (Computed, Identity)
        )
        sets_default = server_default is not False and not is_generated
        changed_type = existing_type if nullable is not None and type_ is None else type_
        if nullable is not None and changed_type is None:
            raise RequirementMissing(
                "MS-SQL ALTER COLUMN operations with NULL or NOT NULL require the existing_type "
                "or a new type_ be passed.",
                table=named(schema, table_name),
                column=column_name,
                instead="pass existing_type=",
            )
        existing = {
            "existing_type": existing_type,
            "existing_server_default": existing_server_default,
        }
        if is_generated and server_default is not False:
            # Refused by the generic constructs, before anything else of it is emitted.
            super().alter_column(
                table_name, column_name, schema=schema, server_default=server_default, **existing
            )
        if sets_default and (existing_server_default is not False or server_default is None):
            self._exec(
                DropBoundConstraint(table_name, column_name, "sys.default_constraints", schema)
            )
        if changed_type is not None:
            stated = existing_nullable if nullable is None else nullable
            self._exec(_type_change(table_name, column_name, changed_type, stated, schema))
        if comment is not False:
            super().alter_column(
                table_name,
                column_name,
                schema=schema,
                comment=comment,
                existing_comment=existing_comment,
            )
        if sets_default and server_default is not None:
            self._exec(ColumnDefault(table_name, column_name, server_default, schema=schema))
        super().alter_column(table_name, column_name, schema=schema, name=name, **existing, **kw)

    def drop_column(
        self, table_name: str, column: Column[Any], *, schema: str | None = None, **kw: Any
    ) -> None:
        """Drop what hangs on the column as the flags ask, then the column."""
        if kw.pop("mssql_drop_default", False):
            self._exec(
                DropBoundConstraint(table_name, column.name, "sys.default_constraints", schema)
            )
        if kw.pop("mssql_drop_check", False):
            self._exec(
                DropBoundConstraint(table_name, column.name, "sys.check_constraints", schema)
            )
        if kw.pop("mssql_drop_foreign_key", False):
            self._exec(DropBoundForeignKey(table_name, column.name, schema))
        super().drop_column(table_name, column, schema=schema, **kw)

    def create_index(self, index: Index, **kw: Any) -> None:
        """Emit ``CREATE INDEX``; columns of ``INCLUDE`` join the table SQLAlchemy reads."""
        table = index.table
        for name in index.kwargs.get("mssql_include") or ():
            if table is not None and isinstance(name, str) and name not in table.c:
                table.append_column(Column(name))
        super().create_index(index, **kw)

    def bulk_insert(
        self,
        table: TableClause,
        rows: list[dict[str, Any]],
        multiinsert: bool = True,
    ) -> None:
        """Insert rows; a script allows explicit values for identity columns meanwhile."""
        if not self.as_sql:
            super().bulk_insert(table, rows, multiinsert=multiinsert)
            return
        name = self.dialect.identifier_preparer.format_table(table).replace(":", r"\:")
        self._exec(f"SET IDENTITY_INSERT {name} ON")
        super().bulk_insert(table, rows, multiinsert=multiinsert)
        self._exec(f"SET IDENTITY_INSERT {name} OFF")


def _type_change(
    table_name: str, column_name: str, type_: Any, nullable: bool | None, schema: str | None
) -> ColumnNullable | ColumnType:
    if nullable is not None:
        return ColumnNullable(table_name, column_name, nullable, schema=schema, existing_type=type_)
    warn(
        "MS-SQL ALTER COLUMN operations that specify type_= should also specify a nullable= or "
        "existing_nullable= argument to avoid implicit conversion of NOT NULL columns to NULL."
    )
    return ColumnType(table_name, column_name, type_, schema=schema)
