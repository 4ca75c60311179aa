"""ALTER statements of MySQL and MariaDB, which restate the whole column."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import Computed, types
from sqlalchemy.ext.compiler import compiles

from ...base.patterns import lazy_pattern
from ..base import (
    AlterTable,
    ColumnDefault,
    ColumnName,
    ColumnNullable,
    ColumnType,
    alter_table,
    format_column_name,
    format_server_default,
    format_type,
)
from ..refusals import RequirementMissing, named

if TYPE_CHECKING:
    from sqlalchemy.sql.compiler import DDLCompiler
    from sqlalchemy.types import TypeEngine


_NEEDS_NO_PARENTHESES = lazy_pattern(
    r"""\s*(?:
        \(                                                    # has them
      | (?:_\w+\s*|[bnx])?'                                  # a string, bits, bytes
      | [+-]?[\d.]+(?:e[+-]?\d+)?\s*$                        # a number
      | (?:null|true|false)\s*$
      | (?:now|current_timestamp|localtime|localtimestamp)\b
      | :?\w+\s*$                                            # a single word
    )""",
    re.IGNORECASE | re.VERBOSE,
)


class MySQLAlterDefault(AlterTable):
    """``ALTER COLUMN .. SET DEFAULT`` / ``DROP DEFAULT``: the one change that needs no type.

    Args:
        name: Table name.
        column_name: Column name.
        default: The new server default; None drops it.
        schema: Schema of the table.
    """

    def __init__(
        self, name: str, column_name: str, default: Any, schema: str | None = None
    ) -> None:
        super().__init__(name, schema=schema)
        self.column_name = column_name
        self.default = default


class MySQLChangeColumn(AlterTable):
    """``CHANGE old new <spec>``.

    Args:
        name: Table name.
        column_name: Present column name.
        schema: Schema of the table.
        newname: New column name; the present one when None.
        type_: The type after the change.
        nullable: Whether NULL is allowed after the change; None renders ``NULL``.
        default: Server default after the change; False or None renders none.
        autoincrement: Whether ``AUTO_INCREMENT`` is rendered.
        comment: Comment after the change; False or None renders none.

    Raises:
        RequirementMissing: No type is given; the statement cannot be written without it.
    """

    def __init__(
        self,
        name: str,
        column_name: str,
        schema: str | None = None,
        newname: str | None = None,
        type_: TypeEngine[Any] | type[TypeEngine[Any]] | None = None,
        nullable: bool | None = None,
        default: Any = False,
        autoincrement: bool | None = None,
        comment: Any = False,
    ) -> None:
        super().__init__(name, schema=schema)
        self.column_name = column_name
        self.newname = newname
        self.nullable = nullable
        self.default = default
        self.autoincrement = autoincrement
        self.comment = comment
        if type_ is None:
            raise RequirementMissing(
                "All MySQL CHANGE/MODIFY COLUMN operations require the existing type.",
                table=named(schema, name),
                column=column_name,
                instead="pass existing_type=, and the other existing_ values that are to stay",
            )
        self.type_: TypeEngine[Any] = types.to_instance(type_)


class MySQLModifyColumn(MySQLChangeColumn):
    """``MODIFY column <spec>``: as CHANGE, the name stays."""


@compiles(ColumnNullable, "mysql", "mariadb")
@compiles(ColumnName, "mysql", "mariadb")
@compiles(ColumnDefault, "mysql", "mariadb")
@compiles(ColumnType, "mysql", "mariadb")
def refuse_individual_construct(element: Any, compiler: DDLCompiler, **kw: Any) -> str:
    """One aspect alone cannot be written: MODIFY and CHANGE restate them all."""
    raise NotImplementedError("Individual alter column constructs not supported by MySQL")


@compiles(MySQLAlterDefault, "mysql", "mariadb")
def visit_alter_default(element: MySQLAlterDefault, compiler: DDLCompiler, **kw: Any) -> str:
    """``ALTER TABLE t ALTER COLUMN c SET DEFAULT d``."""
    change = (
        "DROP DEFAULT"
        if element.default is None
        else f"SET DEFAULT {default_clause(compiler, element.default)}"
    )
    return (
        f"{alter_table(compiler, element.table_name, element.schema)} "
        f"ALTER COLUMN {format_column_name(compiler, element.column_name)} {change}"
    )


@compiles(MySQLModifyColumn, "mysql", "mariadb")
def visit_modify_column(element: MySQLModifyColumn, compiler: DDLCompiler, **kw: Any) -> str:
    """``ALTER TABLE t MODIFY c <spec>``."""
    return (
        f"{alter_table(compiler, element.table_name, element.schema)} "
        f"MODIFY {format_column_name(compiler, element.column_name)} "
        f"{column_spec(compiler, element)}"
    )


@compiles(MySQLChangeColumn, "mysql", "mariadb")
def visit_change_column(element: MySQLChangeColumn, compiler: DDLCompiler, **kw: Any) -> str:
    """``ALTER TABLE t CHANGE c d <spec>``."""
    new_name = element.column_name if element.newname is None else element.newname
    return (
        f"{alter_table(compiler, element.table_name, element.schema)} "
        f"CHANGE {format_column_name(compiler, element.column_name)} "
        f"{format_column_name(compiler, new_name)} "
        f"{column_spec(compiler, element)}"
    )


def default_clause(compiler: DDLCompiler, default: Any) -> str:
    """The text of a default; what MySQL 8 has to compute stands in parentheses there."""
    text = str(format_server_default(compiler, default))
    return text if _NEEDS_NO_PARENTHESES.match(text) else f"({text})"


def column_spec(compiler: DDLCompiler, element: MySQLChangeColumn) -> str:
    """The column restated: type, nullability, AUTO_INCREMENT, default, comment."""
    parts = [format_type(compiler, element.type_)]
    if isinstance(element.default, Computed):
        parts.append(compiler.process(element.default))
        if element.nullable is False and not getattr(compiler.dialect, "is_mariadb", False):
            parts.append("NOT NULL")  # MariaDB takes no nullability for a generated column
    else:
        parts.append("NOT NULL" if element.nullable is False else "NULL")
        if element.autoincrement:
            parts.append("AUTO_INCREMENT")
        if element.default is not False and element.default is not None:
            parts.append(f"DEFAULT {default_clause(compiler, element.default)}")
    if element.comment is not False and element.comment is not None:
        literal = compiler.sql_compiler.render_literal_value(element.comment, types.String())
        parts.append(f"COMMENT {literal}")
    return " ".join(parts)
