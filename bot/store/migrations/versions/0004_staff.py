"""staff, and what they own"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.columns import RowId, UtcTime

revision = '0004'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'staff',
        sa.Column('id', RowId, nullable=False),
        sa.Column('name', sa.String(length=64), nullable=False),
        sa.Column('role', sa.String(length=16), nullable=False),
        sa.Column('password', sa.Text(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('disabled', sa.Boolean(), nullable=False),
        sa.Column('created_at', UtcTime(), nullable=False),
        sa.Column('seen_at', UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_staff')),
        sa.UniqueConstraint('name', name=op.f('uq_staff_name')),
        sqlite_autoincrement=True,
    )
    op.create_table(
        'sign_in_try',
        sa.Column('name', sa.String(length=64), nullable=False),
        sa.Column('failures', sa.Integer(), nullable=False),
        sa.Column('last_at', UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint('name', name=op.f('pk_sign_in_try')),
    )


def downgrade() -> None:
    op.drop_table('sign_in_try')
    op.drop_table('staff')
