"""Dashboard, rows, events, indicators, downloads and open data over real HTTP answers."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import frictionless
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from sqlalchemy.event import listen

from bot.desk.sign_in import POLICY
from bot.reach.pidor import COLUMNS
from bot.reach.rollup import roll_up
from tests.desk.conftest import enter, join
from tests.reach.test_campaign import INCREASED, REACHED
from tests.reach.turns import PHNOM_PENH

KHMER_DIGITS = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")
YEAR = "from=2024-01-01&to=2024-12-31&language=en"


def value_of(page: str, name: str) -> str:
    """The number on the card of a figure."""
    found = re.search(rf"<h2>{re.escape(name)}</h2>\s*<p class=\"value\"><a [^>]*>([^<]+)</a>", page)
    assert found, f"no figure {name}"
    return found[1]


def test_the_dashboard_says_what_sql_says(campaign: Engine, client: FlaskClient) -> None:
    page = client.get(f"/reach?{YEAR}").text
    with campaign.connect() as connection:
        people = connection.execute(text(REACHED)).scalar_one()
        women = connection.execute(
            text("SELECT COUNT(DISTINCT q.citizen) FROM query q JOIN profile p ON p.citizen = q.citizen"
                 " WHERE p.sex = 'female' AND p.sex_state = 'answered' AND q.day LIKE '2024-%'")
        ).scalar_one()  # fmt: skip
        budget = connection.execute(
            text("SELECT COUNT(*) FROM query WHERE topic = 'budget' AND day LIKE '2024-%'")
        ).scalar_one()
        came = connection.execute(text("SELECT COUNT(*) FROM attribution WHERE event = 'DEMO-02'")).scalar_one()
    assert value_of(page, "People reached") == f"{people:,}"
    assert value_of(client.get(f"/reach?{YEAR}&sex=female").text, "People reached") == f"{women:,}"
    assert value_of(client.get(f"/reach?{YEAR}&topic=budget").text, "Queries") == f"{budget:,}"
    assert value_of(client.get(f"/reach?{YEAR}&event=DEMO-02").text, "People reached") == f"{came:,}"


def test_figures_of_a_demonstration_say_so_and_real_ones_do_not(campaign: Engine, client: FlaskClient) -> None:
    marks = ((f"/reach?{YEAR}", "of these messages are made up"), ("/open/2024?language=en", "made-up rows of a demonstration"),
             ("/open/2024/datapackage.json", "made-up rows of a demonstration"))  # fmt: skip
    for address, mark in marks:
        assert mark in client.get(address).text, address
    with campaign.begin() as connection:
        connection.execute(text("UPDATE query SET demonstration = false"))
        connection.execute(text("DELETE FROM reach_seen"))
    roll_up(campaign, PHNOM_PENH, 30, thorough=True)
    for address, mark in marks:
        assert mark not in client.get(address).text, address


def test_every_figure_leads_to_its_rows_without_names_or_words(campaign: Engine, client: FlaskClient) -> None:
    page = client.get(f"/reach?{YEAR}&topic=budget&sex=female").text
    link = re.search(r'<h2>Answered share</h2>\s*<p class="value"><a href="([^"]+)"', page)
    assert link
    rows = client.get(link[1].replace("&amp;", "&")).text
    assert rows.count('<tr class="turn">') == 50 and "answered" in rows
    older = re.search(r'href="(/reach/rows[^"]+after=[^"]+)"', rows)
    assert older
    next_page = client.get(older[1].replace("&amp;", "&")).text
    seen = [set(re.findall(r'<tr class="turn"><td[^>]*>([^<]+)<', shown)) for shown in (rows, next_page)]
    assert seen[0] and seen[1] and seen[0] != seen[1]
    person = re.search(r'href="([^"]+person=demo-[^"]+)"', rows)
    assert person and client.get(person[1].replace("&amp;", "&")).status_code == 200


def test_rows_of_a_cut_are_as_many_as_the_figure_says(campaign: Engine, client: FlaskClient) -> None:
    for more in ("&event=DEMO-03", "&sex=unknown&topic=services&event=DEMO-05", "&event=DEMO-09&language_of=en"):
        page = client.get(f"/reach?{YEAR}{more}").text
        address, counted = f"/reach/rows?{YEAR}&queries=1{more}", 0
        while address:
            shown = client.get(address).text
            counted += shown.count('<tr class="turn">')
            found = re.search(r'href="(/reach/rows[^"]+after=[^"]+)"', shown)
            address = found[1].replace("&amp;", "&") if found else ""
        assert value_of(page, "Queries") == f"{counted:,}", more


@pytest.mark.parametrize(
    ("words", "phrase"),
    [
        ("from=yesterday", "The days are not right"),
        ("sex=both", "Some of the filters are not right"),
        ("place=1x", "Some of"),
    ],
)
def test_what_is_written_wrongly_is_said_and_the_page_still_shows(client: FlaskClient, words: str, phrase: str) -> None:
    answer = client.get(f"/reach?{words}&language=en")
    assert answer.status_code == 200 and phrase in answer.text


def test_events_and_the_funnel_of_one(campaign: Engine, client: FlaskClient) -> None:
    listed = client.get("/reach/events?language=en").text
    assert listed.count("<article") == 51 and "(demonstration)" in listed
    page = client.get("/reach/events/demo-01?language=en").text
    with campaign.connect() as connection:
        came = connection.execute(text("SELECT COUNT(*) FROM attribution WHERE event = 'DEMO-01'")).scalar_one()
    assert f"<b>{came}</b></a> (100 %)" in page and "Signed attendance list" in page
    assert client.get("/reach/events/none").status_code == 404


def test_the_list_of_events_asks_the_store_as_often_for_one_event_as_for_many(
    campaign: Engine, client: FlaskClient
) -> None:
    asked: list[str] = []
    listen(campaign, "before_cursor_execute", lambda _c, _cursor, statement, *_: asked.append(statement))
    counts = []
    for days in ("from=2024-01-01&to=2024-12-31", "from=2024-01-01&to=2024-03-10"):
        asked.clear()
        page = client.get(f"/reach/events?{days}").text
        counts.append((len(asked), page.count("<article")))
    (all_asked, all_events), (some_asked, some_events) = counts
    assert all_asked == some_asked < 15 and all_events == 51 > some_events > 0


def test_indicators_with_their_sentences(campaign: Engine, client: FlaskClient) -> None:
    page = client.get("/reach/indicators?period=2024&language=en").text
    with campaign.connect() as connection:
        people, women = connection.execute(text(INCREASED)).one()
    assert f"In total, {people:,} ({women:,} females;" in page and "7.06 %" in page
    assert f"ប្រជាពលរដ្ឋ {people:,} នាក់".translate(KHMER_DIGITS) in page, "in both languages, for either report"
    assert "It was reported as 45 %" in client.get("/reach/indicators?period=2023&language=en").text
    wrong = client.get("/reach/indicators?period=then&language=en")
    assert wrong.status_code == 400 and "That is no period" in wrong.text


def test_downloads_hold_every_row(campaign: Engine, client: FlaskClient) -> None:
    answer = client.get(f"/reach/download/people/csv?{YEAR}")
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    with campaign.connect() as connection:
        assert len(rows) == connection.execute(text(REACHED)).scalar_one()
    with client.get(f"/reach/download/sessions/xlsx?{YEAR}") as book:
        assert book.data.startswith(b"PK") and "attachment" in book.headers["Content-Disposition"]
    sessions = client.get(f"/reach/download/pidor/csv?{YEAR}").get_data(as_text=True)
    assert sessions.splitlines()[0] == "\ufeff" + ",".join(COLUMNS)
    assert client.get("/reach/download/secrets/csv").status_code == 404


def test_editors_have_no_business_here_and_strangers_sign_in(app: Flask, engine: Engine) -> None:
    join(engine, "editor", "editor")
    client = app.test_client()
    assert client.get("/reach").status_code == 302
    enter(client, "editor")
    assert [client.get(f"/reach{page}").status_code for page in ("", "/rows", "/people", "/download/people/csv")] == [
        403
    ] * 4


def test_the_policy_allows_nothing_inline(campaign: Engine, client: FlaskClient) -> None:
    for address in (f"/reach?{YEAR}", "/reach/events", "/reach/indicators", "/open/2024"):
        answer = client.get(address)
        assert answer.headers["Content-Security-Policy"] == POLICY
        assert not re.search(r"<script|<style|style=|https?://(?!creativecommons)", answer.text), address


def test_the_open_data_is_a_data_package_without_small_numbers(campaign: Engine, app: Flask, tmp_path: Path) -> None:
    stranger = app.test_client()
    page = stranger.get("/open?language=en").text
    assert "Open figures 2024" in page and "hidden" in page
    package = stranger.get("/open/2024/datapackage.json")
    (tmp_path / "datapackage.json").write_bytes(package.data)
    for resource in json.loads(package.data)["resources"]:
        body = stranger.get(f"/open/2024/{resource['path']}").data
        (tmp_path / resource["path"]).write_bytes(body)
        table = stranger.get(f"/open/2024/{resource['path'].replace('.csv', '.json')}").get_json()
        assert len(table) == body.decode("utf-8-sig").count("\r\n") - 1
        assert not [row for row in table if row.get("people") is not None and 0 < row["people"] < 5]
    report = frictionless.Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])


@pytest.mark.parametrize(
    "address", ["/open/1999", "/open/2024x", "/open/2024/secret.csv", "/open/2099/datapackage.json"]
)
def test_what_is_not_published_is_not_found(campaign: Engine, app: Flask, address: str) -> None:
    assert app.test_client().get(address).status_code == 404


def test_charts_lead_to_the_rows_of_their_tables(campaign: Engine, client: FlaskClient) -> None:
    page = client.get(f"/reach?{YEAR}").text
    for drawing in re.findall(r"<figure.*?</figure>", page, re.DOTALL):
        svg, table = drawing.split("</svg>")
        drawn = set(re.findall(r"<a href='([^']+)' tabindex='-1' aria-label='[^']+'>", svg))
        assert drawn and drawn <= set(re.findall(r'href="([^"]+)"', table))
    assert "<a " not in "".join(re.findall(r"<svg class='chart'.*?</svg>", client.get("/open/2024").text, re.DOTALL))


def test_a_filter_by_age_counts_what_sql_counts(campaign: Engine, client: FlaskClient) -> None:
    with campaign.connect() as connection:
        young = connection.execute(
            text("SELECT COUNT(DISTINCT q.citizen) FROM query q JOIN profile p ON p.citizen = q.citizen"
                 " WHERE p.age_band = '18-30' AND p.age_band_state = 'answered' AND q.day LIKE '2024-%'")
        ).scalar_one()  # fmt: skip
    assert value_of(client.get(f"/reach?{YEAR}&age=18-30").text, "People reached") == f"{young:,}"
    assert "were left out" in client.get(f"/reach?{YEAR}&age=17").text
