"""The implementation of DDL per database: ``DefaultImpl`` and the registry of its subclasses.

A dialect of your own is a subclass with ``__dialect__ = "<name of the SQLAlchemy dialect>"``;
defining the class registers it.
"""

from __future__ import annotations

from .columns import ColumnsImpl
from .comments import CommentsImpl
from .comparison import ComparisonImpl, ComparisonResult
from .constraints import ConstraintsImpl
from .data import DataImpl
from .defaults import DefaultsImpl
from .enums import EnumsImpl
from .indexes import IndexesImpl
from .registry import ImplMeta, _impls
from .rendering import RenderingImpl
from .tables import TablesImpl
from .types import Params, TypesImpl
from .version_table import VersionTableImpl

__all__ = ["ComparisonResult", "DefaultImpl", "ImplMeta", "Params", "_impls"]


class DefaultImpl(
    TablesImpl,
    ColumnsImpl,
    ConstraintsImpl,
    IndexesImpl,
    CommentsImpl,
    DataImpl,
    VersionTableImpl,
    TypesImpl,
    EnumsImpl,
    DefaultsImpl,
    ComparisonImpl,
    RenderingImpl,
):
    """How one database is told the operations, compared and rendered; any method may be overridden.

    Attributes:
        transactional_ddl: Whether DDL can be rolled back.
        command_terminator: What ends a statement in a script.
        type_synonyms: Sets of type names that ``compare_type`` takes as equal.
        type_arg_extract: Regular expressions whose first group must be the same in two types.
        identity_attrs_ignore: Attributes of an identity that are not compared.
        supports_inline_references: Whether ADD COLUMN can state a foreign key in place.
    """

    __dialect__ = "default"
