A revision that is not there is one clear line; the database stays as it was.

databases: sqlite postgresql mariadb

-- alembic.ini --
[alembic]
script_location = migrations

-- migrations/script.py.mako --
revision = ${repr(up_revision)}

-- migrations/versions/one.py --
"""first"""
revision = "one"
down_revision = None
def upgrade(): pass
def downgrade(): pass

-- migrations/env.py --
import os

from alembic import context
from sqlalchemy import create_engine

with create_engine(os.environ["DATABASE_URL"]).connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()

$ alembic upgrade tow
FAILED: Can't locate revision identified by 'tow'
[255]

$ alembic upgrade +2
FAILED: Relative revision +2 didn't produce 2 migrations
[255]

$ alembic upgrade one:head
FAILED: Range revision not allowed
[255]

$ alembic current

$ alembic upgrade head

$ alembic downgrade two
FAILED: Can't locate revision identified by 'two'
[255]

$ alembic stamp three
FAILED: Can't locate revision identified by 'three'
[255]

$ alembic show four
FAILED: Can't locate revision identified by 'four'
[255]

$ alembic revision -m more --head five
FAILED: Can't locate revision identified by 'five'
[255]

$ alembic history -r one
FAILED: History range requires [start]:[end], [start]:, or :[end]
[255]

$ alembic current
one (head)

$ alembic heads
one (head)
