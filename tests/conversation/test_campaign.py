"""The campaign around the talk: events however they are heard of, questions once, quizzes that can be left, calm feedback."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.conversation.asking_who import BASIC, DISABILITY
from bot.conversation.campaign import Talk
from bot.conversation.spine import Conversation
from bot.domain.campaign import AboutSelf, Event, Judged, QuizStep, Standing, Touched
from bot.domain.facts import Both
from bot.domain.talk import Incoming, Kind, Memory, Turn
from bot.messenger.payloads import to_messages
from bot.quiz.loader import load_items
from bot.store.citizens import _read, _write, still_in_mind
from bot.text.codes import fold_code

ROOT = Path(__file__).parent.parent.parent
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
NAME = Both("វេទិកា", "Forum")
EVENTS = [
    Event("EV26-051", date(2026, 11, 23), "010804", "forum", "all", NAME),
    Event("KD7", date(2026, 11, 23), "0108", "training", "budget", NAME),
    Event("OLD-1", date(2026, 11, 1), "01", "forum", "all", NAME),
]
BUDGET, FEE = "How big is the state budget of 2025?", "How much is a driving test for a motorbike?"


class Calendar:
    def find(self, folded: str) -> Event | None:
        return next((event for event in EVENTS if fold_code(event.code) == folded), None)


class Person:
    """Someone who talks; remembers what the store would."""

    def __init__(self, talk: Talk, name: str = "someone") -> None:
        self.talk, self.name, self.memory, self.now = talk, name, Memory(language="en", greeted=True), NOW
        self.turns: list[Turn] = []

    def does(self, kind: Kind, **what: str) -> Turn:
        incoming = Incoming(self.name, kind, self.now, **what)
        self.memory = _read(_write(self.memory))  # as between two messages
        self.memory = still_in_mind(self.memory, self.now, 30)
        turn = self.talk.respond(incoming, self.memory, self.now)
        self.memory = replace(turn.memory, at=self.now)
        self.turns.append(turn)
        return turn

    def says(self, text: str) -> Turn:
        return self.does(Kind.TEXT, text=text)

    def follows(self, ref: str) -> Turn:
        return self.does(Kind.START, ref=ref)

    def taps(self, title: str) -> Turn:
        shown = self.turns[-1].replies[-1].choices
        return self.does(Kind.TAP, tap=next(choice.payload for choice in shown if choice.title == title))

    def waits(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @property
    def titles(self) -> list[str]:
        return [choice.title for choice in self.turns[-1].replies[-1].choices]

    def notes(self, kind: type[Any]) -> list[Any]:
        return [note for turn in self.turns for note in turn.notes if isinstance(note, kind)]

    def takes_quiz(self) -> None:
        self.taps("Start")
        for _ in range(3):
            self.taps("1")


@pytest.fixture(scope="module")
def talk(conversation: Conversation) -> Talk:
    return Talk(conversation, Calendar(), load_items(ROOT / "quiz"))


@pytest.fixture
def person(talk: Talk) -> Person:
    return Person(talk)


@pytest.mark.parametrize(
    "typed", ["EV26-051", "ev26051", "EV26 ០៥១", "code: ev26-051", "កូដ EV26-051", " ev26–051 ", "លេខកូដ៖EV26.051"]
)
def test_a_code_is_heard_however_it_is_typed(person: Person, typed: str) -> None:
    assert person.says(typed).notes == (Touched("EV26-051", "code"),)


@pytest.mark.parametrize("typed", ["EV26-052", "26051", "forum", "what is EV26-051?", "ថវិកា", "EV26-051 " * 9])
def test_what_is_no_code_is_a_question_like_any_other(person: Person, typed: str) -> None:
    assert not [note for note in person.says(typed).notes if isinstance(note, Touched)]


@pytest.mark.parametrize("ref", ["ow-7", "", "=", "EV26-052", "EV26-051;DROP", "x" * 2000])
def test_a_reference_that_is_not_ours_is_left_alone(person: Person, ref: str) -> None:
    assert person.follows(ref).notes == ()


def test_a_reference_that_comes_late_or_twice_is_a_touch_each_time(person: Person) -> None:
    person.says(BUDGET)
    person.follows("EV26-051")
    person.follows("EV26-051")
    person.follows("KD7")
    assert person.notes(Touched) == [*[Touched("EV26-051", "link")] * 2, Touched("KD7", "link")]
    assert all(turn.replies for turn in person.turns)


def test_a_reference_beside_a_question_loses_neither(person: Person) -> None:
    turn = person.does(Kind.TEXT, text=BUDGET, ref="EV26-051")
    assert turn.intent == "state-total" and "37,950 billion" in turn.replies[0].text
    assert Touched("EV26-051", "link") in turn.notes and "Start" in person.titles


def test_a_reference_that_comes_with_an_ice_breaker_is_a_touch(person: Person) -> None:
    turn = person.does(Kind.TAP, tap=f"say?{BUDGET}", ref="EV26-051")
    assert turn.intent == "state-total" and turn.notes == (Touched("EV26-051", "link"),)


def test_a_newcomer_through_a_link_is_welcomed_and_told_that_a_machine_answers(talk: Talk) -> None:
    person = Person(talk)
    person.memory = Memory()
    turn = person.follows("EV26-051")
    assert "ស្វ័យប្រវត្តិ" in turn.replies[0].text and "វេទិកា" in turn.replies[1].text
    assert not turn.replies[0].choices and "English" in person.titles


def test_nothing_is_asked_before_something_was_given(person: Person) -> None:
    for text in ("hello", "what is the weather tomorrow", "what is the budget of Svay Chek commune?"):
        person.says(text)
    assert person.notes(AboutSelf) == []
    person.says(BUDGET)
    assert person.notes(AboutSelf) == [AboutSelf("sex", "asked")]


@pytest.mark.parametrize(
    ("language", "words", "told"),
    [
        ("en", ("FEMALE", "18 – 30", "rather not say"), ("female", "18-30", "")),
        ("km", ("ស្រី ", "១៨-៣០", "មិនចង់ប្រាប់"), ("female", "18-30", "")),
        ("en", ("Woman", "18 to 30", "Rather not say"), ("female", "18-30", "")),
    ],
)
def test_an_answer_about_oneself_may_be_written_out(
    talk: Talk, language: str, words: tuple[str, ...], told: tuple[str, ...]
) -> None:
    person = Person(talk)
    person.memory = Memory(language=language, greeted=True)
    person.says(BUDGET)
    for text in words:
        assert person.says(text).profile
    answers = [note for note in person.notes(AboutSelf) if note.state != "asked"]
    assert [(note.question, note.value) for note in answers] == list(zip(BASIC, told, strict=True))


def test_the_same_words_are_a_question_where_nothing_was_asked(person: Person) -> None:
    person.says("hello")
    assert not person.says("Female").profile and person.notes(AboutSelf) == []


def test_whoever_ignores_the_question_is_not_asked_again(person: Person) -> None:
    for _ in range(4):
        person.says(BUDGET)
        person.waits(60 * 24)
    assert person.notes(AboutSelf) == [AboutSelf("sex", "asked")]


def test_a_tap_about_oneself_is_no_query_and_a_question_is_one(person: Person) -> None:
    asked = person.says(BUDGET)
    tapped = person.taps("Woman")
    assert (asked.profile, tapped.profile) == (False, True)


def test_the_number_of_a_choice_may_be_typed(person: Person) -> None:
    person.says(BUDGET)
    person.says("2")
    assert person.notes(AboutSelf)[1] == AboutSelf("sex", "answered", "male")


def to_the_commune(person: Person) -> None:
    person.says(BUDGET)
    person.taps("Rather not say")
    person.taps("Rather not say")


def test_a_place_talked_about_is_offered_and_only_a_tap_makes_it_ones_own(person: Person) -> None:
    person.memory = replace(person.memory, names={"place": "170204"})
    person.says("What is the fee for birth registration?")
    person.memory = replace(person.memory, names={**person.memory.names, "place": "170204"})
    person.taps("Rather not say")
    person.taps("Rather not say")
    assert "Svay Chek Commune" in person.titles or any("Svay Chek" in title for title in person.titles)
    assert not [note for note in person.notes(AboutSelf) if note.value == "170204"]
    person.taps(next(title for title in person.titles if "Svay Chek" in title))
    assert person.notes(AboutSelf)[-1] == AboutSelf("commune", "answered", "170204")


def test_a_typed_commune_is_taken_and_a_question_instead_is_answered(person: Person) -> None:
    to_the_commune(person)
    person.taps("Write the name")
    turn = person.says("Banteay Chhmar")
    assert turn.profile and person.notes(AboutSelf)[-1] == AboutSelf("commune", "answered", "010701")

    person.says("change my answers")
    person.taps("Commune")
    person.taps("Write the name")
    turn = person.says(FEE)
    assert turn.intent == "service-fee" and not turn.profile
    assert person.notes(AboutSelf)[-1].value == "010701" and person.memory.campaign.asking == ""


def test_nobody_can_smuggle_in_a_value(person: Person) -> None:
    for tap in (
        "do/who?q=sex&is=robot",
        "do/who?q=commune&is=999999",
        "do/who?q=shoe&is=42",
        "do/who?q=disability&is=much",
    ):
        assert person.does(Kind.TAP, tap=tap).replies
    assert not [note for note in person.notes(AboutSelf) if note.state == "answered"]


def test_difficulties_are_asked_only_where_the_organisation_wants_it(
    conversation: Conversation, person: Person
) -> None:
    to_the_commune(person)
    person.taps("Rather not say")
    assert {note.question for note in person.notes(AboutSelf)} == set(BASIC)

    asked = Person(Talk(conversation, Calendar(), {}, (*BASIC, DISABILITY)))
    to_the_commune(asked)
    asked.taps("Rather not say")
    asked.taps("Some difficulty")
    assert asked.notes(AboutSelf)[-1] == AboutSelf(DISABILITY, "answered", "some")


def test_the_quiz_after_is_offered_only_when_something_can_have_been_learnt(person: Person) -> None:
    person.follows("EV26-051")
    person.takes_quiz()
    person.waits(5)
    assert "Start" not in [choice.title for choice in person.follows("EV26-051").replies[-1].choices]
    person.waits(40)
    person.follows("EV26-051")
    assert "Start" in person.titles
    person.takes_quiz()
    steps = [note for note in person.notes(QuizStep) if note.item]
    assert [step.moment for step in steps] == ["pre"] * 3 + ["post"] * 3
    assert sorted(step.item for step in steps[:3]) == sorted(step.item for step in steps[3:])
    assert [step.finished for step in steps] == [False, False, True] * 2


def test_the_quiz_after_is_offered_once_beside_an_answer(person: Person) -> None:
    person.follows("EV26-051")
    person.takes_quiz()
    person.says(BUDGET)
    person.waits(60)
    offers = []
    for _ in range(3):
        person.says(BUDGET)
        offers.append("Start" in person.titles)
    assert offers == [True, False, False]


def test_the_link_for_the_end_opens_the_quiz_after_at_once(person: Person) -> None:
    person.follows("EV26-051=after")
    person.takes_quiz()
    assert {step.moment for step in person.notes(QuizStep)} == {"post"}


def test_an_event_long_over_offers_no_quiz_but_counts_the_touch(person: Person) -> None:
    person.follows("OLD-1")
    assert person.notes(Touched) == [Touched("OLD-1", "link")] and "Start" not in person.titles


def test_no_answer_is_given_away_before_the_quiz_after(person: Person) -> None:
    person.follows("EV26-051")
    person.takes_quiz()
    said = "\n".join(reply.text for turn in person.turns for reply in turn.replies)
    assert "✓" not in said and "right" not in person.turns[-1].replies[-1].text.replace("the right answers", "")


def test_a_quiz_left_for_a_day_goes_on_where_it_was(person: Person) -> None:
    person.follows("EV26-051")
    person.taps("Start")
    person.taps("1")
    person.waits(60 * 20)
    person.says(BUDGET)
    person.taps("Go on with the quiz")
    assert "Question 2 of 3" in person.turns[-1].replies[-1].text


def test_an_old_button_tapped_again_answers_nothing_twice(person: Person) -> None:
    person.follows("EV26-051")
    person.taps("Start")
    first = person.turns[-1].replies[-1].choices[0].payload
    person.taps("1")
    person.does(Kind.TAP, tap=first)
    assert len([note for note in person.notes(QuizStep) if note.item]) == 1
    assert "Question 2 of 3" in person.turns[-1].replies[-1].text


def test_a_quiz_whose_files_are_gone_begins_anew_or_not_at_all(conversation: Conversation, person: Person) -> None:
    person.follows("EV26-051")
    person.taps("Start")
    person.talk = Talk(conversation, Calendar(), {})
    assert person.says(BUDGET).intent == "state-total"
    assert (
        person.does(Kind.TAP, tap="do/quiz?event=EV26-051&when=pre").replies[0].text
        == "There is no quiz at the moment."
    )


def test_whether_an_answer_was_useful_is_asked_once_in_a_talk(person: Person) -> None:
    asked = []
    for text in (BUDGET, FEE, BUDGET, FEE):
        person.says(text)
        asked.append("Useful" in person.titles)
    assert asked == [False, True, False, False]  # beside the first answer it was asked who asks
    person.waits(60)
    person.says(BUDGET)
    assert "Useful" in person.titles
    person.taps("Not useful")
    assert person.notes(Judged) == [Judged("state-total", False, BUDGET)] and "Talk to a person" in person.titles


def test_greetings_are_not_judged(person: Person) -> None:
    person.memory = replace(person.memory, campaign=Standing(who={"sex": "declined"}))
    for text in ("hello", "thank you", "who are you"):
        person.says(text)
        assert "Useful" not in person.titles


def test_whoever_is_forgotten_is_a_stranger_again(person: Person) -> None:
    person.follows("EV26-051")
    person.says(BUDGET)
    person.taps("Woman")
    person.says("delete my data")
    turn = person.taps("Yes")
    assert turn.forget and turn.memory.campaign == Standing()


def test_every_turn_of_our_own_leaves_something_to_tap_within_the_limits(person: Person) -> None:
    person.follows("EV26-051")
    person.takes_quiz()
    to_the_commune(person)
    for title in ("Write the name",):
        person.taps(title)
    person.says("Svay Chek")
    for turn in person.turns:
        messages = [message for reply in turn.replies for message in to_messages(reply)]
        assert "quick_replies" in messages[-1]
        assert all(len(choice.title) <= 20 for choice in turn.replies[-1].choices)
