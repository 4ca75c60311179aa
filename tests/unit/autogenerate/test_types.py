"""Types as text: imports, and types whose repr is their own."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa

from alembic.autogenerate.api import AutogenContext
from alembic.autogenerate.render import _repr_type
from alembic.migration import MigrationContext


class Money(sa.TypeDecorator[Any]):
    """A type of the user's."""

    impl = sa.Numeric
    cache_ok = True


class Curious(sa.types.UserDefinedType[Any]):
    """A type whose repr looks into its parts."""

    cache_ok = True

    def __init__(self, inner: sa.String) -> None:
        self.inner = inner

    def __repr__(self) -> str:
        return f"Curious({self.inner.length + 1})"


def rendered(type_: Any, **opts: Any) -> tuple[str, set[str]]:
    """Return the text of a type and the imports it asks for."""
    migration_context = MigrationContext.configure(dialect_name="sqlite")
    context = AutogenContext(migration_context, opts=opts, autogenerate=False)
    return _repr_type(type_, context), context.imports


def test_importable_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """The module of a user's type is imported where a revision file can import it."""
    monkeypatch.setattr(Money, "__module__", "myapp.money")
    monkeypatch.setitem(sys.modules, "myapp.money", ModuleType("myapp.money"))
    assert rendered(Money(4)) == ("myapp.money.Money(precision=4)", {"import myapp.money"})


@pytest.mark.parametrize("module", ["__main__", "env_py", "no.such.package"])
def test_module_that_cannot_be_imported(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A type of env.py or of a script is named, but an import would only break the file."""
    monkeypatch.setattr(Money, "__module__", module)
    assert rendered(Money(4)) == (f"{module}.Money(precision=4)", set())


def test_user_prefix_needs_no_import(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a configured prefix the file has its own import."""
    monkeypatch.setattr(Money, "__module__", "json")
    assert rendered(Money(4), user_module_prefix="") == ("Money(precision=4)", set())


def test_repr_that_looks_into_its_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A type with its own repr gets the parts it was made with."""
    monkeypatch.setattr(Curious, "__module__", "__main__")
    assert rendered(Curious(sa.String(4))) == ("__main__.Curious(5)", set())


def test_types_are_not_changed() -> None:
    """Rendering works on copies."""
    type_ = sa.ARRAY(sa.String(5)).with_variant(sa.JSON(), "sqlite")
    before = repr(type_), repr(type_.item_type), dict(type_._variant_mapping)
    rendered(type_)
    assert (repr(type_), repr(type_.item_type), dict(type_._variant_mapping)) == before


def test_render_item_sees_inner_and_variant_types() -> None:
    """The user's hook is asked for a type, for its parts and for its variants."""
    seen: list[str] = []

    def render_item(kind: str, obj: Any, context: Any) -> bool:
        seen.append(type(obj).__name__)
        return False

    rendered(sa.ARRAY(sa.String(5)).with_variant(sa.JSON(), "sqlite"), render_item=render_item)
    assert seen == ["ARRAY", "String", "JSON"]


def test_dialect_hook_comes_before_the_generic_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dialect may render a type by itself; variants are still added."""
    migration_context = MigrationContext.configure(dialect_name="sqlite")
    monkeypatch.setattr(
        migration_context.impl,
        "render_type",
        lambda type_, context: "geo.Point()" if isinstance(type_, sa.LargeBinary) else False,
    )
    context = AutogenContext(migration_context, opts={}, autogenerate=False)
    type_ = sa.LargeBinary().with_variant(sa.Text(), "mysql")
    assert _repr_type(type_, context) == "geo.Point().with_variant(sa.Text(), 'mysql')"
