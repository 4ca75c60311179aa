"""Public door to small language helpers."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, overload

from ..base.current import Current
from ..base.dispatch import (
    Dispatcher,
    DispatchPriority,
    PriorityDispatcher,
    PriorityDispatchResult,
)
from ..base.lazy import attach
from ..base.sequences import (
    asbool,
    dedupe_tuple,
    format_as_comma,
    not_none,
    rev_id,
    to_list,
    to_tuple,
    unique_list,
)

if TYPE_CHECKING:
    from sqlalchemy.util import immutabledict

    EMPTY_DICT: immutabledict[Any, Any]

_T = TypeVar("_T")

__all__ = [
    "EMPTY_DICT",
    "DispatchPriority",
    "Dispatcher",
    "ModuleClsProxy",
    "PriorityDispatchResult",
    "PriorityDispatcher",
    "asbool",
    "dedupe_tuple",
    "format_as_comma",
    "immutabledict",
    "memoized_property",
    "not_none",
    "rev_id",
    "to_list",
    "to_tuple",
    "unique_list",
]


class memoized_property(Generic[_T]):  # noqa: N801 - the published name
    """A property whose value is computed once per object and can be assigned.

    Args:
        fget: Computes the value.
        doc: The documentation; that of ``fget`` by default.
    """

    def __init__(self, fget: Callable[..., _T], doc: str | None = None) -> None:
        self.fget = fget
        self.__doc__ = doc or fget.__doc__
        self.__name__ = fget.__name__

    @overload
    def __get__(self, obj: None, cls: type[Any] | None) -> Self: ...
    @overload
    def __get__(self, obj: object, cls: type[Any] | None) -> _T: ...

    def __get__(self, obj: object | None, cls: type[Any] | None) -> Self | _T:
        if obj is None:
            return self
        value = self.fget(obj)
        obj.__dict__[self.__name__] = value
        return value


class ModuleClsProxy:
    """A class whose public methods can be called as functions of a module.

    The functions work on the object that ``_install_proxy()`` made current, in this thread or
    task.
    """

    _current: Current

    def __init_subclass__(cls, **kw: Any) -> None:
        super().__init_subclass__(**kw)
        cls._current = Current(cls.__name__)

    def _install_proxy(self) -> None:
        self._current.set(self)

    def _remove_proxy(self) -> None:
        self._current.set(None)

    @classmethod
    def create_module_class_proxy(
        cls, globals_: dict[str, Any], locals_: dict[str, Any] | None = None
    ) -> None:
        """Put a function for every public method into a module.

        Args:
            globals_: ``globals()`` of the module.
            locals_: Where the functions go; the same by default.
        """
        target = globals_ if locals_ is None else locals_
        for name in dir(cls):
            if not name.startswith("_") and not hasattr(ModuleClsProxy, name):
                target[name] = cls._function_for(name)

    @classmethod
    def _function_for(cls, name: str) -> Callable[..., Any]:
        from functools import wraps

        @wraps(getattr(cls, name))
        def call(*args: Any, **kw: Any) -> Any:
            return getattr(cls._current.require(name), name)(*args, **kw)

        return call


def _empty_dict() -> Any:
    from sqlalchemy.util import immutabledict

    return immutabledict()


_lazy, __dir__ = attach(__name__, {"immutabledict": "sqlalchemy.util:immutabledict"})


def __getattr__(name: str) -> Any:
    if name == "EMPTY_DICT":
        value = _empty_dict()
        setattr(sys.modules[__name__], name, value)
        return value
    return _lazy(name)
