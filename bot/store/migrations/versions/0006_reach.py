"""the roll-up: packed days, months of distinct people"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import bot.store.columns

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table(
        'reach_person',
        sa.Column('number', ROW_ID, nullable=False),
        sa.Column('citizen', sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint('number', name=op.f('pk_reach_person')),
        sa.UniqueConstraint('citizen', name=op.f('uq_reach_person_citizen')),
    )
    op.create_table(
        'reach_day',
        sa.Column('day', sa.String(length=10), nullable=False),
        sa.Column('turns', sa.Integer(), nullable=False),
        sa.Column('words', sa.JSON(), nullable=False),
        sa.Column('block', sa.LargeBinary(), nullable=False),
        sa.Column('digest', sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint('day', name=op.f('pk_reach_day')),
    )
    op.create_table(
        'reach_seen',
        sa.Column('day', sa.String(length=10), nullable=False),
        sa.Column('turns', sa.Integer(), nullable=False),
        sa.Column('ids', sa.BigInteger(), nullable=False),
        sa.Column('first_at', bot.store.columns.UtcTime(), nullable=False),
        sa.Column('last_at', bot.store.columns.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint('day', name=op.f('pk_reach_seen')),
    )
    op.create_table(
        'reach_month',
        sa.Column('month', sa.String(length=7), nullable=False),
        sa.Column('province', sa.String(length=2), nullable=False),
        sa.Column('topic', sa.String(length=64), nullable=False),
        sa.Column('language', sa.String(length=2), nullable=False),
        sa.Column('people', sa.Integer(), nullable=False),
        sa.Column('queries', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('month', 'province', 'topic', 'language', name=op.f('pk_reach_month')),
    )
    op.create_table(
        'reach_state',
        sa.Column('name', sa.String(length=32), nullable=False),
        sa.Column('value', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('name', name=op.f('pk_reach_state')),
    )


def downgrade() -> None:
    for name in ('reach_state', 'reach_month', 'reach_seen', 'reach_day', 'reach_person'):
        op.drop_table(name)
