"""who imported what, and what each import changed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('fact_load', schema=None) as batch_op:
        batch_op.add_column(sa.Column('who', sa.String(length=64), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('file', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('reverts', sa.BigInteger(), nullable=True))
    op.create_table('fact_change',
    sa.Column('load_id', sa.BigInteger(), nullable=False),
    sa.Column('table', sa.String(length=32), nullable=False),
    sa.Column('key', sa.String(length=160), nullable=False),
    sa.Column('before', sa.JSON(), nullable=True),
    sa.Column('after', sa.JSON(), nullable=True),
    sa.PrimaryKeyConstraint('load_id', 'table', 'key', name=op.f('pk_fact_change'))
    )


def downgrade() -> None:
    op.drop_table('fact_change')
    with op.batch_alter_table('fact_load', schema=None) as batch_op:
        batch_op.drop_column('reverts')
        batch_op.drop_column('file')
        batch_op.drop_column('who')
