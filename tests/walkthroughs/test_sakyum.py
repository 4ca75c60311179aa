"""The walkthrough "sakyum": Flask-SQLAlchemy models, several MetaData, models that change."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from harness.databases import DIALECTS, execute, rows, user_tables
from harness.project import Project

IMPORTS = """\
from exam.models import ExamQuestionModel, ExamChoiceModel
from sakyum.contrib import db
target_metadata = db.Model.metadata
"""
ADDED = """

class ExamRoomModel(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(80), nullable=False)
"""
FLASK_TABLES = ["alembic_version", "exam_choice_model", "exam_question_model"]


def newest(project: Project) -> str:
    """The id of the newest revision."""
    return project.alembic("heads").out.split()[0]


@pytest.fixture(params=DIALECTS)
def url(request: pytest.FixtureRequest) -> str:
    """The three addresses the document names: SQLite, PostgreSQL, MySQL."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def site(beginning: Callable[[str], Project], url: str) -> Project:
    project = beginning("sakyum")
    project.alembic("init", "alembic")
    project.set_url(url)
    project.edit("alembic/env.py", "target_metadata = None\n", IMPORTS)
    return project


def test_first_migration(site: Project, url: str) -> None:
    """Two commands bring the models' tables into the database, in dependency order."""
    made = site.alembic("revision", "--autogenerate", "-m", "Added tables")
    detected = [line.partition("] ")[2] for line in made.log if "autogenerate.compare" in line]
    assert detected == [
        "Detected added table 'exam_question_model'",
        "Detected added table 'exam_choice_model'",
    ]
    [name] = site.files("alembic/versions/*.py")
    assert re.fullmatch(r"alembic/versions/[0-9a-f]{12}_added_tables\.py", name)
    site.alembic("upgrade", "head")
    assert user_tables(url) == FLASK_TABLES


def test_migrate_and_upgrade_again_keeps_the_data(site: Project, url: str) -> None:
    """After a change of the models the same two commands apply it; rows stay."""
    site.alembic("revision", "--autogenerate", "-m", "Added tables")
    site.alembic("upgrade", "head")
    execute(
        url,
        "INSERT INTO exam_question_model (id, question_text, pub_date) "
        "VALUES (1, 'Why?', '2026-01-02 03:04:05')",
        "INSERT INTO exam_choice_model (id, choice_text, question_id) VALUES (7, 'Because', 1)",
    )
    first = newest(site)
    models = site.read("exam/models.py").replace(
        "    pub_date =", "    hint = db.Column(db.String(200))\n    pub_date ="
    )
    site.write("exam/models.py", models + ADDED)
    made = site.alembic("revision", "--autogenerate", "-m", "Added rooms")
    detected = [line.partition("] ")[2] for line in made.log if "autogenerate.compare" in line]
    assert detected == [
        "Detected added table 'exam_room_model'",
        "Detected added column 'exam_question_model.hint'",
    ]
    applied = site.alembic("upgrade", "head")
    assert applied.log[-1].endswith(f"Running upgrade {first} -> {newest(site)}, Added rooms")
    assert rows(url, "SELECT id, question_text, hint FROM exam_question_model") == [
        (1, "Why?", None)
    ]
    assert rows(url, "SELECT id, choice_text, question_id FROM exam_choice_model") == [
        (7, "Because", 1)
    ]
    assert site.alembic("check").out == "No new upgrade operations detected.\n"


def test_getting_information_and_downgrading(site: Project, url: str) -> None:
    """``current``, ``history --verbose`` and ``downgrade base`` as the hints list them."""
    site.alembic("revision", "--autogenerate", "-m", "Added tables")
    assert site.alembic("current").out == ""
    site.alembic("upgrade", "head")
    head = newest(site)
    assert site.alembic("current").out == f"{head} (head)\n"
    [name] = site.files("alembic/versions/*.py")
    [created] = re.findall(r"(?m)^Create Date: (.*)$", site.read(name))
    assert site.alembic("history", "--verbose").lines == [
        f"Rev: {head} (head)",
        "Parent: <base>",
        f"Path: {site.path}/{name}",
        "",
        "    Added tables",
        "    ",
        f"    Revision ID: {head}",
        "    Revises: ",
        f"    Create Date: {created}",
        "",
    ]
    down = site.alembic("downgrade", "base")
    assert down.log[-1].endswith(f"Running downgrade {head} -> , Added tables")
    assert user_tables(url) == ["alembic_version"]
    assert site.alembic("current").out == ""


def test_a_list_of_several_metadata(site: Project, url: str) -> None:
    """A list of MetaData is compared as a whole: the tables of each are made once."""
    for number in (1, 2):
        site.write(
            f"myapp/mymodel{number}.py",
            "from sqlalchemy import Column, Integer\n"
            "from sqlalchemy.orm import declarative_base\n\n"
            f"Model{number}Base = declarative_base()\n\n\n"
            f"class Thing(Model{number}Base):\n"
            f"    __tablename__ = 'thing{number}'\n"
            "    id = Column(Integer, primary_key=True)\n",
        )
    site.edit(
        "alembic/env.py",
        IMPORTS,
        "from myapp.mymodel1 import Model1Base\n"
        "from myapp.mymodel2 import Model2Base\n"
        "target_metadata = [Model1Base.metadata, Model2Base.metadata]\n",
    )
    site.alembic("revision", "--autogenerate", "-m", "Added tables")
    site.alembic("upgrade", "head")
    assert user_tables(url) == ["alembic_version", "thing1", "thing2"]
    assert site.alembic("check").out == "No new upgrade operations detected.\n"
