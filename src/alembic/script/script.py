"""A revision script: a node of the graph that has a file."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from ..base.exc import CommandError
from ..base.patterns import lazy_pattern
from ..base.sequences import format_as_comma
from .identity import Identity
from .revision import Revision
from .scan import is_revision_file

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

    from .base import ScriptDirectory

_LEGACY_NAME = lazy_pattern(r"([a-f0-9]+)\.py")


class Script(Revision):
    """A revision and its file.

    Args:
        module: The loaded file.
        rev_id: The identifier.
        path: The file.

    Attributes:
        path: The file's real path.
    """

    #: Whether the revision is a row of the version table; set by those who have looked.
    _db_current_indicator: bool | None = None

    def __init__(self, module: ModuleType, rev_id: str, path: str | os.PathLike[str]) -> None:
        identity = _identity_of_module(module, rev_id, os.fspath(path))
        self._set_up(identity, os.fspath(path))
        self._module: ModuleType | None = module

    @classmethod
    def _from_identity(cls, identity: Identity, path: str) -> Script:
        """Make the script of a file that is not run before its module is asked for."""
        script = cls.__new__(cls)
        script._set_up(identity, path)
        script._module = None
        return script

    @classmethod
    def _from_record(cls, record: tuple[Any, ...], path: str) -> Script:
        """Make the script of a file again from what :meth:`_record` has given before."""
        script = cls.__new__(cls)
        (
            script.revision,
            script.down_revision,
            script.dependencies,
            script._orig_branch_labels,
            script._docstring,
        ) = record
        script.path = path
        script._module = None
        return script

    def _record(self) -> tuple[Any, ...]:
        """Return what the file says of itself, once it is known to be in order."""
        return (
            self.revision,
            self.down_revision,
            self.dependencies,
            self._orig_branch_labels,
            self._docstring,
        )

    @classmethod
    def _from_path(cls, scriptdir: ScriptDirectory, path: str | os.PathLike[str]) -> Script | None:
        """Make the script of a file, or return None when its name is not that of a revision."""
        file = os.fspath(path)
        if not is_revision_file(os.path.basename(file), sourceless=scriptdir.sourceless):
            return None
        if file.endswith(".py"):
            from .reading import read_identity  # not loaded while the index knows every file

            with open(file, "rb") as source:
                identity = read_identity(source.read())
            if identity is not None:
                return cls._from_identity(identity, file)
        module = _run(file)
        return cls(module, _revision_of_module(module, os.path.basename(file)), file)

    def _set_up(self, identity: Identity, path: str) -> None:
        super().__init__(
            identity.revision, identity.down_revision, identity.depends_on, identity.branch_labels
        )
        self.path = path
        self._docstring = identity.docstring

    @property
    def module(self) -> ModuleType:
        """The file as a module, run when it is first asked for."""
        if self._module is None:
            self._module = _run(self.path)
        return self._module

    @module.setter
    def module(self, module: ModuleType) -> None:
        self._module = module

    @property
    def longdoc(self) -> str:
        """The docstring of the file, stripped; empty when there is none."""
        return self._docstring.strip() if self._docstring else ""

    @property
    def doc(self) -> str:
        """The docstring up to its first blank line."""
        return self.longdoc.split("\n\n", 1)[0]

    @property
    def log_entry(self) -> str:
        """The long entry that ``history -v``, ``show`` and others print."""
        lines = [f"Rev: {self.revision}{self._head_mark()}{self._tree_marks()}{self._row_mark()}"]
        if self.is_merge_point:
            lines.append(f"Merges: {self._format_down_revision()}")
        else:
            lines.append(f"Parent: {self._format_down_revision()}")
        if self.dependencies:
            lines.append(f"Also depends on: {format_as_comma(self.dependencies)}")
        if self.is_branch_point:
            lines.append(f"Branches into: {format_as_comma(self._children)}")
        if self.branch_labels:
            lines.append(f"Branch names: {format_as_comma(sorted(self.branch_labels))}")
        lines.append(f"Path: {self.path}")
        doc = "\n".join(f"    {line}" for line in self.longdoc.splitlines())
        return "\n".join(lines) + f"\n\n{doc}\n"

    def __str__(self) -> str:
        return (
            f"{self._format_down_revision()} -> {self.revision}{self._head_mark()}"
            f"{self._tree_marks()}, {self.doc}"
        )

    def cmd_format(
        self,
        verbose: bool,
        include_branches: bool = False,
        include_doc: bool = False,
        include_parents: bool = False,
        tree_indicators: bool = True,
    ) -> str:
        """Return the script as the commands list it.

        Args:
            verbose: Give the long entry instead of a line.
            include_branches: Name the branch labels.
            include_doc: Add the message.
            include_parents: Begin with parents and dependencies.
            tree_indicators: Mark branch points and merge points.
        """
        if verbose:
            return self.log_entry
        text = self.revision
        if include_parents:
            dependencies = f" ({format_as_comma(self.dependencies)})" if self.dependencies else ""
            text = f"{self._format_down_revision()}{dependencies} -> {text}"
        labels = self._labels() if include_branches else ()
        if labels:
            text += f" ({format_as_comma(sorted(labels))})"
        text += self._effective_head_mark() + self._row_mark()
        if tree_indicators:
            text += self._tree_marks()
        if include_doc:
            text += f", {self.doc}"
        return text

    def _format_down_revision(self) -> str:
        return format_as_comma(self.down_revision) if self.down_revision else "<base>"

    def _head_mark(self) -> str:
        return " (head)" if self.is_head else ""

    def _effective_head_mark(self) -> str:
        if not self.is_head:
            return ""
        return " (head)" if self._is_real_head else " (effective head)"

    def _row_mark(self) -> str:
        return " (current)" if self._db_current_indicator else ""

    def _tree_marks(self) -> str:
        branch = " (branchpoint)" if self.is_branch_point else ""
        return branch + (" (mergepoint)" if self.is_merge_point else "")


def _run(path: str) -> ModuleType:
    from ..base.pyfiles import load_module

    return load_module(re.sub(r"\W", "_", os.path.basename(path)), path)


def _revision_of_module(module: ModuleType, name: str) -> str:
    revision: Any = getattr(module, "revision", None)
    if revision is None:
        legacy = _LEGACY_NAME.fullmatch(name)
        if legacy is None:
            raise CommandError(
                f"Could not determine revision id from filename {name}. Be sure the 'revision' "
                "variable is declared inside the script (please see 'Upgrading from Alembic 0.1 "
                "to 0.2' in the documentation)."
            )
        return legacy[1]
    return str(revision)


def _identity_of_module(module: ModuleType, rev_id: str, path: str) -> Identity:
    if not hasattr(module, "down_revision"):
        raise CommandError(f"Revision script {path} has no 'down_revision' variable")
    for name in ("down_revision", "branch_labels", "depends_on"):
        value = getattr(module, name, None)
        if not _is_said_in_strings(value):
            raise CommandError(
                f"Revision script {path} has {name} = {value!r}; it has to be None, a string, or "
                "several strings"
            )
    return Identity(
        revision=rev_id,
        down_revision=module.down_revision,
        branch_labels=getattr(module, "branch_labels", None),
        depends_on=getattr(module, "depends_on", None),
        docstring=module.__doc__,
    )


def _is_said_in_strings(value: object) -> bool:
    if value is None or isinstance(value, str):
        return True
    return isinstance(value, Iterable) and all(isinstance(each, str) for each in value)
