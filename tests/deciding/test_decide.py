"""What is done about a reading: answer, ask for what is missing, offer up to three, or say no."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.deciding.decide import OFFERED, SURE, decide, rank
from bot.deciding.decision import Answer, AskFor, GiveUp, Offer, Request
from bot.deciding.settle import narrowed
from bot.domain.facts import Both
from bot.domain.talk import Memory
from bot.understanding.catalogue import PLACEHOLDER, Intent
from bot.understanding.entities import Question
from bot.understanding.matcher import Candidate
from bot.understanding.reading import Reading

WORDS = Both("ក", "a")


def intent(name: str, needs: str = "", uses: str = "", **rest: str) -> Intent:
    kind = rest.pop("kind", "aspect")
    return Intent(name, kind, "budget", WORDS, (), WORDS, tuple(needs.split()), tuple(uses.split()), **rest)


CATALOGUE = {
    made.name: made
    for made in [
        intent("total", "place", "year"),
        intent("revenue", "place", "year"),
        intent("state", uses="year"),
        intent("fee", "service", "place"),
        intent("days", "service"),
        intent("overview", "service", alone="service"),
        intent("winner", "project"),
        intent("what"),
        intent("overcharged", uses="service", kind="answer"),
        intent("ministry", "ministry", alone="ministry"),
        intent("heading", "category", alone="category"),
        intent("again", does="repeat"),
        intent("weather", does="refuse"),
    ]
}
PLACE, SERVICE, YEAR = PLACEHOLDER["place"], PLACEHOLDER["service"], PLACEHOLDER["year"]


def reading(
    *scores: tuple[str, float],
    rest: str = "words enough",
    years: tuple[int, ...] = (),
    exact: bool = False,
    **found: str,
) -> Reading:
    names = {kind: tuple(ids.split()) for kind, ids in found.items()}
    question = Question(key=rest, rest=rest, found=names, years=years)
    return Reading("en", question, tuple(Candidate(name, score, name) for name, score in scores), exact)


def talk(intent: str = "", **rest: object) -> Memory:
    return Memory(intent=intent, **rest)  # type: ignore[arg-type]


def request_of(decision: object) -> tuple[str, dict[str, str], int | None]:
    assert isinstance(decision, Answer | AskFor)
    return decision.request.intent, dict(decision.request.names), decision.request.year


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        (reading(("what", 0.95)), ("what", {}, None)),
        (reading(("total", 0.95), ("revenue", 0.1), place="01"), ("total", {"place": "01"}, None)),
        (reading(("total", 0.95), place="01", years=(2021, 2023)), ("total", {"place": "01"}, 2023)),
        (reading(("fee", 0.95), service="x", place="01"), ("fee", {"service": "x", "place": "01"}, None)),
        (
            reading(("fee", 0.95), service="x", place="01 02"),
            ("fee", {"service": "x"}, None),
        ),  # unclear, but not needed
        (reading(("what", 0.5), ("state", 0.45), exact=True), ("what", {}, None)),
        (reading(("what", 0.1), rest=SERVICE, service="x"), ("overview", {"service": "x"}, None)),  # a bare name
    ],
)
def test_a_sure_question_is_answered(read: Reading, expected: tuple[str, dict[str, str], int | None]) -> None:
    decision = decide(read, Memory(), CATALOGUE)
    assert isinstance(decision, Answer) and request_of(decision) == expected


@pytest.mark.parametrize(
    ("read", "kind", "options"),
    [
        (reading(("total", 0.99)), "place", ()),
        (reading(("total", 0.99), place="010505 210708"), "place", ("010505", "210708")),
        (reading(("fee", 0.99), service="x y"), "service", ("x", "y")),
        (reading(("winner", 0.99)), "project", ()),
    ],
)
def test_what_is_missing_or_unclear_is_asked_for(read: Reading, kind: str, options: tuple[str, ...]) -> None:
    decision = decide(read, Memory(), CATALOGUE)
    assert isinstance(decision, AskFor) and (decision.kind, decision.options) == (kind, options)


@pytest.mark.parametrize(
    ("scores", "offered"),
    [
        ([("what", SURE - 0.01), ("state", 0.3)], ["what", "state"]),
        ([("what", 0.7), ("state", 0.45)], ["what", "state"]),
        ([("what", 0.9), ("state", 0.88)], ["what", "state"]),  # too near each other
        ([("what", 0.4), ("state", 0.39), ("again", 0.38), ("weather", 0.3)], ["what", "state"]),
        ([("what", 0.3), ("state", 0.001)], ["what"]),
    ],
)
def test_an_unsure_question_gets_an_offer(scores: list[tuple[str, float]], offered: list[str]) -> None:
    decision = decide(reading(*scores), Memory(), CATALOGUE)
    assert isinstance(decision, Offer) and [request.intent for request in decision.requests] == offered


def test_at_most_three_things_are_offered_with_the_names_that_were_said() -> None:
    read = reading(*((name, 0.5) for name in ("total", "revenue", "state", "fee", "what")), place="01")
    decision = decide(read, Memory(), CATALOGUE)
    assert isinstance(decision, Offer) and len(decision.requests) == OFFERED == 3
    assert {request.names.get("place") for request in decision.requests if request.intent != "state"} <= {"01", None}


@pytest.mark.parametrize("scores", [[], [("what", 0.01)], [("what", 0.05), ("state", 0.04)], [("weather", 0.97)]])
def test_a_question_about_other_things_is_given_up(scores: list[tuple[str, float]]) -> None:
    assert isinstance(decide(reading(*scores), Memory(), CATALOGUE), GiveUp)


def test_a_word_alone_is_a_subject_and_no_question() -> None:
    word = reading(("what", 0.9), rest="luy khum")
    assert isinstance(decide(word, Memory(), CATALOGUE), Offer)
    assert isinstance(decide(word, talk("fee", names={"service": "x"}), CATALOGUE), Answer)  # of what was talked about
    assert isinstance(decide(reading(("what", 0.995), rest="luy khum"), Memory(), CATALOGUE), Answer)
    thanks = {**CATALOGUE, "what": replace(CATALOGUE["what"], kind="talk")}
    assert isinstance(decide(word, Memory(), thanks), Answer)


def test_of_another_country_nothing_is_told() -> None:
    bare = reading(("what", 0.01), rest=SERVICE + PLACEHOLDER["country"], service="x", country="TH")
    assert isinstance(decide(bare, Memory(), CATALOGUE), GiveUp)
    assert decide(reading(("state", 0.97), country="VN"), Memory(), CATALOGUE) == GiveUp(0.0)
    service = replace(CATALOGUE["what"], topic="services")
    assert isinstance(decide(reading(("what", 0.97), country="VN"), Memory(), {**CATALOGUE, "what": service}), Answer)


def test_a_bare_place_asks_what_about_it() -> None:
    decision = decide(reading(rest=PLACE, place="01"), Memory(), CATALOGUE)
    assert isinstance(decision, AskFor) and (decision.kind, decision.options) == ("topic", ("01",))


@pytest.mark.parametrize(
    ("read", "memory", "expected"),
    [
        (reading(rest=YEAR, years=(2023,)), talk("total", names={"place": "01"}), ("total", {"place": "01"}, 2023)),
        (
            reading(("again", 0.9), rest=f"and in {YEAR}", years=(2023,)),
            talk("total", names={"place": "01"}),
            ("total", {"place": "01"}, 2023),
        ),
        (
            reading(rest=PLACE, place="02"),
            talk("total", names={"place": "01", "year": "2023"}),
            ("total", {"place": "02"}, None),
        ),
        (
            reading(("again", 0.9), rest="and for a car"),
            talk("fee", names={"service": "x"}),
            ("fee", {"service": "x"}, None),
        ),
        (
            reading(("revenue", 0.95), rest="its revenue"),
            talk("total", names={"place": "01", "year": "2023"}),
            ("revenue", {"place": "01"}, 2023),
        ),
        (
            reading(("days", 0.95), rest="how long"),
            talk("fee", names={"service": "x", "variant": "a"}),
            ("days", {"service": "x", "variant": "a"}, None),
        ),
        (
            reading(("days", 0.95), service="y"),
            talk("fee", names={"service": "x", "variant": "a"}),
            ("days", {"service": "y"}, None),
        ),
    ],
)
def test_a_short_question_goes_on_with_the_talk(
    read: Reading, memory: Memory, expected: tuple[str, dict[str, str], int | None]
) -> None:
    decision = decide(read, memory, CATALOGUE)
    assert isinstance(decision, Answer) and request_of(decision) == expected


@pytest.mark.parametrize(
    ("named", "chosen"),
    [("0105", "010505"), ("21", "210708"), ("210708", "210708")],  # its district, its province, itself
)
def test_the_district_named_after_the_question_back_chooses(named: str, chosen: str) -> None:
    asked = talk("total", asked_for="place", options=("010505", "210708"))
    decision = decide(reading(rest=PLACE, place=named), asked, CATALOGUE)
    assert isinstance(decision, Answer) and request_of(decision) == ("total", {"place": chosen}, None)


def test_the_name_that_was_asked_for_is_taken_and_another_sure_question_is_heard() -> None:
    asked = talk("total", asked_for="place")
    taken = decide(reading(("what", 0.2), rest=f"in {PLACE}", place="01"), asked, CATALOGUE)
    assert request_of(taken) == ("total", {"place": "01"}, None)
    heard = decide(reading(("revenue", 0.97), rest=f"revenue of {PLACE}", place="01"), asked, CATALOGUE)
    assert request_of(heard)[0] == "revenue"


@pytest.mark.parametrize(
    ("kind", "ids", "before", "kept"),
    [
        ("place", ("010505", "210708"), "01", ("010505",)),
        ("place", ("010505", "210708"), "210101", ("210708",)),  # the same province
        ("place", ("010505", "210708"), "KH", ("010505", "210708")),
        ("place", ("010505", "210708"), "05", ("010505", "210708")),
        ("place", ("010505", "210708"), "", ("010505", "210708")),
        ("service", ("x", "y"), "01", ("x", "y")),
        ("place", ("210708",), "01", ("210708",)),
    ],
)
def test_the_place_of_the_talk_tells_places_of_one_name_apart(
    kind: str, ids: tuple[str, ...], before: str, kept: tuple[str, ...]
) -> None:
    assert narrowed(kind, ids, talk(names={"place": before} if before else {})) == kept


def test_candidates_of_files_that_are_gone_fall_away() -> None:
    read = reading(("gone", 0.9), ("what", 0.6), ("total", 0.55))
    assert [candidate.intent for candidate in rank(read.candidates, CATALOGUE)] == ["what", "total"]


def test_what_is_named_clearly_and_asked_unclearly_gets_its_essentials() -> None:
    read = reading(("fee", 0.3), ("days", 0.25), service="birth")
    decision = decide(read, Memory(), CATALOGUE)
    assert isinstance(decision, Answer) and decision.request.intent == "overview" and not decision.sure
    assert decision.request.names == {"service": "birth"}


def test_what_is_likeliest_of_a_thing_is_told_with_doubt() -> None:
    decision = decide(reading(("fee", 0.5), ("days", 0.1), service="birth"), Memory(), CATALOGUE)
    assert isinstance(decision, Answer) and decision.request.intent == "fee" and not decision.sure


def test_beside_the_essentials_the_likeliest_demand_is_told() -> None:
    decision = decide(reading(("fee", 0.3), ("days", 0.25), service="birth"), Memory(), CATALOGUE)
    assert isinstance(decision, Answer) and [request.intent for request in decision.also] == ["fee", "days"]


def test_fixed_knowledge_that_uses_the_thing_is_about_it() -> None:
    decision = decide(reading(("overcharged", 0.4), ("fee", 0.3), service="birth"), Memory(), CATALOGUE)
    assert isinstance(decision, Answer) and decision.request.intent == "overview" and not decision.sure


def test_a_programme_of_the_ministry_that_was_named_is_told() -> None:
    read = reading(("ministry", 0.3), ("heading", 0.01), ministry="MEF", category="public-finance")
    decision = decide(read, Memory(), CATALOGUE)
    assert isinstance(decision, Answer) and decision.request.intent == "heading" and not decision.sure
    assert decision.request.names == {"category": "public-finance"}


def test_a_thing_that_is_named_is_told_with_doubt_where_a_refusal_is_hardly_likely() -> None:
    hardly = decide(reading(("weather", 0.2), ("fee", 0.05), service="birth"), Memory(), CATALOGUE)
    assert isinstance(hardly, Answer) and hardly.request.intent == "overview" and not hardly.sure
    assert not isinstance(decide(reading(("weather", 0.7), service="birth"), Memory(), CATALOGUE), Answer)


def test_a_second_demand_of_the_same_thing_is_told_too() -> None:
    read = reading(("fee", 0.9), ("days", 0.05), service="birth")
    near = replace(read, candidates=(read.candidates[0], replace(read.candidates[1], worth=-0.6)))
    assert decide(near, Memory(), CATALOGUE).also == ()
    apart = decide(replace(near, pieces=2), Memory(), CATALOGUE)
    assert [request.intent for request in apart.also] == ["days"] and apart.also[0].names == {"service": "birth"}


def test_a_question_that_nobody_can_answer_gets_no_essentials() -> None:
    read = reading(("fee", 0.3), ("weather", 0.3), service="birth")
    assert not isinstance(decide(read, Memory(), CATALOGUE), Answer)


def test_candidates_and_talks_about_intents_that_are_gone_do_no_harm() -> None:
    assert isinstance(decide(reading(("gone", 0.99)), talk("gone", names={"place": "01"}), CATALOGUE), GiveUp)
    assert Request("x") == Request("x", {}, None, "", False)


def test_of_places_of_one_name_that_lie_in_each_other_the_widest_serves_where_a_place_only_helps() -> None:
    answer = decide(reading(("fee", 0.9), service="passport", place="0110 011002"), talk(), CATALOGUE)
    assert request_of(answer) == ("fee", {"service": "passport", "place": "0110"}, None)
    asked = decide(reading(("total", 0.9), place="0110 011002"), talk(), CATALOGUE)
    assert isinstance(asked, AskFor) and asked.options == ("0110", "011002")


def test_what_tells_the_very_figure_asks_for_it_too() -> None:
    told = replace(intent("survey", kind="answer"), answer=Both("((score 2017))", "((score 2017)) points"))
    catalogue = {**CATALOGUE, "survey": told, "figure": intent("figure", "indicator", alone="indicator")}
    read = reading(("survey", 0.5), ("figure", 0.4), indicator="score")
    decision = decide(read, Memory(), catalogue)
    assert isinstance(decision, Answer) and decision.sure and decision.request.intent == "figure"
    other = decide(reading(("survey", 0.5), ("figure", 0.4), indicator="score-of-others"), Memory(), catalogue)
    assert not (isinstance(other, Answer) and other.sure)


def test_what_else_may_have_been_meant_goes_along_with_what_is_doubted() -> None:
    decision = decide(reading(("fee", 0.5), ("total", 0.2), service="birth"), Memory(), CATALOGUE)
    assert isinstance(decision, Answer) and [request.intent for request in decision.instead] == ["fee", "total"]


def test_what_is_offered_has_the_probability_of_its_first() -> None:
    decision = decide(reading(("weather", 0.55), ("total", 0.2), place="010505"), Memory(), CATALOGUE)
    assert isinstance(decision, Offer) and decision.score == 0.2


def test_the_country_named_is_not_the_place_remembered() -> None:
    memory = talk("state", names={"place": "23"})
    catalogue = {**CATALOGUE, "people": intent("people", uses="place")}
    for words, names in (("people of cambodia", {}), ("how many people", {"place": "23"})):
        decision = decide(reading(("people", 0.95), rest=words), memory, catalogue)
        assert isinstance(decision, Answer) and decision.request.names == names
