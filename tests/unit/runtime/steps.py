"""Steps for tests of the runtime, made of plain functions instead of revision files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from alembic.script.steps import RowChange


@dataclass
class FakeStep:
    """Upgrades from one revision to the next by calling a function."""

    down: str | None
    up: str
    function: Callable[..., Any]
    info: Any = None

    def __str__(self) -> str:
        return f"upgrade {self.down or ''} -> {self.up}, doc of {self.up}"

    @property
    def short_log(self) -> str:
        return f"upgrade {self.down or ''} -> {self.up}"

    @property
    def to_revisions_no_deps(self) -> tuple[str, ...]:
        return (self.up,)

    def migration_fn(self, **kw: Any) -> None:
        self.function(**kw)

    def row_changes(self, heads: Collection[str]) -> tuple[RowChange, ...]:
        if self.down in heads:
            return (RowChange("update", self.down, self.up),)
        return (RowChange("insert", None, self.up),)


def chain(*functions: tuple[str, Callable[..., Any]]) -> Callable[..., Iterable[FakeStep]]:
    """Return a work function that runs the functions as a line of revisions."""

    def fn(heads: tuple[str, ...], context: Any) -> Iterable[FakeStep]:
        before = None
        for revision, function in functions:
            yield FakeStep(before, revision, function)
            before = revision

    return fn
