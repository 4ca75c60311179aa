"""Constraints inside ``create_table``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.schema import Column

from ...base.messaging import warn
from ...schema.sqla_compat import _is_type_bound
from .exclude import _render_exclude_constraint
from .expressions import compiled_sql, option_keywords, text_literal
from .hooks import _user_defined_render
from .names import (
    _ident,
    _render_gen_name,
    _sqlalchemy_autogenerate_prefix,
    call,
    keyword,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.schema import (
        CheckConstraint,
        Constraint,
        ForeignKey,
        ForeignKeyConstraint,
        MetaData,
        PrimaryKeyConstraint,
        UniqueConstraint,
    )

    from ..context import AutogenContext


def _render_constraint(
    constraint: Constraint,
    autogen_context: AutogenContext,
    namespace_metadata: MetaData | None,
) -> str | None:
    """Return the text of a table constraint, or None when it is not written.

    Args:
        constraint: A constraint of any class; of an unknown one the repr is shown, with a warning.
        autogen_context: Gives dialect, prefixes and hooks.
        namespace_metadata: Where the targets of foreign keys are looked up.
    """
    for cls in type(constraint).__mro__:
        renderer = _RENDERERS.get(vars(cls).get("__visit_name__", ""))
        if renderer is not None:
            return renderer(constraint, autogen_context, namespace_metadata)
    warn(f"No renderer is established for object {constraint!r}")
    return f"[Unknown Python object {constraint!r}]"


def _name(constraint: Constraint, autogen_context: AutogenContext) -> list[str]:
    """Return the keyword for the name, or nothing for an unnamed constraint."""
    if _ident(constraint.name) is None:
        return []
    return [f"name={_render_gen_name(autogen_context, str_name(constraint))}"]


def str_name(constraint: Constraint) -> str | None:
    """Return the name of a constraint; None when it has none of its own."""
    name: Any = constraint.name
    return name if isinstance(name, str) else None


def _deferral(constraint: Constraint) -> list[str]:
    """Return the keywords for deferred checking that are set."""
    found = []
    if constraint.deferrable:
        found.append(keyword("deferrable", constraint.deferrable))
    if constraint.initially:
        found.append(keyword("initially", constraint.initially))
    return found


def _construct(autogen_context: AutogenContext, name: str, arguments: list[str]) -> str:
    return call(f"{_sqlalchemy_autogenerate_prefix(autogen_context)}{name}", arguments)


def _render_primary_key(
    constraint: PrimaryKeyConstraint,
    autogen_context: AutogenContext,
    namespace_metadata: MetaData | None,
) -> str | None:
    """Return the text of a primary key; one without columns is not written."""
    rendered = _user_defined_render("primary_key", constraint, autogen_context)
    if rendered is not False:
        return rendered
    if not constraint.columns:
        return None
    arguments = [
        *(repr(_ident(column.name)) for column in constraint.columns),
        *_deferral(constraint),
        *_name(constraint, autogen_context),
        *option_keywords(autogen_context, constraint.dialect_kwargs),
    ]
    return _construct(autogen_context, "PrimaryKeyConstraint", arguments)


def _render_unique_constraint(
    constraint: UniqueConstraint,
    autogen_context: AutogenContext,
    namespace_metadata: MetaData | None,
) -> str | None:
    """Return the text of a UNIQUE constraint."""
    rendered = _user_defined_render("unique", constraint, autogen_context)
    if rendered is not False:
        return rendered
    arguments = [
        *(repr(_ident(column.name)) for column in constraint.columns),
        *_deferral(constraint),
        *_name(constraint, autogen_context),
        *option_keywords(autogen_context, constraint.dialect_kwargs),
    ]
    return _construct(autogen_context, "UniqueConstraint", arguments)


def _render_check_constraint(
    constraint: CheckConstraint,
    autogen_context: AutogenContext,
    namespace_metadata: MetaData | None,
) -> str | None:
    """Return the text of a CHECK; one that its column's type makes is not written."""
    rendered = _user_defined_render("check", constraint, autogen_context)
    if rendered is not False:
        return rendered
    if _is_type_bound(constraint):
        return None
    arguments = [
        text_literal(compiled_sql(autogen_context, constraint.sqltext)),
        *_name(constraint, autogen_context),
        *_deferral(constraint),
        *option_keywords(autogen_context, constraint.dialect_kwargs),
    ]
    return _construct(autogen_context, "CheckConstraint", arguments)


def _render_foreign_key(
    constraint: ForeignKeyConstraint,
    autogen_context: AutogenContext,
    namespace_metadata: MetaData | None,
) -> str | None:
    """Return the text of a foreign key constraint."""
    rendered = _user_defined_render("foreign_key", constraint, autogen_context)
    if rendered is not False:
        return rendered
    default_schema = None if namespace_metadata is None else namespace_metadata.schema
    local = [_ident(element.parent.name) for element in constraint.elements]
    remote = [
        target_of(element, default_schema, namespace_metadata) for element in constraint.elements
    ]
    # The comma stays when there are no options: revision files have looked like this all along.
    options = ", ".join(
        [
            *_name(constraint, autogen_context),
            *foreign_key_options(constraint),
            *option_keywords(autogen_context, constraint.dialect_kwargs),
        ]
    )
    prefix = _sqlalchemy_autogenerate_prefix(autogen_context)
    return f"{prefix}ForeignKeyConstraint({local!r}, {remote!r}, {options})"


def foreign_key_options(constraint: ForeignKeyConstraint | ForeignKey) -> list[str]:
    """Return the keywords for actions, deferral and matching that are set."""
    found = []
    for option in ("onupdate", "ondelete", "initially", "deferrable", "use_alter", "match"):
        value = getattr(constraint, option)
        if value:
            found.append(keyword(option, value))
    return found


def target_of(
    foreign_key: ForeignKey, default_schema: str | None, metadata: MetaData | None
) -> str:
    """Return ``[schema.]table.column`` of a foreign key, by the column's name and not its key.

    Args:
        foreign_key: The key, given as text or as a column.
        default_schema: Schema of a target that states none.
        metadata: Where the target's table is looked up.
    """
    table, _, column = foreign_key._get_colspec().rpartition(".")
    if default_schema is not None and "." not in table:
        table = f"{default_schema}.{table}"
    if metadata is not None and table in metadata.tables:
        found = metadata.tables[table].c.get(column)
        if isinstance(found, Column):
            column = str(_ident(found.name))
    return f"{table}.{column}"


def inline_foreign_key(foreign_key: ForeignKey, autogen_context: AutogenContext) -> str:
    """Return the text of a foreign key written inside its column."""
    arguments = [repr(target_of(foreign_key, None, None))]
    name: Any = foreign_key.name
    if isinstance(name, str):
        arguments.append(f"name={_render_gen_name(autogen_context, name)}")
    arguments += foreign_key_options(foreign_key)
    arguments += option_keywords(autogen_context, foreign_key.dialect_kwargs)
    return _construct(autogen_context, "ForeignKey", arguments)


#: From SQLAlchemy's visit name, so that a dialect's constraint is known without its package.
_RENDERERS: dict[str, Callable[[Any, AutogenContext, MetaData | None], str | None]] = {
    "primary_key_constraint": _render_primary_key,
    "unique_constraint": _render_unique_constraint,
    "check_constraint": _render_check_constraint,
    "table_or_column_check_constraint": _render_check_constraint,
    "column_check_constraint": _render_check_constraint,
    "foreign_key_constraint": _render_foreign_key,
    "exclude_constraint": _render_exclude_constraint,
}
