"""DDL constructs that need no ``Table``, and the helpers their texts are made of.

Give a construct another text for one dialect with ``@compiles(Construct, "dialect name")``.
"""

from __future__ import annotations

from sqlalchemy.ext.compiler import compiles

from .elements import (
    AddColumn,
    AlterColumn,
    AlterTable,
    ColumnComment,
    ColumnDefault,
    ColumnName,
    ColumnNullable,
    ColumnType,
    ComputedColumnDefault,
    DropColumn,
    IdentityColumnDefault,
    RenameTable,
)
from .formatting import (
    add_column,
    alter_column,
    alter_table,
    drop_column,
    format_column_name,
    format_server_default,
    format_table_name,
    format_type,
    inline_checks,
    quote_dotted,
)
from .texts import (
    visit_add_column,
    visit_column_default,
    visit_column_name,
    visit_column_nullable,
    visit_column_type,
    visit_computed_column,
    visit_drop_column,
    visit_identity_column,
    visit_rename_table,
)

__all__ = [
    "AddColumn",
    "AlterColumn",
    "AlterTable",
    "ColumnComment",
    "ColumnDefault",
    "ColumnName",
    "ColumnNullable",
    "ColumnType",
    "ComputedColumnDefault",
    "DropColumn",
    "IdentityColumnDefault",
    "RenameTable",
    "add_column",
    "alter_column",
    "alter_table",
    "compiles",
    "drop_column",
    "format_column_name",
    "format_server_default",
    "format_table_name",
    "format_type",
    "inline_checks",
    "quote_dotted",
    "visit_add_column",
    "visit_column_default",
    "visit_column_name",
    "visit_column_nullable",
    "visit_column_type",
    "visit_computed_column",
    "visit_drop_column",
    "visit_identity_column",
    "visit_rename_table",
]
