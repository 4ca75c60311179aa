"""``upgrade``, ``downgrade``, ``stamp``, ``ensure_version``, ``check``: what reaches a database."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest

from harness.project import Project, Result
from unit.commands.graph import write_graph, write_project, write_revision

Inside = Callable[..., Result]


@pytest.fixture
def graph(project: Project) -> Project:
    write_graph(project)
    return project


def rows(project: Project) -> list[str] | None:
    """Return the rows of the version table, or None without one."""
    connection = sqlite3.connect(project.path / "app.db")
    try:
        return sorted(row for (row,) in connection.execute("select * from alembic_version"))
    except sqlite3.OperationalError:
        return None
    finally:
        connection.close()


def test_up_and_down(graph: Project, inside: Inside) -> None:
    """The table says where the database is."""
    assert inside(graph, "upgrade", "heads").status == 0
    assert rows(graph) == ["e001", "f001"]
    assert inside(graph, "upgrade", "heads").out == ""
    assert inside(graph, "downgrade", "b001").status == 0
    assert rows(graph) == ["b001"]
    assert inside(graph, "downgrade", "base").status == 0
    assert rows(graph) == []


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("upgrade a001:b001", "Range revision not allowed"),
        ("downgrade b001:a001", "Range revision not allowed"),
        ("downgrade a001 --sql", "downgrade with --sql requires <fromrev>:<torev>"),
        ("upgrade a:b:c --sql", "Revision range 'a:b:c' has more than one colon"),
        ("upgrade :b001 --sql", "Can't locate revision identified by ''"),
        ("upgrade b001: --sql", "Can't locate revision identified by ''"),
        ("upgrade nope", "Can't locate revision identified by 'nope'"),
        ("stamp nope", "Can't locate revision identified by 'nope'"),
        ("stamp head", "Multiple heads are present; please specify a single target revision"),
        ("stamp --purge --sql a001", "Can't use --purge with --sql mode"),
        (
            "stamp a001:b001 c001:d001 --sql",
            "Stamp operation with --sql only supports a single starting revision at a time",
        ),
        (
            "check",
            "Can't proceed with --autogenerate option; environment script {env} does not provide "
            "a MetaData object or sequence of objects to the context.",
        ),
    ],
)
def test_what_is_refused_leaves_the_database_alone(
    graph: Project, inside: Inside, line: str, text: str
) -> None:
    """One sentence, status 255, and no version table."""
    if line == "check":  # it compares only when the database is up to date, here with nothing
        for name in graph.files("versions/*.py"):
            (graph.path / name).unlink()
    result = inside(graph, *line.split())
    env = graph.path / "migrations/env.py"
    assert (result.status, result.out) == (255, f"FAILED: {text.format(env=env)}\n")
    assert not rows(graph)


def test_offline_upgrade_of_a_range(graph: Project, inside: Inside) -> None:
    """The start of the range stands for the rows; the database is not looked at."""
    assert inside(graph, "upgrade", "b001:c001", "--sql").out == (
        "-- Running upgrade b001 -> c001\n"
        "\n"
        "UPDATE alembic_version SET version_num='c001' "
        "WHERE alembic_version.version_num = 'b001';\n"
        "\n"
    )
    assert graph.files("*.db") == []


def test_quiet_does_not_silence_sql(graph: Project, inside: Inside) -> None:
    """SQL is what was asked for."""
    assert inside(graph, "-q", "upgrade", "a001", "--sql").out.startswith("CREATE TABLE")


def test_stamp_moves_only_the_table(graph: Project, inside: Inside) -> None:
    """Several targets may be given; ``base`` empties the table."""
    inside(graph, "stamp", "c001", "d001")
    assert rows(graph) == ["c001", "d001"]
    inside(graph, "stamp", "base")
    assert rows(graph) == []


def test_purge_removes_rows_that_nobody_knows(graph: Project, inside: Inside) -> None:
    """That is what it is for."""
    write_revision(graph, "zzzz")
    inside(graph, "stamp", "zzzz")
    (graph.path / "migrations/versions/zzzz.py").unlink()
    assert inside(graph, "stamp", "a001").status == 255
    assert inside(graph, "stamp", "--purge", "a001").status == 0
    assert rows(graph) == ["a001"]


def test_purge_looks_before_it_erases(graph: Project, inside: Inside) -> None:
    """An unknown target costs no row."""
    inside(graph, "stamp", "a001")
    result = inside(graph, "stamp", "--purge", "nope")
    assert result.out == "FAILED: Can't locate revision identified by 'nope'\n"
    assert rows(graph) == ["a001"]


def test_offline_stamp(graph: Project, inside: Inside) -> None:
    """A range gives the row to start from; other targets share it."""
    assert inside(graph, "stamp", "a001:b001", "--sql").out == (
        "-- Running stamp_revision a001 -> b001\n"
        "\n"
        "UPDATE alembic_version SET version_num='b001' "
        "WHERE alembic_version.version_num = 'a001';\n"
        "\n"
    )
    assert inside(graph, "stamp", "a001:c001", "d001", "--sql").status == 0


def test_ensure_version(graph: Project, inside: Inside) -> None:
    """The table is made where it is missing; nothing is printed."""
    assert rows(graph) is None
    for _ in range(2):
        result = inside(graph, "ensure_version")
        assert (result.status, result.out) == (0, "")
        assert rows(graph) == []


def test_ensure_version_offline(graph: Project, inside: Inside) -> None:
    """The statement is printed in any case."""
    assert inside(graph, "ensure_version", "--sql").out == (
        "CREATE TABLE alembic_version (\n"
        "    version_num VARCHAR(32) NOT NULL, \n"
        "    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)\n"
        ");\n"
        "\n"
    )


_METADATA = """\
import sqlalchemy as sa
metadata = sa.MetaData()
sa.Table("t", metadata, sa.Column("id", sa.Integer, primary_key=True))
"""


@pytest.fixture
def with_models(project: Project) -> Project:
    write_project(project)
    env = project.read("migrations/env.py")
    configured = env.replace("(connection=connection)", "(connection=connection, **options)")
    project.write(
        "migrations/env.py", _METADATA + "options = {'target_metadata': metadata}\n" + configured
    )
    return project


def test_check_tells_the_differences_and_changes_nothing(
    with_models: Project, inside: Inside
) -> None:
    """The differences are listed in one line; no version table is made."""
    result = inside(with_models, "check")
    assert result.status == 255
    assert result.out.startswith(
        "FAILED: New upgrade operations detected: [('add_table', Table('t', "
    )
    assert rows(with_models) is None


def test_check_without_differences(with_models: Project, inside: Inside) -> None:
    """After the generated migration has run there are none."""
    inside(with_models, "revision", "--autogenerate", "-m", "t", "--rev-id", "aa01")
    assert inside(with_models, "check").out == "FAILED: Target database is not up to date.\n"
    inside(with_models, "upgrade", "head")
    result = inside(with_models, "check")
    assert (result.status, result.out) == (0, "No new upgrade operations detected.\n")


def test_check_with_a_hook_that_drops_everything(with_models: Project, inside: Inside) -> None:
    """An emptied list of directives is no difference."""
    with_models.edit(
        "migrations/env.py",
        "options = {",
        "def drop(context, revision, directives):\n"
        "    directives[:] = []\n"
        "options = {'process_revision_directives': drop, ",
    )
    assert inside(with_models, "check").out == "No new upgrade operations detected.\n"
