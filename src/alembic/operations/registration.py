"""Methods made from the classmethods of operations of your own."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def make_directive(owner: type, op_cls: type, name: str, sourcename: str) -> Callable[..., Any]:
    """Return a method that calls a classmethod of an operation with itself as ``operations``.

    Args:
        owner: The class that gets the method.
        op_cls: The class of operations.
        name: The name of the method.
        sourcename: The name of the classmethod.

    Raises:
        AttributeError: The class has no such classmethod.
        AssertionError: Its first parameters are not ``cls`` and ``operations``.
    """
    source = getattr(op_cls, sourcename)
    function: Any = getattr(source, "__func__", source)
    signature = inspect.signature(function)
    names = list(signature.parameters)
    assert names[:2] == ["cls", "operations"], (
        f"{source!r} must take cls and operations as its first parameters"
    )

    def directive(self: Any, *args: Any, **kw: Any) -> Any:
        return getattr(op_cls, sourcename)(self, *args, **kw)

    this = inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    parameters = [this, *list(signature.parameters.values())[2:]]
    directive.__name__ = name
    directive.__qualname__ = f"{owner.__qualname__}.{name}"
    directive.__module__ = function.__module__
    directive.__doc__ = function.__doc__
    directive.__annotations__ = {
        key: value
        for key, value in function.__annotations__.items()
        if key not in {"cls", "operations"}
    }
    made: Any = directive
    made.__signature__ = signature.replace(parameters=parameters)
    function.__doc__ = (
        f"This method is proxied on the :class:`.{owner.__name__}` class, "
        f"via the :meth:`.{owner.__name__}.{name}` method."
    )
    return directive
