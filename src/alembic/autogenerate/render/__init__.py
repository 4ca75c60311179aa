"""Operations as Python text: what a generated revision file contains.

``renderers`` maps operation classes to functions that return text; register your own with
``renderers.dispatch_for``. Rendering reads operations as values and never changes them.
"""

from __future__ import annotations

from ...operations import ops as _ops
from .alter_column import _alter_column
from .body import _indent, _render_cmd_body, _render_python_into_templatevars
from .columns import _add_column, _add_column_and_checks, _drop_column, _render_column
from .comments import _render_create_table_comment, _render_drop_table_comment
from .constraints import (
    _add_check_constraint,
    _add_foreign_key,
    _add_pk_constraint,
    _add_unique_constraint,
    _drop_constraint,
)
from .containers import _render_modify_table
from .data import _execute_sql
from .defaults import _render_computed, _render_identity, _render_server_default
from .exclude import _add_exclude_constraint, _render_exclude_constraint
from .hooks import _user_defined_render
from .indexes import (
    _add_index,
    _drop_index,
    _drop_index_unless_with_table,
    _get_index_rendered_expressions,
)
from .names import (
    _alembic_autogenerate_prefix,
    _ident,
    _render_gen_name,
    _sqlalchemy_autogenerate_prefix,
)
from .registry import render_op, render_op_text, renderers
from .table_constraints import (
    _render_check_constraint,
    _render_constraint,
    _render_foreign_key,
    _render_primary_key,
    _render_unique_constraint,
)
from .tables import MAX_PYTHON_ARGS, _add_table, _drop_table
from .types import _repr_type

__all__ = [
    "MAX_PYTHON_ARGS",
    "_add_check_constraint",
    "_add_column",
    "_add_exclude_constraint",
    "_add_foreign_key",
    "_add_index",
    "_add_pk_constraint",
    "_add_table",
    "_add_unique_constraint",
    "_alembic_autogenerate_prefix",
    "_alter_column",
    "_drop_column",
    "_drop_constraint",
    "_drop_index",
    "_drop_table",
    "_execute_sql",
    "_get_index_rendered_expressions",
    "_ident",
    "_indent",
    "_render_check_constraint",
    "_render_cmd_body",
    "_render_column",
    "_render_computed",
    "_render_constraint",
    "_render_create_table_comment",
    "_render_drop_table_comment",
    "_render_exclude_constraint",
    "_render_foreign_key",
    "_render_gen_name",
    "_render_identity",
    "_render_modify_table",
    "_render_primary_key",
    "_render_python_into_templatevars",
    "_render_server_default",
    "_render_unique_constraint",
    "_repr_type",
    "_sqlalchemy_autogenerate_prefix",
    "_user_defined_render",
    "render_op",
    "render_op_text",
    "renderers",
]

for _op_class, _renderer in (
    (_ops.CreateTableOp, _add_table),
    (_ops.DropTableOp, _drop_table),
    (_ops.AddColumnOp, _add_column_and_checks),
    (_ops.DropColumnOp, _drop_column),
    (_ops.AlterColumnOp, _alter_column),
    (_ops.CreateIndexOp, _add_index),
    (_ops.DropIndexOp, _drop_index_unless_with_table),
    (_ops.CreatePrimaryKeyOp, _add_pk_constraint),
    (_ops.CreateUniqueConstraintOp, _add_unique_constraint),
    (_ops.CreateForeignKeyOp, _add_foreign_key),
    (_ops.CreateCheckConstraintOp, _add_check_constraint),
    (_ops.CreateExcludeConstraintOp, _add_exclude_constraint),
    (_ops.DropConstraintOp, _drop_constraint),
    (_ops.CreateTableCommentOp, _render_create_table_comment),
    (_ops.DropTableCommentOp, _render_drop_table_comment),
    (_ops.ExecuteSQLOp, _execute_sql),
    (_ops.ModifyTableOps, _render_modify_table),
):
    renderers.dispatch_for(_op_class)(_renderer)
