"""The enum types that come and go with operations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...base.late_typing import NamedTuple

if TYPE_CHECKING:
    from ...schema.enums import EnumType


class SharedEnumType(NamedTuple):
    """An enum type that operations of one migration begin or cease to use.

    Attributes:
        key: Its schema and name in the database.
        type_: The type, as the operation that has this states it.
        users: The numbers of all these operations.
    """

    key: tuple[str, str]
    type_: EnumType
    users: frozenset[int]


class EnumTypes(NamedTuple):
    """What an operation on a table or column means for enum types.

    The types belong to the operations instead of having operations of their own. So they stay with
    what uses them when a hook moves, removes or distributes operations: the first user that is
    left creates them, and the last one drops them if all users are still there.

    Attributes:
        number: The number of the operation among those of its migration.
        created: Types that exist for the operation, and for others, from now on.
        dropped: Types that nothing needs any more after the operation and the others.
        ensured: Types that the database has without a use for them, which other databases may
            lack: created like the first ones if they are missing, never dropped in return.
        present: Types of a table that exist before it does and outlive it.
    """

    number: int = 0
    created: tuple[SharedEnumType, ...] = ()
    dropped: tuple[SharedEnumType, ...] = ()
    ensured: tuple[SharedEnumType, ...] = ()
    present: tuple[EnumType, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.created or self.dropped or self.ensured or self.present)

    def reverse(self) -> EnumTypes:
        """Return what undoing the operation means for them."""
        present = self.present + tuple(each.type_ for each in self.ensured)
        return EnumTypes(self.number, created=self.dropped, dropped=self.created, present=present)


#: Of an operation that uses no enum types, or of which nobody has looked at them.
NO_ENUM_TYPES = EnumTypes()
