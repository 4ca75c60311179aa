"""Named tuples made without ``typing`` are those of ``typing``."""

from __future__ import annotations

import pickle
from typing import NamedTuple as Usual
from typing import get_type_hints

import pytest

from alembic.base.late_typing import NamedTuple


class Late(NamedTuple):
    """A pair."""

    first: int
    second: str | None = None

    @property
    def both(self) -> tuple[int, str | None]:
        """The values."""
        return self.first, self.second


class Typed(Usual):
    """A pair."""

    first: int
    second: str | None = None

    @property
    def both(self) -> tuple[int, str | None]:
        """The values."""
        return self.first, self.second


@pytest.mark.parametrize("kind", [Late, Typed])
def test_it_is_a_tuple_with_names(kind: type[Late]) -> None:
    """Fields, defaults, methods, documentation and pickles are as usual."""
    made = kind(1)
    assert made == (1, None)
    assert (made.first, made.second, made.both) == (1, None, (1, None))
    assert kind._fields == ("first", "second")
    assert kind._field_defaults == {"second": None}
    assert made._replace(second="x") == kind(first=1, second="x")
    assert repr(made) == f"{kind.__name__}(first=1, second=None)"
    assert kind.__doc__ == "A pair."
    assert (kind.__module__, kind.__qualname__) == (__name__, kind.__name__)
    assert pickle.loads(pickle.dumps(made)) == made
    assert get_type_hints(kind) == {"first": int, "second": str | None}
    with pytest.raises(AttributeError):
        made.first = 2  # type: ignore[misc] # what is tried
    with pytest.raises(TypeError):
        kind()  # type: ignore[call-arg] # what is tried
