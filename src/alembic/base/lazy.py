"""Lazy names (PEP 562): a public name handed on as a string, imported when it is first used."""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module


def resolve(target: str) -> object:
    """Import what ``"package.module"`` or ``"package.module:attribute"`` names.

    Args:
        target: The dotted module, and after a colon the attribute inside it.

    Raises:
        ImportError: The module does not exist.
        AttributeError: The module has no such attribute.
    """
    module, _, attribute = target.partition(":")
    found = import_module(module)
    return getattr(found, attribute) if attribute else found


def attach(
    module_name: str, names: Mapping[str, str]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Make the ``__getattr__`` and ``__dir__`` of a module that hands on lazy names.

    A name is resolved once and then kept in the module, so that later access costs nothing and
    tests may replace it there.

    Args:
        module_name: ``__name__`` of the module.
        names: Attribute name to target string, as :func:`resolve` takes it.
    """

    def __getattr__(name: str) -> object:  # noqa: N807 - the name PEP 562 asks for
        target = names.get(name)
        if target is None:
            raise AttributeError(f"module {module_name!r} has no attribute {name!r}")
        value = resolve(target)
        setattr(sys.modules[module_name], name, value)
        return value

    def __dir__() -> list[str]:  # noqa: N807 - the name PEP 562 asks for
        return sorted({*vars(sys.modules[module_name]), *names})

    return __getattr__, __dir__
