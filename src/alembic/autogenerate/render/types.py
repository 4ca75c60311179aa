"""Column types as Python text."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import sqlalchemy
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.types import Enum, TypeDecorator, TypeEngine, to_instance

from ...base.pyfiles import module_is_importable
from ...schema.sqla_compat import sqla_2_1
from .enums import without_creation
from .expressions import compiled_sql, option_value, text_call, text_literal
from .hooks import _user_defined_render
from .names import _ident, _sqlalchemy_autogenerate_prefix, call, keyword

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
        type_ = _changed(type_, {"_variant_mapping": type(variants)()})
    if "postgresql" not in (variants or ()):
        type_, variant = without_creation(type_, autogen_context)
        if variant is not None:
            variants = {**(variants or {}), "postgresql": variant}
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
        text = repr(prepared)
    except Exception:
        if prepared is type_:
            raise
        # A type with its own __repr__ may look into the parts that were replaced.
        text = repr(type_)
    is_made_by_user = isinstance(type_, Enum) and getattr(type_, "create_type", True) is False
    if is_made_by_user and "create_type=" not in text:
        # SQLAlchemy 2.0 leaves it out of the repr of PostgreSQL's ENUM; 2.1 has it after the name.
        before, name, after = text.rpartition(keyword("name", _ident(getattr(type_, "name", ""))))
        return f"{before}{name}, create_type=False{after}"
    return text


def _with_rendered_parts(type_: TypeEngine[Any], autogen_context: AutogenContext) -> Any:
    """Return the type, or a copy whose inner types and expressions are their texts."""
    if isinstance(type_, TypeDecorator):
        # Its repr is that of the type it decorates, under the name of its own class.
        inner = type_.impl_instance
        prepared = _with_rendered_parts(inner, autogen_context)
        replaced = {} if prepared is inner else {"impl": prepared, "impl_instance": prepared}
    else:
        replaced = {
            name: _Rendered(_part(value, autogen_context)) for name, value in _parts_of(type_)
        }
        if isinstance(type_, Enum) and not sqla_2_1:
            replaced |= _without_collection(type_)
    return _changed(type_, replaced) if replaced else type_


def _parts_of(type_: TypeEngine[Any]) -> list[tuple[str, Any]]:
    """Return the types and expressions a type holds, by attribute."""
    cls: Any = type(type_)
    attributes = {**_parts_of_class(cls), **vars(type_)}
    return [
        (name, value)
        for name, value in attributes.items()
        if isinstance(value, (TypeEngine, ClauseElement)) and not name.startswith("_")
    ]


@cache
def _parts_of_class(cls: type) -> dict[str, Any]:
    """Return the types a class holds for its instances (the text type of ``JSONB``)."""
    found: dict[str, Any] = {}
    for each in reversed(cls.__mro__):
        found.update(vars(each))
    return {name: value for name, value in found.items() if isinstance(value, TypeEngine)}


def _without_collection(type_: Enum) -> dict[str, Any]:
    """Return what keeps SQLAlchemy 2.0 from showing a ``MetaData``, which a file cannot name."""
    collection: Any = getattr(type_, "metadata", None)
    if collection is None:
        return {}
    return {"metadata": None, "schema": type_.schema or collection.schema}


def _part(value: Any, autogen_context: AutogenContext) -> str:
    """Return the text of a type or expression inside a type."""
    if isinstance(value, TypeEngine):
        return _repr_type(value, autogen_context)
    return text_call(autogen_context, value)


def _changed(type_: TypeEngine[Any], attributes: dict[str, Any]) -> Any:
    """Return a shallow copy of a type with other attributes, without running its constructor."""
    prepared = type(type_).__new__(type(type_))
    vars(prepared).update(vars(type_), **attributes)
    return prepared


def _domain(type_: Any, autogen_context: AutogenContext) -> str:
    """Return the call of a PostgreSQL DOMAIN, whose repr leaves out most of it."""
    arguments = [repr(str(type_.name)), _repr_type(type_.data_type, autogen_context)]
    for option in ("collation", "default", "constraint_name", "not_null", "check", "schema"):
        value = getattr(type_, option)
        if value is not None and value is not False:
            arguments.append(f"{option}={_domain_option(option, value, autogen_context)}")
    if not type_.create_type:
        arguments.append(keyword("create_type", type_.create_type))
    return call(type(type_).__name__, arguments)


def _domain_option(option: str, value: Any, autogen_context: AutogenContext) -> str:
    """Return one option of a DOMAIN; its condition is read as text by itself."""
    if option == "check" and isinstance(value, ClauseElement):
        return text_literal(compiled_sql(autogen_context, value))
    return option_value(autogen_context, value)


_SPECIAL: dict[str, Callable[[Any, AutogenContext], str]] = {"DOMAIN": _domain}
