"""What env.py imports: the current ``EnvironmentContext`` object, as functions."""

from .base.current import environment
from .base.proxy import install

install(
    __name__,
    environment,
    "alembic.runtime.environment:EnvironmentContext",
    values=("config", "script"),
    classes={"EnvironmentContext": "alembic.runtime.environment:EnvironmentContext"},
)
