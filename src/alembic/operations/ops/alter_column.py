"""A column altered."""

from __future__ import annotations

from typing import Any

from .base import AlterTableOp, undoing


class AlterColumnOp(AlterTableOp):
    """Changes to a column; ``existing_*`` is what it has, ``modify_*`` what it gets.

    None (False for default and comment) leaves an aspect as it is. Comparators of other dialects
    may keep pairs of their own, ``modify_x`` and ``existing_x``, in ``kw``.
    """

    def __init__(
        self,
        table_name: str,
        column_name: str,
        *,
        schema: str | None = None,
        existing_type: Any = None,
        existing_server_default: Any = False,
        existing_nullable: bool | None = None,
        existing_comment: str | None = None,
        modify_nullable: bool | None = None,
        modify_comment: Any = False,
        modify_server_default: Any = False,
        modify_name: str | None = None,
        modify_type: Any = None,
        **kw: Any,
    ) -> None:
        super().__init__(table_name, schema=schema)
        self.column_name = column_name
        self.existing_type = existing_type
        self.existing_server_default = existing_server_default
        self.existing_nullable = existing_nullable
        self.existing_comment = existing_comment
        self.modify_nullable = modify_nullable
        self.modify_comment = modify_comment
        self.modify_server_default = modify_server_default
        self.modify_name = modify_name
        self.modify_type = modify_type
        self.kw = kw

    def has_changes(self) -> bool:
        """Tell whether anything but the name changes."""
        return (
            self.modify_nullable is not None
            or self.modify_server_default is not False
            or self.modify_type is not None
            or self.modify_comment is not False
            or any(name.startswith("modify_") for name in self.kw)
        )

    def reverse(self) -> AlterColumnOp:
        """Return the operation with new and existing values exchanged; a new name is dropped."""
        kw = dict(self.kw)
        for name in self.kw:
            if name.startswith("modify_"):
                partner = f"existing_{name.removeprefix('modify_')}"
                kw[name], kw[partner] = self.kw.get(partner), self.kw[name]
        values: dict[str, Any] = {
            name: getattr(self, f"existing_{name}")
            for name in ("type", "nullable", "server_default", "comment")
        }
        swapped = {f"existing_{name}": value for name, value in values.items()}
        for name, unset in (
            ("type", None),
            ("nullable", None),
            ("server_default", False),
            ("comment", False),
        ):
            new = getattr(self, f"modify_{name}")
            if new is not unset:
                swapped[f"modify_{name}"], swapped[f"existing_{name}"] = values[name], new
        reverse = AlterColumnOp(
            self.table_name, self.column_name, schema=self.schema, **{**kw, **swapped}
        )
        return undoing(self, reverse)

    def to_diff_tuple(self) -> list[tuple[Any, ...]]:
        """Return one tuple per changed aspect: type, nullable, default, comment."""
        existing = {
            "existing_nullable": self.existing_nullable,
            "existing_type": self.existing_type,
            "existing_server_default": self.existing_server_default,
            "existing_comment": self.existing_comment,
        }
        changes = (
            ("modify_type", "existing_type", self.modify_type, None),
            ("modify_nullable", "existing_nullable", self.modify_nullable, None),
            ("modify_default", "existing_server_default", self.modify_server_default, False),
            ("modify_comment", "existing_comment", self.modify_comment, False),
        )
        return [
            (
                kind,
                self.schema,
                self.table_name,
                self.column_name,
                {name: value for name, value in existing.items() if name != own},
                existing[own],
                new,
            )
            for kind, own, new, unset in changes
            if new is not unset
        ]
