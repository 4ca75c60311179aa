"""PostgreSQL's way to run the DDL operations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Computed, Identity
from sqlalchemy.schema import DropConstraint

from ..refusals import RequirementMissing, named
from .compare import PostgresqlComparison
from .constructs import PostgresqlColumnType
from .enums import PostgresqlEnums

if TYPE_CHECKING:
    from sqlalchemy import Index, Table


class PostgresqlImpl(PostgresqlEnums, PostgresqlComparison):
    """DDL implementation for PostgreSQL."""

    __dialect__ = "postgresql"
    transactional_ddl = True
    type_synonyms = (
        *PostgresqlComparison.type_synonyms,
        {"FLOAT", "DOUBLE PRECISION"},
        {"CHAR", "NCHAR"},
    )

    def create_index(self, index: Index, **kw: Any) -> None:
        """Emit ``CREATE INDEX``; columns of ``INCLUDE`` join the table SQLAlchemy reads."""
        add_included_columns(index.table, index.kwargs.get("postgresql_include"))
        super().create_index(index, **kw)

    def prep_table_for_batch(self, batch_impl: Any, table: Table) -> None:
        """Drop constraints whose names the new table needs: they are unique per schema."""
        for constraint in table._sorted_constraints:
            if constraint.name is not None and constraint.name in batch_impl.named_constraints:
                self._exec(DropConstraint(constraint))

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
        autoincrement: bool | None = None,
        existing_type: Any = None,
        existing_server_default: Any = None,
        existing_nullable: bool | None = None,
        existing_autoincrement: bool | None = None,
        **kw: Any,
    ) -> None:
        """Emit the type change first, since a new default may fit the new type only."""
        using = kw.pop("postgresql_using", None)
        if using is not None and type_ is None:
            raise RequirementMissing(
                "postgresql_using must be used with the type_ parameter",
                table=named(schema, table_name),
                column=column_name,
                instead="pass type_=, which the expression converts to",
            )
        existing: dict[str, Any] = {
            "existing_type": existing_type,
            "existing_server_default": existing_server_default,
            "existing_nullable": existing_nullable,
        }
        if type_ is not None:
            if server_default is not False and (
                _is_computed(server_default) or _is_computed(existing_server_default)
            ):
                # Refused by the generic construct, before anything else of it is emitted.
                super().alter_column(
                    table_name,
                    column_name,
                    schema=schema,
                    server_default=server_default,
                    existing_server_default=existing_server_default,
                )
            self._exec(
                PostgresqlColumnType(
                    table_name, column_name, type_, schema=schema, using=using, **existing
                )
            )
        if self._identity_stays(server_default, existing_server_default):
            server_default = False
        elif _changes_kind(server_default, existing_server_default):
            # A column has either: the old one goes before the new one can come.
            super().alter_column(
                table_name, column_name, schema=schema, **{**existing, "server_default": None}
            )
            existing["existing_server_default"] = None
        super().alter_column(
            table_name,
            column_name,
            nullable=nullable,
            server_default=server_default,
            name=name,
            schema=schema,
            autoincrement=autoincrement,
            existing_autoincrement=existing_autoincrement,
            **existing,
            **kw,
        )

    def _identity_stays(self, new: Any, old: Any) -> bool:
        """Whether both are identities without a difference PostgreSQL could be told about."""
        if not (isinstance(new, Identity) and isinstance(old, Identity)):
            return False
        changed, _, _ = self._compare_identity_default(new, old)
        return not changed


def _changes_kind(new: Any, old: Any) -> bool:
    """Whether an identity takes the place of a plain default, or a plain default that of one."""
    if new is None or new is False or old is None or old is False:
        return False
    if _is_computed(new) or _is_computed(old):
        return False
    return isinstance(new, Identity) != isinstance(old, Identity)


def _is_computed(default: Any) -> bool:
    return isinstance(default, Computed)


def add_included_columns(table: Table | None, names: Any) -> None:
    """Give a scratch table the columns an index includes without indexing them."""
    if table is None:
        return
    for name in names or ():
        if isinstance(name, str) and name not in table.c:
            table.append_column(Column(name))
