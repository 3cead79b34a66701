"""What a question resembles: offered where it names nothing, and a reason to doubt where it names something else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation.spine import Conversation
from bot.deciding.decision import Answer, AskFor, GiveUp, Offer, Request
from bot.deciding.doubt import ENOUGH, Signs, surely
from bot.deciding.resembling import with_another_thing, with_doubt, with_resembling
from bot.domain.talk import Memory, Outcome
from bot.understanding.entities import Question
from tests.conversation.test_spine import say

THIS_YEAR = 2026


def asked(conversation: Conversation, text: str) -> Question:
    return conversation.reader.read(text, THIS_YEAR).question


def test_a_missing_service_is_chosen_from_those_that_the_question_resembles(conversation: Conversation) -> None:
    missing = AskFor(Request("service-fee"), "service")
    question = Question(key="paper for a shop where people get massage with four beds", rest="")
    decision = with_resembling(missing, question, Memory(), conversation.reader)
    assert isinstance(decision, AskFor) and "massage-permit" in decision.options and 1 < len(decision.options) <= 3
    told = AskFor(Request("service-fee"), "service", ("a", "b"))
    assert with_resembling(told, question, Memory(), conversation.reader) is told


def test_instead_of_no_the_thing_that_a_question_resembles_is_told_with_doubt(conversation: Conversation) -> None:
    question = Question(key="passport for travelling abroad", rest="")
    decision = with_resembling(GiveUp(), question, Memory(), conversation.reader)
    assert isinstance(decision, Answer | Offer)
    meant = [decision.request] if isinstance(decision, Answer) else decision.requests
    assert meant[0].names["service"] == "passport-regular" and meant[0].intent == "service-overview"
    assert not (isinstance(decision, Answer) and decision.sure)


def test_an_offer_that_lacks_its_thing_offers_things(conversation: Conversation) -> None:
    question = Question(key="how much to do it at the office with the stamp", rest="")
    fee = Request("service-fee", {"place": "12"})
    offer = with_resembling(Offer((fee,), 0.4), question, Memory(), conversation.reader)
    assert isinstance(offer, Offer) and {request.intent for request in offer.requests} == {"service-fee"}
    assert all(request.names["place"] == "12" for request in offer.requests)
    assert "legalisation" in [request.names["service"] for request in offer.requests]


@pytest.mark.parametrize(
    "text",
    ["how much is a passport at the cambodian embassy", "tver pasport nov thai tlai ponman", "ប៉ាស្ព័រនៅស្ថានទូតថ្លៃប៉ុន្មាន"],
)
def test_what_is_asked_from_abroad_is_doubted(conversation: Conversation, text: str) -> None:
    question = asked(conversation, text)
    answer = Answer(Request("service-fee", {"service": "passport-regular"}), 0.99)
    named = replace(question, found={**question.found, "service": ("passport-regular",)})
    doubted = with_doubt(answer, named, conversation.reader)
    assert question.abroad and isinstance(doubted, Answer) and not doubted.sure


def test_a_refusal_with_a_reason_stays(conversation: Conversation) -> None:
    no = GiveUp(0.9, "other-services")
    question = Question(key="passport for travelling abroad", rest="")
    assert with_resembling(no, question, Memory(), conversation.reader) is no
    assert (
        with_resembling(GiveUp(), asked(conversation, "is it going to rain"), Memory(), conversation.reader) == GiveUp()
    )


def test_an_answer_about_another_thing_than_the_words_describe_is_doubted(conversation: Conversation) -> None:
    text = "my driving licence for the car has expired, what does a new one cost"
    question = asked(conversation, text)
    licence = {"service": question.found["service"][0]}
    right = with_doubt(Answer(Request("service-fee", licence), 0.95), question, conversation.reader)
    assert isinstance(right, Answer) and right.sure
    other = Question(key=question.key, rest=question.rest, found={"service": ("family-book",)})
    wrong = with_doubt(Answer(Request("service-fee", {"service": "family-book"}), 0.95), other, conversation.reader)
    assert isinstance(wrong, Answer) and not wrong.sure
    of_the_talk = Question(key=question.key, rest=question.rest)
    kept = Answer(Request("service-fee", {"service": "family-book"}), 0.95)
    assert with_doubt(kept, of_the_talk, conversation.reader) is kept


def test_what_is_told_with_doubt_says_so_and_counts_as_offered(conversation: Conversation) -> None:
    reading = conversation.reader.read("passport", THIS_YEAR)
    request = Request("service-overview", {"service": "passport-regular"}, None, reading.question.key)
    said = conversation._doing.decided(Answer(request, 0.2, sure=False), Memory(), "en")
    assert said.outcome is Outcome.OFFERED
    assert said.replies[0].text.startswith("I am not sure what you ask") and "US$100" in said.replies[0].text


def test_two_demands_are_told_one_after_the_other(conversation: Conversation) -> None:
    turn = say(conversation, "which documents for a residence book and where do I apply?")
    first, second = turn.replies[-2:]
    assert first.text.startswith("Residence book\n") and "Where:" in first.text and not first.choices
    assert second.text.startswith("Residence book, you need:")


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (Signs(0.9, False, worth=0.8), Signs(0.9, False, worth=0.0)),
        (Signs(0.9, False, worth=0.8), Signs(0.9, True, worth=0.8)),
        (Signs(0.9, False, worth=0.3), Signs(0.9, False, worth=0.3, behind=0.5)),
        (Signs(0.99, False, worth=0.3), Signs(0.7, False, worth=0.3)),
        (Signs(0.9, False, near=-1.0), Signs(0.9, False, near=1.0)),
    ],
)
def test_each_sign_tells(better: Signs, worse: Signs) -> None:
    assert 0 < surely(worse) < surely(better) < 1


def test_extreme_scores_do_no_harm() -> None:
    assert surely(Signs(1.0, False, worth=2.0)) > ENOUGH > surely(Signs(0.0, True, worth=-3.0, behind=5.0))


def test_in_a_talk_the_remembered_thing_gives_way_to_the_one_that_is_described(conversation: Conversation) -> None:
    question = asked(conversation, "paper for the place where people get massage, how much")
    question = replace(question, found={})
    licence = Answer(Request("service-fee", {"service": "driver-licence-test", "variant": "a"}), 0.9)
    other = with_another_thing(licence, question, conversation.reader)
    assert isinstance(other, Answer) and not other.sure and other.request.names == {"service": "massage-permit"}
    for words in ("how much", "and the documents?"):
        follow_up = replace(asked(conversation, words), found={})
        assert with_another_thing(licence, follow_up, conversation.reader) is licence


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("what is the fee to get a motorbike license, and for how many years is it good?", ("30,000", "10 years")),
        ("medium taxpayer company, how much is patent tax now and until which month can we renew it", ("1,200,000",)),
        ("ប្រឡងប័ណ្ណបើកបរឡាន អស់ប៉ុន្មាន ហើយប្រើបានប៉ុន្មានឆ្នាំ", ("៩០,០០០", "១០ ឆ្នាំ")),
    ],
)
def test_different_demands_of_one_thing_are_all_told(
    conversation: Conversation, text: str, told: tuple[str, ...]
) -> None:
    said = "\n".join(reply.text for reply in say(conversation, text).replies)
    assert all(figure in said for figure in told)
