"""Registries from a kind of object to the functions that handle it."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

_Fn = TypeVar("_Fn", bound="Callable[..., Any]")


class Dispatcher:
    """One function per class and qualifier, looked up along the class's MRO."""

    def __init__(self) -> None:
        self._registry: dict[tuple[Hashable, str], Callable[..., Any]] = {}
        self._found: dict[tuple[type, str], Callable[..., Any]] = {}

    def dispatch_for(
        self, target: Hashable, qualifier: str = "default", replace: bool = False
    ) -> Callable[[_Fn], _Fn]:
        """Register the decorated function for a class.

        Raises:
            ValueError: The class has a function already and ``replace`` is not given.
        """

        def register(fn: _Fn) -> _Fn:
            if (target, qualifier) in self._registry and not replace:
                raise ValueError(
                    f"Can not set dispatch function for object {target!r}: key already exists. "
                    "To replace existing function, use replace=True."
                )
            self._registry[target, qualifier] = fn
            self._found.clear()
            return fn

        return register

    def dispatch(self, obj: Any, qualifier: str = "default") -> Callable[..., Any]:
        """Return the function for an object: per class of its MRO the qualifier, then the default.

        Raises:
            ValueError: No class of the object has a function.
        """
        found = self._found.get((type(obj), qualifier))
        if found is not None:
            return found
        targets: tuple[Hashable, ...]
        if isinstance(obj, str):
            targets = (obj,)
        elif isinstance(obj, type):
            targets = obj.__mro__
        else:
            targets = type(obj).__mro__
        for target in targets:
            for key in ((target, qualifier), (target, "default")):
                if key in self._registry:
                    if not isinstance(obj, (str, type)):
                        self._found[type(obj), qualifier] = self._registry[key]
                    return self._registry[key]
        raise ValueError(f"no dispatch function for object: {obj}")

    def branch(self) -> Dispatcher:
        """Return an independent copy."""
        copy = Dispatcher()
        copy._registry.update(self._registry)
        return copy


class DispatchPriority(IntEnum):
    """When a function runs among those of its target; higher runs first."""

    FIRST = 50
    MEDIUM = 25
    LAST = 10


class PriorityDispatchResult(IntEnum):
    """What a dispatched function says about the rest of its subgroup."""

    CONTINUE = 1
    STOP = 2


class _Registry(dict[Any, Any]):
    """Has an empty entry where there is none.

    clickhouse-sqlalchemy reads what is registered for ``("schema", "default")``, as the key was
    before there were priorities, to have it run for its own dialect too. It does so anyway.
    """

    def __missing__(self, key: object) -> tuple[()]:
        return ()


class PriorityDispatcher:
    """Many functions per target, run by priority, then qualifier, then registration order."""

    def __init__(self) -> None:
        self._registry: dict[
            tuple[Hashable, str, int], list[tuple[Callable[..., Any], str | None]]
        ] = _Registry()

    def dispatch_for(
        self,
        target: str,
        qualifier: str = "default",
        *,
        priority: DispatchPriority = DispatchPriority.MEDIUM,
        subgroup: str | None = None,
    ) -> Callable[[_Fn], _Fn]:
        """Add the decorated function to those of a target.

        Args:
            target: The name the functions are dispatched by.
            qualifier: A dialect name, or ``default`` for every dialect.
            priority: When it runs among the target's functions.
            subgroup: Functions that a ``STOP`` of one of them ends together.
        """

        def register(fn: _Fn) -> _Fn:
            self._registry.setdefault((target, qualifier, priority), []).append((fn, subgroup))
            return fn

        return register

    def dispatch(self, target: str, *, qualifier: str = "default") -> Callable[..., None]:
        """Return a callable that runs every function of the target, in order.

        A function that returns ``STOP`` ends the rest of its subgroup, also at lower priorities.
        """
        functions = list(self._ordered(target, qualifier))

        def run(*args: Any, **kw: Any) -> None:
            stopped: set[str | None] = set()
            for fn, subgroup in functions:
                if subgroup not in stopped and fn(*args, **kw) is PriorityDispatchResult.STOP:
                    stopped.add(subgroup)

        return run

    def functions(self, *targets: str) -> Iterator[Callable[..., Any]]:
        """Return every function registered for some targets, whatever its qualifier."""
        for (target, _, _), functions in self._registry.items():
            if target in targets:
                yield from (fn for fn, _ in functions)

    def _ordered(
        self, target: str, qualifier: str
    ) -> Iterator[tuple[Callable[..., Any], str | None]]:
        qualifiers = dict.fromkeys((qualifier, "default"))
        for priority in DispatchPriority:
            for name in qualifiers:
                yield from self._registry.get((target, name, priority), ())

    def branch(self) -> PriorityDispatcher:
        """Return an independent copy."""
        copy = PriorityDispatcher()
        copy.populate_with(self)
        return copy

    def populate_with(self, other: PriorityDispatcher) -> None:
        """Append every function of another dispatcher to this one."""
        for key, functions in other._registry.items():
            self._registry.setdefault(key, []).extend(functions)
