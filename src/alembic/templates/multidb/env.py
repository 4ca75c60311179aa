"""How alembic reaches the databases of this project."""

import logging
from logging.config import fileConfig
import re

from sqlalchemy import engine_from_config
from sqlalchemy import pool

from alembic import context

# Commit in two phases; every database and driver in use has to support it.
USE_TWOPHASE = False

config = context.config

if config.config_file_name is not None:
    fileConfig(config.config_file_name, disable_existing_loggers=False, encoding="utf-8-sig")
logger = logging.getLogger("alembic.env")

# The names of the databases; each has its section in alembic.ini.
db_names = re.split(r",\s*", config.get_main_option("databases", ""))

# The MetaData of the models of each database, for "revision --autogenerate" and "check":
# from myapp import mymodel
# target_metadata = {
#     "engine1": mymodel.metadata1,
#     "engine2": mymodel.metadata2,
# }
target_metadata = {}

# Options of the project itself are read from the configuration as well:
# my_important_option = config.get_main_option("my_important_option")


def run_migrations_offline() -> None:
    """Write the migrations as SQL (--sql), one file per database in the current directory."""
    for name in db_names:
        logger.info("Migrating database %s", name)
        file_name = f"{name}.sql"
        logger.info("Writing output to %s", file_name)
        with open(file_name, "w") as buffer:
            context.configure(
                url=context.config.get_section_option(name, "sqlalchemy.url"),
                output_buffer=buffer,
                target_metadata=target_metadata.get(name),
                literal_binds=True,
                dialect_opts={"paramstyle": "named"},
            )
            with context.begin_transaction():
                context.run_migrations(engine_name=name)


def run_migrations_online() -> None:
    """Run the migrations of all databases, then commit all of them or none."""
    connections = {}
    transactions = {}
    try:
        for name in db_names:
            engine = engine_from_config(
                context.config.get_section(name, {}),
                prefix="sqlalchemy.",
                poolclass=pool.NullPool,
            )
            connections[name] = connection = engine.connect()
            if USE_TWOPHASE:
                transactions[name] = connection.begin_twophase()
            else:
                transactions[name] = connection.begin()

        for name in db_names:
            logger.info("Migrating database %s", name)
            context.configure(
                connection=connections[name],
                upgrade_token=f"{name}_upgrades",
                downgrade_token=f"{name}_downgrades",
                target_metadata=target_metadata.get(name),
            )
            context.run_migrations(engine_name=name)

        if USE_TWOPHASE:
            for transaction in transactions.values():
                transaction.prepare()
        for transaction in transactions.values():
            transaction.commit()
    except:
        for transaction in transactions.values():
            transaction.rollback()
        raise
    finally:
        for connection in connections.values():
            connection.close()


if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()
