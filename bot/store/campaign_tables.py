"""Tables of the campaign: events, who came through them, who citizens say they are, what they learned and thought."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Index, Integer, String, Table, Text, UniqueConstraint, text

from bot.store.columns import RowId, UtcTime, metadata

event = Table(
    "event",
    metadata,
    Column("code", String(20), primary_key=True),  # as printed and typed, capitals; also the ref of the m.me link
    Column("folded", String(20), nullable=False, unique=True),  # the code as it is compared: letters and digits only
    Column("date", String(10), nullable=False, index=True),  # YYYY-MM-DD, the first day
    Column("place", String(8), nullable=False),  # NCDD code
    Column("type", String(32), nullable=False),  # events/register.py, TYPES
    Column("topic", String(64), nullable=False),  # budget | services | procurement | all
    Column("organiser", Text, nullable=False, default=""),
    Column("name_km", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("paper_women", Integer),  # of the signed attendance list; NULL: not counted
    Column("paper_men", Integer),
    Column("paper_unknown", Integer),  # on the list without a sex
    Column("created_at", UtcTime, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
)

attribution = Table(
    "attribution",  # every touch is a row; people are counted as distinct citizens
    metadata,
    Column("id", RowId, primary_key=True),
    Column("citizen", String(64), nullable=False),  # pseudonym
    Column("event", String(20), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("day", String(10), nullable=False),  # YYYY-MM-DD in BOT_TIMEZONE
    Column("how", String(8), nullable=False),  # link | code
    Column("first", Boolean, nullable=False),  # the first touch of any event by this citizen
    Index("ix_attribution_event", "event", "citizen"),
    Index("ix_attribution_citizen", "citizen", "at"),
    # At most one first touch a citizen, whatever two workers do at once.
    Index("uq_attribution_first", "citizen", unique=True, sqlite_where=text("first"), postgresql_where=text("first")),
)

STATES = ("not_asked", "asked", "declined", "answered")
"""Of a question about oneself. asked: it was put and nothing came back (reports say "unknown")."""

profile = Table(
    "profile",  # one row a citizen: the newest answers; no row: nothing was asked
    metadata,
    Column("citizen", String(64), primary_key=True),
    Column("sex", String(8), nullable=False, default=""),  # female | male | other
    Column("sex_state", String(10), nullable=False, default="not_asked"),
    Column("age_band", String(8), nullable=False, default=""),  # under-18 | 18-30 | 31-45 | 46-60 | over-60
    Column("age_band_state", String(10), nullable=False, default="not_asked"),
    Column(
        "commune", String(8), nullable=False, default=""
    ),  # NCDD code; of a district or province if no more was said
    Column("commune_state", String(10), nullable=False, default="not_asked"),
    Column("disability", String(8), nullable=False, default=""),  # none | some | much
    Column("disability_state", String(10), nullable=False, default="not_asked"),
    Column("changed_at", UtcTime, nullable=False),
)

profile_answer = Table(
    "profile_answer",  # the history: a later answer corrects an earlier one and both stay
    metadata,
    Column("id", RowId, primary_key=True),
    Column("citizen", String(64), nullable=False, index=True),
    Column("at", UtcTime, nullable=False),
    Column("question", String(12), nullable=False),  # sex | age_band | commune | disability
    Column("state", String(10), nullable=False),
    Column("value", String(8), nullable=False, default=""),
)

quiz_attempt = Table(
    "quiz_attempt",  # a pair is the finished `pre` and `post` of one citizen and event
    metadata,
    Column("id", RowId, primary_key=True),
    Column("citizen", String(64), nullable=False),
    Column("event", String(20), nullable=False, default=""),  # "": taken outside any event
    Column("moment", String(4), nullable=False),  # pre | post
    Column("items", JSON, nullable=False),  # ids in the order asked
    Column("day", String(10), nullable=False),  # of the start, in BOT_TIMEZONE
    Column("started_at", UtcTime, nullable=False),
    Column("finished_at", UtcTime),  # NULL: not finished, may be resumed
    Column("refused_at", UtcTime),  # declined before or within; cleared when taken up again
    Column("asked", Integer, nullable=False),  # number of items; 0: refused before it began
    Column("score", Integer, nullable=False, default=0),  # right answers so far
    UniqueConstraint("citizen", "event", "moment"),
    Index("ix_quiz_attempt_event", "event", "moment"),
)

quiz_answer = Table(
    "quiz_answer",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("citizen", String(64), nullable=False),
    Column("event", String(20), nullable=False, default=""),
    Column("moment", String(4), nullable=False),
    Column("item", String(64), nullable=False),  # name of a file in quiz/
    Column("topic", String(64), nullable=False),
    Column("choice", Integer, nullable=False),  # 1, 2, … in the file's order; 0: "I do not know"
    Column("correct", Boolean, nullable=False),
    Column("at", UtcTime, nullable=False),
    UniqueConstraint("citizen", "event", "moment", "item"),
    Index("ix_quiz_answer_item", "item", "moment"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("query", RowId, nullable=False, unique=True),  # the answered row of the query log; a second tap corrects
    Column("citizen", String(64), nullable=False, index=True),
    Column("at", UtcTime, nullable=False),
    Column("day", String(10), nullable=False),
    Column("useful", Boolean, nullable=False),
    Column("intent", String(128), nullable=False),
    Column("topic", String(64), nullable=False),
    Column("language", String(2), nullable=False),
    Column("question", Text),  # only of an answer that was not useful, personal data removed; NULL once forgotten
    Column("answer", Text),  # what the bot had said, likewise
    Index("ix_feedback_day", "day", "useful"),
)
