"""SQL expressions as Python text: compiled for the dialect and wrapped again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy.schema import Column
from sqlalchemy.sql import operators, text
from sqlalchemy.sql.elements import ClauseElement, ColumnClause, Label, TextClause

from .names import _ident, _sqlalchemy_autogenerate_prefix

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..context import AutogenContext

# What text() would take for a bind parameter, and for an escaped colon (SQLAlchemy 2.0 and 2.1).
_BIND = re.compile(r"(?<![:\w$\\]):(?=([\w$]+)(?![:\w$]))")
_ESCAPED_COLON = re.compile(r"\\(?=:[\w$]*(?![:\w$]))")

_SORT_ORDERS = {
    operators.asc_op: "ASC",
    operators.desc_op: "DESC",
    operators.nulls_first_op: "NULLS FIRST",
    operators.nulls_last_op: "NULLS LAST",
}


def text_literal(sql: str) -> str:
    r"""Return the Python literal of SQL that ``text()`` will read back unchanged.

    A colon that would be read as a bind parameter is escaped (``\:``).
    """
    escaped = _ESCAPED_COLON.sub(r"\\\\", sql)
    return repr(_BIND.sub(r"\\:", escaped))


def compiled_sql(
    autogen_context: AutogenContext,
    expression: Any,
    *,
    is_server_default: bool = False,
    is_index: bool = False,
) -> str:
    """Return the SQL of an expression with literal values and without table names."""
    impl = autogen_context.migration_context.impl
    return impl.render_ddl_sql_expr(
        _without_empty_parameters(expression),
        is_server_default=is_server_default,
        is_index=is_index,
    )


def _without_empty_parameters(expression: Any) -> Any:
    """Return text in which colons are colons: a parameter that has no value was not meant as one.

    SQLAlchemy makes parameters of what it reflects, too: of ``CHECK (a <> ':none')`` for example.
    """
    if not isinstance(expression, TextClause):
        return expression
    parameters = expression._bindparams
    empty = {name for name, parameter in parameters.items() if parameter.required}
    if not empty:
        return expression
    sql = _BIND.sub(lambda colon: r"\:" if colon[1] in empty else ":", expression.text)
    return text(sql).bindparams(*(parameters[name] for name in parameters.keys() - empty))


def text_call(
    autogen_context: AutogenContext, expression: Any, *, is_server_default: bool = False
) -> str:
    """Return ``sa.text('<sql>')`` for an expression."""
    sql = compiled_sql(autogen_context, expression, is_server_default=is_server_default)
    return f"{_sqlalchemy_autogenerate_prefix(autogen_context)}text({text_literal(sql)})"


def index_expression(autogen_context: AutogenContext, expression: Any) -> str:
    """Return one item of an index: a column's name, or a literal column with its label."""
    if isinstance(expression, Column):
        return repr(_ident(expression.name))
    label = ""
    if isinstance(expression, Label):
        label = f".label({_ident(expression.name)!r})"
        expression = expression.element
    sql = _index_sql(autogen_context, expression)
    return f"{_sqlalchemy_autogenerate_prefix(autogen_context)}literal_column({sql!r}){label}"


def _index_sql(autogen_context: AutogenContext, expression: Any) -> str:
    """Return the SQL of an index item; its sort order stands outside its parentheses."""
    modifier = getattr(expression, "modifier", None)
    if modifier in _SORT_ORDERS:
        return f"{_index_sql(autogen_context, expression.element)} {_SORT_ORDERS[modifier]}"
    is_name = isinstance(expression, ColumnClause) and not expression.is_literal
    return compiled_sql(autogen_context, expression, is_index=not is_name)


def option_value(autogen_context: AutogenContext, value: Any) -> str:
    """Return the text of a dialect option, whose value may hold columns and expressions."""
    if isinstance(value, Column):
        return repr(_ident(value.name))
    if isinstance(value, ClauseElement):
        return text_call(autogen_context, value)
    if isinstance(value, dict):
        items = (f"{key!r}: {option_value(autogen_context, value[key])}" for key in value)
        return f"{{{', '.join(items)}}}"
    if isinstance(value, (list, tuple)):
        joined = ", ".join(option_value(autogen_context, each) for each in value)
        if isinstance(value, list):
            return f"[{joined}]"
        return f"({joined},)" if len(value) == 1 else f"({joined})"
    return repr(_ident(value) if isinstance(value, str) else value)


def option_keywords(autogen_context: AutogenContext, options: Mapping[str, Any]) -> list[str]:
    """Return ``key=value`` for dialect options, in their order."""
    return [f"{key}={option_value(autogen_context, value)}" for key, value in options.items()]
