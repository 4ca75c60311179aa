"""Steps of a migration run as values: what to call, what to log, how the version table changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from ..base.exc import CommandError
from ..base.late_typing import NamedTuple
from ..base.sequences import to_tuple
from .revision.rows import rows_after_downgrade

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from .revision import Revision, RevisionMap
    from .script import Script


class RowChange(NamedTuple):
    """One statement on the version table.

    Attributes:
        kind: What the statement does.
        from_: The row that an update or delete matches.
        to_: The value that an insert or update writes.
    """

    kind: Literal["insert", "update", "delete"]
    from_: str | None
    to_: str | None


def _insert(to_: str) -> RowChange:
    return RowChange("insert", None, to_)


def _update(from_: str, to_: str) -> RowChange:
    return RowChange("update", from_, to_)


def _delete(from_: str) -> RowChange:
    return RowChange("delete", from_, None)


def _merge(rows: Sequence[str], to_: str) -> tuple[RowChange, ...]:
    """Delete all rows but the last, which becomes the new one."""
    return (*map(_delete, rows[:-1]), _update(rows[-1], to_))


class MigrationStep:
    """What both kinds of step share."""

    name: str
    is_upgrade: bool
    is_stamp: bool
    doc: str | None
    migration_fn: Callable[..., Any]
    from_revisions_no_deps: tuple[str, ...]
    to_revisions_no_deps: tuple[str, ...]

    @classmethod
    def upgrade_from_script(cls, revision_map: RevisionMap, script: Script) -> RevisionStep:
        """Return the step that runs a script's ``upgrade()``."""
        return RevisionStep(revision_map, script, True)

    @classmethod
    def downgrade_from_script(cls, revision_map: RevisionMap, script: Script) -> RevisionStep:
        """Return the step that runs a script's ``downgrade()``."""
        return RevisionStep(revision_map, script, False)

    @property
    def is_downgrade(self) -> bool:
        """Whether the step goes down."""
        return not self.is_upgrade

    @property
    def short_log(self) -> str:
        """The step as logged, without the message of the revision."""
        source = ", ".join(self.from_revisions_no_deps)
        return f"{self.name} {source} -> {', '.join(self.to_revisions_no_deps)}"

    def __str__(self) -> str:
        return f"{self.short_log}, {self.doc}" if self.doc else self.short_log

    @property
    def info(self) -> MigrationInfo:
        """What callbacks are told about the step."""
        raise NotImplementedError

    def row_changes(self, heads: Collection[str]) -> tuple[RowChange, ...]:
        """Return the statements that bring the version table up to date after the step.

        Args:
            heads: The rows before the step.
        """
        raise NotImplementedError


class RevisionStep(MigrationStep):
    """Run one revision script, up or down.

    Args:
        revision_map: The map the revision belongs to.
        revision: The script.
        is_upgrade: Which of its functions to run.

    Raises:
        CommandError: The script has no such function.
    """

    is_stamp = False

    def __init__(self, revision_map: RevisionMap, revision: Script, is_upgrade: bool) -> None:
        self.revision_map = revision_map
        self.revision = revision
        self.is_upgrade = is_upgrade
        self.name = "upgrade" if is_upgrade else "downgrade"
        fn = getattr(revision.module, self.name, None)
        if fn is None:
            raise CommandError(f"Revision script {revision.path} has no {self.name}() function")
        self.migration_fn = fn

    def __repr__(self) -> str:
        return f"RevisionStep({self.revision.revision!r}, is_upgrade={self.is_upgrade!r})"

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, RevisionStep)
            and other.revision == self.revision
            and other.is_upgrade == self.is_upgrade
        )

    def __hash__(self) -> int:
        return hash((self.revision.revision, self.is_upgrade))

    @property
    def doc(self) -> str:  # type: ignore[override] # read from the script only when it is logged
        """The first paragraph of the script's docstring."""
        return self.revision.doc

    @property
    def from_revisions(self) -> tuple[str, ...]:
        """What is applied before the step, dependencies included."""
        below = self.revision._normalized_down_revisions
        return below if self.is_upgrade else (self.revision.revision,)

    @property
    def to_revisions(self) -> tuple[str, ...]:
        """What is applied after the step, dependencies included."""
        below = self.revision._normalized_down_revisions
        return (self.revision.revision,) if self.is_upgrade else below

    @property
    def from_revisions_no_deps(self) -> tuple[str, ...]:  # type: ignore[override] # computed
        """The parents when upgrading, else the revision."""
        below = self.revision._versioned_down_revisions
        return below if self.is_upgrade else (self.revision.revision,)

    @property
    def to_revisions_no_deps(self) -> tuple[str, ...]:  # type: ignore[override] # computed
        """The revision when upgrading, else its parents."""
        below = self.revision._versioned_down_revisions
        return (self.revision.revision,) if self.is_upgrade else below

    @property
    def info(self) -> MigrationInfo:
        """What callbacks are told about the step."""
        return MigrationInfo(
            revision_map=self.revision_map,
            is_upgrade=self.is_upgrade,
            is_stamp=False,
            up_revisions=(self.revision.revision,),
            down_revisions=self.revision._normalized_down_revisions,
        )

    def row_changes(self, heads: Collection[str]) -> tuple[RowChange, ...]:
        """Return the statements that bring the version table up to date after the step.

        Args:
            heads: The rows before the step.
        """
        own = self.revision.revision
        if self.is_upgrade:
            rows = [each for each in self.revision._normalized_down_revisions if each in heads]
            return _merge(rows, own) if rows else (_insert(own),)
        restored = rows_after_downgrade(self.revision, heads)
        if not restored:
            return (_delete(own),)
        return (*map(_insert, restored[:-1]), _update(own, restored[-1]))


class StampStep(MigrationStep):
    """Change rows of the version table without running anything.

    Args:
        from_: Rows that are replaced.
        to_: The row that replaces them; none to delete.
        is_upgrade: Whether the new row is above the old ones, or stands alone.
        branch_move: Whether a row appears or disappears instead of moving.
        revision_map: The map the revisions belong to.
    """

    name = "stamp_revision"
    is_stamp = True
    doc = None

    def __init__(
        self,
        from_: str | Collection[str] | None,
        to_: str | Collection[str] | None,
        is_upgrade: bool,
        branch_move: bool,
        revision_map: RevisionMap | None = None,
    ) -> None:
        self.from_: tuple[str, ...] = to_tuple(from_, ())
        self.to_: tuple[str, ...] = to_tuple(to_, ())
        self.is_upgrade = is_upgrade
        self.branch_move = branch_move
        self.revision_map = revision_map
        self.migration_fn = self.stamp_revision

    def __repr__(self) -> str:
        return f"StampStep({self.from_!r}, {self.to_!r}, is_upgrade={self.is_upgrade!r})"

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, StampStep)
            and other.from_ == self.from_
            and other.to_ == self.to_
            and other.is_upgrade == self.is_upgrade
            and other.branch_move == self.branch_move
        )

    def __hash__(self) -> int:
        return hash((self.from_, self.to_, self.is_upgrade, self.branch_move))

    def stamp_revision(self, **kw: Any) -> None:
        """Do nothing: a stamp runs no script."""

    @property
    def from_revisions(self) -> tuple[str, ...]:
        """Rows that are replaced."""
        return self.from_

    @property
    def to_revisions(self) -> tuple[str, ...]:
        """What replaces them."""
        return self.to_

    @property
    def from_revisions_no_deps(self) -> tuple[str, ...]:  # type: ignore[override] # computed
        """Rows that are replaced."""
        return self.from_

    @property
    def to_revisions_no_deps(self) -> tuple[str, ...]:  # type: ignore[override] # computed
        """What replaces them."""
        return self.to_

    @property
    def info(self) -> MigrationInfo:
        """What callbacks are told about the step."""
        up, down = (self.to_, self.from_) if self.is_upgrade else (self.from_, self.to_)
        return MigrationInfo(
            revision_map=self.revision_map,
            is_upgrade=self.is_upgrade,
            is_stamp=True,
            up_revisions=up,
            down_revisions=down,
        )

    def row_changes(self, heads: Collection[str]) -> tuple[RowChange, ...]:
        """Return the statements that bring the version table up to date after the step.

        Rows that an earlier step of the same stamp has replaced already count as done.

        Args:
            heads: The rows before the step.
        """
        rows = [each for each in self.from_ if each in heads]
        if not self.to_:
            return tuple(map(_delete, rows))
        (to_,) = self.to_
        if to_ in heads:
            return tuple(_delete(each) for each in rows if each != to_)
        return _merge(rows, to_) if rows else (_insert(to_),)


class MigrationInfo:
    """A step as ``on_version_apply`` callbacks see it.

    Args:
        revision_map: Finds the revisions by their identifiers.
        is_upgrade: Whether the step goes up.
        is_stamp: Whether it only changes the version table.
        up_revisions: Identifiers at its upper end.
        down_revisions: Identifiers at its lower end, dependencies included.
    """

    def __init__(
        self,
        revision_map: RevisionMap | None,
        is_upgrade: bool,
        is_stamp: bool,
        up_revisions: str | tuple[str, ...],
        down_revisions: str | tuple[str, ...],
    ) -> None:
        self.revision_map = revision_map
        self.is_upgrade = is_upgrade
        self.is_stamp = is_stamp
        self.up_revision_ids: tuple[str, ...] = to_tuple(up_revisions, ())
        self.down_revision_ids: tuple[str, ...] = to_tuple(down_revisions, ())

    @property
    def is_migration(self) -> bool:
        """Whether a script runs."""
        return not self.is_stamp

    @property
    def source_revision_ids(self) -> tuple[str, ...]:
        """Identifiers before the step."""
        return self.down_revision_ids if self.is_upgrade else self.up_revision_ids

    @property
    def destination_revision_ids(self) -> tuple[str, ...]:
        """Identifiers after the step."""
        return self.up_revision_ids if self.is_upgrade else self.down_revision_ids

    @property
    def up_revision_id(self) -> str | None:
        """The first identifier at the upper end."""
        return self.up_revision_ids[0] if self.up_revision_ids else None

    @property
    def up_revision(self) -> Revision | None:
        """The first revision at the upper end."""
        found = self.up_revisions
        return found[0] if found else None

    @property
    def up_revisions(self) -> tuple[Revision, ...]:
        """The revisions at the upper end."""
        return self._get(self.up_revision_ids)

    @property
    def down_revisions(self) -> tuple[Revision, ...]:
        """The revisions at the lower end."""
        return self._get(self.down_revision_ids)

    @property
    def source_revisions(self) -> tuple[Revision, ...]:
        """The revisions before the step."""
        return self._get(self.source_revision_ids)

    @property
    def destination_revisions(self) -> tuple[Revision, ...]:
        """The revisions after the step."""
        return self._get(self.destination_revision_ids)

    def _get(self, ids: tuple[str, ...]) -> tuple[Revision, ...]:
        return () if self.revision_map is None else self.revision_map.get_revisions(ids)
