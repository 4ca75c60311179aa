"""Oracle's way to run the DDL operations."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Insert

from . import constructs as _constructs  # noqa: F401 - registers the texts
from .compare import OracleComparison


class OracleImpl(OracleComparison):
    """DDL implementation for Oracle."""

    __dialect__ = "oracle"
    transactional_ddl = False
    supports_inline_references = False  # the foreign key follows in a statement of its own
    batch_separator = "/"
    command_terminator = ""
    type_synonyms = (
        *OracleComparison.type_synonyms,
        {"VARCHAR", "VARCHAR2"},
        {"BIGINT", "INTEGER", "SMALLINT", "DECIMAL", "NUMERIC", "NUMBER"},
        {"DOUBLE", "FLOAT", "DOUBLE_PRECISION"},
    )
    identity_attrs_ignore = ()

    def __init__(self, *arg: Any, **kw: Any) -> None:
        super().__init__(*arg, **kw)
        self.batch_separator = self.context_opts.get("oracle_batch_separator", self.batch_separator)

    def _exec(self, construct: Any, *args: Any, **kw: Any) -> Any:
        if self.as_sql and isinstance(construct, Insert):
            # Oracle's RETURNING needs a bind variable to return into, which a script has not.
            construct = construct.inline()
        result = super()._exec(construct, *args, **kw)
        self._end_batch()
        return result

    def emit_begin(self) -> None:
        """Write the begin marker of an offline script."""
        self.static_output("SET TRANSACTION READ WRITE" + self.command_terminator)
        self._end_batch()

    def emit_commit(self) -> None:
        """Write the commit marker of an offline script."""
        super().emit_commit()
        self._end_batch()

    def _end_batch(self) -> None:
        if self.as_sql and self.batch_separator:
            self.static_output(self.batch_separator)
