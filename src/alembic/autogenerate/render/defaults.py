"""Server defaults, computed columns and identities as Python text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.schema import Computed, DefaultClause, FetchedValue, Identity

from ...schema.sqla_compat import _get_identity_options_dict
from .expressions import compiled_sql, option_keywords, text_call, text_literal
from .hooks import _user_defined_render
from .names import _sqlalchemy_autogenerate_prefix, call, keyword

if TYPE_CHECKING:
    from ..context import AutogenContext


def _render_server_default(
    default: Any, autogen_context: AutogenContext, repr_: bool = True
) -> str | None:
    """Return the text of a server default, or None when there is none.

    Args:
        default: A string, an expression, or any server default of SQLAlchemy.
        autogen_context: Gives dialect and prefixes.
        repr_: Quote a plain string as a Python literal.
    """
    rendered = _user_defined_render("server_default", default, autogen_context)
    if rendered is not False:
        return rendered
    if default is None or default is False:
        return None
    if isinstance(default, DefaultClause):
        default = default.arg
    elif isinstance(default, FetchedValue):
        return _render_fetched(default, autogen_context)
    if isinstance(default, str):
        literal = _without_outer_quotes(default)
        return repr(literal) if repr_ else literal
    return text_call(autogen_context, default, is_server_default=True)


def _without_outer_quotes(text: str) -> str:
    """Return a default without the SQL quotes around it: DDL puts them there."""
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1]
    return str(text)


def _render_fetched(default: FetchedValue, autogen_context: AutogenContext) -> str:
    """Return the text of a value that the database makes up."""
    if isinstance(default, Computed):
        return _render_computed(default, autogen_context)
    if isinstance(default, Identity):
        return _render_identity(default, autogen_context)
    return f"{_sqlalchemy_autogenerate_prefix(autogen_context)}FetchedValue()"


def _render_computed(computed: Computed, autogen_context: AutogenContext) -> str:
    """Return the text of a computed column's expression."""
    sql = text_literal(compiled_sql(autogen_context, computed.sqltext))
    persisted = "" if computed.persisted is None else keyword("persisted", computed.persisted)
    return f"{_sqlalchemy_autogenerate_prefix(autogen_context)}Computed({sql}, {persisted})"


def _render_identity(identity: Identity, autogen_context: AutogenContext) -> str:
    """Return the text of an identity with the options that are set."""
    options = {"always": False, **_get_identity_options_dict(identity, dialect_kwargs=True)}
    return call(
        f"{_sqlalchemy_autogenerate_prefix(autogen_context)}Identity",
        option_keywords(autogen_context, options),
    )
