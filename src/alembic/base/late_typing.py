"""Names of ``typing`` that modules evaluate while they load, without loading ``typing``."""

from __future__ import annotations

from collections import namedtuple

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from typing import NamedTuple, overload
else:

    class _NamedTuples(type):
        """Makes named tuples of classes, as ``typing`` does, without compiling each annotation."""

        def __new__(mcs, name, bases, body):
            if not bases:
                return super().__new__(mcs, name, bases, body)
            fields = body["__annotations__"]
            made = namedtuple(
                name,
                fields,
                defaults=[body.pop(each) for each in fields if each in body],
                module=body.pop("__module__"),
            )
            for attribute, value in body.items():
                setattr(made, attribute, value)
            return made

    class NamedTuple(metaclass=_NamedTuples):
        """Base of a class whose annotated names are the fields of a tuple, in their order."""

    def overload(signature):
        """Return a signature that only type checkers read."""
        return signature


__all__ = ["NamedTuple", "overload"]
