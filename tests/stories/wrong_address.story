A database that does not answer, or an address that is none, is one clear line without password.

-- alembic.ini --
[alembic]
script_location = migrations

-- migrations/versions/one.py --
revision = "one"
down_revision = None
def upgrade(): pass
def downgrade(): pass

-- migrations/env.py --
from alembic import context
from sqlalchemy import create_engine

address = context.get_x_argument(as_dictionary=True)["url"]
with create_engine(address).connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()

$ alembic -x url=postgresql+psycopg2://user:secret@127.0.0.1:1/shop upgrade head
FAILED: Can't connect to the database: connection to server at "127.0.0.1", port 1 failed: Connection refused Is the server running on that host and accepting TCP/IP connections? (database URL postgresql+psycopg2://user:***@127.0.0.1:1/shop)
[1]

$ alembic -x url=mysql+pymysql://user:secret@127.0.0.1:1/shop current
FAILED: Can't connect to the database: (2003, "Can't connect to MySQL server on '127.0.0.1' ([Errno 111] Connection refused)") (database URL mysql+pymysql://user:***@127.0.0.1:1/shop)
[1]

$ alembic -x url=postgresql+nothing://user:secret@127.0.0.1:1/shop upgrade head
FAILED: Can't load plugin: sqlalchemy.dialects:postgresql.nothing (database URL postgresql+nothing://user:***@127.0.0.1:1/shop)
[1]

$ alembic -x url=nonsense upgrade head
FAILED: Could not parse SQLAlchemy URL from given URL string
[1]

$ alembic -x url=sqlite:///not/there/shop.db upgrade head
FAILED: Can't connect to the database: unable to open database file (database URL sqlite:///not/there/shop.db)
[1]

$ alembic -x url=sqlite:///shop.db upgrade head

$ alembic -x url=sqlite:///shop.db current
one (head)
