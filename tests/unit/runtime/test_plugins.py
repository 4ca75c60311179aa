"""Plugins: registration, selection by pattern, installed ones."""

import logging
import re
from collections.abc import Iterator
from types import ModuleType

import pytest

from alembic.base.dispatch import PriorityDispatcher
from alembic.base.exc import CommandError
from alembic.runtime import plugins
from alembic.runtime.plugins import Plugin

BUILT_IN = [
    "alembic.autogenerate.schemas",
    "alembic.autogenerate.tables",
    "alembic.autogenerate.types",
    "alembic.autogenerate.constraints",
    "alembic.autogenerate.defaults",
    "alembic.autogenerate.comments",
    "alembic.autogenerate.enums",
]


@pytest.fixture
def mine() -> Iterator[Plugin]:
    plugin = Plugin("my.plugin")
    yield plugin
    plugin.remove()


def selected(caplog: pytest.LogCaptureFixture, *patterns: str) -> list[str]:
    caplog.clear()
    with caplog.at_level(logging.DEBUG, "alembic.runtime.plugins"):
        Plugin.populate_autogenerate_priority_dispatch(PriorityDispatcher(), patterns)
    prefix = "setting up autogenerate plugin "
    return [r.message.removeprefix(prefix) for r in caplog.records if r.message.startswith(prefix)]


def test_default_selection_is_every_autogenerate_plugin(caplog: pytest.LogCaptureFixture) -> None:
    """The default pattern takes the seven comparison plugins, in registration order."""
    assert selected(caplog, *plugins.DEFAULT_PATTERNS) == BUILT_IN


def test_star_matches_across_dots(caplog: pytest.LogCaptureFixture, mine: Plugin) -> None:
    """``*`` stands for any characters, dots included; built-in plugins come first."""
    assert selected(caplog, "alembic.*") == [*BUILT_IN, "alembic.ext.checkconstraint_byname"]
    assert selected(caplog, "*")[-1] == "my.plugin"


def test_exclusion_wins(caplog: pytest.LogCaptureFixture) -> None:
    """A pattern with a tilde takes away what another one selects."""
    found = selected(caplog, "alembic.autogenerate.*", "~alembic.autogenerate.comments")
    assert found == [each for each in BUILT_IN if each != "alembic.autogenerate.comments"]


def test_former_name_of_the_check_plugin(caplog: pytest.LogCaptureFixture) -> None:
    """The plugin's former name still selects it."""
    found = selected(caplog, "alembic.autogenerate.checkconstraint_byname")
    assert found == ["alembic.ext.checkconstraint_byname"]


def test_pattern_without_match_is_an_error() -> None:
    """A misspelt plugin is named."""
    with pytest.raises(CommandError, match=r"Did not locate plugins: foo\.bar"):
        Plugin.populate_autogenerate_priority_dispatch(PriorityDispatcher(), ["foo.bar"])


def test_pattern_must_be_dotted_names() -> None:
    """A pattern that no name can match is refused."""
    with pytest.raises(ValueError, match="Invalid plugin expression 'foo-bar'"):
        Plugin.populate_autogenerate_priority_dispatch(PriorityDispatcher(), ["foo-bar"])


def test_empty_selection_compares_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """An empty list turns all comparison off."""
    assert selected(caplog) == []


@pytest.mark.parametrize("name", ["my.plugin", "alembic.autogenerate.tables"])
def test_name_is_unique(name: str, mine: Plugin) -> None:
    """A name that is taken, also by a built-in plugin, is refused."""
    with pytest.raises(ValueError, match=f"A plugin named {name} is already registered"):
        Plugin(name)


def test_set_up_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Making a plugin is logged once."""
    with caplog.at_level(logging.INFO, "alembic.runtime.plugins"):
        Plugin("logged.plugin").remove()
    assert [r.message for r in caplog.records] == ["setup plugin logged.plugin"]


def test_comparators_of_a_selected_plugin_run(mine: Plugin) -> None:
    """A selected plugin's functions are dispatched, another one's are not."""
    ran: list[str] = []
    mine.add_autogenerate_comparator(lambda: ran.append("mine"), "autogenerate")
    comparators = PriorityDispatcher()
    Plugin.populate_autogenerate_priority_dispatch(comparators, ["my.*"])
    comparators.dispatch("autogenerate")()
    assert ran == ["mine"]


def test_module_sets_its_plugin_up() -> None:
    """A plugin module gets the plugin made for it."""
    module = ModuleType("views")
    made: list[Plugin] = []
    module.setup = made.append  # type: ignore[attr-defined]
    Plugin.setup_plugin_from_module(module, "my.views")
    made[0].remove()
    assert [plugin.name for plugin in made] == ["my.views"]


class Announced:
    """An entry point of an installed distribution."""

    def __init__(self, name: str, value: object) -> None:
        self.name = name
        self.value = value

    def load(self) -> object:
        return self.value


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> list[Announced]:
    """What installed distributions announce to a process that has no plugin yet."""
    monkeypatch.setattr(plugins, "_registry", plugins._Registry())
    announced: list[Announced] = []
    groups = {"alembic.plugins": announced}
    monkeypatch.setattr(plugins.compat, "importlib_metadata_get", groups.__getitem__)
    return announced


def module(name: str, made: list[str]) -> ModuleType:
    """A module whose ``setup()`` writes down the plugin it is given."""
    made_of = ModuleType(name)
    made_of.setup = lambda plugin: made.append(plugin.name)  # type: ignore[attr-defined]
    return made_of


def test_installed_plugins_are_set_up_once(installed: list[Announced]) -> None:
    """An entry point's name is its plugin's name, and its module sets the plugin up."""
    made: list[str] = []
    installed.append(Announced("their.plugin", module("anything", made)))
    plugins.load_installed()
    plugins.load_installed()
    assert made == ["their.plugin"]
    assert "their.plugin" in plugins._registry.plugins


def test_an_entry_point_of_several_modules(installed: list[Announced]) -> None:
    """A collection of modules is taken with a warning; each is a plugin of its own name."""
    made: list[str] = []
    installed.append(Announced("x", [module("one", made), module("two", made)]))
    words = (
        "Plugin entrypoint 'x' refers to a collection of modules; the entrypoint should refer to "
        "a single plugin module that includes a setup() function."
    )
    with pytest.warns(DeprecationWarning, match=re.escape(words)):
        plugins.load_installed()
    assert made == ["one", "two"]


def test_log_names_the_plugins_that_people_know(caplog: pytest.LogCaptureFixture) -> None:
    """At INFO the log of a comparison names six plugins, as it always did."""
    with caplog.at_level(logging.INFO, "alembic.runtime.plugins"):
        Plugin.populate_autogenerate_priority_dispatch(
            PriorityDispatcher(), plugins.DEFAULT_PATTERNS
        )
    known = [name for name in BUILT_IN if name != "alembic.autogenerate.enums"]
    assert [record.message.rpartition(" ")[2] for record in caplog.records] == known
