"""What holds for every revision graph, whatever its shape."""

from __future__ import annotations

import random
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alembic.base.exc import CommandError
from alembic.script.revision import Revision, RevisionMap
from alembic.script.steps import MigrationStep
from harness.revisions import Node, Revisions, Table, plan
from strategies.revisions import below, direct, graphs, tips


def ids(table: Table) -> list[str]:
    return [said.split()[1] for said, _ in table.log]


def upgraded(nodes: list[Node], target: str) -> Table:
    table = Table()
    table.run(plan(Revisions(nodes), f"upgrade {target}", []))
    return table


@given(graphs())
def test_upgrade_runs_everything_once_and_in_order(nodes: list[Node]) -> None:
    """``upgrade heads`` runs every revision once, after its parents and dependencies."""
    done: set[str] = set()
    order = ids(upgraded(nodes, "heads"))
    needs = {node.revision: direct(node) for node in nodes}
    for revision in order:
        assert needs[revision] <= done
        done.add(revision)
    assert sorted(order) == sorted(needs)


@given(graphs(), st.data())
def test_rows_are_the_heads_of_what_is_applied(nodes: list[Node], data: st.DataObject) -> None:
    """After every step, up and down, the rows are the applied revisions that none other needs."""
    target = data.draw(st.sampled_from(nodes)).revision
    directory = Revisions(nodes)
    table = Table()
    table.run(plan(directory, f"upgrade {target}", []))
    table.run(plan(directory, "upgrade heads", table.rows))
    table.run(plan(directory, "downgrade base", table.rows))
    applied: set[str] = set()
    for said, rows in table.log:
        way, revision = said.split()
        if way == "U":
            applied.add(revision)
        else:
            applied.remove(revision)
        assert rows == tips(nodes, applied)
    assert table.rows == []


@given(graphs(), st.data())
def test_upgrade_applies_exactly_what_is_missing(nodes: list[Node], data: st.DataObject) -> None:
    """An upgrade applies its target and what that needs, without what the rows imply."""
    some = st.sets(st.sampled_from([node.revision for node in nodes]), max_size=3)
    applied = below(nodes, data.draw(some))
    target = data.draw(st.sampled_from(nodes)).revision
    table = Table(sorted(tips(nodes, applied)))
    table.run(plan(Revisions(nodes), f"upgrade {target}", table.rows))
    assert set(ids(table)) == below(nodes, {target}) - applied
    assert set(table.rows) == tips(nodes, applied | below(nodes, {target}))


@given(graphs(), st.data())
def test_downgrade_takes_back_what_stands_above(nodes: list[Node], data: st.DataObject) -> None:
    """A downgrade takes back the applied children of its target and all that needs them."""
    applied = {node.revision for node in nodes}
    target = data.draw(st.sampled_from(nodes)).revision
    table = Table(sorted(tips(nodes, applied)))
    children = {node.revision for node in nodes if target in node.parents}
    doomed = {n for n in applied if below(nodes, {n}) & children}
    try:
        table.run(plan(Revisions(nodes), f"downgrade {target}", table.rows))
    except CommandError:
        assert not doomed
        assert target not in table.rows
        return
    assert set(ids(table)) == doomed
    assert set(table.rows) == tips(nodes, applied - doomed)


@given(graphs(), st.data())
def test_upgrade_undoes_downgrade(nodes: list[Node], data: st.DataObject) -> None:
    """What a downgrade takes back, an upgrade to the heads brings again."""
    directory = Revisions(nodes)
    table = Table(list(directory.get_heads(consider_depends_on=True)))
    before = set(table.rows)
    target = data.draw(st.sampled_from(["base", *(node.revision for node in nodes)]))
    try:
        table.run(plan(directory, f"downgrade {target}", table.rows))
    except CommandError:
        return
    table.run(plan(directory, "upgrade heads", table.rows))
    assert set(table.rows) == before


@given(graphs())
def test_downgrade_is_the_exact_reverse(nodes: list[Node]) -> None:
    """History and ``downgrade base`` show the order of a full upgrade backwards."""
    up = ids(upgraded(nodes, "heads"))
    directory = Revisions(nodes)
    table = Table(list(directory.get_heads(consider_depends_on=True)))
    table.run(plan(directory, "downgrade base", table.rows))
    assert ids(table) == up[::-1]
    assert [script.revision for script in directory.walk_revisions()] == up[::-1]


@given(graphs())
def test_rows_in_any_order(nodes: list[Node]) -> None:
    """The order in which the database returns its rows changes nothing."""
    rows = list(Revisions(nodes).get_heads(consider_depends_on=True))
    plans = []
    for shuffled in (rows, rows[::-1]):
        table = Table(list(shuffled))
        table.run(plan(Revisions(nodes), "downgrade base", table.rows))
        plans.append(ids(table))
    assert plans[0] == plans[1]


@given(graphs(), st.data())
def test_stamp_makes_the_rows_what_is_asked(nodes: list[Node], data: st.DataObject) -> None:
    """A stamp leaves its targets, and of the other rows those unrelated to any target."""
    names = [node.revision for node in nodes]
    targets = data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
    rows = tips(nodes, below(nodes, data.draw(st.sets(st.sampled_from(names), max_size=3))))
    table = Table(sorted(rows))
    table.run(plan(Revisions(nodes), f"stamp {' '.join(targets)}", table.rows))
    related = {
        row
        for row in rows
        for target in targets
        if target not in rows and (target in below(nodes, {row}) or row in below(nodes, {target}))
    }
    assert set(table.rows) == (rows - related) | set(targets)


@given(graphs())
def test_labels_follow_the_documented_rule(nodes: list[Node]) -> None:
    """A label is on its descendants, and on ancestors down to a branch or merge point."""
    directory = Revisions(nodes)
    by_name = {node.revision: node for node in nodes}
    above = {
        name: {node.revision for node in nodes if name in (*node.parents, *node.needs)}
        for name in by_name
    }
    expected: dict[str, set[str]] = {name: set() for name in by_name}
    versioned = [Node(node.revision, node.parents) for node in nodes]
    for node in nodes:
        for label in node.labels:
            for name in by_name:
                if node.revision in below(versioned, {name}):
                    expected[name].add(label)
            step = node
            while len(step.parents) == 1:
                step = by_name[step.parents[0]]
                normalised = directory.get_revision(step.revision)._all_nextrev
                if len(normalised) > 1 or len(step.parents) > 1:
                    break
                assert normalised <= above[step.revision]
                expected[step.revision].add(label)
    actual = {name: directory.get_revision(name).branch_labels for name in by_name}
    assert actual == expected


class Counted(tuple):
    """Edges that count how often they are walked."""

    walks = 0

    def __iter__(self):
        type(self).walks += 1
        return super().__iter__()


def long_graph(shape: str, length: int) -> RevisionMap:
    """Return a map of many revisions, loaded in an order unlike that of the graph."""
    names = [f"{number:06x}" for number in range(length)]
    parents: list[tuple[str, ...]] = [()]
    for number in range(1, length):
        if shape == "line":
            parents.append((names[number - 1],))
        elif shape == "fan":
            parents.append((names[0],) if number < 50 else (names[number - 49],))
        else:  # every third revision merges two
            parents.append(
                (names[number - 1], names[number - 2])
                if number % 3 == 0
                else (names[number - number % 3],)
            )
    revisions = [Revision(*pair) for pair in zip(names, parents, strict=True)]
    random.Random(1).shuffle(revisions)
    return RevisionMap(lambda: revisions)


def listed(revision_map: RevisionMap) -> int:
    """List everything; return how much that is."""
    return len(list(revision_map.iterate_revisions("heads", "base")))


def planned_up(revision_map: RevisionMap) -> int:
    """Plan an upgrade from nothing."""
    return len(list(revision_map.iterate_revisions("heads", (), implicit_base=True)))


def planned_down(revision_map: RevisionMap) -> int:
    """Plan a downgrade to nothing."""
    heads = revision_map.heads
    return len(list(revision_map.iterate_revisions(heads, "base", select_for_downgrade=True)))


def stepped(revision_map: RevisionMap) -> int:
    """Follow the rows of the version table through an upgrade from nothing."""
    revisions = list(revision_map.iterate_revisions("heads", (), implicit_base=True))
    rows: set[str] = set()
    for revision in reversed(revisions):
        revision.module = SimpleNamespace(upgrade=print)  # type: ignore[attr-defined] # a script has one
        step = MigrationStep.upgrade_from_script(revision_map, revision)  # type: ignore[arg-type] # as above
        for change in step.row_changes(rows):
            rows.discard(change.from_ or "")
            rows.update([change.to_] if change.to_ else [])
    assert rows == set(revision_map.heads)
    return len(revisions)


WORK = {"list": listed, "plan up": planned_up, "plan down": planned_down, "step": stepped}


def walks(shape: str, work: str, length: int) -> int:
    """Return how many lists of edges some work on a graph goes through."""
    revision_map = long_graph(shape, length)
    graph = revision_map._graph
    for name in ("parents", "children", "needs", "needed_by"):
        setattr(graph, name, [Counted(each) for each in getattr(graph, name)])
    Counted.walks = 0
    assert WORK[work](revision_map) == length
    return Counted.walks


@pytest.mark.parametrize("shape", ["line", "fan", "merges"])
@pytest.mark.parametrize("work", WORK)
def test_walks_are_linear(shape: str, work: str) -> None:
    """Four times the revisions are walked with four times the visits, not sixteen."""
    assert 0 < walks(shape, work, 2000) <= 4.5 * walks(shape, work, 500)
