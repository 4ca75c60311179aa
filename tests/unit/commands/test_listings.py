"""What ``heads``, ``branches``, ``history``, ``show`` and ``current`` print."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from harness.golden import Golden
from harness.project import Project, Result
from unit.commands.graph import write_graph, write_project, write_revision

Inside = Callable[..., Result]


@pytest.fixture
def graph(project: Project) -> Project:
    write_graph(project)
    return project


def printed(project: Project, result: Result) -> str:
    assert result.status == 0, result.out
    return result.out.replace(str(project.path), "<project>")


@pytest.mark.parametrize(
    "line",
    [
        "heads",
        "heads -v",
        "heads --resolve-dependencies",
        "branches",
        "branches -v",
        "history",
        "history -v",
        "history -r b001:",
        "history -r :c001",
        "history -r a001:right@head",
        "history -rb001:e001",
        "show b001",
        "show heads",
        "show left",
        "show f001",
        "show base",
    ],
)
def test_listing_of_the_graph(graph: Project, inside: Inside, golden: Golden, line: str) -> None:
    """Load order, labels sorted, marks and long entries as documented; no database is needed."""
    name = line.replace(" ", "_").replace(":", "..")
    golden.check(f"commands/{name}.txt", printed(graph, inside(graph, *line.split())))
    assert graph.files("*.db") == []


@pytest.mark.parametrize(
    "line",
    [
        "current",
        "current -v",
        "history -i",
        "history -r :current",
        "history -r current:",
        "show current",
    ],
)
def test_listing_with_a_database(graph: Project, inside: Inside, golden: Golden, line: str) -> None:
    """With rows c001 and d001 the marks show what the database is at."""
    assert inside(graph, "stamp", "c001", "d001").status == 0
    name = "database_" + line.replace(" ", "_").replace(":", "..")
    golden.check(f"commands/{name}.txt", printed(graph, inside(graph, *line.split())))


@pytest.mark.parametrize(
    ("rows", "out"),
    [
        ([], ""),
        (["a001"], "a001\n"),
        (["b001"], "b001 (branchpoint)\n"),
        (["f001"], "c001\nf001 (head)\n"),
        (["heads"], "e001 (head) (mergepoint)\nf001 (head)\n"),
    ],
)
def test_current_shows_what_rows_imply(
    graph: Project, inside: Inside, rows: list[str], out: str
) -> None:
    """Dependencies count as current; entries come in load order."""
    if rows:
        inside(graph, "stamp", *rows)
    assert inside(graph, "current").out == out


@pytest.mark.parametrize(
    ("rows", "status"),
    [([], 255), (["e001"], 255), (["f001"], 255), (["e001", "f001"], 0)],
)
def test_check_heads(graph: Project, inside: Inside, rows: list[str], status: int) -> None:
    """``current --check-heads`` succeeds when every head is applied."""
    if rows:
        inside(graph, "stamp", *rows)
    result = inside(graph, "current", "--check-heads")
    assert result.status == status
    if status:
        assert result.out == "FAILED: Database is not on all head revisions\n"


def test_a_head_that_another_implies_is_applied(project: Project, inside: Inside) -> None:
    """A database at all real heads passes, although the table does not name every head."""
    write_project(project)
    write_revision(project, "a001")
    write_revision(project, "b001", depends="a001")
    inside(project, "upgrade", "heads")
    assert inside(project, "current", "--check-heads").out == "a001 (effective head)\nb001 (head)\n"


def test_an_unknown_row_is_marked(graph: Project, inside: Inside) -> None:
    """``current`` prints a row the directory does not know; the check fails."""
    inside(graph, "stamp", "a001")
    write_revision(graph, "zzzz")
    inside(graph, "stamp", "zzzz")
    (graph.path / "migrations/versions/zzzz.py").unlink()
    result = inside(graph, "current")
    assert result.out == "a001\nzzzz (not in the script directory)\n"
    assert result.status == 0
    assert inside(graph, "current", "-v").out.endswith("\nzzzz (not in the script directory)\n")
    assert inside(graph, "current", "-c").out == "FAILED: Database is not on all head revisions\n"


@pytest.mark.parametrize("line", ["upgrade heads", "downgrade base", "stamp b001"])
def test_ways_out_of_an_unknown_row(graph: Project, inside: Inside, line: str) -> None:
    """Commands that start from a row without a file say what can be done about it."""
    write_revision(graph, "zzzz")
    inside(graph, "stamp", "zzzz")
    (graph.path / "migrations/versions/zzzz.py").unlink()
    result = inside(graph, *line.split())
    assert result.out == (
        "FAILED: Can't locate revision identified by 'zzzz'; the database is at it, but no file of "
        "the script directory has it: restore the file, switch to the branch of the code that has "
        "it, or, when the schema is that of a revision which is there, say so with "
        "'alembic stamp --purge <revision>'\n"
    )
    assert result.status == 255


def test_current_creates_no_version_table(graph: Project, inside: Inside) -> None:
    """Asking does not change the database."""
    inside(graph, "current")
    assert inside(graph, "ensure_version", "--sql").out.startswith("CREATE TABLE alembic_version")
    assert (graph.path / "app.db").read_bytes() == b""


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (
            "history -r a001",
            "History range requires [start]:[end], [start]:, or :[end]",
        ),
        ("history -r a:b:c", "Revision range 'a:b:c' has more than one colon"),
        ("history -r nope:", "Can't locate revision identified by 'nope'"),
        (
            "history -r c001:d001",
            "Requested range c001:d001 does not refer to ancestor/descendant revisions along "
            "the same branch",
        ),
        ("show nope", "Can't locate revision identified by 'nope'"),
        (
            "show head",
            "Multiple head revisions are present for given argument 'head'; please specify a "
            "specific target revision, '<branchname>@head' to narrow to a specific head, or "
            "'heads' for all heads",
        ),
    ],
)
def test_ranges_and_symbols_that_mean_nothing(
    graph: Project, inside: Inside, line: str, text: str
) -> None:
    """One sentence says what is wrong, with status 255."""
    result = inside(graph, *line.split())
    assert (result.status, result.out) == (255, f"FAILED: {text}\n")


def test_history_up_to_nothing_is_nothing(graph: Project, inside: Inside) -> None:
    """``:current`` of a database without rows lists nothing."""
    assert inside(graph, "history", "-r", ":current").out == ""


def test_a_broken_graph_is_told_by_every_listing(project: Project, inside: Inside) -> None:
    """A cycle is one sentence, for plain ``heads`` too."""
    write_project(project)
    write_revision(project, "a001", "b001")
    write_revision(project, "b001", "a001")
    for line in ("heads", "heads -v", "branches", "history", "show heads"):
        result = inside(project, *line.split())
        assert (result.status, result.out) == (
            255,
            "FAILED: Cycle is detected in revisions (a001, b001)\n",
        )


def test_an_empty_directory_has_nothing_to_list(project: Project, inside: Inside) -> None:
    """Empty listings succeed."""
    write_project(project)
    for line in ("heads", "branches", "history", "show heads", "show head", "current"):
        result = inside(project, *line.split())
        assert (result.status, result.out) == (0, "")


def test_revision_environment_prints_history_once_per_context(
    graph: Project, inside: Inside
) -> None:
    """With several contexts in env.py the listing is printed for each."""
    graph.edit("alembic.ini", "path_separator", "revision_environment = true\npath_separator")
    once = inside(graph, "history").out
    graph.edit(
        "migrations/env.py",
        "            context.run_migrations()\n    engine",
        "            context.run_migrations()\n            context.run_migrations()\n    engine",
    )
    assert inside(graph, "history").out == once * 2


def test_quiet_lists_nothing(graph: Project, inside: Inside) -> None:
    """``-q`` silences results."""
    assert inside(graph, "-q", "history").out == ""
