"""Questions about server defaults, generated columns and identities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.schema import Computed, Identity

from .versions import identity_has_dialect_kwargs

if TYPE_CHECKING:
    from sqlalchemy.schema import Column, Sequence

_IDENTITY_OPTIONS = (
    "always",
    "start",
    "increment",
    "minvalue",
    "maxvalue",
    "nominvalue",
    "nomaxvalue",
    "cycle",
    "cache",
)
_ALL_IDENTITY_OPTIONS = (*_IDENTITY_OPTIONS, "order", "on_null")


def _server_default_is_computed(*server_default: Any) -> bool:
    """Tell whether any of the defaults is a ``Computed``."""
    return any(isinstance(each, Computed) for each in server_default)


def _server_default_is_identity(*server_default: Any) -> bool:
    """Tell whether any of the defaults is an ``Identity``."""
    return any(isinstance(each, Identity) for each in server_default)


def counts_up_by_itself(column: Column[Any]) -> bool:
    """Tell whether a column is the one its table numbers rows with."""
    # Table.autoincrement_column is new in SQLAlchemy 2.0.4.
    return column.table._autoincrement_column is column


def _nullability_might_be_unset(metadata_column: Column[Any]) -> bool:
    """Tell whether a model's column leaves its nullability to the default."""
    from sqlalchemy.sql.schema import NULL_UNSPECIFIED

    return metadata_column._user_defined_nullable is NULL_UNSPECIFIED


def _get_identity_options_dict(
    identity: Identity | Sequence | None, dialect_kwargs: bool = False
) -> dict[str, Any]:
    """Return the options an identity or sequence states.

    Args:
        identity: The identity; None has no options.
        dialect_kwargs: Whether the options of single dialects are included, where SQLAlchemy
            keeps them apart (``oracle_order``, ``oracle_on_null``).
    """
    if identity is None:
        return {}
    names = _IDENTITY_OPTIONS if identity_has_dialect_kwargs else _ALL_IDENTITY_OPTIONS
    options = {
        name: value for name in names if (value := getattr(identity, name, None)) is not None
    }
    if identity_has_dialect_kwargs and dialect_kwargs:
        stated: Any = identity
        options.update(stated.dialect_kwargs)
    return options
