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
    first, second, *rest = [*signature.parameters.values(), None, None]
    assert first is not None and first.name == "cls", f"{source!r} must take cls first"
    assert second is not None and second.name == "operations", (
        f"{source!r} must take operations after cls"
    )

    def directive(self: Any, *args: Any, **kw: Any) -> Any:
        return getattr(op_cls, sourcename)(self, *args, **kw)

    this = inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    parameters = [this, *(each for each in rest if each is not None)]
    directive.__name__ = name
    directive.__qualname__ = f"{owner.__qualname__}.{name}"
    directive.__module__ = function.__module__
    directive.__doc__ = function.__doc__
    directive.__annotations__ = {
        key: value
        for key, value in function.__annotations__.items()
        if key not in {"cls", "operations"}
    }
    directive.__signature__ = signature.replace(  # type: ignore[attr-defined] # read by inspect
        parameters=parameters
    )
    function.__doc__ = (
        f"This method is proxied on the :class:`.{owner.__name__}` class, "
        f"via the :meth:`.{owner.__name__}.{name}` method."
    )
    return directive
