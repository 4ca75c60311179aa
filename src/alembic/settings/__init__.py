"""Settings from ``alembic.ini`` and ``pyproject.toml``: reading, interpolation, path lists."""
