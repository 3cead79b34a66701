"""Talks: one thing said in, one turn out, whatever it is, with something to tap where the bot has no answer."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answering.answerer import BUTTONS, CHOICES
from bot.conversation.spine import Conversation
from bot.domain.talk import Incoming, Kind, Memory, Outcome, Reply, Turn

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
GREETED = Memory(greeted=True)
SAMRAONG = "010505"
FEE = "driver-licence-test"


def say(conversation: Conversation, text: str, memory: Memory = GREETED) -> Turn:
    return conversation.respond(Incoming("citizen", Kind.TEXT, NOW, text), memory, NOW)


def tap(conversation: Conversation, payload: str, memory: Memory = GREETED) -> Turn:
    return conversation.respond(Incoming("citizen", Kind.TAP, NOW, tap=payload), memory, NOW)


def do(conversation: Conversation, kind: Kind, memory: Memory = GREETED) -> Turn:
    return conversation.respond(Incoming("citizen", kind, NOW), memory, NOW)


def talk(conversation: Conversation, *lines: str, memory: Memory = GREETED) -> list[Turn]:
    turns: list[Turn] = []
    for line in lines:
        turns.append(say(conversation, line, turns[-1].memory if turns else memory))
    return turns


def payloads(reply: Reply) -> list[str]:
    return [button.payload for button in (*reply.buttons, *reply.choices)]


def test_the_first_contact_is_welcomed_once_before_the_answer(conversation: Conversation) -> None:
    first, second = talk(conversation, "how much is a driving test for a motorbike", "thank you", memory=Memory())
    assert first.replies[0].text.startswith("Hello! I am Chbas, an automatic assistant, not a person.")
    assert "30,000" in first.replies[1].text and "do/language?to=km" in payloads(first.replies[0])
    assert len(second.replies) == 1 and "Hello" not in second.replies[0].text


@pytest.mark.parametrize(
    "kind", [Kind.START, Kind.TEXT, Kind.STICKER, Kind.VOICE, Kind.IMAGE, Kind.FILE, Kind.LOCATION, Kind.TAP]
)
def test_whatever_comes_first_one_welcome_is_said(conversation: Conversation, kind: Kind) -> None:
    turn = do(conversation, kind, Memory())
    welcomes = [reply for reply in turn.replies if "do/language?to=en" in payloads(reply)]
    assert len(welcomes) == 1 and welcomes[0] is turn.replies[0] and turn.memory.greeted


def test_get_started_welcomes_again(conversation: Conversation) -> None:
    assert do(conversation, Kind.START).intent == "welcome"


@pytest.mark.parametrize(
    ("choice", "asked", "answered"),
    [
        ("do/language?to=en", "តម្លៃប្រឡងយកប័ណ្ណបើកបរម៉ូតូប៉ុន្មាន", "en"),
        ("do/language?to=km", "how much is a driving test for a motorbike", "km"),
    ],
)
def test_a_chosen_language_sticks(conversation: Conversation, choice: str, asked: str, answered: str) -> None:
    chosen = tap(conversation, choice)
    turn = say(conversation, asked, chosen.memory)
    assert (chosen.language, turn.language, turn.memory.language, turn.intent) == (
        answered,
        answered,
        answered,
        "service-fee",
    )


@pytest.mark.parametrize(("text", "language"), [("English please", "en"), ("ភាសាខ្មែរ", "km"), ("angkles", "en")])
def test_a_language_can_be_asked_for_in_words(conversation: Conversation, text: str, language: str) -> None:
    assert say(conversation, text, replace(GREETED, language="km")).memory.language == language


def test_the_language_follows_the_message_while_none_is_chosen(conversation: Conversation) -> None:
    turns = talk(conversation, "thank you", "អរគុណ", "👍", "thank you")
    assert [turn.language for turn in turns] == ["en", "km", "km", "en"]


@pytest.mark.parametrize(
    "text",
    [
        "what is the weather tomorrow",
        "zzzz qqqq xxxx",
        "តើថ្ងៃស្អែកភ្លៀងទេ",
        "👍",
        "...",
        "   ",
        "12345",
        "ថវិកាឃុំសំរោង",
        "Takeo",
        "who won",
        "fee",
    ],
)
def test_every_refusal_and_question_back_carries_something_to_tap(conversation: Conversation, text: str) -> None:
    turn = say(conversation, text)
    assert turn.outcome in (Outcome.NOT_UNDERSTOOD, Outcome.ASKED_BACK, Outcome.OFFERED)
    assert payloads(turn.replies[-1]) and all(payloads(turn.replies[-1]))


@pytest.mark.parametrize(
    "payload", ["", "rubbish", "?", "GET_STARTED", "do/nothing", "do/topic?place=99", "old-intent?place=01"]
)
def test_an_unknown_payload_welcomes(conversation: Conversation, payload: str) -> None:
    assert tap(conversation, payload).intent == "welcome"


@pytest.mark.parametrize(
    ("kind", "intent", "has"),
    [
        (Kind.STICKER, "heard-sticker", "Thank you"),
        (Kind.VOICE, "heard-voice", "cannot listen"),
        (Kind.IMAGE, "heard-image", "cannot look at pictures"),
        (Kind.FILE, "heard-image", "cannot look at pictures"),
        (Kind.LOCATION, "heard-location", "name of your commune"),
    ],
)
def test_what_has_no_words_is_answered_kindly(conversation: Conversation, kind: Kind, intent: str, has: str) -> None:
    turn = do(conversation, kind, replace(GREETED, last_language="en"))
    assert turn.intent == intent and has in turn.replies[-1].text and payloads(turn.replies[-1])


def test_deleting_data_asks_first(conversation: Conversation) -> None:
    asked = say(conversation, "delete my data")
    assert not asked.forget and payloads(asked.replies[0]) == ["do/forget?sure=yes", "do/forget?sure=no"]
    kept = tap(conversation, "do/forget?sure=no", asked.memory)
    assert not kept.forget and kept.replies[0].text == "Nothing was deleted."
    done = tap(conversation, "do/forget?sure=yes", replace(asked.memory, names={"place": "01"}))
    assert done.forget and done.replies[0].text == "Your data has been deleted." and done.memory.names == {}


@pytest.mark.parametrize("how", ["I want to talk to a person", "do/person", "talk-to-a-person"])
def test_who_calls_a_person_reads_when_one_answers_and_can_have_the_bot_back(
    conversation: Conversation, how: str
) -> None:
    turn = say(conversation, how) if " " in how else tap(conversation, how)
    assert turn.wants_person and turn.outcome is Outcome.TO_A_PERSON
    (reply,) = turn.replies
    said = {"en": "A person will answer you here today before 17:00.", "km": "ថ្ងៃនេះ មុនម៉ោង ១៧:០០"}
    assert said[turn.language] in reply.text and [button.payload for button in reply.buttons] == ["do/bot"]
    back = tap(conversation, "do/bot", turn.memory)
    assert back.wants_bot and not back.wants_person and "do/menu?about=services" in payloads(back.replies[0])


@pytest.mark.parametrize(
    ("words", "own_data"),
    [
        ("delete my data", True),
        ("លុបទិន្នន័យ", True),
        ("what do you know about me", True),
        ("how much is a passport", False),
        ("thank you", False),
    ],
)
def test_questions_about_ones_own_data_are_told_from_others(
    conversation: Conversation, words: str, own_data: bool
) -> None:
    turn = conversation.respond(Incoming("citizen", Kind.TEXT, NOW, words, held=True), GREETED, NOW)
    assert turn.own_data is own_data and ("do/bot" in payloads(turn.replies[-1])) is not own_data


@pytest.mark.parametrize(
    ("payload", "leads_back"),
    [
        (f"service-fee?service={FEE}", True),
        ("service-list?sector=transport", True),
        ("GET_STARTED", True),
        ("nobody knows this", True),
        ("budget-total", False),  # asks for a commune: what is typed then is for the bot
        ("do/bot", False),
        ("do/person", False),
    ],
)
def test_while_a_person_has_the_talk_an_answered_tap_leads_back_to_the_bot(
    conversation: Conversation, payload: str, leads_back: bool
) -> None:
    incoming = Incoming("citizen", Kind.TAP, NOW, tap=payload, held=True)
    last = conversation.respond(incoming, GREETED, NOW).replies[-1]
    assert [one.payload for one in last.choices].count("do/bot") == leads_back
    assert len(last.choices) <= CHOICES


def test_a_follow_up_keeps_to_the_subject(conversation: Conversation) -> None:
    turns = talk(conversation, "how much is a driving test for a motorbike", "and for a car?", "documents?")
    assert [turn.intent for turn in turns] == ["service-fee", "service-fee", "service-documents"]
    assert [turn.names.get("variant") for turn in turns] == ["a", "b", "b"]


def test_a_shared_name_is_asked_about_and_answered_by_district_or_number(conversation: Conversation) -> None:
    asked = say(conversation, "budget of Samraong commune")
    assert asked.outcome is Outcome.ASKED_BACK and asked.memory.asked_for == "place"
    assert "In which district?" in asked.replies[0].text
    by_name, by_number = (say(conversation, text, asked.memory) for text in ("Ou Chrov", "1"))
    assert by_name.names["place"] == by_number.names["place"] == SAMRAONG
    assert by_name.outcome is by_number.outcome is Outcome.ANSWERED
    year = say(conversation, "and in 2023?", by_name.memory)
    assert year.names == {"place": SAMRAONG, "year": "2023"} and year.demonstration


def test_a_number_typed_taps_a_card_and_after_the_last_card_a_choice(conversation: Conversation) -> None:
    listed = tap(conversation, "service-list?sector=transport")
    reply = listed.replies[0]
    assert listed.names == listed.memory.names == {"sector": "transport"}
    second = say(conversation, "2", listed.memory)
    assert reply.cards[1].buttons[0].payload == f"service-overview?service={second.names['service']}"
    more = say(conversation, "11", listed.memory)
    assert (more.intent, len(more.replies[0].cards), more.memory.names) == ("service-list", 3, {"sector": "transport"})


def test_more_places_of_one_name_than_cards_go_on_behind_a_tap(conversation: Conversation) -> None:
    codes = sorted(c for c, p in conversation.answerer.facts.places().items() if p.level == "commune")[:25]
    seen: list[str] = []
    further = "budget-total?place=" + "|".join(codes)
    while further:
        reply = tap(conversation, further).replies[0]
        assert len({card.title + card.subtitle for card in reply.cards}) == len(reply.cards)
        seen += [card.buttons[0].payload.removeprefix("budget-total?place=") for card in reply.cards]
        further = next((one for one in payloads(reply) if "|" in one), "")
    assert seen == codes


@pytest.mark.parametrize(
    ("typed", "numbered"), [("2", True), ("២", True), ("2.", True), ("0", False), ("99", False), ("2 3", False)]
)
def test_a_number_typed_taps_a_choice(conversation: Conversation, typed: str, numbered: bool) -> None:
    offered = replace(GREETED, offered=("do/person", "state-total"))
    assert (say(conversation, typed, offered).intent == "state-total") is numbered


def test_a_choice_of_an_earlier_message_is_not_taken_by_number(conversation: Conversation) -> None:
    offered = replace(GREETED, offered=("do/person", "state-total"))
    later = say(conversation, "thank you", offered)
    assert say(conversation, "2", later.memory).intent != "state-total"


def test_a_prepared_question_is_as_if_typed(conversation: Conversation) -> None:
    turn = tap(conversation, "say?how much is a driving test for a motorbike")
    assert (turn.intent, turn.names) == ("service-fee", {"service": FEE, "variant": "a"})


def test_a_tap_asks_for_what_it_lacks_and_takes_it_from_the_talk(conversation: Conversation) -> None:
    lacking = tap(conversation, "service-fee")
    assert lacking.outcome is Outcome.ASKED_BACK and lacking.memory.asked_for == "service"
    assert payloads(lacking.replies[0])[0].startswith("service-fee?service=")
    known = tap(conversation, "service-fee", replace(GREETED, names={"service": FEE}))
    assert known.outcome is Outcome.ANSWERED and known.names["service"] == FEE


@pytest.mark.parametrize(
    "payload",
    ["budget-total?place=999999", "service-fee?service=gone", "state-total?year=²", "state-total?year=99999999"],
)
def test_a_payload_with_a_name_that_is_gone_has_no_data(conversation: Conversation, payload: str) -> None:
    turn = tap(conversation, payload)
    assert turn.outcome in (Outcome.NO_DATA, Outcome.ANSWERED) and (turn.outcome is Outcome.ANSWERED) == (
        "²" in payload
    )


def test_two_talks_do_not_share_a_memory(conversation: Conversation) -> None:
    mine = say(conversation, "budget of Samraong commune, Ou Chrov")
    yours = say(conversation, "how much is a driving test for a motorbike")
    assert say(conversation, "and in 2023?", mine.memory).names == {"place": SAMRAONG, "year": "2023"}
    assert say(conversation, "documents?", yours.memory).names["service"] == FEE
    assert Memory(greeted=True) == GREETED


def test_what_the_turn_logs_holds_no_text_of_the_citizen(conversation: Conversation) -> None:
    turn = say(conversation, "my phone is 012345678, how much is a driving test for a motorbike")
    logged = f"{turn.intent}{turn.topic}{turn.names}{turn.outcome}"
    assert "012" not in logged and "phone" not in logged


INTENTS = [
    "budget-total",
    "service-fee",
    "project-winner",
    "state-total",
    "do/menu",
    "do/language",
    "do/forget",
    "do/topic",
    "say",
    "x",
]
PAIRS = st.tuples(
    st.sampled_from(["place", "service", "year", "project", "about", "to", "sure", "variant", "zz"]),
    st.sampled_from(["01", SAMRAONG, "KH", "", "²", "2023", "yes", "km", FEE, "road-8", "budget"])
    | st.text(max_size=5),
)
WORDS = st.sampled_from(
    [
        "Samraong",
        "2",
        "fee",
        "and",
        "2023",
        "ថវិកា",
        "who won",
        "Takeo",
        "why",
        "passport",
        "\u17d2",
        "\ue000",
        "((place))",
    ]
)
DONE = (
    st.builds(lambda text: Incoming("c", Kind.TEXT, NOW, text), st.text(max_size=80) | st.lists(WORDS, max_size=5).map(" ".join))
    | st.builds(lambda name, pairs: Incoming("c", Kind.TAP, NOW, tap=name + "?" + "&".join(f"{k}={v}" for k, v in pairs)),
                st.sampled_from(INTENTS) | st.text(max_size=9), st.lists(PAIRS, max_size=3))
    | st.builds(lambda kind: Incoming("c", kind, NOW), st.sampled_from(list(Kind)))
)  # fmt: skip


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.lists(DONE, min_size=1, max_size=6))
def test_nothing_a_citizen_does_breaks_the_talk(conversation: Conversation, done: list[Incoming]) -> None:
    memory = Memory()
    for incoming in done:
        turn = conversation.respond(incoming, memory, NOW)
        memory = turn.memory
        assert turn.replies and all(reply.text.strip() for reply in turn.replies)
        assert all(len(reply.buttons) <= BUTTONS and len(reply.choices) <= CHOICES for reply in turn.replies)
        assert turn.outcome is Outcome.ANSWERED or payloads(turn.replies[-1])


@pytest.mark.parametrize(
    "text",
    ["តម្លៃប័ណ្ណបើកបរប៉ុន្មាន?", "ប័ណ្ណបើកបរ ត្រូវការឯកសារអ្វីខ្លះ", "driving license price?", "how much to transfer land"],
)
def test_a_name_of_several_things_is_asked_back(conversation: Conversation, text: str) -> None:
    assert say(conversation, text).outcome is Outcome.ASKED_BACK


def test_only_one_of_several_things_with_an_answer_is_not_asked_about(conversation: Conversation) -> None:
    turn = say(conversation, "how old do I have to be for a driving licence")
    assert turn.outcome is Outcome.ANSWERED and turn.names["service"] == "driver-licence-test"


@pytest.mark.parametrize(
    "text",
    [
        "How much is the ID card, how long does it take, and where do I go?",
        "អត្តសញ្ញាណប័ណ្ណថ្លៃប៉ុន្មាន ប៉ុន្មានថ្ងៃបាន ហើយធ្វើនៅឯណា?",
    ],
)
def test_several_questions_about_one_thing_are_told_together(conversation: Conversation, text: str) -> None:
    turn = say(conversation, text)
    assert turn.intent == "service-overview" and turn.names["service"] == "national-id-card"


@pytest.mark.parametrize(
    ("text", "intent", "service"),
    [
        ("The fish farming permit, which papers?", "service-documents", "aquaculture-permit"),
        ("achnhaban thonthean rae, chbab na del kamnot", "service-law", "mineral-licence"),
    ],
)
def test_to_name_a_thing_first_is_no_question_beside_the_one_about_it(
    conversation: Conversation, text: str, intent: str, service: str
) -> None:
    turn = say(conversation, text)
    assert (turn.intent, turn.names["service"]) == (intent, service)


def test_of_several_questions_the_first_is_answered_and_the_other_is_a_tap_away(conversation: Conversation) -> None:
    turn = say(conversation, "who won the Battambang waste-water contract and what is the state budget of 2025?")
    assert turn.intent == "project-winner" and "9,360,000" in turn.replies[-1].text
    other = next(button for button in turn.replies[-1].choices if button.payload.startswith("say?"))
    assert "37,950 billion" in tap(conversation, other.payload).replies[-1].text


@pytest.mark.parametrize(
    ("text", "kind", "why"),
    [
        ("what is the phone number of the chief of Prek Ho commune", "office-people", "officials"),
        ("has my passport been approved yet, my application is 4412", "own-case", "see"),
        ("តើថ្ងៃស្អែកមេឃភ្លៀងទេ", "out-of-scope", "សុំទោស"),
    ],
)
def test_a_refusal_says_why_and_what_can_be_asked(conversation: Conversation, text: str, kind: str, why: str) -> None:
    turn = say(conversation, text)
    assert (turn.outcome, turn.intent) == (Outcome.NOT_UNDERSTOOD, kind)
    assert why in turn.replies[0].text and "• " in turn.replies[0].text and turn.replies[0].choices


_STACK = re.compile("[\u1780-\u17b3](?:\u17d2[\u1780-\u17b3]|[\u17b6-\u17d1])+")
_MARK = re.compile("\u17d2[\u1780-\u17b3]|[\u17b6-\u17d1]")
_KHMER_DIGITS = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")


def disguised(text: str, chance: random.Random) -> str:
    """The same words to the eye: marks typed in another order, invisible spaces, Khmer digits, look-alike letters."""

    def shuffled(stack: re.Match[str]) -> str:
        marks = _MARK.findall(stack.group())
        chance.shuffle(marks)
        return stack.group()[0] + "".join(marks) + chance.choice(("", "\u200b", "\u200d"))

    for one, other in (("ឱ", "ឲ"), ("្ត", "្ដ"), ("ះ", "ៈ")):
        text = text.replace(one, chance.choice((one, other)))
    return _STACK.sub(shuffled, text).translate(_KHMER_DIGITS)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_what_looks_alike_is_answered_alike(conversation: Conversation, data: st.DataObject) -> None:
    catalogue = conversation.reader.catalogue.values()
    asked = sorted(
        {test.says for intent in catalogue for test in intent.tests if re.search("[\u1780-\u17b3]", test.says)}
    )
    question, seed = data.draw(st.sampled_from(asked)), data.draw(st.integers(0, 10**6))
    plain, hidden = say(conversation, question), say(conversation, disguised(question, random.Random(seed)))
    assert hidden.replies == plain.replies and hidden.intent == plain.intent


def test_another_ministry_instead_is_taken_for_that_ministry(conversation: Conversation) -> None:
    total, instead = talk(conversation, "ថវិការដ្ឋឆ្នាំ២០២៥ប៉ុន្មាន?", "ក្រសួងសុខាភិបាលវិញ")
    assert total.intent == "state-total"
    assert "MOH" in "".join(payloads(instead.replies[0])) or instead.names.get("ministry") == "MOH"


def test_a_year_said_while_the_place_is_unclear_shows_the_same_places_again(conversation: Conversation) -> None:
    first, second = talk(conversation, "budget of Svay Chek", "and in 2023?")
    assert first.outcome is second.outcome is Outcome.ASKED_BACK
    codes = [one.partition("place=")[2].partition("&")[0] for one in payloads(first.replies[0]) if "place=" in one]
    again = [one for one in payloads(second.replies[0]) if "place=" in one]
    assert codes and [one.partition("place=")[2].partition("&")[0] for one in again] == codes
    assert all("year=2023" in one for one in again)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("budget of Samraong", "no, I mean the one in Takeo"),
        ("budget of Samraong", "in Takeo"),
        ("ថវិកាឃុំសំរោង", "នៅតាកែវ"),
        ("how much is Takeo budget", "no I mean Samraong"),
    ],
)
def test_a_shared_name_is_narrowed_in_passing(conversation: Conversation, first: str, then: str) -> None:
    turn = talk(conversation, first, then)[1]
    assert (turn.outcome, turn.intent) == (Outcome.ASKED_BACK, "budget-total")
    codes = [one.partition("place=")[2].partition("&")[0] for one in payloads(turn.replies[-1]) if "place=" in one]
    assert codes and all(code.startswith("21") for code in codes)


def test_next_year_is_not_answered_with_this_one(conversation: Conversation) -> None:
    turn = say(conversation, "ថវិកាជាតិឆ្នាំក្រោយប៉ុន្មាន")
    assert turn.outcome is Outcome.NO_DATA and "២០២៧" in turn.replies[-1].text


def test_how_much_asks_about_what_the_talk_is_about(conversation: Conversation) -> None:
    assert talk(conversation, "who won the Bakheng water plant phase 1", "tlai man")[1].intent == "project-price"


def test_yes_and_no_may_be_typed(conversation: Conversation) -> None:
    assert talk(conversation, "delete my data", "yes")[1].forget
    assert not talk(conversation, "លុបទិន្នន័យ", "អត់ទេ")[1].forget


def test_names_of_places_tell_no_language(conversation: Conversation) -> None:
    assert talk(conversation, "ថ្លៃសំបុត្រកំណើត", "where in Siem Reap?")[1].language == "en"


def test_what_is_asked_meanwhile_leaves_the_place_to_be_chosen(conversation: Conversation) -> None:
    first, then = talk(conversation, "ថវិកាឃុំក្រយា", "ចុះចំណូល")
    assert (then.outcome, then.intent) == (Outcome.ASKED_BACK, "budget-revenue")
    places = [[one.partition("place=")[2] for one in payloads(t.replies[-1]) if "place=" in one] for t in (first, then)]
    assert places[0] and places[0] == places[1]


def test_a_mere_name_is_answered_in_its_own_script(conversation: Conversation) -> None:
    turn = talk(conversation, "how much is a passport?", "ពន្ធម៉ូតូ")[1]
    assert turn.language == "km" and "ពន្ធ" in turn.replies[-1].text


def test_what_is_said_not_to_be_meant_is_not_answered(conversation: Conversation) -> None:
    assert talk(conversation, "budget of Samraong", "no, not Bati, I mean Bakan")[1].names["place"] == "1501"
    turn = say(conversation, "The pass for crossing to Thailand, not a passport: valid how long?")
    assert (turn.intent, turn.names["service"]) == ("service-validity", "border-pass")
    assert "service" not in say(conversation, "you answer me wrong, i not ask about passport").names


def test_one_thing_that_may_have_been_meant_is_named_in_the_question(conversation: Conversation) -> None:
    turn = say(conversation, "sorry. who won the road project?")
    if turn.outcome is Outcome.OFFERED and len(turn.replies[0].choices) == 2:
        assert turn.replies[0].choices[0].title in turn.replies[0].text


@pytest.mark.parametrize("text", ["ot jes ey sos", "ឯងមិនចេះអីទេ", "ឈប់ហើយ មិនសួរទៀតទេ"])
def test_nobody_is_asked_whether_they_meant_a_kind_word(conversation: Conversation, text: str) -> None:
    reply = say(conversation, text).replies[0]
    assert reply.choices or reply.buttons
    offered = [one.payload for one in reply.choices]
    assert not {"insult", "wrong-answer", "goodbye"} & set(offered)


def test_what_most_need_is_suggested_first(conversation: Conversation) -> None:
    first, *_ = tap(conversation, "service-fee").replies[0].choices
    assert first.payload == "service-fee?service=birth-registration"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("how much is an international driving permit?", "service"),
        ("ធ្វើវីសាទៅធ្វើការនៅកូរ៉េត្រូវការឯកសារអីខ្លះ", "service"),
        ("what is the contract price of the Funan Techo canal", "project"),
    ],
)
def test_of_a_thing_known_by_name_only_the_name_is_said_and_that_there_are_no_facts(
    conversation: Conversation, text: str, names: str
) -> None:
    turn = say(conversation, text)
    assert turn.outcome is Outcome.NO_DATA and names in turn.names
    assert "no facts" in turn.replies[0].text or "មិនទាន់មានព័ត៌មាន" in turn.replies[0].text
    assert payloads(turn.replies[0]) == [f"{names}-list"]


def test_after_a_thing_known_by_name_only_the_talk_is_about_nothing(conversation: Conversation) -> None:
    permit, then = talk(conversation, "how much is an international driving permit?", "what documents?")
    assert permit.names == {"service": "international-driving-permit"} and not permit.memory.names
    assert "international-driving-permit" not in then.names.values()


def test_a_place_said_beside_the_question_counts(conversation: Conversation) -> None:
    turn = say(conversation, "Where can I take my car for technical inspection? I live in Kampong Cham.")
    assert turn.names == {"service": "technical-inspection", "place": "03"}


def test_numbers_count_buttons_before_choices_as_on_the_screen(conversation: Conversation) -> None:
    turn = say(conversation, "fee of a birth certificate")
    last = turn.replies[-1]
    assert last.buttons
    assert turn.memory.offered == tuple(one.payload for one in (*last.buttons, *last.choices) if one.payload)
    assert say(conversation, "1", turn.memory).intent == last.buttons[0].payload.partition("?")[0]


def test_while_a_project_is_to_be_chosen_how_much_asks_for_its_price(conversation: Conversation) -> None:
    which, price = talk(conversation, "who builds national road 5?", "how much cost")
    assert which.outcome is Outcome.ASKED_BACK and which.memory.asked_for == "project"
    assert (price.outcome, price.intent) == (Outcome.ASKED_BACK, "project-price")
    assert price.memory.options == which.memory.options


@pytest.mark.parametrize(
    "correction", ["no, I mean Bakan", "មិនមែនទេ ខ្ញុំចង់បានស្រុកបាកាន", "te, khnhom chong suor pi Bakan"]
)
def test_another_place_is_meant(conversation: Conversation, correction: str) -> None:
    turn = talk(conversation, "budget of commune Kraya, Santuk district", correction)[-1]
    assert (turn.intent, turn.names.get("place")) == ("budget-total", "1501")
    assert turn.language == ("en" if correction.startswith("no") else "km")


@pytest.mark.parametrize("word", ["motorbike", "ម៉ូតូ", "moto"])
def test_a_word_that_chooses_a_variant_narrows_what_was_answered(conversation: Conversation, word: str) -> None:
    every, one = talk(conversation, "how much is the driving test", word)
    assert "90,000" in every.replies[-1].text or "៩០,០០០" in every.replies[-1].text
    assert one.outcome is Outcome.ANSWERED and (one.intent, one.names["variant"]) == ("service-fee", "a")


def test_and_health_asks_no_more_about_education(conversation: Conversation) -> None:
    turn = talk(conversation, "budget of the ministry of education 2024", "and health?")[-1]
    assert "Ministry of Health" in turn.replies[-1].text and "2,668" in turn.replies[-1].text
