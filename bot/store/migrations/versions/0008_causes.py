"""why a letter was given up, for programs"""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

# What the store said until now, in English.
SAID = {
    'the time in which the platform takes answers was over': 'too_late',
    'the program ended each time while answering': 'ended',
    'The platform has a fault it does not name.': 'no_name',
    'The platform has a fault; often a permission or Advanced Access is missing.': 'no_access',
    'The platform is not available for the moment, or the person has blocked the Page.': 'away_or_blocked',
    'The platform reported a fault, but the message was sent.': 'reported_but_sent',
    "An administrator of the Page must accept Meta's contact terms.": 'contact_terms',
    'The app lacks a capability: check its set-up.': 'capability',
    'A rate limit is reached.': 'limit',
    'Too many messages to phone numbers.': 'phone_limit',
    'The app may not send for this Page: check its permissions and its review.': 'permission',
    'The platform does not permit this message.': 'not_permitted',
    'The Page is restricted from sending for a time.': 'restricted',
    'The app is not reviewed yet: only people with a role in it can be answered.': 'roles_only',
    'More than 24 hours have passed since the person last wrote.': 'window_closed',
    'This person cannot receive messages from the Page.': 'cannot_receive',
    'The platform calls the message faulty.': 'faulty',
    "The platform does not know this Page, this token or this app's secret: check the set-up.": 'set_up',
    'There is no such person at this Page; if it happens often, check the token.': 'no_such_person',
    'The platform could not fetch the attachment.': 'attachment_fetch',
    'The message was empty.': 'empty',
    'The platform cannot use the attachment.': 'attachment',
    'The person has deleted or archived the talk.': 'archived',
    "The Page's token is no longer valid: make a new one and set BOT_PAGE_TOKEN.": 'token',
    'The phone number does not lead to a person.': 'phone',
    'The Page is blocked for a time for breaking a policy of the platform.': 'blocked',
    'The platform could not send for the moment.': 'momentary',
    'This person has no profile that can be read.': 'no_profile',
    'Another app or a person of the staff holds this talk.': 'held',
    'The platform says that the fault will pass.': 'transient',
    'The platform refused the message with an error that is not in our list.': 'unlisted',
    'The platform took the message but did not name it.': 'unnamed',
}
SAID_WITH_DETAIL = (
    (r'The platform failed with HTTP status (\d+)\.', 'http'),
    (r'The platform cannot be called: check BOT_GRAPH_URL and BOT_PAGE_TOKEN \((\w+)\)\.', 'cannot_call'),
    (r'The platform could not be reached \((\w+)\)\.', 'unreached'),
    (r'The platform did not answer; the message may have been sent \((\w+)\)\.', 'unanswered'),
    (r'unforeseen: (\w+)', 'unforeseen'),
    (r'((?:Operational|DBAPI|Interface|Internal|Database|Programming|Integrity|Data|Statement)Error|TimeoutError)', 'store'),
    (r'(\w*(?:Error|Exception))', 'bot'),
)
DEAD = 2


def upgrade() -> None:
    for table, column in (('outbox', 'reason'), ('inbox', 'error')):
        op.add_column(table, sa.Column('cause', sa.String(length=160), nullable=False, server_default=''))
        _tell_causes(table, column)


def _tell_causes(table: str, column: str) -> None:
    """Letters that were given up before say why in the same way; there are few."""
    connection = op.get_bind()
    dead = sa.text(f"SELECT id, {column} AS reason FROM {table} WHERE status = {DEAD} AND {column} <> ''")
    change = sa.text(f'UPDATE {table} SET cause = :cause WHERE id = :id')
    for row in connection.execute(dead).all():
        if told := cause_of(row.reason):
            connection.execute(change, {'cause': told, 'id': row.id})


def cause_of(reason: str) -> str:
    """The cause that an English reason means; empty where it is none of ours."""
    if tried := re.match(r'tried (\d+) times: ', reason):
        rest = cause_of(reason[tried.end():])
        return f'tried {tried[1]} {rest}' if rest else ''
    twice = 'sent twice, neither answer nor echo: '
    if reason.startswith(twice):
        rest = cause_of(reason.removeprefix(twice))
        return f'twice {rest}' if rest else ''
    if reason in SAID:
        return SAID[reason]
    for pattern, code in SAID_WITH_DETAIL:
        if found := re.fullmatch(pattern, reason):
            return f'{code} {found[1]}'
    return ''


def downgrade() -> None:
    for table in ('inbox', 'outbox'):
        op.drop_column(table, 'cause')
