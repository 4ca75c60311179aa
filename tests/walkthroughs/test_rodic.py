"""The walkthrough "rodic": all that autogenerate recognises, on three databases."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from harness.databases import DIALECTS, execute, rows, table_names
from harness.project import Project

#: What the log must name, whatever the server; each once.
DETECTED = {
    "Detected added table 'publisher'",
    "Detected removed table 'country'",
    "Detected added column 'author.born'",
    "Detected removed column 'author.nickname'",
    "Detected added column 'book.publisher_id'",
    "Detected NOT NULL on column 'book.title'",
    "Detected added index 'ix_author_email' on '('email',)'",
    "Detected removed index 'ix_author_name' on 'author'",
    "Detected added unique constraint uq_author_name_born on '('name', 'born')'",
    "Detected removed unique constraint uq_author_email on 'author'",
    "Detected added foreign key (publisher_id)(id) on table book",
    "Detected removed foreign key (author_id)(id) on table book",
}


@pytest.fixture(params=DIALECTS)
def url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def configured(beginning: Callable[[str], Project], url: str) -> Project:
    project = beginning("rodic")
    project.alembic("init", "alembic")
    project.set_url(url)
    project.edit(
        "alembic/env.py",
        "target_metadata = None\n",
        "import models\n\ntarget_metadata = models.Base.metadata\n",
    )
    text = project.read("alembic/env.py")
    # SQLite changes columns and constraints by rebuilding the table.
    project.write(
        "alembic/env.py",
        text.replace(
            "target_metadata=target_metadata",
            "target_metadata=target_metadata, render_as_batch=True",
        ),
    )
    return project


def to_newest(project: Project, *message: str) -> list[str]:
    """The two simple commands; returns what was detected."""
    made = project.alembic("revision", "--autogenerate", *message)
    project.alembic("upgrade", "head")
    return [line.partition("] ")[2] for line in made.log if "Detected" in line]


def test_without_a_message(configured: Project, url: str) -> None:
    """``revision --autogenerate`` alone works; the file says that the message is empty."""
    to_newest(configured)
    [name] = configured.files("alembic/versions/*.py")
    assert name.endswith("_.py")
    assert configured.read(name).startswith('"""empty message\n')
    assert table_names(url) == ["alembic_version", "author", "book", "country"]


def test_all_changes_are_seen_applied_and_seen_no_more(configured: Project, url: str) -> None:
    """Each kind of change on the list is detected, applied, and then gone from the next look."""
    to_newest(configured)
    execute(
        url,
        "INSERT INTO author (id, name, email, nickname) VALUES (1, 'Ann', 'a@b', 'An')",
        "INSERT INTO book (id, title, author_id) VALUES (1, 'One', 1)",
    )
    first_models = configured.read("models.py")
    configured.write("models.py", configured.read("models_later.py"))
    found = to_newest(configured, "-m", "Message for this migration")
    assert set(found) == DETECTED
    assert len(found) == len(DETECTED)
    assert table_names(url) == ["alembic_version", "author", "book", "publisher"]
    assert configured.alembic("check").out == "No new upgrade operations detected.\n"
    assert rows(url, "SELECT id, name, email, born FROM author") == [(1, "Ann", "a@b", None)]
    assert rows(url, "SELECT id, title, publisher_id FROM book") == [(1, "One", None)]

    configured.alembic("downgrade", "-1")
    configured.write("models.py", first_models)
    # The first revision is a head no longer, so the look at the models needs a way around it.
    second = configured.alembic("heads").out.split()[0]
    [path] = [name for name in configured.files("alembic/versions/*.py") if second in name]
    (configured.path / path).unlink()
    assert configured.alembic("check").out == "No new upgrade operations detected.\n"
    assert rows(url, "SELECT id, name, email FROM author") == [(1, "Ann", "a@b")]
