"""create user table

Revision ID: 433af9f41996
Revises: 
Create Date: 2026-11-20 11:59:54.947398

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# Identity of this revision; read by alembic.
revision: str = '433af9f41996'
down_revision: Union[str, Sequence[str], None] = None
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade():
    op.create_table(
        'account',
        sa.Column('id', sa.Integer, primary_key=True),
        sa.Column('name', sa.String(50), nullable=False),
        sa.Column('description', sa.Unicode(200)),
    )


def downgrade():
    op.drop_table('account')
