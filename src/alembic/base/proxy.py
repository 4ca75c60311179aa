"""Modules whose functions are the methods of a current object."""

from __future__ import annotations

import functools
import inspect
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

from .lazy import resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from .current import Current


_modules: dict[Current, ProxyModule] = {}


class ProxyModule(ModuleType):
    """A module that hands calls to the current object of its slot.

    The class behind the object is imported when the first function is asked for, so that
    importing the module is free.

    Attributes:
        _proxy: The current object; may be assigned.
    """

    _slot: Current
    _target: str
    _values: Collection[str]
    _classes: Mapping[str, str]
    _functions: set[str]
    _resolved: Any

    @property
    def _proxy(self) -> Any:
        return self._slot.get()

    @_proxy.setter
    def _proxy(self, obj: Any) -> None:
        self._slot.set(obj)

    def __getattr__(self, name: str) -> Any:
        if name in self._values:
            obj = self._slot.get()
            if obj is not None:
                return getattr(obj, name)
        elif name in self._classes:
            return resolve(self._classes[name])
        elif not name.startswith("_"):
            method = getattr(self._class(), name, None)
            if callable(method):
                # An attribute from here on: a migration asks for few functions, many times.
                function = vars(self)[name] = _proxied(self._slot, name, method)
                self._functions.add(name)
                return function
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")

    def __dir__(self) -> list[str]:
        methods = _methods_of(resolve(self._target))
        return sorted({*vars(self), *self._classes, *self._values, *methods})

    def _class(self) -> Any:
        cls = self._resolved
        if cls is None:
            cls = self._resolved = resolve(self._target)
        return cls


def forget(slot: Current, name: str) -> None:
    """Have the function of a method made again, which has become another one."""
    module = _modules.get(slot)
    if module is not None and name in module._functions:
        module._functions.remove(name)
        vars(module).pop(name, None)


def functions_of(cls: Any, slot: Current) -> dict[str, Callable[..., Any]]:
    """Return a function for every public method of a class, called on its current object.

    Args:
        cls: The class.
        slot: Where the current object is found.
    """
    return {name: _proxied(slot, name, method) for name, method in _methods_of(cls).items()}


def _methods_of(cls: Any) -> dict[str, Callable[..., Any]]:
    found = {name: getattr(cls, name) for name in dir(cls) if not name.startswith("_")}
    return {name: each for name, each in found.items() if callable(each)}


def _proxied(slot: Current, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def call(*args: Any, **kw: Any) -> Any:
        return getattr(slot.require(name), name)(*args, **kw)

    signature = inspect.signature(method)
    parameters = list(signature.parameters.values())
    if not inspect.ismethod(method):
        parameters = parameters[1:]
    call.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]  # functions take one
    return call


def install(
    module_name: str,
    slot: Current,
    target: str,
    values: Collection[str] = (),
    classes: Mapping[str, str] | None = None,
) -> None:
    """Turn a module into a proxy of the current object.

    Args:
        module_name: ``__name__`` of the module.
        slot: Where the current object is found.
        target: ``module:Class`` of the object; its public methods become functions.
        values: Attributes of the object that the module offers while there is one.
        classes: Further names the module offers: name to ``module:attribute``.
    """
    module = sys.modules[module_name]
    module.__class__ = ProxyModule
    assert isinstance(module, ProxyModule)
    module._slot = slot
    module._target = target
    module._values = values
    module._classes = classes or {}
    module._functions = set()
    _modules[slot] = module
    module._resolved = None
