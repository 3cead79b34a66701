"""names of offices, and budget headings that are nearly the same as another"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'office_alias',
        sa.Column('alias_id', sa.String(length=160), nullable=False),
        sa.Column('office_id', sa.String(length=160), nullable=False),
        sa.Column('alias', sa.Text(), nullable=False),
        sa.Column('language', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('alias_id', name=op.f('pk_office_alias')),
    )
    op.create_index(op.f('ix_office_alias_office_id'), 'office_alias', ['office_id'], unique=False)
    op.add_column('budget_category', sa.Column('akin', sa.Text(), nullable=False, server_default=''))


def downgrade() -> None:
    with op.batch_alter_table('budget_category') as batch_op:
        batch_op.drop_column('akin')
    op.drop_index(op.f('ix_office_alias_office_id'), 'office_alias')
    op.drop_table('office_alias')
