"""The names of ``alembic.util.sqla_compat`` that extensions use, gathered from this room."""

from __future__ import annotations

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.base import _NONE_NAME

from .connections import (
    _connectable_has_table,
    _ensure_scope_for_ddl,
    _exec_on_inspector,
    _get_connection_in_transaction,
    _reflect_table,
    _safe_begin_connection_transaction,
    _safe_commit_connection_transaction,
    _safe_rollback_connection_transaction,
)
from .constraints import (
    _columns_for_constraint,
    _constraint_is_named,
    _find_columns,
    _fk_spec,
    _fk_target_tokens,
    _get_constraint_final_name,
    _idx_table_bound_expressions,
    _is_type_bound,
    _table_for_constraint,
    all_table_check_constraints,
    constraint_name_defined,
    constraint_name_or_none,
    constraint_name_string,
    is_expression,
    is_expression_index,
)
from .copying import _copy, _copy_expression
from .defaults import (
    _get_identity_options_dict,
    _nullability_might_be_unset,
    _server_default_is_computed,
    _server_default_is_identity,
)
from .literals import _literal_bindparam
from .objects import index_element as _textual_index_column
from .versions import (
    _inherit_schema_deprecated,
    _vers,
    identity_has_dialect_kwargs,
    sqla_2_0_25,
    sqla_2_1,
)

__all__ = [
    "_NONE_NAME",
    "_columns_for_constraint",
    "_connectable_has_table",
    "_constraint_is_named",
    "_copy",
    "_copy_expression",
    "_ensure_scope_for_ddl",
    "_exec_on_inspector",
    "_find_columns",
    "_fk_spec",
    "_fk_target_tokens",
    "_get_connection_in_transaction",
    "_get_constraint_final_name",
    "_get_identity_options_dict",
    "_idx_table_bound_expressions",
    "_inherit_schema_deprecated",
    "_is_type_bound",
    "_literal_bindparam",
    "_nullability_might_be_unset",
    "_reflect_table",
    "_safe_begin_connection_transaction",
    "_safe_commit_connection_transaction",
    "_safe_rollback_connection_transaction",
    "_server_default_is_computed",
    "_server_default_is_identity",
    "_table_for_constraint",
    "_textual_index_column",
    "_vers",
    "all_table_check_constraints",
    "compiles",
    "constraint_name_defined",
    "constraint_name_or_none",
    "constraint_name_string",
    "identity_has_dialect_kwargs",
    "is_expression",
    "is_expression_index",
    "sqla_2_0_25",
    "sqla_2_1",
]
