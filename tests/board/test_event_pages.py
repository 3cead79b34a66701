"""Events on pages: added, found by name of the place, edited, printed, and every fault said as the command says it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select, text
from werkzeug.test import TestResponse

from bot.board import event_pages
from bot.errors import FontError
from bot.events.places import find_places
from bot.store.campaign_tables import event
from bot.store.desk_tables import content_change
from bot.store.events import event_of
from tests.desk.conftest import enter, join, token

FORUM = {
    "date": "2026-11-23", "place": "010804", "type": "forum", "topic": "budget", "name_km": "វេទិកាថវិកា",
    "name_en": "Budget forum", "organiser": "API", "paper_women": "២១", "paper_men": "19",
}  # fmt: skip
NEW = "/reach/events/new"


def send(client: FlaskClient, address: str, **cells: str) -> TestResponse:
    """The form of an address, sent as a browser does, hidden fields included."""
    page = client.get(address).text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    return client.post(address, data={**hidden, **cells})


def count(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(event)).scalar_one()


def test_an_event_is_added_and_shown_with_link_code_and_posters(campaign: Engine, client: FlaskClient) -> None:
    done = send(client, NEW, **FORUM, save="1")
    assert (done.status_code, done.location) == (303, "/reach/events/EV26-001")
    page = client.get(done.location).text
    assert "បានបន្ថែមព្រឹត្តិការណ៍ EV26-001។" in page and "?ref=EV26-001" in page and "?ref=EV26-001=after" in page
    assert "ស្រី ២១ · ប្រុស ១៩ · មិនមានភេទ –" in page and "ស្វាយចេក" in page and "២៣ វិច្ឆិកា ២០២៦" in page
    for moment in ("before", "after"):
        for form, start in (("pdf", b"%PDF"), ("png", b"\x89PNG")):
            poster = client.get(f"{done.location}/poster/{moment}/{form}")
            assert poster.data.startswith(start) and "attachment" in poster.headers["Content-Disposition"]
    assert client.get(f"{done.location}/poster/before/svg").status_code == 404


def test_a_form_sent_twice_adds_one_event(campaign: Engine, client: FlaskClient) -> None:
    before = count(campaign)
    assert send(client, NEW, **FORUM).status_code == 303
    again = send(client, NEW, **FORUM)
    assert again.status_code == 422 and "EV26-001 ឈ្មោះនេះ" in again.text
    taken = send(client, NEW, **FORUM | {"name_km": "ផ្សេង", "name_en": "Another", "code": "ev26001"})
    assert taken.status_code == 422 and "EV26-001" in taken.text
    assert count(campaign) == before + 1


def test_the_page_tells_who_changed_what_and_the_desk_of_content_does_not(
    app: Flask, campaign: Engine, client: FlaskClient
) -> None:
    page = send(client, NEW, **FORUM).location
    assert "dara · បានបង្កើត" in client.get(page).text
    moved = FORUM | {"place": "170204", "type": "school", "paper_women": "30", "organiser": "<b>API</b>"}
    assert send(client, f"{page}/edit", **moved).status_code == 303
    told = client.get(page).text
    for before, after in (("២១", "៣០"), ("វេទិកាសាធារណៈ", "នៅសាលារៀន"), ("ស្វាយចេក (010804)", "ស្វាយចេក (170204)")):
        assert f"<del>{before}</del> → <ins>{after}</ins>" in told
    assert "&lt;b&gt;API" in told and "<b>API" not in told
    send(client, f"{page}/edit", **moved)
    assert client.get(page).text.count("<ins>") == 4, "saved again unchanged: no further edit"
    join(campaign, "rith", "editor")
    editor = app.test_client()
    enter(editor, "rith")
    assert editor.get(page).status_code == 403
    with campaign.connect() as connection:
        ids = list(connection.execute(select(content_change.c.id)).scalars())
    assert len(ids) == 2 and "EV26-001" not in editor.get("/desk/history").text
    assert {editor.get(f"/desk/history/{id}").status_code for id in ids} == {404}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"date": ""}, "ត្រូវបំពេញ។"),
        ({"date": "23/11/2026"}, "«23/11/2026» មិនមែនកាលបរិច្ឆេទទេ"),
        ({"place": "10804"}, "តើចង់សរសេរ 010804 មែនទេ"),
        ({"type": "forums"}, "«forums» មិនត្រូវទេ"),
        ({"paper_men": "-3"}, "«-3» មិនមែនចំនួនមនុស្សទេ"),
        ({"code": "FORUM"}, "កូដ «FORUM» ប្រើមិនបានទេ"),
        ({"name_km": "<b>" + "ក" * 201}, "វែងពេក៖ មិនលើស ២០០ តួអក្សរ"),
    ],
)
def test_a_fault_is_said_at_its_field_and_nothing_is_lost(
    campaign: Engine, client: FlaskClient, change: dict[str, str], said: str
) -> None:
    before = count(campaign)
    answer = send(client, NEW, **FORUM | change)
    (column,) = change
    assert answer.status_code == 422 and count(campaign) == before
    wrong = re.search(rf'<p class="wrong" id="wrong-{column}">([^<]+)</p>', answer.text)
    assert wrong and said in unescape(wrong[1]) and f'href="#f-{column}"' in answer.text
    assert 'value="Budget forum"' in answer.text and "<b>" not in answer.text.replace("<b>(", "")


def test_a_place_is_found_by_its_name_and_chosen(campaign: Engine, client: FlaskClient) -> None:
    found = send(client, NEW, **FORUM | {"place": "Svay Chek"}, search="1")
    assert found.status_code == 200 and 'name="chosen" value="010804"' in found.text
    assert 'value="Budget forum"' in found.text, "what was written stays"
    one = send(client, NEW, **FORUM | {"place": "svay rieng rumduol svay chek"}, search="1")
    assert "រកមិនឃើញទីកន្លែង" in one.text or 'value="200309"' in one.text
    saved_by_name = send(client, NEW, **FORUM | {"place": "ស្វាយចេក"})
    assert saved_by_name.status_code == 422 and 'name="chosen" value="170204"' in saved_by_name.text
    done = send(client, NEW, **FORUM | {"place": "ស្វាយចេក", "chosen": "170204"}, save="1")
    with campaign.connect() as connection:
        kept = event_of(connection, done.location.rsplit("/", 1)[1])
    assert kept and kept.place == "170204"
    assert "រកមិនឃើញទីកន្លែង" in send(client, NEW, **FORUM | {"place": "Qqqq"}, search="1").text


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("phnom penh", "12"), ("ភ្នំពេញ", "12"), ("svay chek, siem reap", "170204"), ("sway chek", "0108"),
        ("battambong", "02"), ("០១០៨០៤", "010804"), ("ស្វាយ ចេក", "0108"), ("", None), ("?!", None),
    ],
)  # fmt: skip
def test_places_are_found_as_people_write_them(campaign: Engine, words: str, first: str | None) -> None:
    with campaign.connect() as connection:
        assert next((one.code for one in find_places(connection, words)), None) == first


def test_an_event_is_changed_and_keeps_its_code_and_people(campaign: Engine, client: FlaskClient) -> None:
    address = "/reach/events/DEMO-01/edit"
    with campaign.connect() as connection:
        came = connection.execute(text("SELECT COUNT(*) FROM attribution WHERE event = 'DEMO-01'")).scalar_one()
    done = send(client, address, **FORUM | {"code": "OTHER-1", "paper_women": "40"})
    assert (done.status_code, done.location) == (303, "/reach/events/DEMO-01")
    page = client.get(f"{done.location}?language=en").text
    assert "Budget forum" in page and "40 women" in page and f"<b>{came}</b></a> (100 %)" in page


def test_what_somebody_else_saved_meanwhile_is_not_overwritten_unseen(campaign: Engine, client: FlaskClient) -> None:
    address = "/reach/events/DEMO-02/edit"
    opened = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', client.get(address).text))
    assert send(client, address, **FORUM | {"organiser": "Theirs"}).status_code == 303
    late = client.post(address, data={**opened, **FORUM, "organiser": "Ours"})
    assert late.status_code == 409 and "Theirs" in late.text and 'value="Ours"' in late.text
    again = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', late.text))
    assert client.post(address, data={**again, **FORUM, "organiser": "Ours"}).status_code == 303


def test_a_search_within_a_change_does_not_hide_that_somebody_else_saved(campaign: Engine, client: FlaskClient) -> None:
    address = "/reach/events/DEMO-03/edit"
    opened = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', client.get(address).text))
    assert send(client, address, **FORUM | {"organiser": "Theirs"}).status_code == 303
    searched = client.post(address, data={**opened, **FORUM, "search": "1"})
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', searched.text))
    assert client.post(address, data={**hidden, **FORUM, "organiser": "Ours"}).status_code == 409


def test_without_a_khmer_font_the_page_says_what_to_install(
    campaign: Engine, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> None:
        raise FontError("none")

    monkeypatch.setattr(event_pages, "find_fonts", none)
    page = client.get("/reach/events/DEMO-01")
    assert page.status_code == 200 and "fonts-khmeros" in page.text and "/poster/" not in page.text
    poster = client.get("/reach/events/DEMO-01/poster/before/pdf")
    assert poster.status_code == 503 and "fonts-khmeros" in poster.text


@pytest.mark.parametrize("address", [NEW, "/reach/events/DEMO-01/edit"])
def test_only_m_and_e_and_administrators_add_and_change(app: Flask, campaign: Engine, address: str) -> None:
    for name, role, status in (("boss", "administrator", 200), ("writer", "editor", 403)):
        join(campaign, name, role)  # type: ignore[arg-type]
        client = app.test_client()
        enter(client, name)
        assert client.get(address).status_code == status
        home = client.get("/desk").text
        sent = client.post(address, data={**FORUM, "csrf_token": token(home)})
        assert (sent.status_code == 403) == (status == 403)
    assert client.post(address, data=FORUM).status_code == 403


def test_a_form_without_its_token_is_refused(campaign: Engine, client: FlaskClient) -> None:
    before = count(campaign)
    assert client.post(NEW, data=FORUM).status_code == 400 and count(campaign) == before
