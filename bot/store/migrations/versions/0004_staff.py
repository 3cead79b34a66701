"""staff, and what they own"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.columns import RowId, UtcTime

revision = '0004'
down_revision = '0003'
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
    op.create_table(
        'unanswered',
        sa.Column('id', RowId, nullable=False),
        sa.Column('inbox_id', RowId, nullable=False),
        sa.Column('at', UtcTime(), nullable=False),
        sa.Column('citizen', sa.String(length=64), nullable=False),
        sa.Column('language', sa.String(length=2), nullable=False),
        sa.Column('outcome', sa.String(length=20), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('state', sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_unanswered')),
    )
    op.create_index('ix_unanswered_state', 'unanswered', ['state', 'at'])
    op.create_index('ix_unanswered_citizen', 'unanswered', ['citizen'])
    # What the log kept moves: only here it can be deleted after a while, and the log stays as it is.
    op.execute(
        "INSERT INTO unanswered (inbox_id, at, citizen, language, outcome, text, state) "
        "SELECT inbox_id, at, citizen, language, outcome, text, 'open' FROM query "
        "WHERE text IS NOT NULL AND inbox_id IS NOT NULL ORDER BY id"
    )
    with op.batch_alter_table('query') as batch:
        batch.drop_column('text')
    op.create_table(
        'content_draft',
        sa.Column('id', RowId, nullable=False),
        sa.Column('at', UtcTime(), nullable=False),
        sa.Column('author', sa.String(length=64), nullable=False),
        sa.Column('path', sa.String(length=256), nullable=False),
        sa.Column('base', sa.String(length=64), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('additions', sa.JSON(), nullable=False),
        sa.Column('state', sa.String(length=16), nullable=False),
        sa.Column('findings', sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_content_draft')),
        sqlite_autoincrement=True,
    )
    op.create_table(
        'content_change',
        sa.Column('id', RowId, nullable=False),
        sa.Column('at', UtcTime(), nullable=False),
        sa.Column('author', sa.String(length=64), nullable=False),
        sa.Column('path', sa.String(length=256), nullable=False),
        sa.Column('before', sa.Text(), nullable=False),
        sa.Column('after', sa.Text(), nullable=False),
        sa.Column('undoes', RowId, nullable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_content_change')),
        sqlite_autoincrement=True,
    )
    op.create_index('ix_content_change_path', 'content_change', ['path', 'id'])


def downgrade() -> None:
    op.drop_table('content_change')
    op.drop_table('content_draft')
    with op.batch_alter_table('query') as batch:
        batch.add_column(sa.Column('text', sa.Text(), nullable=True))
    op.drop_table('unanswered')
    op.drop_table('sign_in_try')
    op.drop_table('staff')
