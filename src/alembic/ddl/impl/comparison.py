"""Whether two constraints or indexes of one name are the same, and what reflection needs told."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy

from ...base.late_typing import NamedTuple
from ...base.messaging import warn
from ...schema.constraints import index_column_names, is_expression_index
from .core import ImplCore

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy.engine.reflection import Inspector
    from sqlalchemy.schema import (
        CheckConstraint,
        ForeignKeyConstraint,
        Index,
        Table,
        UniqueConstraint,
    )

log = logging.getLogger("alembic.ddl.impl")


class ComparisonResult(NamedTuple):
    """What a comparison came to; made by :meth:`Equal`, :meth:`Different` and :meth:`Skip`.

    Attributes:
        status: ``equal``, ``different`` or ``skip``.
        message: What differs, or why nothing could be compared.
    """

    status: Literal["equal", "different", "skip"]
    message: str

    @property
    def is_equal(self) -> bool:
        """Whether the two are the same."""
        return self.status == "equal"

    @property
    def is_different(self) -> bool:
        """Whether the two differ."""
        return self.status == "different"

    @property
    def is_skip(self) -> bool:
        """Whether the two could not be compared."""
        return self.status == "skip"

    @classmethod
    def Equal(cls) -> ComparisonResult:  # noqa: N802 - published under this name
        """The two are the same."""
        return cls("equal", "The two constraints are equal")

    @classmethod
    def Different(  # noqa: N802 - published under this name
        cls, reason: str | Sequence[str]
    ) -> ComparisonResult:
        """The two differ, for one or more reasons."""
        return cls("different", _joined(reason))

    @classmethod
    def Skip(cls, reason: str | Sequence[str]) -> ComparisonResult:  # noqa: N802 - as above
        """The two cannot be compared, for one or more reasons."""
        return cls("skip", _joined(reason))


class ComparisonImpl(ImplCore):
    """Comparison of constraints and indexes, and hooks around reflection."""

    def compare_indexes(self, metadata_index: Index, reflected_index: Index) -> ComparisonResult:
        """Compare two indexes of one name: uniqueness, then the columns in order."""
        messages = []
        unique = self._compare_index_unique(metadata_index, reflected_index)
        if unique:
            messages.append(unique)
        for index in (metadata_index, reflected_index):
            if is_expression_index(index):
                log.warning(
                    "Generating approximate signature for index %s. The dialect "
                    "implementation should either skip expression indexes or provide a custom "
                    "implementation.",
                    index,
                )
        wanted, found = index_column_names(metadata_index), index_column_names(reflected_index)
        if wanted != found:
            messages.append(f"expression {found} to {wanted}")
        return ComparisonResult.Different(messages) if messages else ComparisonResult.Equal()

    def _compare_index_unique(self, metadata_index: Index, reflected_index: Index) -> str | None:
        wanted, found = bool(metadata_index.unique), bool(reflected_index.unique)
        return None if wanted == found else f"unique={found} to unique={wanted}"

    def compare_unique_constraint(
        self, metadata_constraint: UniqueConstraint, reflected_constraint: UniqueConstraint
    ) -> ComparisonResult:
        """Compare two unique constraints of one name: the columns, in any order."""
        wanted = tuple(sorted(column.name for column in metadata_constraint.columns))
        found = tuple(sorted(column.name for column in reflected_constraint.columns))
        if wanted == found:
            return ComparisonResult.Equal()
        return ComparisonResult.Different(f"expression {found} to {wanted}")

    def compare_check_constraint(
        self, metadata_constraint: CheckConstraint, reflected_constraint: CheckConstraint
    ) -> ComparisonResult:
        """Compare two CHECKs of one name: equal, as databases rewrite the text."""
        return ComparisonResult.Equal()

    def correct_for_autogen_constraints(
        self,
        conn_uniques: set[UniqueConstraint],
        conn_indexes: set[Index],
        metadata_unique_constraints: set[UniqueConstraint],
        metadata_indexes: set[Index],
    ) -> None:
        """Take out of the sets what cannot or should not be compared; nothing here."""

    def correct_for_autogen_foreignkeys(
        self,
        conn_fks: set[ForeignKeyConstraint],
        metadata_fks: set[ForeignKeyConstraint],
    ) -> None:
        """Take out of the sets what cannot or should not be compared; nothing here."""

    def keys_served_by_index(self, table: Table, columns: Sequence[str]) -> set[frozenset[str]]:
        """Return the foreign keys of a table that cannot be without an index, where this is one.

        Args:
            table: The table.
            columns: The columns of the index.

        Returns:
            The columns of each; nothing where the database insists on none.
        """
        return set()

    def index_stands_with_table(self, table: Table, columns: Sequence[str]) -> bool:
        """Tell whether an index cannot be dropped before its table is.

        Args:
            table: The table.
            columns: The columns of the index.
        """
        return bool(self.keys_served_by_index(table, columns))

    def _skip_functional_indexes(
        self, metadata_indexes: set[Index], conn_indexes: set[Index]
    ) -> None:
        """Take out expression indexes of the models that the dialect cannot reflect."""
        reflected = {index.name for index in conn_indexes}
        for index in list(metadata_indexes):
            if is_expression_index(index) and index.name not in reflected:
                warn(
                    "autogenerate skipping metadata-specified expression-based index "
                    f"{index.name!r}; dialect {self.__dialect__!r} under SQLAlchemy "
                    f"{sqlalchemy.__version__} can't reflect these indexes so they "
                    "can't be compared"
                )
                metadata_indexes.discard(index)

    def _is_same_expression(self, table: Table | None, first: str, second: str) -> bool:
        """Tell whether two different texts are one expression to the database, if it can be asked.

        Args:
            table: The table in the database whose columns the expressions name, if they do.
            first: An expression.
            second: Another one.
        """
        return False

    def adjust_reflected_dialect_options(self, reflected_object: Any, kind: str) -> dict[str, Any]:
        """Return the dialect options for an object built from a reflected one.

        Args:
            reflected_object: What the inspector gave.
            kind: ``index``, ``unique_constraint`` or ``check_constraint``.
        """
        options: dict[str, Any] = reflected_object.get("dialect_options", {})
        return options

    def autogen_column_reflect(
        self, inspector: Inspector, table: Table, column_info: dict[str, Any]
    ) -> None:
        """Edit the description of a column while a table is reflected; nothing here."""

    def _compat_autogen_column_reflect(self, inspector: Inspector) -> Callable[..., None]:
        """Return the hook in the form SQLAlchemy's ``column_reflect`` event takes."""

        def reflect(table: Table, column_info: dict[str, Any]) -> None:
            self.autogen_column_reflect(inspector, table, column_info)

        return reflect


def _joined(reason: str | Sequence[str]) -> str:
    return reason if isinstance(reason, str) else ", ".join(reason)
