"""The new revisions that one command writes: made, filled by env.py's run, hooked, rendered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..base.exc import CommandError
from ..base.sequences import rev_id
from ..operations.ops import DowngradeOps, MigrationScript, UpgradeOps
from .compare import _produce_net_changes
from .context import AutogenContext

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..runtime.migration import MigrationContext
    from ..script.base import ScriptDirectory
    from ..script.script import Script
    from ..settings.config import Config

    Hook = Callable[[MigrationContext, Any, list[MigrationScript]], None]


class RevisionContext:
    """The new revisions of one command, from the first draft to the written files.

    Args:
        config: The configuration; templates see it as ``config``.
        script_directory: Where the files are written.
        command_args: The arguments of the command by name: message, sql, head, splice,
            branch_label, version_path, rev_id, depends_on.
        process_revision_directives: A hook that runs before the one env.py configures.

    Attributes:
        generated_revisions: The scripts to write; hooks change the list in place.
        template_args: Variables of the file template.
    """

    def __init__(
        self,
        config: Config,
        script_directory: ScriptDirectory,
        command_args: dict[str, Any],
        process_revision_directives: Hook | None = None,
    ) -> None:
        self.config = config
        self.script_directory = script_directory
        self.command_args = command_args
        self.process_revision_directives = process_revision_directives
        self.template_args: dict[str, Any] = {"config": config}
        self.generated_revisions: list[MigrationScript] = [self._default_revision()]
        self._contexts: dict[str, AutogenContext] = {}
        self._filled = False

    def _default_revision(self) -> MigrationScript:
        args = self.command_args
        return MigrationScript(
            rev_id=args["rev_id"] or rev_id(),
            message=args["message"],
            upgrade_ops=UpgradeOps([]),
            downgrade_ops=DowngradeOps([]),
            head=args["head"],
            splice=args["splice"],
            branch_label=args["branch_label"],
            version_path=args["version_path"],
            depends_on=args["depends_on"],
        )

    def run_autogenerate(self, rev: Any, migration_context: MigrationContext) -> None:
        """Compare with a database, fill the newest script and run the hooks.

        Called once for each ``context.run_migrations()`` of env.py.

        Args:
            rev: The heads the database is at.
            migration_context: The context env.py configured.

        Raises:
            CommandError: SQL mode, no models, or the database is not at the newest revisions.
        """
        if self.command_args["sql"]:
            raise CommandError("Using --sql with --autogenerate does not make any sense")
        script = self.script_directory
        if set(script.get_revisions(rev)) != set(script.get_revisions("heads")):
            raise CommandError("Target database is not up to date.")
        self._run_environment(rev, migration_context, autogenerate=True)

    def run_no_autogenerate(self, rev: Any, migration_context: MigrationContext) -> None:
        """Run the hooks on a script without operations (``revision_environment``).

        Args:
            rev: The heads the database is at.
            migration_context: The context env.py configured.
        """
        self._run_environment(rev, migration_context, autogenerate=False)

    def _run_environment(
        self, rev: Any, migration_context: MigrationContext, autogenerate: bool
    ) -> None:
        autogen_context = AutogenContext(migration_context, autogenerate=autogenerate)
        upgrade_ops, downgrade_ops = self._containers(autogen_context)
        if autogenerate:
            _produce_net_changes(autogen_context, upgrade_ops)
            upgrade_ops.reverse_into(downgrade_ops)
        for hook in (
            self.process_revision_directives,
            autogen_context.opts.get("process_revision_directives"),
        ):
            if hook:
                hook(migration_context, rev, self.generated_revisions)

    def _containers(self, autogen_context: AutogenContext) -> tuple[UpgradeOps, DowngradeOps]:
        """Return the containers this run fills: the script's own first, then further ones."""
        if not self.generated_revisions:
            # A hook decided in an earlier run that nothing is written.
            self._filled = False
            self.generated_revisions.append(self._default_revision())
        script = self.generated_revisions[-1]
        if self._filled:
            script._upgrade_ops.append(UpgradeOps([]))
            script._downgrade_ops.append(DowngradeOps([]))
        self._filled = True
        upgrade_ops = script.upgrade_ops_list[-1]
        downgrade_ops = script.downgrade_ops_list[-1]
        opts = autogen_context.opts
        upgrade_ops.upgrade_token = opts.get("upgrade_token", upgrade_ops.upgrade_token)
        downgrade_ops.downgrade_token = opts.get("downgrade_token", downgrade_ops.downgrade_token)
        self._contexts[upgrade_ops.upgrade_token] = autogen_context
        self._contexts[downgrade_ops.downgrade_token] = autogen_context
        return upgrade_ops, downgrade_ops

    def generate_scripts(self) -> Iterator[Script | None]:
        """Write the scripts and yield them, None for one whose file is not a revision file."""
        for migration_script in self.generated_revisions:
            yield self._to_script(migration_script)

    def _to_script(self, migration_script: MigrationScript) -> Script | None:
        return self.script_directory.generate_revision(
            migration_script.rev_id or rev_id(),
            migration_script.message,
            refresh=True,
            head=migration_script.head,
            splice=migration_script.splice,
            branch_labels=migration_script.branch_label,
            version_path=migration_script.version_path,
            depends_on=migration_script.depends_on,
            **self._variables(migration_script),
        )

    def _variables(self, migration_script: MigrationScript) -> dict[str, Any]:
        """Return the template variables of a script; env.py's run gives bodies and imports."""
        variables = dict(self.template_args)
        if not self._contexts:
            return variables
        from .render.body import indented_body, token_of  # not loaded by a mere comparison

        imports = set(migration_script.imports)
        latest = next(reversed(self._contexts.values()))
        for ops in (*migration_script.upgrade_ops_list, *migration_script.downgrade_ops_list):
            token = token_of(ops)
            # Rendered for the database it was compared with.
            autogen_context = self._contexts.get(token, latest)
            autogen_context.imports = imports
            variables[token] = indented_body(ops, autogen_context)
        variables["imports"] = "\n".join(sorted(imports))
        return variables
