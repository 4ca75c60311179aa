# Database and logging of the migrations; the rest of their configuration is in pyproject.toml.
# A percent sign that is not part of an interpolation is written twice.

[alembic]
# Where the database is. Only env.py reads this; it may come from anywhere else.
sqlalchemy.url = driver://user:pass@localhost/dbname

# Logging, as logging.config.fileConfig() reads it.
[loggers]
keys = root,sqlalchemy,alembic

[handlers]
keys = console

[formatters]
keys = generic

[logger_root]
level = WARNING
handlers = console
qualname =

[logger_sqlalchemy]
level = WARNING
handlers =
qualname = sqlalchemy.engine

[logger_alembic]
level = INFO
handlers =
qualname = alembic

[handler_console]
class = StreamHandler
args = (sys.stderr,)
level = NOTSET
formatter = generic

[formatter_generic]
format = %(levelname)-5.5s [%(name)s] %(message)s
datefmt = %H:%M:%S
