"""Tables that are made when somebody looks at them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.schema import Table

if TYPE_CHECKING:
    from collections.abc import Callable

_MAKE = "_make_late_table"


class LateTable(Table):
    """A table that becomes one at the first access to anything of it.

    Making a ``Table`` takes longer than writing its ``CREATE TABLE``, and hardly a migration looks
    at the one that it gets. From the first access on the object is a ``Table`` like any other, of
    that very class.

    Args:
        make: Called once, with the object, to initialize it as a table.
    """

    inherit_cache = True

    def __new__(cls, make: Callable[[Table], None]) -> LateTable:
        """Return an object that is not initialized."""
        return object.__new__(cls)

    def __init__(self, make: Callable[[Table], None]) -> None:
        object.__setattr__(self, _MAKE, make)

    def __getattribute__(self, name: str) -> Any:
        _become_table(self)
        return getattr(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        _become_table(self)
        setattr(self, name, value)

    def __delattr__(self, name: str) -> None:
        _become_table(self)
        delattr(self, name)

    def __reduce_ex__(self, protocol: Any) -> Any:
        _become_table(self)
        return self.__reduce_ex__(protocol)  # of a table, from here on


def _become_table(late: LateTable) -> None:
    make = object.__getattribute__(late, _MAKE)
    object.__delattr__(late, _MAKE)
    object.__setattr__(late, "__class__", Table)
    make(late)
