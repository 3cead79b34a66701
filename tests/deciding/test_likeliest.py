"""The first of what would be offered: told where it is likely and lacks nothing, its place asked for where it lacks one."""

from __future__ import annotations

from bot.conversation.spine import Conversation
from bot.deciding.decision import Answer, AskFor, Offer, Request
from bot.deciding.likeliest import told_first

TOTAL, YEARS = Request("state-total", {}, 2017), Request("state-years")


def test_the_first_is_told_with_doubt_and_the_rest_goes_along(conversation: Conversation) -> None:
    told = told_first(Offer((TOTAL, YEARS), 0.5), conversation.reader.catalogue)
    assert told == Answer(TOTAL, 0.5, sure=False, instead=(YEARS,))


def test_what_is_unlikely_or_lacks_something_stays_an_offer(conversation: Conversation) -> None:
    lacking = Request("service-fee", {"place": "12"})
    several = Request("service-fee", {"service": "driver-licence-test|driver-licence-renew"})
    for request, score in ((TOTAL, 0.3), (lacking, 0.9), (several, 0.9), (Request("thanks"), 0.9)):
        assert told_first(Offer((request, YEARS), score), conversation.reader.catalogue) is None


def test_where_only_the_place_is_missing_it_is_asked_for(conversation: Conversation) -> None:
    revenue = Request("budget-revenue", {"place": "060402|060705"})
    which = told_first(Offer((revenue,), 0.5), conversation.reader.catalogue)
    assert which == AskFor(Request("budget-revenue"), "place", ("060402", "060705"), 0.5)
    bare = told_first(Offer((Request("budget-revenue"),), 0.5), conversation.reader.catalogue)
    assert bare == AskFor(Request("budget-revenue"), "place", (), 0.5)
