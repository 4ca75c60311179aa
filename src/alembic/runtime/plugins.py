"""Plugins: named sets of autogenerate comparators, built in or installed."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any

from ..base import compat
from ..base.dispatch import DispatchPriority, PriorityDispatcher
from ..base.exc import CommandError
from ..base.lazy import resolve
from ..base.messaging import warn_deprecated

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..base.dispatch import PriorityDispatchResult

log = logging.getLogger(__name__)

#: Plugins that come with the package, in the order in which they register: name to module.
BUILTIN = {
    "alembic.autogenerate.schemas": "alembic.autogenerate.compare.schemas",
    "alembic.autogenerate.tables": "alembic.autogenerate.compare.tables",
    "alembic.autogenerate.types": "alembic.autogenerate.compare.types",
    "alembic.autogenerate.constraints": "alembic.autogenerate.compare.constraints",
    "alembic.autogenerate.defaults": "alembic.autogenerate.compare.server_defaults",
    "alembic.autogenerate.comments": "alembic.autogenerate.compare.comments",
    "alembic.autogenerate.enums": "alembic.autogenerate.compare.enums",
    "alembic.ext.checkconstraint_byname": "alembic.ext.checkconstraint_byname",
}

#: Built-in plugins that the incumbent has not: its log says nothing of them, so neither does ours.
UNANNOUNCED = frozenset({"alembic.autogenerate.enums"})

#: The plugins used where ``autogenerate_plugins`` is not configured.
DEFAULT_PATTERNS = ("alembic.autogenerate.*",)

#: Former plugin names, still accepted in patterns.
RENAMED = {
    "alembic.autogenerate.checkconstraint_byname": "alembic.ext.checkconstraint_byname",
}

ENTRY_POINT_GROUP = "alembic.plugins"


class _Registry:
    """The plugins of this process, in registration order."""

    def __init__(self) -> None:
        self.plugins: dict[str, Plugin] = {}
        self._builtin_loaded = False
        self._installed_loaded = False

    def load_builtin(self) -> None:
        if self._builtin_loaded:
            return
        self._builtin_loaded = True
        registered_before = self.plugins
        self.plugins = {}
        for name, module in BUILTIN.items():
            plugin = Plugin._unannounced(name)
            self.plugins[name] = plugin
            resolve(f"{module}:setup")(plugin)  # type: ignore[operator]  # setup() of a plugin module
        self.plugins.update(registered_before)

    def load_installed(self) -> None:
        if self._installed_loaded:
            return
        self._installed_loaded = True
        for entry_point in compat.importlib_metadata_get(ENTRY_POINT_GROUP):
            loaded = entry_point.load()
            if isinstance(loaded, ModuleType):
                Plugin.setup_plugin_from_module(loaded, entry_point.name)
            else:
                warn_deprecated(
                    f"Plugin entrypoint '{entry_point.name}' refers to a collection of modules; "
                    "the entrypoint should refer to a single plugin module that includes a "
                    "setup() function."
                )
                for module in loaded:
                    Plugin.setup_plugin_from_module(module, module.__name__)


_registry = _Registry()


def load_installed() -> None:
    """Set up the plugins that installed distributions announce, once per process.

    A plugin may register operations, so this happens before any env.py runs.
    """
    _registry.load_installed()


class Plugin:
    """A named set of autogenerate comparators.

    Args:
        name: A dotted name, unique in the process; ``autogenerate_plugins`` selects by it.

    Raises:
        ValueError: A plugin of that name exists.
    """

    def __init__(self, name: str) -> None:
        if name in _registry.plugins or name in BUILTIN:
            raise ValueError(f"A plugin named {name} is already registered")
        self._set_up(name)
        _registry.plugins[name] = self
        log.info("setup plugin %s", name)

    @classmethod
    def _unannounced(cls, name: str) -> Plugin:
        plugin = cls.__new__(cls)
        plugin._set_up(name)
        return plugin

    def _set_up(self, name: str) -> None:
        self.name = name
        self.autogenerate_comparators = PriorityDispatcher()

    def remove(self) -> None:
        """Unregister the plugin; its name may be used again."""
        _registry.plugins.pop(self.name, None)

    def add_autogenerate_comparator(
        self,
        fn: Callable[..., PriorityDispatchResult | None],
        compare_target: str,
        compare_element: str | None = None,
        *,
        qualifier: str = "default",
        priority: DispatchPriority = DispatchPriority.MEDIUM,
    ) -> None:
        """Add a comparison function.

        Args:
            fn: The function; its arguments depend on the target.
            compare_target: ``autogenerate``, ``schema``, ``table`` or ``column``.
            compare_element: What it compares; functions of one element share a ``STOP``.
            qualifier: A dialect name, or ``default`` for every dialect.
            priority: When it runs among the functions of its target.
        """
        self.autogenerate_comparators.dispatch_for(
            compare_target, subgroup=compare_element, priority=priority, qualifier=qualifier
        )(fn)

    @classmethod
    def setup_plugin_from_module(cls, module: ModuleType, name: str) -> None:
        """Make a plugin and hand it to the ``setup(plugin)`` function of a module."""
        module.setup(cls(name))

    @classmethod
    def populate_autogenerate_priority_dispatch(
        cls, comparators: PriorityDispatcher, include_plugins: Sequence[str]
    ) -> None:
        """Add the comparators of the selected plugins to a dispatcher, in registration order.

        Args:
            comparators: The dispatcher to fill.
            include_plugins: Patterns; ``*`` stands for any characters, a leading ``~`` excludes.

        Raises:
            ValueError: A pattern is not a dotted name with ``*``.
            CommandError: A pattern that includes matches no plugin.
        """
        _registry.load_builtin()
        for plugin in _select(_registry.plugins, include_plugins):
            level = logging.DEBUG if plugin.name in UNANNOUNCED else logging.INFO
            log.log(level, "setting up autogenerate plugin %s", plugin.name)
            comparators.populate_with(plugin.autogenerate_comparators)


def _select(plugins: dict[str, Plugin], patterns: Iterable[str]) -> list[Plugin]:
    excluded: list[re.Pattern[str]] = []
    included: list[re.Pattern[str]] = []
    for text in patterns:
        if text.startswith("~"):
            excluded.append(_compile(text[1:]))
            continue
        pattern = _compile(text)
        if not any(pattern.fullmatch(name) for name in plugins):
            raise CommandError(f"Did not locate plugins: {text}")
        included.append(pattern)
    return [
        plugin
        for name, plugin in plugins.items()
        if _matches(included, name) and not _matches(excluded, name)
    ]


def _matches(patterns: Iterable[re.Pattern[str]], name: str) -> bool:
    return any(pattern.fullmatch(name) for pattern in patterns)


def _compile(text: str) -> re.Pattern[str]:
    tokens = RENAMED.get(text, text).split(".")
    if not all(token == "*" or token.isidentifier() for token in tokens):
        raise ValueError(f"Invalid plugin expression {text!r}")
    return re.compile(r"\.".join(".+" if token == "*" else re.escape(token) for token in tokens))


def comparators_for(registered: PriorityDispatcher, opts: dict[str, Any]) -> PriorityDispatcher:
    """Return the dispatcher of one autogenerate run.

    Args:
        registered: Functions registered without a plugin; they always run, and first.
        opts: The options of the migration context.
    """
    comparators = registered.branch()
    patterns = opts.get("autogenerate_plugins")
    Plugin.populate_autogenerate_priority_dispatch(
        comparators, DEFAULT_PATTERNS if patterns is None else patterns
    )
    return comparators
