A misspelt or incomplete command line is a usage error with status 2.

$ alembic upgrad head
usage: alembic ...
...
alembic: error: ...invalid choice: 'upgrad'...
[2]

$ alembic
usage: alembic ...
...
alembic: error: too few arguments
[2]

$ alembic upgrade
usage: alembic upgrade [-h] [--sql] [--tag TAG] [--no-lock] [--lock-wait SECONDS]
                       [--lock-timeout SECONDS] [--lock-retry SECONDS]
                       revision
alembic upgrade: error: the following arguments are required: revision
[2]
