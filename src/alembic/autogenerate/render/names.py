"""Prefixes, names and calls in rendered code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.sql.elements import conv, quoted_name

from ...schema.sqla_compat import _NONE_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..context import AutogenContext


def _alembic_autogenerate_prefix(autogen_context: AutogenContext) -> str:
    """Return what stands before a directive: the configured prefix, ``batch_op.`` in a batch."""
    if autogen_context._has_batch:
        return "batch_op."
    return autogen_context.opts.get("alembic_module_prefix", "op.") or ""


def _sqlalchemy_autogenerate_prefix(autogen_context: AutogenContext) -> str:
    """Return what stands before a name of SQLAlchemy, ``sa.`` unless configured otherwise."""
    return autogen_context.opts.get("sqlalchemy_module_prefix", "sa.") or ""


def _ident(name: Any) -> str | None:
    """Return an identifier as a plain string, whatever string class carries it."""
    if name is None or name is _NONE_NAME:
        return None
    if isinstance(name, (quoted_name, conv)):
        return str.__str__(name)
    return str(name)


def _render_gen_name(autogen_context: AutogenContext, name: Any) -> str:
    """Return the text of a constraint or index name.

    A name that a naming convention or the database gave is wrapped in ``f()``, so that the
    convention is not applied to it a second time.
    """
    if isinstance(name, conv):
        return f"{_alembic_autogenerate_prefix(autogen_context)}f({_ident(name)!r})"
    return repr(_ident(name))


def keyword(name: str, value: Any) -> str:
    """Return ``name=value`` for a value that its repr describes."""
    return f"{name}={value!r}"


def schema_keyword(schema: str | None, name: str = "schema") -> list[str]:
    """Return the keyword for a schema, or nothing for the default schema."""
    return [keyword(name, _ident(schema))] if schema else []


def call(function: str, arguments: Iterable[str]) -> str:
    """Return a call on one line."""
    return f"{function}({', '.join(arguments)})"
