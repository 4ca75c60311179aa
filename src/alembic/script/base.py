"""The script directory: where a project keeps its revision scripts and their environment."""

from __future__ import annotations

import os
from functools import cached_property

from ..base.exc import CommandError
from ..base.lazy import attach
from .failures import command_errors
from .load import load_scripts
from .names import COLUMN_LENGTH
from .options import DEFAULT_FILE_TEMPLATE, directory_arguments
from .revision import RevisionMap
from .script import Script

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from typing import Any

    from ..settings.config import Config
    from .steps import RevisionStep, StampStep

__all__ = ["Script", "ScriptDirectory", "datetime"]

# The clock is asked for through this module, so that tests can replace it here; it is loaded
# when a revision is made.
__getattr__, __dir__ = attach(__name__, {"datetime": "datetime"})

_SEVERAL_HEADS = (
    "The script directory has multiple heads (due to branching).Please use get_heads(), or merge "
    "the branches using alembic merge."
)


class ScriptDirectory:
    """A directory with ``env.py``, a template and the revision scripts.

    Args:
        dir: The directory.
        file_template: Pattern of the names of new files, without ``.py``.
        truncate_slug_length: How long the part made from the message may be, in characters.
        version_locations: Directories of revision scripts; ``versions`` below ``dir`` by default.
        sourceless: Whether compiled files without a source count.
        output_encoding: Encoding of new files.
        timezone: Name of the zone of creation dates; local time without zone by default.
        hooks: Options of the programs to run on new files.
        recursive_version_locations: Whether sub-directories are searched.
        messaging_opts: Options of status messages (``quiet``).
        revision_id_length: How long a new identifier may be, in characters.

    Attributes:
        revision_map: The graph of the scripts, loaded on first use.

    Raises:
        CommandError: The directory does not exist.
    """

    def __init__(
        self,
        dir: str | os.PathLike[str],
        file_template: str = DEFAULT_FILE_TEMPLATE,
        truncate_slug_length: int | None = 40,
        version_locations: Sequence[str | os.PathLike[str]] | None = None,
        sourceless: bool = False,
        output_encoding: str = "utf-8",
        timezone: str | None = None,
        hooks: Sequence[Mapping[str, Any]] = (),
        recursive_version_locations: bool = False,
        messaging_opts: Mapping[str, Any] | None = None,
        revision_id_length: int | None = None,
    ) -> None:
        self.dir = os.fspath(dir)
        self.file_template = file_template
        self.truncate_slug_length = truncate_slug_length or 40
        self.version_locations = (
            [] if version_locations is None else [os.fspath(each) for each in version_locations]
        )
        self.sourceless = sourceless
        self.output_encoding = output_encoding
        self.timezone = timezone
        self.hooks = list(hooks)
        self.recursive_version_locations = recursive_version_locations
        self.messaging_opts: Mapping[str, Any] = messaging_opts or {}
        self.revision_id_length = revision_id_length or COLUMN_LENGTH
        self.revision_map = RevisionMap(self._load_revisions)
        if not os.access(self.dir, os.F_OK):
            raise CommandError(
                f"Path doesn't exist: {self.dir}.  Please use the 'init' command to create a new "
                "scripts folder."
            )

    @classmethod
    def from_config(cls, config: Config) -> ScriptDirectory:
        """Make the script directory that a configuration describes.

        Raises:
            CommandError: A setting is missing or cannot be read, or the directory does not exist.
        """
        return cls(**directory_arguments(config))

    @property
    def versions(self) -> str:
        """The only directory of revision scripts, as an absolute path.

        Raises:
            CommandError: There are several.
        """
        return self._singular_version_location

    @property
    def _singular_version_location(self) -> str:
        locations = self._version_locations
        if len(locations) > 1:
            raise CommandError("Multiple version_locations present")
        return locations[0]

    @cached_property
    def _version_locations(self) -> Sequence[str]:
        locations = self.version_locations or [os.path.join(self.dir, "versions")]
        return [os.path.abspath(each) for each in locations]

    @property
    def env_py_location(self) -> str:
        """The path of ``env.py``."""
        return os.path.join(self.dir, "env.py")

    def _load_revisions(self) -> Iterator[Script]:
        return load_scripts(self)

    def _catch_revision_errors(self, **texts: Any) -> AbstractContextManager[None]:
        return command_errors(**texts)

    def run_env(self) -> None:
        """Run ``env.py``.

        Raises:
            ImportError: There is none, neither as source nor compiled.
        """
        from ..base.pyfiles import load_python_file

        load_python_file(self.dir, "env.py")

    # -- asking for revisions

    def walk_revisions(self, base: str = "base", head: str = "heads") -> Iterator[Script]:
        """Yield the scripts of a range, newest first, both ends included.

        Args:
            base: Specifier of the lower end.
            head: Specifier of the upper end.

        Raises:
            CommandError: They denote nothing, or make no range.
        """
        with command_errors(start=base, end=head):
            yield from self.iterate_revisions(
                head, base, inclusive=True, assert_relative_length=False
            )

    def iterate_revisions(self, upper: Any, lower: Any, **kw: Any) -> Iterator[Script]:
        """Return the scripts between two points, newest first, without the lower one.

        Args:
            upper: Specifier or specifiers.
            lower: The same.
            **kw: As for :meth:`RevisionMap.iterate_revisions`.

        Raises:
            RevisionError: They denote nothing, or make no range.
        """
        return self.revision_map.iterate_revisions(upper, lower, **kw)  # type: ignore[return-value] # the map holds scripts

    def get_revisions(self, id_: Any) -> tuple[Script, ...]:
        """Return every script that a specifier, or a collection of them, denotes.

        Raises:
            CommandError: One of them denotes nothing.
        """
        with command_errors():
            return self.revision_map.get_revisions(id_)  # type: ignore[return-value] # the map holds scripts

    def get_revision(self, id_: Any) -> Script | None:
        """Return the script that a specifier denotes, or None for base.

        Raises:
            CommandError: It denotes nothing, or several.
        """
        with command_errors():
            return self.revision_map.get_revision(id_)  # type: ignore[return-value] # the map holds scripts

    def get_all_current(self, id_: Any) -> set[Script]:
        """Return the newest scripts that are applied, those that rows imply included.

        Args:
            id_: The rows of the version table.

        Raises:
            CommandError: A row is not known here.
        """
        return set(self._current(id_))

    def _current(self, rows: Any) -> Sequence[Script]:
        """Return the same in load order."""
        with command_errors():
            return self.revision_map._current(rows)  # type: ignore[return-value] # the map holds scripts

    def as_revision_number(self, id_: Any) -> str | tuple[str, ...] | None:
        """Return the identifier a symbol stands for; a plain identifier is returned unchecked.

        Args:
            id_: Specifier; ``heads`` gives a tuple, ``base`` gives None.

        Raises:
            CommandError: ``head`` is not definite.
        """
        with command_errors():
            found = self.revision_map._as_ids(id_)
        if not found:
            return None
        return found if id_ == "heads" else found[0]

    def get_current_head(self) -> str | None:
        """Return the only head, or None when there is no script.

        Raises:
            CommandError: There are several.
        """
        with command_errors(multiple_heads=_SEVERAL_HEADS):
            return self.revision_map.get_current_head()

    def get_heads(self, consider_depends_on: bool = False) -> list[str]:
        """Return the heads, in load order.

        Args:
            consider_depends_on: Whether to leave out those that others depend on.
        """
        return list(
            self.revision_map._real_heads if consider_depends_on else self.revision_map.heads
        )

    def get_base(self) -> str | None:
        """Return the only base, or None when there is no script.

        Raises:
            CommandError: There are several.
        """
        bases = self.get_bases()
        if len(bases) > 1:
            raise CommandError("The script directory has multiple bases. Please use get_bases().")
        return bases[0] if bases else None

    def get_bases(self) -> list[str]:
        """Return the revisions without a parent, in load order."""
        return list(self.revision_map.bases)

    # -- planning

    def _upgrade_revs(self, destination: Any, current_rev: Any) -> list[RevisionStep]:
        """Return the steps from the rows of the version table up to a target."""
        from .steps import MigrationStep

        with command_errors(
            ancestor="Destination %(end)s is not a valid upgrade target from current head(s)",
            end=destination,
        ):
            scripts = list(self.iterate_revisions(destination, current_rev, implicit_base=True))
            return [
                MigrationStep.upgrade_from_script(self.revision_map, each)
                for each in reversed(scripts)
            ]

    def _downgrade_revs(self, destination: Any, current_rev: Any) -> list[RevisionStep]:
        """Return the steps from the rows of the version table down to a target."""
        from .steps import MigrationStep

        with command_errors(
            ancestor="Destination %(end)s is not a valid downgrade target from current head(s)",
            end=destination,
        ):
            scripts = list(
                self.iterate_revisions(current_rev, destination, select_for_downgrade=True)
            )
            return [
                MigrationStep.downgrade_from_script(self.revision_map, each) for each in scripts
            ]

    def _stamp_revs(self, revision: Any, heads: Any) -> list[StampStep]:
        """Return the steps that make the version table say what is asked."""
        from .steps import StampStep

        with command_errors(
            multiple_heads="Multiple heads are present; please specify a single target revision"
        ):
            return [
                StampStep(from_, to_, is_upgrade, branch_move, self.revision_map)
                for from_, to_, is_upgrade, branch_move in self.revision_map._stamps(
                    revision, heads
                )
            ]

    # -- writing

    def generate_revision(
        self,
        revid: str,
        message: str | None,
        head: Any = None,
        splice: bool | None = False,
        branch_labels: Any = None,
        version_path: str | os.PathLike[str] | None = None,
        file_template: str | None = None,
        depends_on: Any = None,
        **kw: Any,
    ) -> Script | None:
        """Write a new revision file and add it to the map.

        Args:
            revid: The new identifier.
            message: What the revision does.
            head: Specifier, or specifiers, of the parents; ``head`` by default.
            splice: Whether a parent may have children already.
            branch_labels: Label or labels to declare.
            version_path: The version location to write to.
            file_template: Without effect; the pattern is the directory's.
            depends_on: Specifier, or specifiers, of the dependencies.
            **kw: More variables for the template.

        Returns:
            The script, or None when its file name is not that of a revision.

        Raises:
            CommandError: The request makes no sense here, or the template fails.
        """
        from .generate import generate

        return generate(
            self,
            revid,
            message,
            head=head,
            splice=splice,
            branch_labels=branch_labels,
            version_path=version_path,
            depends_on=depends_on,
            template_args=kw,
        )

    def _rev_path(
        self,
        path: str | os.PathLike[str],
        rev_id: str,
        message: str | None,
        create_date: datetime.datetime,
    ) -> str:
        from .generate import file_name

        return os.path.join(
            path,
            file_name(self.file_template, rev_id, message, create_date, self.truncate_slug_length),
        )
