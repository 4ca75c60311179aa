"""Each directive as the operation it builds."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from alembic.operations import BatchOperations, Operations, ops

COLUMN = sa.Column("c", sa.Integer)
TABLE = sa.table("t", sa.column("c"))
INTEGER, STRING = sa.Integer(), sa.String()


def built(cls: type, code: str) -> tuple[type, dict[str, Any]]:
    """Return the class and the attributes of the operation a directive builds."""
    impl = SimpleNamespace(table_name="bt", schema="bs", __dialect__="default")
    op = cls(SimpleNamespace(impl=impl, opts={}), impl=impl)
    seen: list[ops.MigrateOperation] = []
    op.invoke = seen.append
    names = {"COLUMN": COLUMN, "TABLE": TABLE, "INTEGER": INTEGER, "STRING": STRING}
    eval(f"op.{code}", {**names, "op": op})
    (operation,) = seen
    unset = (None, False, {}, ())
    stated = {
        name: value
        for name, value in vars(operation).items()
        if not any(
            value is each or (isinstance(value, (dict, tuple)) and value == each) for each in unset
        )
    }
    return type(operation), stated


ON_OP = [
    (
        "create_table('t', COLUMN, schema='s', comment='x', info={'a': 1}, prefixes=['P'],"
        " if_not_exists=True, mysql_engine='e')",
        ops.CreateTableOp,
        {
            "table_name": "t",
            "columns": (COLUMN,),
            "schema": "s",
            "comment": "x",
            "info": {"a": 1},
            "prefixes": ["P"],
            "if_not_exists": True,
            "kw": {"mysql_engine": "e"},
        },
    ),
    (
        "drop_table('t', schema='s', if_exists=True, info={'a': 1}, mysql_engine='e')",
        ops.DropTableOp,
        {
            "table_name": "t",
            "schema": "s",
            "if_exists": True,
            "info": {"a": 1},
            "table_kw": {"mysql_engine": "e"},
        },
    ),
    (
        "rename_table('a', 'b', schema='s')",
        ops.RenameTableOp,
        {"table_name": "a", "new_table_name": "b", "schema": "s"},
    ),
    (
        "add_column('t', COLUMN, schema='s', if_not_exists=True, inline_references=True,"
        " inline_primary_key=True)",
        ops.AddColumnOp,
        {
            "table_name": "t",
            "column": COLUMN,
            "schema": "s",
            "if_not_exists": True,
            "inline_references": True,
            "inline_primary_key": True,
        },
    ),
    (
        "drop_column('t', 'c', schema='s', if_exists=True, mssql_drop_check=True)",
        ops.DropColumnOp,
        {
            "table_name": "t",
            "column_name": "c",
            "schema": "s",
            "if_exists": True,
            "kw": {"mssql_drop_check": True},
        },
    ),
    (
        "alter_column('t', 'c', nullable=True, comment='k', server_default='d',"
        " new_column_name='n',"
        " type_=INTEGER, existing_type=STRING, existing_server_default='e', existing_nullable=True,"
        " existing_comment='l', schema='s', postgresql_using='u')",
        ops.AlterColumnOp,
        {
            "table_name": "t",
            "column_name": "c",
            "schema": "s",
            "modify_nullable": True,
            "modify_comment": "k",
            "modify_server_default": "d",
            "modify_name": "n",
            "modify_type": INTEGER,
            "existing_type": STRING,
            "existing_server_default": "e",
            "existing_nullable": True,
            "existing_comment": "l",
            "kw": {"postgresql_using": "u"},
        },
    ),
    (
        "create_primary_key('k', 't', ['a'], schema='s')",
        ops.CreatePrimaryKeyOp,
        {"constraint_name": "k", "table_name": "t", "columns": ["a"], "schema": "s"},
    ),
    (
        "create_unique_constraint('k', 't', ['a'], schema='s', deferrable=True)",
        ops.CreateUniqueConstraintOp,
        {
            "constraint_name": "k",
            "table_name": "t",
            "columns": ["a"],
            "schema": "s",
            "kw": {"deferrable": True},
        },
    ),
    (
        "create_foreign_key('k', 't', 'o', ['a'], ['b'], onupdate='u', ondelete='d',"
        " deferrable=True, initially='i', match='m', source_schema='s', referent_schema='r',"
        " postgresql_not_valid=True)",
        ops.CreateForeignKeyOp,
        {
            "constraint_name": "k",
            "source_table": "t",
            "referent_table": "o",
            "local_cols": ["a"],
            "remote_cols": ["b"],
            "kw": {
                "onupdate": "u",
                "ondelete": "d",
                "deferrable": True,
                "initially": "i",
                "match": "m",
                "source_schema": "s",
                "referent_schema": "r",
                "postgresql_not_valid": True,
            },
        },
    ),
    (
        "create_check_constraint('k', 't', 'a > 5', schema='s', postgresql_not_valid=True)",
        ops.CreateCheckConstraintOp,
        {
            "constraint_name": "k",
            "table_name": "t",
            "condition": "a > 5",
            "schema": "s",
            "kw": {"postgresql_not_valid": True},
        },
    ),
    (
        "create_exclude_constraint('k', 't', ('a', '='), where='w', using='gist', schema='s')",
        ops.CreateExcludeConstraintOp,
        {
            "constraint_name": "k",
            "table_name": "t",
            "elements": (("a", "="),),
            "where": "w",
            "schema": "s",
            "kw": {"using": "gist"},
        },
    ),
    (
        "drop_constraint('k', 't', 'unique', schema='s', if_exists=True)",
        ops.DropConstraintOp,
        {
            "constraint_name": "k",
            "table_name": "t",
            "constraint_type": "unique",
            "schema": "s",
            "if_exists": True,
        },
    ),
    (
        "create_index('i', 't', ['a'], schema='s', unique=True, if_not_exists=True, quote=True)",
        ops.CreateIndexOp,
        {
            "index_name": "i",
            "table_name": "t",
            "columns": ["a"],
            "schema": "s",
            "unique": True,
            "if_not_exists": True,
            "kw": {"quote": True},
        },
    ),
    (
        "drop_index('i', 't', schema='s', if_exists=True, postgresql_concurrently=True)",
        ops.DropIndexOp,
        {
            "index_name": "i",
            "table_name": "t",
            "schema": "s",
            "if_exists": True,
            "kw": {"postgresql_concurrently": True},
        },
    ),
    (
        "create_table_comment('t', 'x', existing_comment='y', schema='s')",
        ops.CreateTableCommentOp,
        {"table_name": "t", "comment": "x", "existing_comment": "y", "schema": "s"},
    ),
    (
        "drop_table_comment('t', existing_comment='y', schema='s')",
        ops.DropTableCommentOp,
        {"table_name": "t", "existing_comment": "y", "schema": "s"},
    ),
    (
        "bulk_insert(TABLE, [{'c': 1}], multiinsert=True)",
        ops.BulkInsertOp,
        {"table": TABLE, "rows": [{"c": 1}], "multiinsert": True},
    ),
    (
        "execute('x', execution_options={'a': 1})",
        ops.ExecuteSQLOp,
        {"sqltext": "x", "execution_options": {"a": 1}},
    ),
]
HERE = {"table_name": "bt", "schema": "bs"}
ON_BATCH = [
    (
        "add_column(COLUMN, insert_before='a', insert_after='b', if_not_exists=True,"
        " inline_references=True, inline_primary_key=True)",
        ops.AddColumnOp,
        {
            **HERE,
            "column": COLUMN,
            "if_not_exists": True,
            "inline_references": True,
            "inline_primary_key": True,
            "kw": {"insert_before": "a", "insert_after": "b"},
        },
    ),
    (
        "drop_column('c', if_exists=True, existing_type=STRING)",
        ops.DropColumnOp,
        {**HERE, "column_name": "c", "if_exists": True, "kw": {"existing_type": STRING}},
    ),
    (
        "alter_column('c', nullable=True, comment='k', server_default='d',"
        " new_column_name='n',"
        " type_=INTEGER, existing_type=STRING, existing_server_default='e', existing_nullable=True,"
        " existing_comment='l', insert_before='a', insert_after='b', autoincrement=True)",
        ops.AlterColumnOp,
        {
            **HERE,
            "column_name": "c",
            "modify_nullable": True,
            "modify_comment": "k",
            "modify_server_default": "d",
            "modify_name": "n",
            "modify_type": INTEGER,
            "existing_type": STRING,
            "existing_server_default": "e",
            "existing_nullable": True,
            "existing_comment": "l",
            "kw": {"insert_before": "a", "insert_after": "b", "autoincrement": True},
        },
    ),
    (
        "create_primary_key('k', ['a'])",
        ops.CreatePrimaryKeyOp,
        {**HERE, "constraint_name": "k", "columns": ["a"]},
    ),
    (
        "create_unique_constraint('k', ['a'], deferrable=True)",
        ops.CreateUniqueConstraintOp,
        {**HERE, "constraint_name": "k", "columns": ["a"], "kw": {"deferrable": True}},
    ),
    (
        "create_foreign_key('k', 'o', ['a'], ['b'], referent_schema='r', onupdate='u',"
        " ondelete='d',"
        " deferrable=True, initially='i', match='m', postgresql_not_valid=True)",
        ops.CreateForeignKeyOp,
        {
            "constraint_name": "k",
            "source_table": "bt",
            "referent_table": "o",
            "local_cols": ["a"],
            "remote_cols": ["b"],
            "kw": {
                "onupdate": "u",
                "ondelete": "d",
                "deferrable": True,
                "initially": "i",
                "match": "m",
                "source_schema": "bs",
                "referent_schema": "r",
                "postgresql_not_valid": True,
            },
        },
    ),
    (
        "create_check_constraint('k', 'a > 5', postgresql_not_valid=True)",
        ops.CreateCheckConstraintOp,
        {
            **HERE,
            "constraint_name": "k",
            "condition": "a > 5",
            "kw": {"postgresql_not_valid": True},
        },
    ),
    (
        "create_exclude_constraint('k', ('a', '='), where='w')",
        ops.CreateExcludeConstraintOp,
        {**HERE, "constraint_name": "k", "elements": (("a", "="),), "where": "w"},
    ),
    (
        "drop_constraint('k', 'unique')",
        ops.DropConstraintOp,
        {**HERE, "constraint_name": "k", "constraint_type": "unique"},
    ),
    (
        "create_index('i', ['a'], unique=True, quote=True)",
        ops.CreateIndexOp,
        {**HERE, "index_name": "i", "columns": ["a"], "unique": True, "kw": {"quote": True}},
    ),
    (
        "drop_index('i', if_exists=True)",
        ops.DropIndexOp,
        {**HERE, "index_name": "i", "if_exists": True},
    ),
    (
        "create_table_comment('x', existing_comment='y')",
        ops.CreateTableCommentOp,
        {**HERE, "comment": "x", "existing_comment": "y"},
    ),
    (
        "drop_table_comment(existing_comment='y')",
        ops.DropTableCommentOp,
        {**HERE, "existing_comment": "y"},
    ),
    (
        "execute('x', execution_options={'a': 1})",
        ops.ExecuteSQLOp,
        {"sqltext": "x", "execution_options": {"a": 1}},
    ),
]


@pytest.mark.parametrize(("code", "kind", "expected"), ON_OP)
def test_directive(code: str, kind: type, expected: dict[str, Any]) -> None:
    """Every argument of a directive is on the operation it builds."""
    assert built(Operations, code) == (kind, expected)


@pytest.mark.parametrize(("code", "kind", "expected"), ON_BATCH)
def test_batch_directive(code: str, kind: type, expected: dict[str, Any]) -> None:
    """Every argument is on the operation, and the table is that of the batch."""
    assert built(BatchOperations, code) == (kind, expected)


@pytest.mark.parametrize(
    "code",
    [
        "add_column('t', COLUMN, 's')",
        "drop_column('t', 'c', 's')",
        "alter_column('t', 'c', True)",
        "create_index('i', 't', ['a'], 's')",
        "drop_constraint('k', 't', 'unique', 's')",
        "rename_table('a', 'b', 's')",
        "create_foreign_key('k', 't', 'o', ['a'], ['b'], 'CASCADE')",
        "execute('x', {})",
        "bulk_insert(TABLE, [], False)",
        "add_column('t')",
    ],
)
def test_keyword_only(code: str) -> None:
    """Options are keywords, and what is missing is missed."""
    with pytest.raises(TypeError):
        built(Operations, code)
