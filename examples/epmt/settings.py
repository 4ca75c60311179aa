import os

db_params = {"url": os.environ.get("EPMT_DB_URL", "sqlite:///db.sqlite")}
