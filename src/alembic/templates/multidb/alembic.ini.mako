# Configuration of the migrations of this project.
# A percent sign that is not part of an interpolation is written twice.

[alembic]
# Directory of env.py and the revision files. %(here)s is the directory of this file.
script_location = ${script_location}

# Pattern of the names of new revision files, without ".py".
# file_template = %%(rev)s_%%(slug)s
# The date in front, so that files sort by age:
# file_template = %%(year)d_%%(month).2d_%%(day).2d_%%(hour).2d%%(minute).2d-%%(rev)s_%%(slug)s
# A directory per year and month; needs recursive_version_locations = true:
# file_template = %%(year)d/%%(month).2d/%%(day).2d_%%(rev)s_%%(slug)s

# Directories that are put in front of sys.path before env.py runs.
prepend_sys_path = .

# Time zone of the date in new revision files, such as Europe/Berlin or UTC; local time when empty.
# timezone =

# Most characters of the message that go into a file name.
# truncate_slug_length = 40

# Run env.py for "revision" also without --autogenerate, and for "merge" and "history".
# revision_environment = false

# Accept compiled revision files (.pyc, .pyo) whose source is missing.
# sourceless = false

# Directories of revision files, separated as path_separator says; by default "versions" inside
# script_location.
# version_locations = %(here)s/versions:%(here)s/more_versions

# What separates the paths in version_locations and prepend_sys_path: the operating system's path
# separator (os), space, newline, ":" or ";".
path_separator = os

# Look for revision files in sub-directories too.
# recursive_version_locations = false

# Encoding of new revision files.
# output_encoding = utf-8

# A statement that does not get a lock in this time gives way to those waiting behind it and is tried
# again later, for as long as lock_retry says. Without lock_timeout it waits, and all others with it.
lock_timeout = 2s
lock_retry = 10min

# How long to wait while another run works on the same database; run_lock = false takes no lock.
# lock_wait = 10min
# run_lock = true

# Names of the databases; each has a section of its own below.
databases = engine1, engine2

[engine1]
sqlalchemy.url = driver://user:pass@localhost/dbname

[engine2]
sqlalchemy.url = driver://user:pass@localhost/dbname2

[post_write_hooks]
# Programs to run on each new revision file, for instance a formatter.

# "module" runs an installed Python module:
# hooks = ruff
# ruff.type = module
# ruff.module = ruff
# ruff.options = check --fix REVISION_SCRIPT_FILENAME

# "exec" runs a program that is on the PATH:
# hooks = ruff
# ruff.type = exec
# ruff.executable = ruff
# ruff.options = check --fix REVISION_SCRIPT_FILENAME

# "console_scripts" runs the entry point of an installed package:
# hooks = black
# black.type = console_scripts
# black.entrypoint = black
# black.options = -l 79 REVISION_SCRIPT_FILENAME

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
