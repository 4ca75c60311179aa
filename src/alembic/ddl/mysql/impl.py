"""MySQL's and MariaDB's way to run the DDL operations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, Computed, Constraint, Identity, PrimaryKeyConstraint
from sqlalchemy.schema import DropConstraint
from sqlalchemy.types import DateTime, TypeEngine

from ..refusals import AlterRefused, named
from .compare import MySQLComparison
from .constructs import MySQLAlterDefault, MySQLChangeColumn, MySQLModifyColumn

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Column


class MySQLImpl(MySQLComparison):
    """DDL implementation for MySQL."""

    __dialect__ = "mysql"
    transactional_ddl = False
    drops_index_by_table = True
    type_synonyms = (
        *MySQLComparison.type_synonyms,
        {"BOOL", "TINYINT"},
        {"DOUBLE", "REAL"},
        {"JSON", "LONGTEXT"},
    )
    type_arg_extract = (r"character set ([\w\-_]+)", r"collate ([\w\-_]+)")

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
        existing_type: Any = None,
        existing_server_default: Any = None,
        existing_nullable: bool | None = None,
        autoincrement: bool | None = None,
        existing_autoincrement: bool | None = None,
        comment: Any = False,
        existing_comment: str | None = None,
        **kw: Any,
    ) -> None:
        """Emit one statement that restates the column, from new values or the existing ones."""
        if server_default is not False and (
            _is_generated(server_default) or _is_generated(existing_server_default)
        ):
            # Neither can be altered here; the generic constructs say so.
            super().alter_column(
                table_name,
                column_name,
                schema=schema,
                server_default=server_default,
                existing_server_default=existing_server_default,
            )
        if isinstance(existing_server_default, Identity):
            existing_server_default = None  # the servers know AUTO_INCREMENT only
        construct = _statement_class(
            name=name,
            effective_type=existing_type if type_ is None else type_,
            server_default=server_default,
            restates=(
                nullable is not None
                or type_ is not None
                or autoincrement is not None
                or comment is not False
            ),
        )
        if construct is MySQLAlterDefault:
            self._exec(MySQLAlterDefault(table_name, column_name, server_default, schema=schema))
        elif construct is not None:
            spec: dict[str, Any] = {
                "nullable": _first(nullable, existing_nullable, True),
                "type_": existing_type if type_ is None else type_,
                "default": existing_server_default if server_default is False else server_default,
                "autoincrement": _first(autoincrement, existing_autoincrement),
                "comment": existing_comment if comment is False else comment,
            }
            if construct is MySQLChangeColumn:
                spec["newname"] = column_name if name is None else name
            self._exec(construct(table_name, column_name, schema=schema, **spec))

    def add_column(self, table_name: str, column: Column[Any], **kw: Any) -> None:
        """Add a column.

        Raises:
            AlterRefused: Under a condition, which only MariaDB knows for columns.
        """
        self._refuse_condition("IF NOT EXISTS", kw.get("if_not_exists"), table_name, column, kw)
        super().add_column(table_name, column, **kw)

    def drop_column(self, table_name: str, column: Column[Any], **kw: Any) -> None:
        """Drop a column.

        Raises:
            AlterRefused: Under a condition, which only MariaDB knows for columns.
        """
        self._refuse_condition("IF EXISTS", kw.get("if_exists"), table_name, column, kw)
        super().drop_column(table_name, column, **kw)

    def _refuse_condition(
        self,
        words: str,
        is_asked: bool | None,
        table_name: str,
        column: Column[Any],
        kw: dict[str, Any],
    ) -> None:
        if is_asked and not self.as_sql and not getattr(self.dialect, "is_mariadb", False):
            raise AlterRefused(
                f"MySQL knows no {words} for columns, as MariaDB does.",
                table=named(kw.get("schema"), table_name),
                column=column.name,
                instead="look at sa.inspect(op.get_bind()).get_columns(..) and leave the "
                "condition out",
            )

    def drop_constraint(self, const: Constraint, **kw: Any) -> None:
        """Emit the DROP for the constraint's kind; a CHECK that comes with a type is left alone.

        Raises:
            AlterRefused: The kind of the constraint is not known.
        """
        if isinstance(const, CheckConstraint) and getattr(const, "_type_bound", False):
            return
        if type(const) is Constraint:
            raise AlterRefused(
                "No generic 'DROP CONSTRAINT' in MySQL - please specify constraint type",
                table=const.table.fullname,
                constraint=const.name,
                instead="pass type_='foreignkey', 'primary', 'unique' or 'check'",
            )
        if isinstance(const, PrimaryKeyConstraint):  # there is only one, whatever its name
            self._exec(DropConstraint(const, **kw))
        else:
            super().drop_constraint(const, **kw)


class MariaDBImpl(MySQLImpl):
    """DDL implementation for MariaDB."""

    __dialect__ = "mariadb"


def _statement_class(
    *, name: str | None, effective_type: Any, server_default: Any, restates: bool
) -> Callable[..., Any] | None:
    """Which statement a change needs, or None for nothing to do.

    A DATETIME or TIMESTAMP column is always restated with CHANGE, even when its default stays:
    in both servers an implicit ``ON UPDATE CURRENT_TIMESTAMP`` may hang on its default.
    """
    is_datetime = isinstance(effective_type, TypeEngine) and issubclass(
        effective_type._type_affinity or type(None), DateTime
    )
    if name is not None or (is_datetime and server_default is not None):
        return MySQLChangeColumn
    if restates:
        return MySQLModifyColumn
    return None if server_default is False else MySQLAlterDefault


def _is_generated(default: Any) -> bool:
    return isinstance(default, (Computed, Identity))


def _first(*values: bool | None) -> bool | None:
    return next((value for value in values if value is not None), None)
