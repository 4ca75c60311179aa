"""add admin column to users table

Revision ID: b1cf8c168491
Revises: 392efb1132ae
Create Date: 2026-11-20 12:00:00.357933

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# Identity of this revision; read by alembic.
revision: str = 'b1cf8c168491'
down_revision: Union[str, Sequence[str], None] = '392efb1132ae'
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    with op.batch_alter_table('users', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_admin', sa.Boolean(), nullable=True))


def downgrade() -> None:
    """Downgrade schema."""
    with op.batch_alter_table('users', schema=None) as batch_op:
        batch_op.drop_column('is_admin')
