"""The walkthrough "rodic": all that autogenerate recognises, on three databases."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from harness.databases import DIALECTS, execute, rows, user_tables
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
    "Detected added unique constraint 'uq_author_name_born' on '('name', 'born')'",
    "Detected added foreign key (publisher_id)(id) on table book",
    "Detected removed foreign key (author_id)(id) on table book",
}

#: MariaDB has no unique constraints beside unique indexes.
UNIQUE_REMOVED = {
    "sqlite": "Detected removed unique constraint 'uq_author_email' on 'author'",
    "postgresql": "Detected removed unique constraint 'uq_author_email' on 'author'",
    "mysql": "Detected removed index 'uq_author_email' on 'author'",
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
    return [line.partition("] ")[2] for line in made.log if "autogenerate.compare" in line]


def test_without_a_message(configured: Project, url: str) -> None:
    """``revision --autogenerate`` alone works; the file says that the message is empty."""
    to_newest(configured)
    [name] = configured.files("alembic/versions/*.py")
    assert name.endswith("_.py")
    assert configured.read(name).startswith('"""empty message\n')
    assert user_tables(url) == ["alembic_version", "author", "book", "country"]


def test_all_changes_are_seen_applied_and_seen_no_more(configured: Project, url: str) -> None:
    """Each kind of change on the list is detected, applied, and then gone from the next look."""
    to_newest(configured)
    execute(
        url,
        "INSERT INTO author (id, name, email, nickname) VALUES (1, 'Ann', 'a@b', 'An')",
        "INSERT INTO book (id, title, author_id) VALUES (1, 'One', 1)",
    )
    configured.write("models.py", configured.read("models_later.py"))
    found = to_newest(configured, "-m", "Message for this migration")
    expected = DETECTED | {UNIQUE_REMOVED[url.partition(":")[0].partition("+")[0]]}
    if url.startswith("mysql"):
        expected.add("Detected removed index 'fk_book_author_id' on 'book', made for a foreign key")
    assert set(found) == expected
    assert len(found) == len(expected)
    assert user_tables(url) == ["alembic_version", "author", "book", "publisher"]
    assert configured.alembic("check").out == "No new upgrade operations detected.\n"
    assert rows(url, "SELECT id, name, email, born FROM author") == [(1, "Ann", "a@b", None)]
    assert rows(url, "SELECT id, title, publisher_id FROM book") == [(1, "One", None)]


def test_all_changes_can_be_taken_back(configured: Project, url: str) -> None:
    """The downgrade that was written restores what the first models say, and keeps the rows."""
    to_newest(configured, "--rev-id", "aa01")
    execute(
        url,
        "INSERT INTO author (id, name, email, nickname) VALUES (1, 'Ann', 'a@b', 'An')",
        "INSERT INTO book (id, title, author_id) VALUES (1, 'One', 1)",
    )
    first_models = configured.read("models.py")
    configured.write("models.py", configured.read("models_later.py"))
    to_newest(configured, "--rev-id", "bb02")
    configured.alembic("downgrade", "aa01")
    configured.write("models.py", first_models)
    # ``check`` wants the database at the head, so the second revision has to go.
    (configured.path / "alembic/versions/bb02_.py").unlink()
    assert configured.alembic("check").out == "No new upgrade operations detected.\n"
    assert rows(url, "SELECT id, name, email FROM author") == [(1, "Ann", "a@b")]
    assert rows(url, "SELECT id, title, author_id FROM book") == [(1, "One", 1)]
