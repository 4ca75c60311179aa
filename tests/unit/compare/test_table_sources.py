"""Which texts of modules define tables."""

from __future__ import annotations

import pytest

from alembic.autogenerate.compare.table_sources import defines_tables

DEFINING = {
    "a model with a name": "class A(Base):\n    __tablename__ = 'a'",
    "a model with a typed name": "class A(Base):\n    __tablename__: str = 'a'",
    "a model of a table": "class A(Base):\n    __table__ = a",
    "a model whose base makes the name": (
        "class A(Base):\n    id: Mapped[int] = mapped_column(primary_key=True)"
    ),
    "Flask-SQLAlchemy": "class A(db.Model):\n    id = db.Column(db.Integer, primary_key=True)",
    "SQLModel": "class A(SQLModel, table=True):\n    id: int",
    "an imported Table": "from sqlalchemy import Table as T\na = T('a', m)",
    "an imported Table of the schema": "from sqlalchemy.schema import Table\na = Table('a', m)",
    "sa.Table": "import sqlalchemy as sa\na = sa.Table('a', m)",
    "sqlalchemy.Table": "import sqlalchemy\na = sqlalchemy.Table('a', m)",
    "db.Table": "a = db.Table('a', db.Column('x', db.Integer))",
    "a table in a condition": "import sqlalchemy as sa\nif x:\n    a = sa.Table('a', m)",
}
NOT_DEFINING = {
    "nothing": "",
    "a broken file": "class A(Base:\n    __tablename__ = 'a'",
    "null bytes": "__tablename__\0",
    "words in a comment": "# __tablename__ = 'a'",
    "an abstract model": "class A(Base):\n    __abstract__ = True\n    __tablename__ = 'a'",
    "a mixin": "class AMixin(Other):\n    id = Column(Integer, primary_key=True)",
    "a class of its own": "class A:\n    id = Column(Integer, primary_key=True)",
    "a base": "class A(DeclarativeBase):\n    id = mapped_column(primary_key=True)",
    "a table of rich": "from rich.table import Table\na = Table('a', 'b')",
    "an attribute of something else": "a = other.Table('a', m)",
    "a table made by a function": "import sqlalchemy as sa\ndef f():\n    sa.Table('a', m)",
}


@pytest.mark.parametrize("case", DEFINING)
def test_defining(case: str) -> None:
    """Every usual way to declare a table is one."""
    assert defines_tables(DEFINING[case])


@pytest.mark.parametrize("case", NOT_DEFINING)
def test_not_defining(case: str) -> None:
    """What only looks like a table, or makes one later, is none; no text is an error."""
    assert not defines_tables(NOT_DEFINING[case])
