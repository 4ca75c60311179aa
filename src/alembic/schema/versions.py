"""Which SQLAlchemy is installed, and what it can do."""

from __future__ import annotations

import re

import sqlalchemy
from sqlalchemy.schema import Identity
from sqlalchemy.sql.base import DialectKWArgs

__all__ = ["_vers", "identity_has_dialect_kwargs", "sqla_2_0_25", "sqla_2_1"]


def _number(text: str) -> int:
    found = re.match(r"\d+", text)
    return int(found.group()) if found else 0


#: The version as numbers: ``(2, 1, 9)``.
_vers = tuple(_number(part) for part in sqlalchemy.__version__.split(".")[:3])

#: From 2.0.25 on, :class:`~sqlalchemy.Computed` and reflection report generated columns alike.
sqla_2_0_25 = _vers >= (2, 0, 25)

sqla_2_1 = _vers >= (2, 1)

#: From 2.0.34 on, ``Identity`` takes ``oracle_order`` and ``oracle_on_null`` instead of ``order``
#: and ``on_null``.
identity_has_dialect_kwargs = issubclass(Identity, DialectKWArgs)


def _inherit_schema_deprecated() -> bool:
    """Tell whether ``Enum(inherit_schema=...)`` is deprecated (SQLAlchemy 2.1)."""
    return sqla_2_1
