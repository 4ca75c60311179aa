"""The application's own start: an empty database gets the schema, an old one is upgraded."""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

import settings


def setup_db():
    """Bring the database to the newest revision; tell what was done."""
    config = Config("alembic.ini")
    head = ScriptDirectory.from_config(config).get_current_head()
    engine = create_engine(settings.db_params["url"])
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    engine.dispose()
    if current == head:
        return "up to date"
    command.upgrade(config, "head")
    return "created" if current is None else "upgraded"


if __name__ == "__main__":
    print(setup_db())
