"""Which implementation serves which dialect."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.engine.default import DefaultDialect

from alembic.ddl.impl import DefaultImpl, ImplMeta, _impls
from alembic.ddl.impl.registry import _BUILT_IN


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    before = {name: _impls[name] for name in _BUILT_IN}
    yield
    _impls.clear()
    _impls.update(before)


def test_subclass_registers_under_its_dialect() -> None:
    """Defining a class with __dialect__ is enough."""

    class XyzImpl(DefaultImpl):
        __dialect__ = "xyz"

    dialect = DefaultDialect()
    dialect.name = "xyz"
    assert DefaultImpl.get_by_dialect(dialect) is XyzImpl
    assert isinstance(XyzImpl, ImplMeta)


def test_subclass_without_dialect_registers_nothing() -> None:
    """A base class in between takes nobody's place."""

    class Between(DefaultImpl):
        pass

    assert DefaultImpl.get_by_dialect(DefaultDialect()) is DefaultImpl
    assert Between not in _impls.values()


def test_unknown_dialect_is_a_key_error() -> None:
    """The error names the dialect."""
    dialect = DefaultDialect()
    dialect.name = "nowhere"
    with pytest.raises(KeyError, match=r"^'nowhere'$"):
        DefaultImpl.get_by_dialect(dialect)


@pytest.mark.parametrize("name", ["default", "postgresql", "mysql", "mariadb", "mssql", "oracle"])
def test_built_in_dialects_are_found(name: str) -> None:
    """Every dialect of the house has an implementation that states its name."""
    assert _impls[name].__dialect__ == name
    assert _impls.get(name) is _impls[name]
    assert name in _impls


def test_get_of_an_unknown_name_gives_the_default() -> None:
    """The registry behaves as a dictionary."""
    assert _impls.get("nowhere") is None
    assert "nowhere" not in _impls


def test_replacement_of_a_loaded_dialect_wins() -> None:
    """A later class takes the place of an earlier one of the same name."""

    class OtherImpl(_impls["mysql"]):
        __dialect__ = "mysql"

    assert DefaultImpl.get_by_dialect(mysql.dialect()) is OtherImpl


def test_replacement_made_before_ours_is_loaded_wins() -> None:
    """Loading a dialect of the house later does not take the place back."""
    code = """
import alembic.ddl.impl as i, sys
class Other(i.DefaultImpl):
    __dialect__ = "postgresql"
import alembic.ddl.postgresql.impl
print(i._impls["postgresql"].__name__)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "Other\n"


def test_importing_the_registry_loads_no_dialect() -> None:
    """A dialect is loaded when it is used, never all at once."""
    code = """
import alembic.ddl.impl, alembic.operations, sys
print([name for name in sys.modules if name.startswith("alembic.ddl.") and name.split(".")[2]
       in ("postgresql", "mysql", "mssql", "oracle", "sqlite")])
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


def test_table_of_built_in_modules_resolves() -> None:
    """Every string of the table names a module that registers its dialects."""
    strangers = [
        name for name, home in _BUILT_IN.items() if not _impls[name].__module__.startswith(home)
    ]
    assert strangers == []


def test_default_dialect_class_is_the_one_exported() -> None:
    """``get_by_dialect`` on a subclass looks in the same registry."""
    assert _impls["postgresql"].get_by_dialect(postgresql.dialect()) is _impls["postgresql"]
