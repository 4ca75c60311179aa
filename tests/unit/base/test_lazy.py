"""Lazy names: resolved when used, kept afterwards, unknown ones refused."""

import sys
from types import ModuleType

import pytest

from alembic.base.lazy import attach, resolve


@pytest.fixture
def module() -> ModuleType:
    made = ModuleType("lazy_names_under_test")
    sys.modules[made.__name__] = made
    made.__getattr__, made.__dir__ = attach(  # type: ignore[method-assign]
        made.__name__, {"join": "os.path:join", "path": "os.path"}
    )
    yield made
    del sys.modules[made.__name__]


def test_resolve_module_and_attribute() -> None:
    """A target is a module, or an attribute after a colon."""
    import os.path

    assert resolve("os.path") is os.path
    assert resolve("os.path:join") is os.path.join


def test_name_is_resolved_once(module: ModuleType) -> None:
    """A used name becomes an ordinary attribute, which a test may replace."""
    import os.path

    assert "join" not in vars(module)
    assert module.join is os.path.join
    assert vars(module)["join"] is os.path.join


def test_unknown_name_is_an_attribute_error(module: ModuleType) -> None:
    """A name that is not offered fails like one of any module."""
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = module.nothing


def test_dir_lists_names_not_used_yet(module: ModuleType) -> None:
    """Completion shows what is offered, loaded or not."""
    assert {"join", "path"} <= set(dir(module))
