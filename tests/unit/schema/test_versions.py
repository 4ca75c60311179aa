"""What is known of the SQLAlchemy that is installed."""

from __future__ import annotations

import sqlalchemy
from sqlalchemy.schema import Identity
from sqlalchemy.sql.base import DialectKWArgs

from alembic.schema import sqla_compat


def test_version_as_numbers() -> None:
    """The version is a tuple that compares."""
    assert ".".join(str(number) for number in sqla_compat._vers[:2]) == ".".join(
        sqlalchemy.__version__.split(".")[:2]
    )


def test_abilities_follow_from_the_version() -> None:
    """Flags say what this SQLAlchemy has."""
    assert sqla_compat.sqla_2_1 is (sqla_compat._vers >= (2, 1))
    assert sqla_compat.sqla_2_0_25 is (sqla_compat._vers >= (2, 0, 25))
    assert sqla_compat._inherit_schema_deprecated() is sqla_compat.sqla_2_1
    assert sqla_compat.identity_has_dialect_kwargs is issubclass(Identity, DialectKWArgs)


def test_every_name_is_there() -> None:
    """The list of names is the list of what there is."""
    assert [name for name in sqla_compat.__all__ if not hasattr(sqla_compat, name)] == []
