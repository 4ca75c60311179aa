"""The enum types that come and go with an operation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...schema.enums import EnumType


@dataclass(frozen=True, slots=True)
class EnumTypes:
    """What happens to the enum types that an operation on a table or column is about.

    They belong to the operation instead of being operations, so that they stay with it wherever
    a hook puts it, and go when a hook removes it.

    Attributes:
        created: Types that the operation is the first to use: they are created before it.
        dropped: Types that nothing uses any more after it: they are dropped then.
        present: Types of a table that exist before it does and outlive it.
        ensured: Types that the database has without a use for them: they are created before the
            operation where they are missing, and stay when it is undone.
    """

    created: tuple[EnumType, ...] = ()
    dropped: tuple[EnumType, ...] = ()
    present: tuple[EnumType, ...] = ()
    ensured: tuple[EnumType, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.created or self.dropped or self.present or self.ensured)

    def reverse(self) -> EnumTypes:
        """Return what happens to them when the operation is undone."""
        return EnumTypes(self.dropped, self.created, self.present + self.ensured)


#: Of an operation that uses no enum types, or of which nobody has looked at them.
NO_ENUM_TYPES = EnumTypes()
