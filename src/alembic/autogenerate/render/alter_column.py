"""The operation that changes a column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.schema import Identity

from .defaults import _render_server_default
from .names import _alembic_autogenerate_prefix, _ident, keyword
from .types import _repr_type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...operations.ops import AlterColumnOp
    from ..context import AutogenContext

_CONTINUATION = ",\n" + " " * 11


def _alter_column(autogen_context: AutogenContext, op: AlterColumnOp) -> str:
    """Return the call of ``alter_column``, one line per keyword."""
    names = [op.column_name] if autogen_context._has_batch else [op.table_name, op.column_name]
    where = ", ".join(repr(_ident(name)) for name in names)
    keywords = _CONTINUATION.join([where, *_keywords(autogen_context, op)])
    return f"{_alembic_autogenerate_prefix(autogen_context)}alter_column({keywords})"


def _keywords(autogen_context: AutogenContext, op: AlterColumnOp) -> Iterator[str]:
    """Yield what changes and what is known of the column now."""
    if op.existing_type is not None:
        yield f"existing_type={_repr_type(op.existing_type, autogen_context)}"
    if op.modify_server_default is not False:
        default = _render_server_default(op.modify_server_default, autogen_context)
        yield f"server_default={default}"
    if op.modify_name is not None:
        yield keyword("new_column_name", _ident(op.modify_name))
    if op.modify_type is not None:
        yield f"type_={_repr_type(op.modify_type, autogen_context)}"
    if op.modify_nullable is not None:
        yield keyword("nullable", op.modify_nullable)
    if op.modify_comment is not False:
        yield keyword("comment", op.modify_comment)
    if op.existing_comment is not None:
        yield keyword("existing_comment", op.existing_comment)
    if op.modify_nullable is None and op.existing_nullable is not None:
        yield keyword("existing_nullable", op.existing_nullable)
    if "autoincrement" in op.kw:
        yield keyword("autoincrement", op.kw["autoincrement"])
    if _needs_existing_default(op) and _is_known(op.existing_server_default):
        default = _render_server_default(op.existing_server_default, autogen_context)
        yield f"existing_server_default={default}"
    if op.schema and not autogen_context._has_batch:
        yield keyword("schema", _ident(op.schema))


def _needs_existing_default(op: AlterColumnOp) -> bool:
    """Tell whether the present default is written: it stays, or an identity begins or ends.

    A database alters and drops an identity in other words than a default, and lets neither take
    the place of the other.
    """
    new, old = op.modify_server_default, op.existing_server_default
    return new is False or isinstance(old, Identity) or isinstance(new, Identity)


def _is_known(default: object) -> bool:
    """Tell whether there is a default to speak of; an expression has no truth value."""
    return (
        default is not None
        and default is not False
        and not (isinstance(default, str) and not default)
    )
