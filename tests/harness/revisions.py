"""Revision graphs without files: written as text, planned over by a real script directory."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from alembic.script import Script, ScriptDirectory
from alembic.script.identity import Identity
from alembic.script.steps import MigrationStep

_LINE = re.compile(r"(\w+)(?: < ([\w ]+?))?(?: needs ([\w ]+?))?(?: \[([\w ,-]+)\])?").fullmatch


@dataclass(frozen=True, slots=True)
class Node:
    """One revision of a graph: its names and what it stands on."""

    revision: str
    parents: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


def graph(text: str) -> list[Node]:
    """Read a graph: per line ``revision [< parents] [needs dependencies] [[labels]]``."""
    nodes = []
    for line in filter(None, map(str.strip, text.splitlines())):
        match = _LINE(line)
        assert match, line
        revision, *rest = match.groups()
        nodes.append(Node(revision, *(tuple(re.findall(r"[\w-]+", each or "")) for each in rest)))
    return nodes


def _script(node: Node) -> Script:
    identity = Identity(
        node.revision, node.parents, node.labels, node.needs, f"doc of {node.revision}"
    )
    script = Script._from_identity(identity, f"/versions/{node.revision}.py")
    script.module = SimpleNamespace(upgrade=lambda: None, downgrade=lambda: None)  # type: ignore[assignment] # stands in for a module
    return script


class Revisions(ScriptDirectory):
    """A script directory whose scripts come from a graph instead of files."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        super().__init__(".")
        self._nodes = list(nodes)

    def _load_revisions(self) -> Iterator[Script]:
        return map(_script, self._nodes)


@dataclass
class Table:
    """The version table of one imaginary database, with a log of what ran."""

    rows: list[str] = field(default_factory=list)
    log: list[tuple[str, frozenset[str]]] = field(default_factory=list)

    def run(self, steps: Iterable[MigrationStep]) -> None:
        """Take steps one after the other, as the runner does."""
        for step in steps:
            for change in step.row_changes(set(self.rows)):
                if change.kind == "insert":
                    assert change.to_ not in self.rows, f"{change} would be a duplicate"
                    self.rows.append(change.to_)
                elif change.kind == "delete":
                    self.rows.remove(change.from_)
                else:
                    assert change.to_ not in self.rows, f"{change} would be a duplicate"
                    self.rows[self.rows.index(change.from_)] = change.to_
            self.log.append((said(step), frozenset(self.rows)))


def said(step: MigrationStep) -> str:
    """Return a step as the golden files write it."""
    if step.is_stamp:
        source = ",".join(sorted(step.from_revisions_no_deps))
        return f"S {{{source}}}->{{{','.join(step.to_revisions_no_deps)}}}"
    own = step.to_revisions_no_deps if step.is_upgrade else step.from_revisions_no_deps
    return f"{'U' if step.is_upgrade else 'D'} {own[0]}"


def plan(directory: ScriptDirectory, command: str, rows: Iterable[str]) -> list[Any]:
    """Return the steps of ``upgrade``, ``downgrade`` or ``stamp`` with its arguments."""
    verb, *targets = command.split()
    planners: dict[str, Callable[[], list[Any]]] = {
        "upgrade": lambda: directory._upgrade_revs(targets[0], tuple(rows)),
        "downgrade": lambda: directory._downgrade_revs(targets[0], tuple(rows)),
        "stamp": lambda: directory._stamp_revs(tuple(targets), tuple(rows)),
    }
    return planners[verb]()
