"""Whoever forgot to import the models is told so, and which, before anything is written."""

from __future__ import annotations

import pytest

from harness.databases import execute
from harness.project import Project

MODEL = """
from sqlalchemy.orm import Mapped, mapped_column
from shop.db import Base

class {name}(Base):
    __tablename__ = "{table}"
    id: Mapped[int] = mapped_column(primary_key=True)
"""
EMPTY = (
    "The models define no tables, so all 3 tables of the database are proposed for removal. Are "
    "the modules that define the models imported in env.py, and is target_metadata the MetaData "
    "they use? Not imported, but defining tables: shop.orders.models, shop.stock, shop.users."
)
MOST = (
    "3 of the 4 tables of the database are not in the models and are proposed for removal. Are "
    "all modules that define models imported in env.py? Tables of other applications can be left "
    "out with include_name. Not imported, but defining tables: shop.orders.models, shop.stock."
)
NO_MODULE = "import sqlalchemy as sa\ntarget_metadata = sa.MetaData()"


@pytest.fixture
def shop(project: Project, sqlite_url: str) -> Project:
    """A program whose env.py imports its base class, and a database with three tables."""
    project.alembic("init", "shop/migrations")
    project.set_url(sqlite_url)
    project.write("shop/__init__.py", "")
    project.write(
        "shop/db.py", "from sqlalchemy.orm import DeclarativeBase\nclass Base(DeclarativeBase): ..."
    )
    for module, name in (
        ("users", "User"),
        ("stock/__init__", "Stock"),
        ("orders/models", "Order"),
    ):
        text = MODEL.format(name=name, table=name.lower())
        project.write(f"shop/{module}.py", text)
    execute(sqlite_url, *(f"CREATE TABLE {each} (id INTEGER PRIMARY KEY)" for each in "abc"))
    return project


def models(shop: Project, source: str) -> None:
    """Say in env.py where the models are."""
    shop.edit("shop/migrations/env.py", "target_metadata = None", source)


@pytest.mark.parametrize(
    "source", ["from shop.db import Base\ntarget_metadata = Base.metadata", NO_MODULE]
)
def test_empty_models(shop: Project, source: str) -> None:
    """Both commands name the modules, one line, before the difference is reported or written."""
    models(shop, source)
    for command, status in ((("check",), 255), (("revision", "--autogenerate", "-m", "x"), 0)):
        result = shop.alembic(*command, status=status)
        (line,) = (number for number, each in enumerate(result.log) if "define no tables" in each)
        assert result.log[line].endswith(EMPTY)
        assert result.log[line].startswith("WARN")
        later = result.log[line + 1 :]
        assert any("Detected removed table" in each for each in later)


def test_most_tables_would_go(shop: Project, sqlite_url: str) -> None:
    """What is imported is not named; what is not imported is, and stays so."""
    execute(sqlite_url, "CREATE TABLE user (id INTEGER PRIMARY KEY)")
    models(shop, "from shop.users import Base\ntarget_metadata = Base.metadata")
    result = shop.alembic("check", status=255)
    assert sum(each.endswith(MOST) for each in result.log) == 1


def test_nothing_is_searched_without_suspicion(shop: Project, sqlite_url: str) -> None:
    """Models that know their tables get no warning, whatever else lies about."""
    execute(
        sqlite_url, "DROP TABLE b", "DROP TABLE c", "CREATE TABLE user (id INTEGER PRIMARY KEY)"
    )
    models(shop, "from shop.users import Base\ntarget_metadata = Base.metadata")
    result = shop.alembic("check", status=255)
    assert not any(each.startswith("WARN") for each in result.log)
