A database at a revision whose file is missing says which one and what can be done, and changes nothing.

databases: sqlite postgresql mariadb

-- alembic.ini --
[alembic]
script_location = migrations

-- migrations/versions/one.py --
revision = "one"
down_revision = None
def upgrade(): pass
def downgrade(): pass

-- migrations/versions/two.py --
revision = "two"
down_revision = "one"
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

-- remove.py --
import os
os.remove("migrations/versions/two.py")

$ alembic upgrade head

$ python remove.py

$ alembic current
two (not in the script directory)

$ alembic upgrade head
FAILED: Can't locate revision identified by 'two'; the database is at it, but no file of the script directory has it: restore the file, switch to the branch of the code that has it, or, when the schema is that of a revision which is there, say so with 'alembic stamp --purge <revision>'
[255]

$ alembic downgrade base
FAILED: Can't locate revision identified by 'two'; the database is at it, but no file of the script directory has it: restore the file, switch to the branch of the code that has it, or, when the schema is that of a revision which is there, say so with 'alembic stamp --purge <revision>'
[255]

$ alembic stamp --purge one

$ alembic current
one (head)
