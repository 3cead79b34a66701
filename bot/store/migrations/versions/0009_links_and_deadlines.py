"""names of indicators, what headings and ministries they belong to, and by when a service must be asked for"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'indicator_alias',
        sa.Column('alias_id', sa.String(length=160), nullable=False),
        sa.Column('indicator_id', sa.String(length=160), nullable=False),
        sa.Column('alias', sa.Text(), nullable=False),
        sa.Column('language', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('alias_id', name=op.f('pk_indicator_alias')),
    )
    op.create_index(op.f('ix_indicator_alias_indicator_id'), 'indicator_alias', ['indicator_id'], unique=False)
    for column in ('deadline_km', 'deadline_en'):
        op.add_column('service', sa.Column(column, sa.Text(), nullable=False, server_default=''))
    op.add_column('budget_category', sa.Column('ministry_id', sa.Text(), nullable=False, server_default=''))
    op.add_column('indicator', sa.Column('category_id', sa.Text(), nullable=False, server_default=''))


def downgrade() -> None:
    with op.batch_alter_table('indicator') as batch_op:
        batch_op.drop_column('category_id')
    with op.batch_alter_table('budget_category') as batch_op:
        batch_op.drop_column('ministry_id')
    with op.batch_alter_table('service') as batch_op:
        batch_op.drop_column('deadline_en')
        batch_op.drop_column('deadline_km')
    op.drop_index(op.f('ix_indicator_alias_indicator_id'), 'indicator_alias')
    op.drop_table('indicator_alias')
