"""Random revision graphs: forks, merges, several bases, labels, dependencies, redundant edges."""

from __future__ import annotations

from hypothesis import strategies as st

from harness.revisions import Node


@st.composite
def graphs(draw: st.DrawFn, *, largest: int = 14) -> list[Node]:
    """Return the nodes of a graph in a load order that has nothing to do with its shape."""
    nodes: list[Node] = []
    for number in range(draw(st.integers(1, largest))):
        names = [node.revision for node in nodes]
        some = st.lists(st.sampled_from(names), unique=True, max_size=3) if names else st.just([])
        # Most revisions have one parent, as in real projects.
        one = st.just([names[-1]]) if names else st.just([])
        parents = draw(st.one_of(one, one, some))
        needs = draw(st.one_of(st.just([]), st.just([]), some))
        labels = draw(st.sampled_from([(), (), (), (f"label{number}",)]))
        nodes.append(Node(f"r{number:03d}", tuple(parents), tuple(needs), labels))
    return draw(st.permutations(nodes))


def below(nodes: list[Node], starts: set[str]) -> set[str]:
    """Return revisions and all they need, by the plain definition."""
    by_name = {node.revision: node for node in nodes}
    found: set[str] = set()
    todo = list(starts)
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += (*by_name[name].parents, *by_name[name].needs)
    return found


def tips(nodes: list[Node], applied: set[str]) -> set[str]:
    """Return the applied revisions that no other applied one needs."""
    needed = {
        each for node in nodes if node.revision in applied for each in (*node.parents, *node.needs)
    }
    return applied - needed


def direct(node: Node) -> set[str]:
    """Return what a revision needs itself."""
    return {*node.parents, *node.needs}
