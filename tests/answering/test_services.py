"""Services, over the fact package as shipped: the right fee for who asks, for what and where."""

from __future__ import annotations

import csv

import pytest

from bot.answering.answerer import Answerer, Told
from bot.deciding.decision import Request
from bot.domain.talk import Language
from bot.settings import ROOT
from bot.text.normalise import match_key

LICENCE, RESIT, RENEWAL = "driver-licence-test", "driver-licence-resit", "driver-licence-renew"


def ask(answerer: Answerer, intent: str, said: str = "", foreigner: bool = False, **names: str) -> Told:
    return answerer.answer(Request(intent, names, None, match_key(said), foreigner), "en")


@pytest.mark.parametrize(
    ("said", "foreigner", "has", "has_not"),
    [
        ("motorbike", False, "Type A (motorbike)\nFee: 30,000 ៛ (per test)", "90,000"),
        ("ម៉ូតូ", False, "30,000 ៛", "90,000"),
        ("car", False, "90,000 ៛", "30,000"),
        ("a cartoon", False, "• Type A (motorbike): 30,000 ៛ (per test)\n• Type B (family car): 90,000 ៛", "foreigner"),
        ("motorbike", True, "Type A (motorbike) · foreigner\nFee: 100,000 ៛", "30,000"),
        ("car", True, "180,000 ៛", "90,000"),
    ],
)
def test_the_fee_fits_what_is_asked_for_and_who_asks(
    answerer: Answerer, said: str, foreigner: bool, has: str, has_not: str
) -> None:
    text = ask(answerer, "service-fee", said, foreigner, service=LICENCE).reply.text
    assert has in text and has_not not in text


@pytest.mark.parametrize(
    ("service", "place", "has", "has_not"),
    [
        (RESIT, "", "theory · in Battambang province: 5,000 ៛", "We only have"),
        (RESIT, "12", "theory · in Phnom Penh capital: 5,000 ៛", "Battambang province:"),
        (RESIT, "120101", "in Phnom Penh capital", "in Battambang province"),
        (RESIT, "17", "We only have figures for the places named, not for Siem Reap province.", "Sorry"),
        (LICENCE, "12", "in Phnom Penh capital: 30,000 ៛", "Battambang province:"),
        (LICENCE, "17", "Type A (motorbike): 30,000 ៛", "Siem Reap"),  # a national price holds everywhere
    ],
)
def test_a_price_that_one_place_set_names_the_place(
    answerer: Answerer, service: str, place: str, has: str, has_not: str
) -> None:
    text = ask(answerer, "service-fee", service=service, place=place).reply.text
    assert has in text and has_not not in text


def test_every_local_fee_of_the_package_is_told_with_its_place(answerer: Answerer) -> None:
    with (ROOT / "facts" / "service_fee.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    national = {row["service_id"] for row in rows if not row["place_code"] and row["status"] == "current"}
    local = {
        row["service_id"]: row["place_code"]
        for row in rows
        if row["place_code"] and row["status"] == "current" and row["amount"]
    }
    assert len(local) > 8
    for service in set(local) - national:
        place = answerer.facts.places()[local[service]]
        assert f"in {place.name.en} " in ask(answerer, "service-fee", service=service).reply.text, service


def test_a_superseded_fee_is_never_told(answerer: Answerer, demonstrator: Answerer) -> None:
    for each in (answerer, demonstrator):
        told = ask(each, "service-fee", service="waste-collection-phnom-penh")
        assert not told.known
        missing, remark, source = told.reply.text.splitlines()
        assert missing == "We do not have this information for “Household waste collection, Phnom Penh” yet."
        assert remark.startswith("The prices of 2019 are out of date") and source.startswith("Source:")
        assert "10,000" not in ask(each, "service-fee", service="national-id-card").reply.text


def test_a_fee_of_nothing_is_free_and_an_unknown_one_is_not(answerer: Answerer) -> None:
    assert "Fee: free of charge" in ask(answerer, "service-fee", service="birth-registration").reply.text
    assert not ask(answerer, "service-fee", service="family-book").known


def test_the_days_name_the_place_whose_promise_they_are(answerer: Answerer) -> None:
    text = ask(answerer, "service-days", "motorbike", service=LICENCE, place="12").reply.text
    assert "Type A (motorbike) · in Phnom Penh capital\nTime: at most 10 working days" in text
    elsewhere = ask(answerer, "service-days", "motorbike", service=RENEWAL, place="17").reply.text
    assert "not for Siem Reap province" in elsewhere


def test_the_chosen_variant_is_remembered_and_holds_in_the_next_answer(answerer: Answerer) -> None:
    told = ask(answerer, "service-fee", "car", service=LICENCE)
    assert told.names == {"service": LICENCE, "variant": "b"}
    again = ask(answerer, "service-fee", **told.names)
    assert "90,000" in again.reply.text and "30,000" not in again.reply.text
    assert "30,000" in ask(answerer, "service-fee", "motorbike", **told.names).reply.text


@pytest.mark.parametrize("language", ["km", "en"])
@pytest.mark.parametrize(
    "intent",
    ["service-documents", "service-where", "service-who", "service-validity", "service-overview", "service-law"],
)
def test_no_service_of_the_package_breaks_an_answer(answerer: Answerer, intent: str, language: str) -> None:
    known = [answerer.answer(Request(intent, {"service": s.id}), language).known for s in answerer.facts.services()]  # type: ignore[arg-type]
    assert any(known)


def test_groups_of_services_are_cards_and_more_than_ten_go_on_behind_a_tap(answerer: Answerer) -> None:
    first = ask(answerer, "service-list").reply
    assert len(first.cards) == 10 and "groups of services" in first.text
    assert first.cards[0].buttons[0].payload.startswith("service-list?sector=") and first.cards[0].subtitle
    assert (first.choices[0].title, first.choices[0].payload) == ("9 more", "service-list?from=10")
    last = ask(answerer, "service-list", **{"from": "10"}).reply
    assert len(last.cards) == 9 and not [one for one in last.choices if "from=" in one.payload]
    assert not {card.title for card in first.cards} & {card.title for card in last.cards}


@pytest.mark.parametrize("start", ["", "-1", "1e3", "99", "12345678901234567890", "១០", "²"])
def test_an_odd_number_to_go_on_from_begins_again(answerer: Answerer, start: str) -> None:
    assert len(ask(answerer, "service-list", **{"from": start}).reply.cards) in (9, 10)


def test_services_are_cards_with_their_fee_and_what_can_be_asked(answerer: Answerer) -> None:
    reply = ask(answerer, "service-list", sector="transport").reply
    assert len(reply.cards) == 10 and reply.choices[0].payload == "service-list?sector=transport&from=10"
    assert all(card.buttons[0].payload.startswith("service-overview?service=") for card in reply.cards)
    assert all(1 <= len(card.buttons) <= 3 for card in reply.cards)
    assert any("riel" in card.subtitle or "៛" in card.subtitle for card in reply.cards)


@pytest.mark.parametrize("language", ["km", "en"])
def test_every_list_is_within_the_limits_of_cards(answerer: Answerer, language: Language) -> None:
    lists = [Request("service-list", {"sector": sector.id}) for sector in answerer.facts.sectors()]
    for request in [*lists, Request("service-list"), Request("office-list", {"place": "KH"})]:
        cards = answerer.answer(request, language).reply.cards
        assert 1 <= len(cards) <= 10
        assert all(len(card.title) <= 80 and (card.subtitle or card.buttons) for card in cards)
        assert all(len(button.title) <= 20 for card in cards for button in card.buttons)


def test_an_office_is_a_card_and_what_no_card_can_hold_is_said(answerer: Answerer) -> None:
    pages = [ask(answerer, "office-list", place="KH", **{"from": start}).reply for start in ("0", "10", "20", "30")]
    words = "\n".join(reply.text for reply in pages)
    assert "1275 (free)" in words, "several numbers do not fit on one button"
    assert "• One Window" not in words, "what a card holds is not said twice"
    urls = [button.url for reply in pages for card in reply.cards for button in card.buttons]
    assert "tel:+85523213486" in urls and "https://www.owso.gov.kh" in urls
    assert not [url for url in urls if not url.startswith(("tel:+855", "https://", "http://"))]


def test_offices_of_the_province_answer_where_the_place_has_none(answerer: Answerer) -> None:
    assert ask(answerer, "office-list", place="020101").known
    assert "Battambang" in ask(answerer, "office-list", place="02").reply.cards[0].title


@pytest.mark.parametrize(
    "intent", ["service-fee", "service-documents", "service-days", "office-list", "service-overview"]
)
def test_a_service_or_place_that_is_gone_is_no_error(answerer: Answerer, intent: str) -> None:
    told = ask(answerer, intent, service="gone", place="999999")
    assert (told.known, told.reply.text) == (False, "We do not have this information yet.")


def test_days_that_tell_variants_apart_are_not_said_twice(answerer: Answerer) -> None:
    for language in ("km", "en"):
        text = answerer.answer(Request("service-overview", {"service": "passport-regular"}), language).reply.text
        lines = [line for line in text.splitlines() if line.startswith("•")]
        assert len(lines) == 6, text
    days = ask(answerer, "service-overview", service="driver-licence-lost").reply.text
    assert "days" in days or ask(answerer, "service-days", service="driver-licence-lost").known is False


def test_a_service_known_by_name_only_stands_in_no_list(answerer: Answerer) -> None:
    divorce = ask(answerer, "service-fee", service="divorce")
    assert not divorce.known and divorce.reply.text.startswith("We have no facts on “Divorce” yet.")
    assert [button.payload for button in divorce.reply.choices] == ["service-list"]
    listed = {service.id for service in answerer.facts.services()}
    assert "divorce" not in listed and LICENCE in listed
    titles = [card.title for card in ask(answerer, "service-list", sector="civil-status").reply.cards]
    assert titles and "Divorce" not in titles


def test_by_when_a_service_must_be_asked_for_is_told(answerer: Answerer) -> None:
    told = ask(answerer, "service-days", service="death-registration")
    assert told.known and "Report within 15 days" in told.reply.text
    both = ask(answerer, "service-overview", service="birth-registration").reply.text
    assert "Report the birth within 30 days" in both


def test_what_is_known_stands_beside_what_is_not(answerer: Answerer) -> None:
    told = ask(answerer, "service-validity", service="vehicle-road-tax")
    assert not told.known and "Pay between 1 June and 30 November." in told.reply.text
    assert told.reply.text.splitlines()[-1].startswith("Source: ")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        pytest.param("villa 250 m2 outside town", "700,000", id="between two sizes, outside"),
        pytest.param("villa 250m2 in town", "1,000,000", id="between two sizes, in town"),
        pytest.param("វីឡា ៣៥០ម៉ែត្រការ៉េ ក្រៅក្រុង", "980,000", id="in Khmer digits"),
        pytest.param("villa 100 m2 in town", "600,000", id="the upper bound belongs to the smaller size"),
    ],
)
def test_a_floor_area_chooses_the_size_it_lies_in(answerer: Answerer, question: str, said: str) -> None:
    text = ask(answerer, "service-fee", question, service="construction-permit").reply.text
    assert said in text and text.count("៛") == 1, text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        pytest.param("passport for my 4 year old, not urgent", ["US$80"], id="a small child, slowly"),
        pytest.param("ប៉ាស្ព័រកូនអាយុ៣ឆ្នាំ ១៥ថ្ងៃ", ["US$80"], id="a small child in Khmer, by days"),
        pytest.param("passport, age 25, within one week", ["US$150"], id="grown up, in a week"),
        pytest.param("urgent passport, 30 years old", ["US$150", "US$200"], id="grown up, urgent: two speeds"),
    ],
)
def test_an_age_and_a_hurry_choose_the_price_of_a_passport(answerer: Answerer, question: str, said: list[str]) -> None:
    text = ask(answerer, "service-fee", question, service="passport-regular").reply.text
    assert all(amount in text for amount in said) and text.count("US$") == len(said), text


@pytest.mark.parametrize(
    "question", ["villa of 650 sqm in town", "sang vila 650 met kare", "វីឡា ៦៥០ម៉ែត្រការ៉េ", "villa 650 square meters"]
)
def test_a_size_that_no_price_is_for_is_not_answered_with_the_prices_of_others(
    answerer: Answerer, question: str
) -> None:
    for intent, figure in (("service-fee", "1,400,000"), ("service-days", "25 working days")):
        told = ask(answerer, intent, question, service="construction-permit", place="0105")
        assert not told.known and "no figure for a size of 650 m²" in told.reply.text and figure in told.reply.text


def test_a_length_is_no_size(answerer: Answerer) -> None:
    assert ask(answerer, "service-fee", "villa beside a road of 650 meters", service="construction-permit").known


def test_an_office_is_told_with_every_way_to_reach_it(answerer: Answerer) -> None:
    told = ask(answerer, "office-contact", office="mpwt-hotline")
    assert told.known and "1275 (free)" in told.reply.text and told.reply.text.splitlines()[-1].startswith("Source:")
    in_a_place = ask(answerer, "office-contact", office="owso-thma-puok")
    assert "Thma Puok" in in_a_place.reply.text.splitlines()[1]
    assert not ask(answerer, "office-contact", office="gone").known


def test_every_office_with_a_name_of_its_own_can_be_told(answerer: Answerer) -> None:
    with (ROOT / "facts" / "office_alias.csv").open(encoding="utf-8", newline="") as file:
        offices = {row["office_id"] for row in csv.DictReader(file)}
    for office in offices:
        assert ask(answerer, "office-contact", office=office).known, office


def test_the_price_of_cambodians_is_none_for_foreigners(answerer: Answerer) -> None:
    assert not ask(answerer, "service-fee", "type c", foreigner=True, service=LICENCE).known
    assert ask(answerer, "service-fee", "type b", foreigner=True, service=LICENCE).known


@pytest.mark.parametrize(
    ("service", "question"),
    [
        ("technical-inspection", "25 seat bus"),
        ("technical-inspection", "ម៉ូតូកង់បីដឹកឥវ៉ាន់"),
        ("technical-inspection", "lan truck 10 tons"),
        ("electricity-tariff-household", "rong jak brer plerng 1 kwh ponman"),
    ],
)
def test_a_kind_of_which_no_price_is_known_gets_none(answerer: Answerer, service: str, question: str) -> None:
    assert not ask(answerer, "service-fee", question, service=service).known
    assert ask(answerer, "service-fee", service=service).known


def test_old_rates_carry_their_year(answerer: Answerer) -> None:
    text = ask(answerer, "service-fee", "van 15 seats", service="vehicle-road-tax").reply.text
    assert "150,000 to 250,000 riel a year (rate of 2020)" in text and "new rules are reported from 2025" in text


def test_papers_of_the_other_kinds_are_told_where_one_kind_has_none_of_its_own(answerer: Answerer) -> None:
    told = ask(answerer, "service-documents", "hotel", service="tourism-licence")
    assert told.known and told.reply.text.count("•") > 1


def test_sites_come_first_among_the_offices_and_no_page_loses_one(answerer: Answerer) -> None:
    first = ask(answerer, "office-list", place="KH").reply
    assert "website" in ask(answerer, "office-list", place="12").reply.cards[0].title
    pages = [ask(answerer, "office-list", place="KH", **{"from": str(start)}).reply.cards for start in range(0, 40, 10)]
    titles = [card.title for page in pages for card in page]
    assert pages[0] == first.cards and len(titles) == len(set(titles)) > 20


def test_the_offices_of_the_province_are_told_as_such(answerer: Answerer) -> None:
    told = ask(answerer, "office-list", place="1204")
    assert told.reply.text.startswith("We know of no office in Khan Tuol Kouk.\nOffices in Phnom Penh capital:")
    assert "Tuol Kouk" not in ask(answerer, "office-list", place="12").reply.text.splitlines()[0]


def test_an_office_is_reached_by_mail_too(answerer: Answerer) -> None:
    assert "info@kampot.gov.kh" in ask(answerer, "office-contact", office="kampot-hall").reply.text


def test_every_office_that_is_told_has_its_source_told(answerer: Answerer) -> None:
    told = ask(answerer, "service-where", service=LICENCE).reply.text
    offices = answerer.facts.offices(service=LICENCE)
    sources = {office.source.publisher.en for office in offices if office.name.en in told}
    assert len(sources) > 1 and all(publisher in told.split("Source")[-1] for publisher in sources)


@pytest.mark.parametrize(
    ("office", "known"), [("mpwt-hotline", True), ("passport-department", False), ("owso-portal", True)]
)
def test_of_an_office_with_an_address_it_is_said_that_no_number_is_known(
    answerer: Answerer, office: str, known: bool
) -> None:
    text = ask(answerer, "office-contact", office=office).reply.text
    assert ("We do not know its telephone number." not in text) is known


def test_a_list_without_the_one_window_office_says_so(answerer: Answerer) -> None:
    said = "We do not know the address of the One Window office in Khan Sen Sok."
    assert ask(answerer, "office-list", place="1208").reply.text.startswith(said)
    assert "One Window office in" not in ask(answerer, "office-list", place="1209").reply.text.splitlines()[0]


def test_a_ministry_is_reached_by_what_speaks_for_it(answerer: Answerer) -> None:
    told = ask(answerer, "ministry-contact", ministry="MPWT")
    assert told.known and "1275 (free)" in told.reply.text
    told = ask(answerer, "ministry-contact", ministry="MOH")
    assert not told.known and "We do not know how to call or write to the Ministry of Health." in told.reply.text
