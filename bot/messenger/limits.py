"""Limits of the Messenger Platform; lengths are counted in code points.

Meta does not say whether it counts code points or UTF-16 units (unconfirmed); for Khmer they are the same.
"""

from __future__ import annotations

from datetime import timedelta

# Meta: Send API reference.
TEXT = 2000
TEXT_PART = 1900  # our own: where long texts are cut, with room to spare
METADATA = 1000
WINDOW = timedelta(hours=24)  # answers are accepted so long after the citizen's last act; exact edge unconfirmed

# Meta: Quick replies.
QUICK_REPLIES = 13
QUICK_REPLY_TITLE = 20  # whether longer ones fail or are cut is unconfirmed
PAYLOAD = 1000

# Meta: Button template, Generic template.
BUTTON_TEXT = 640
BUTTONS = 3
BUTTON_TITLE = 20
CARDS = 10
CARD_TITLE = 80
CARD_SUBTITLE = 80

# Meta: Persistent menu, Ice breakers, Commands, Messenger Profile API.
MENU_ITEMS = 20
MENU_TITLE = 30
ICE_BREAKERS = 4
ICE_BREAKER_QUESTION = 80  # unconfirmed
COMMANDS = 100
COMMAND_NAME = 32
COMMAND_DESCRIPTION = 64
PROFILE_CALLS = 10  # in each span of ten minutes, for one Page
PROFILE_SPAN = timedelta(minutes=10)
GREETING = 160  # an older page of Meta's; the current one is unconfirmed

# Meta: m.me links.
REF = 2083

# Meta: Webhooks for Messenger Platform. Another page says 20 seconds (unconfirmed which is enforced).
ANSWER_WITHIN = timedelta(seconds=5)
ALERT_AFTER = timedelta(minutes=15)
UNSUBSCRIBED_AFTER = timedelta(hours=1)

# Our own: a long Khmer message is 12 kB on the wire, bodies of 300 kB have been seen.
BODY_BYTES = 1024 * 1024
# Our own: no question is longer, and whoever pastes a book must not keep everybody else waiting.
WORDS = 2000

# Meta: Messenger Platform rate limits; calls a second for one Page.
SENDS_A_SECOND = 300
SLOW_DOWN_AT = 80  # per cent of a limit used: our own threshold
