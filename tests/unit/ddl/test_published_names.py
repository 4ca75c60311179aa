"""Names that other people's dialects and tools import from the DDL, schema and operation rooms."""

from __future__ import annotations

from importlib import import_module

import pytest

PUBLISHED = {
    "alembic.ddl": "DefaultImpl",
    "alembic.ddl.impl": "DefaultImpl ImplMeta _impls ComparisonResult Params",
    "alembic.ddl.base": (
        "AddColumn DropColumn AlterColumn AlterTable ColumnName ColumnType ColumnNullable "
        "ColumnDefault ColumnComment ComputedColumnDefault IdentityColumnDefault RenameTable "
        "visit_rename_table alter_table alter_column add_column drop_column format_table_name "
        "format_column_name format_server_default format_type quote_dotted compiles"
    ),
    "alembic.ddl.postgresql": "PostgresqlImpl PostgresqlColumnType CreateExcludeConstraintOp",
    "alembic.ddl.mysql": (
        "MySQLImpl MariaDBImpl MySQLAlterDefault MySQLModifyColumn MySQLChangeColumn"
    ),
    "alembic.ddl.mssql": "MSSQLImpl",
    "alembic.ddl.oracle": "OracleImpl",
    "alembic.ddl.sqlite": "SQLiteImpl",
    "alembic.operations": (
        "AbstractOperations Operations BatchOperations MigrateOperation MigrationScript"
    ),
    "alembic.operations.base": "AbstractOperations Operations BatchOperations",
    "alembic.operations.batch": "BatchOperationsImpl ApplyBatchImpl",
    "alembic.operations.schemaobj": "SchemaObjects",
    "alembic.operations.toimpl": (
        "alter_column drop_table drop_column create_index drop_index create_table rename_table "
        "create_table_comment drop_table_comment add_column create_constraint drop_constraint "
        "bulk_insert execute_sql"
    ),
    "alembic.operations.ops": (
        "MigrateOperation AddConstraintOp DropConstraintOp CreatePrimaryKeyOp "
        "CreateUniqueConstraintOp CreateForeignKeyOp CreateCheckConstraintOp CreateIndexOp "
        "DropIndexOp CreateTableOp DropTableOp AlterTableOp RenameTableOp CreateTableCommentOp "
        "DropTableCommentOp AlterColumnOp AddColumnOp DropColumnOp BulkInsertOp ExecuteSQLOp "
        "OpContainer ModifyTableOps UpgradeOps DowngradeOps MigrationScript"
    ),
    "alembic.util.sqla_compat": (
        "_reflect_table _fk_spec _is_type_bound _connectable_has_table "
        "_safe_commit_connection_transaction _safe_rollback_connection_transaction "
        "_ensure_scope_for_ddl _NONE_NAME identity_has_dialect_kwargs _inherit_schema_deprecated "
        "_vers sqla_2_0_25 sqla_2_1"
    ),
}


@pytest.mark.parametrize("module", PUBLISHED)
def test_published_names(module: str) -> None:
    """What is imported elsewhere is there."""
    found = import_module(module)
    assert [name for name in PUBLISHED[module].split() if not hasattr(found, name)] == []
