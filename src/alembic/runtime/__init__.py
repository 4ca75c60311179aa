"""Running migrations: environment, migration context, version table, transactions, plugins."""
