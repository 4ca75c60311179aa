"""The public path of the default implementations, for those who wrap one of them.

Each is called as ``fn(operations, operation)``.
"""

from __future__ import annotations

from .emit import (
    add_column,
    alter_column,
    bulk_insert,
    create_constraint,
    create_index,
    create_table,
    create_table_comment,
    drop_column,
    drop_constraint,
    drop_index,
    drop_table,
    drop_table_comment,
    execute_sql,
    rename_table,
)

__all__ = [
    "add_column",
    "alter_column",
    "bulk_insert",
    "create_constraint",
    "create_index",
    "create_table",
    "create_table_comment",
    "drop_column",
    "drop_constraint",
    "drop_index",
    "drop_table",
    "drop_table_comment",
    "execute_sql",
    "rename_table",
]
