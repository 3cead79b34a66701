"""everyday names of groups of services"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'sector_alias',
        sa.Column('alias_id', sa.String(length=160), nullable=False),
        sa.Column('sector_id', sa.String(length=160), nullable=False),
        sa.Column('alias', sa.Text(), nullable=False),
        sa.Column('language', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('alias_id', name=op.f('pk_sector_alias')),
    )
    op.create_index(op.f('ix_sector_alias_sector_id'), 'sector_alias', ['sector_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_sector_alias_sector_id'), 'sector_alias')
    op.drop_table('sector_alias')
