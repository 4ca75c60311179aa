"""Which implementation serves which dialect; those of the house load when first asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_BUILT_IN = {
    "default": "alembic.ddl.impl",
    "postgresql": "alembic.ddl.postgresql",
    "mysql": "alembic.ddl.mysql",
    "mariadb": "alembic.ddl.mysql",
    "mssql": "alembic.ddl.mssql",
    "oracle": "alembic.ddl.oracle",
    "sqlite": "alembic.ddl.sqlite",
}


class ImplRegistry(dict[str, Any]):
    """Dialect names and implementation classes; a name of the house imports its module."""

    def __missing__(self, name: str) -> Any:
        module = _BUILT_IN.get(name)
        if module is not None:
            import_module(module)
        if dict.__contains__(self, name):
            return self[name]
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in _BUILT_IN

    def get(self, name: str, default: Any = None) -> Any:
        """Return the implementation of a dialect, or the default when there is none."""
        try:
            return self[name]
        except KeyError:
            return default


_impls = ImplRegistry()


class ImplMeta(type):
    """Registers each class that states a ``__dialect__``."""

    def __init__(cls, classname: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> None:
        super().__init__(classname, bases, namespace)
        name = namespace.get("__dialect__")
        if name is None:
            return
        home = _BUILT_IN.get(name)
        if home is not None and f"{cls.__module__}.".startswith(f"{home}."):
            # An implementation from elsewhere stays, also when ours is loaded after it.
            _impls.setdefault(name, cls)
        else:
            _impls[name] = cls
