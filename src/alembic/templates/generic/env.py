"""How alembic reaches the database of this project."""

from logging.config import fileConfig

from sqlalchemy import engine_from_config
from sqlalchemy import pool

from alembic import context

config = context.config

if config.config_file_name is not None:
    fileConfig(config.config_file_name, disable_existing_loggers=False, encoding="utf-8-sig")

# The MetaData of the models, for "revision --autogenerate" and "check":
# from myapp import mymodel
# target_metadata = mymodel.Base.metadata
target_metadata = None

# Options of the project itself are read from the configuration as well:
# my_important_option = config.get_main_option("my_important_option")


def run_migrations_offline() -> None:
    """Write the migrations as SQL (--sql); only the URL is needed, no driver and no database."""
    url = config.get_main_option("sqlalchemy.url")
    context.configure(
        url=url,
        target_metadata=target_metadata,
        literal_binds=True,
        dialect_opts={"paramstyle": "named"},
    )

    with context.begin_transaction():
        context.run_migrations()


def run_migrations_online() -> None:
    """Run the migrations over a connection."""
    connectable = engine_from_config(
        config.get_section(config.config_ini_section, {}),
        prefix="sqlalchemy.",
        poolclass=pool.NullPool,
    )

    with connectable.connect() as connection:
        context.configure(connection=connection, target_metadata=target_metadata)

        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()
