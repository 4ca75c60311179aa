"""Modules that define tables and were not imported are found by their files."""

from __future__ import annotations

from pathlib import Path

import pytest

from alembic.autogenerate.compare.unimported import Known, Place, modules_with_tables

MODEL = "class A(Base):\n    __tablename__ = 'a'\n"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A project: a package with models, migrations, tests, an environment, a ``src``."""
    for name in (
        "shop/__init__.py",
        "shop/models.py",
        "shop/orders/models.py",
        "shop/stock/__init__.py",
        "shop/migrations/versions/a1.py",
        "shop/tests/test_a.py",
        "shop/test_b.py",
        "src/other/models.py",
        "env/lib/models.py",
        ".hidden/models.py",
        "not-a-name/models.py",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(MODEL)
    (tmp_path / "env" / "pyvenv.cfg").touch()
    (tmp_path / "shop" / "plain.py").write_text("x = 1")
    (tmp_path / "shop" / "latin.py").write_bytes(b"__tablename__ = '\xe9'")
    return tmp_path


def test_a_package(tree: Path) -> None:
    """Modules of a package are named in full; a package is named after itself."""
    found = modules_with_tables([Place(tree / "shop", "shop")], Known())
    assert found == [
        "shop",
        "shop.migrations.versions.a1",
        "shop.models",
        "shop.orders.models",
        "shop.stock",
    ]


def test_what_is_known_is_left_out(tree: Path) -> None:
    """Neither imported modules, by name or by file, nor the migrations are named."""
    known = Known(
        modules={"shop", "shop.stock"},
        files={str(tree / "shop" / "models.py")},
        directories={tree / "shop" / "migrations"},
    )
    assert modules_with_tables([Place(tree / "shop", "shop")], known) == ["shop.orders.models"]


def test_a_directory(tree: Path) -> None:
    """Below a directory every package counts; a directory to import from begins a name."""
    known = Known(directories={tree / "shop"}, import_path={tree / "src"})
    assert modules_with_tables([Place(tree)], known) == ["other.models"]


def test_a_place_that_is_not_there(tmp_path: Path) -> None:
    """A directory that cannot be read has no modules."""
    assert modules_with_tables([Place(tmp_path / "gone")], Known()) == []


def test_limits(tree: Path) -> None:
    """After so many files, or so long, the search ends with what it has."""
    place = Place(tree / "shop", "shop")
    assert modules_with_tables([place], Known(), most_files=1) == ["shop"]
    assert modules_with_tables([place], Known(), most_seconds=-1) == []
