"""Small conversions between scalars, lists and tuples that option values go through."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from typing import Any, TypeVar

    _T = TypeVar("_T")


def to_list(value: Any, default: Sequence[Any] | None = None) -> list[Any]:
    """Return a list: a string or scalar alone, any other iterable item by item."""
    if value is None:
        return list(default) if default is not None else []
    if isinstance(value, str) or not isinstance(value, Iterable):
        return [value]
    return list(value)


def to_tuple(value: Any, default: Any = None) -> Any:
    """Return a tuple: a string or scalar alone, any other iterable item by item.

    ``None`` gives ``default``, which is returned unchanged.
    """
    if value is None:
        return default
    if isinstance(value, str) or not isinstance(value, Iterable):
        return (value,)
    return tuple(value)


def dedupe_tuple(values: Iterable[_T]) -> tuple[_T, ...]:
    """Return the values once each, in the order of their first appearance."""
    return tuple(dict.fromkeys(values))


def unique_list(values: Iterable[_T]) -> list[_T]:
    """Return the values once each, in the order of their first appearance."""
    return list(dict.fromkeys(values))


def format_as_comma(value: str | Iterable[str] | None) -> str:
    """Return text as it is, None as nothing, and any other iterable joined with commas."""
    if value is None:
        return ""
    return value if isinstance(value, str) else ", ".join(value)


def not_none(value: _T | None) -> _T:
    """Return a value that is known to be there; for type checkers."""
    assert value is not None
    return value


def asbool(value: bool | str | None) -> bool | None:
    """Read a boolean written by a person; None stays None.

    Raises:
        ValueError: Text that is neither a yes nor a no.
    """
    if value is None or isinstance(value, bool):
        return value
    text = value.strip().lower()
    if text in {"true", "yes", "on", "y", "t", "1"}:
        return True
    if text in {"false", "no", "off", "n", "f", "0"}:
        return False
    raise ValueError(f"String is not true/false: {text!r}")


def rev_id() -> str:
    """Return a new revision identifier: the last 12 hexadecimal digits of a random UUID."""
    import uuid

    return uuid.uuid4().hex[-12:]
