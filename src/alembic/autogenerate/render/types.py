"""Column types as Python text."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import sqlalchemy
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.types import Enum, TypeDecorator, TypeEngine, to_instance

from ...base.pyfiles import module_is_importable
from .expressions import text_call
from .hooks import _user_defined_render
from .names import _sqlalchemy_autogenerate_prefix, call, keyword

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..context import AutogenContext


def _repr_type(type_: Any, autogen_context: AutogenContext, _skip_variants: bool = False) -> str:
    """Return the text of a type with its prefix, and note the imports it needs.

    The ``render_item`` hook is asked first, then the dialect's ``render_type``. The text does not
    depend on the database that is connected.

    Args:
        type_: A type or type class.
        autogen_context: Gives the prefixes and takes the imports.
        _skip_variants: Leave out the variants for other dialects.
    """
    type_ = to_instance(type_)
    rendered = _user_defined_render("type", type_, autogen_context)
    if rendered is not False:
        return str(rendered)
    variants = getattr(type_, "_variant_mapping", None)
    if variants:
        type_ = copy.copy(type_)
        type_._variant_mapping = type(variants)()
    text = _base_type(type_, autogen_context)
    if not variants or _skip_variants:
        return text
    return text + "".join(
        f".with_variant({_repr_type(variants[dialect], autogen_context)}, {dialect!r})"
        for dialect in sorted(variants)
    )


def _base_type(type_: TypeEngine[Any], autogen_context: AutogenContext) -> str:
    """Return the text of a type that has no variants."""
    impl_text = autogen_context.migration_context.impl.render_type(type_, autogen_context)
    if impl_text:
        return str(impl_text)
    return _type_prefix(type_, autogen_context) + _type_call(type_, autogen_context)


def _type_prefix(type_: TypeEngine[Any], autogen_context: AutogenContext) -> str:
    """Return what stands before the class name of a type, and note its import."""
    cls = type(type_)
    module = cls.__module__
    if module.startswith("sqlalchemy.dialects."):
        dialect = module.split(".")[2]
        autogen_context.imports.add(f"from sqlalchemy.dialects import {dialect}")
        return f"{dialect}."
    if module.startswith("sqlalchemy."):
        prefix = _sqlalchemy_autogenerate_prefix(autogen_context)
        in_types_only = not hasattr(sqlalchemy, cls.__name__) and hasattr(
            sqlalchemy.types, cls.__name__
        )
        return f"{prefix}types." if in_types_only else prefix
    user_prefix: str | None = autogen_context.opts.get("user_module_prefix")
    if user_prefix is not None:
        return user_prefix
    # A type defined in env.py or __main__ has no module that a revision file could import.
    if module != "__main__" and module_is_importable(module):
        autogen_context.imports.add(f"import {module}")
    return f"{module}."


class _Rendered:
    """Stands in a type for a value whose text is known already."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


def _type_call(type_: TypeEngine[Any], autogen_context: AutogenContext) -> str:
    """Return the type's repr, in which types and expressions inside it carry their prefixes."""
    special = _SPECIAL.get(type(type_).__visit_name__)
    if special is not None and type(type_).__module__.startswith("sqlalchemy."):
        return special(type_, autogen_context)
    prepared = _with_rendered_parts(type_, autogen_context)
    try:
        return repr(prepared)
    except Exception:
        if prepared is type_:
            raise
        # A type with its own __repr__ may look into the parts that were replaced.
        return repr(type_)


def _with_rendered_parts(type_: TypeEngine[Any], autogen_context: AutogenContext) -> Any:
    """Return the type, or a copy whose inner types and expressions are their texts."""
    replaced: dict[str, Any] = {}
    if isinstance(type_, TypeDecorator):
        # Its repr is that of the type it decorates under another class name.
        inner = type_.impl_instance
        prepared = _with_rendered_parts(inner, autogen_context)
        if prepared is not inner:
            replaced = {"impl": prepared, "impl_instance": prepared}
    else:
        if isinstance(type_, Enum) and getattr(type_, "metadata", None) is not None:
            replaced["metadata"] = None
        for name, value in vars(type_).items():
            if name.startswith("_"):
                continue
            if isinstance(value, TypeEngine):
                replaced[name] = _Rendered(_repr_type(value, autogen_context))
            elif isinstance(value, ClauseElement):
                replaced[name] = _Rendered(text_call(autogen_context, value))
    if not replaced:
        return type_
    prepared = copy.copy(type_)
    vars(prepared).update(replaced)
    return prepared


def _domain(type_: Any, autogen_context: AutogenContext) -> str:
    """Return the call of a PostgreSQL DOMAIN, whose repr leaves out most of it."""
    arguments = [repr(str(type_.name)), _repr_type(type_.data_type, autogen_context)]
    if type_.collation is not None:
        arguments.append(keyword("collation", type_.collation))
    if type_.default is not None:
        default = type_.default
        text = (
            text_call(autogen_context, default)
            if isinstance(default, ClauseElement)
            else repr(default)
        )
        arguments.append(f"default={text}")
    if type_.constraint_name is not None:
        arguments.append(keyword("constraint_name", str(type_.constraint_name)))
    if type_.not_null:
        arguments.append(keyword("not_null", type_.not_null))
    if type_.check is not None:
        check = type_.check
        arguments.append(keyword("check", str(check)))
    if type_.schema is not None:
        arguments.append(keyword("schema", str(type_.schema)))
    if not type_.create_type:
        arguments.append(keyword("create_type", type_.create_type))
    return call(type(type_).__name__, arguments)


_SPECIAL: dict[str, Callable[[Any, AutogenContext], str]] = {"DOMAIN": _domain}
