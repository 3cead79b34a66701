"""alarms, deletion requests, unreachable citizens"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.columns import UtcTime

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'alarm',
        sa.Column('name', sa.String(length=32), nullable=False),
        sa.Column('detail', sa.Text(), nullable=False),
        sa.Column('since', UtcTime(), nullable=False),
        sa.Column('seen_at', UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint('name', name=op.f('pk_alarm')),
    )
    op.create_table(
        'deletion',
        sa.Column('code', sa.String(length=32), nullable=False),
        sa.Column('asked_at', UtcTime(), nullable=False),
        sa.Column('found', sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint('code', name=op.f('pk_deletion')),
    )
    with op.batch_alter_table('citizen', schema=None) as batch_op:
        batch_op.add_column(sa.Column('unreachable_since', UtcTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('citizen', schema=None) as batch_op:
        batch_op.drop_column('unreachable_since')
    op.drop_table('deletion')
    op.drop_table('alarm')
