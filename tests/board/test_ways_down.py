"""Every number on every page of M&E is a way down to its definition and to exactly as many rows."""

from __future__ import annotations

import io
import re
from datetime import datetime
from html import unescape

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, text

from bot.reach.rollup import roll_up
from tests.reach.turns import PHNOM_PENH

YEAR = "from=2024-01-01&to=2024-12-31"
SPRING = "from=2024-03-01&to=2024-03-31"
PAGES = (
    f"/reach?{YEAR}",
    f"/reach?{YEAR}&place=0102&sex=female",
    f"/reach?{YEAR}&event=DEMO-04&topic=budget",
    f"/reach?{YEAR}&age=31-45",
    f"/reach/learned?{YEAR}",
    "/reach/events",
    f"/reach/events?{YEAR}",
    "/reach/events/DEMO-01",
    "/reach/indicators?period=2024",
    "/reach/indicators?period=2024-Q2",
)
NUMBER = re.compile(r'<a href="([^"]+)"[^>]*>(?:<b>)?([\d,]+)(?:</b>)?</a>')
HELD = re.compile(r'Events held</dt><dd class="value"><a[^>]*>([\d,]+)')
ROWS = re.compile(r'<tr class="(?:turn|somebody|session|pair)">')


@pytest.mark.parametrize("page", PAGES)
def test_every_number_leads_to_exactly_as_many_rows(campaign: Engine, client: FlaskClient, page: str) -> None:
    client.get("/reach?language=en")
    links = {(unescape(address), number) for address, number in NUMBER.findall(client.get(page).text)}
    assert len(links) > 10
    for address, number in sorted(links)[:: max(1, len(links) // 10)]:
        behind = client.get(address)
        assert behind.status_code == 200, address
        if address.startswith("/reach/reported/"):
            assert number.replace(",", "") in behind.text, address
            continue
        told = HELD if address.startswith("/reach/events?") else re.compile(r'<p class="value">([\d,]+)</p>')
        found = told.search(behind.text)
        assert found and found[1] == number, address
        if told is not HELD and "/pairs" not in address:
            assert len(ROWS.findall(behind.text)) == min(50, int(number.replace(",", ""))), address


@pytest.mark.parametrize("page", PAGES)
def test_no_number_of_a_figure_stands_without_a_way(campaign: Engine, client: FlaskClient, page: str) -> None:
    shown = client.get(f"{page}{'&' if '?' in page else '?'}language=en").text
    values = re.findall(r'class="value">\s*([^<]*)<', shown)
    assert values and not [value for value in values if value.strip()], "a figure that is no link"
    cells = re.findall(r'<td class="n">\s*([^<]*)<', shown)
    assert not [cell for cell in cells if cell.strip() and "%" not in cell and cell.strip() != "–"]


@pytest.mark.parametrize(
    "address",
    [f"/reach/people?who=new&{YEAR}", f"/reach/sessions?{YEAR}", f"/reach/pairs?{YEAR}", f"/reach/rows?queries=1&{YEAR}",
     "/reach/events/DEMO-01/people/came"],
)  # fmt: skip
def test_older_rows_follow_without_gap_or_repetition(campaign: Engine, client: FlaskClient, address: str) -> None:
    first = client.get(f"{address}{'&' if '?' in address else '?'}language=en").text
    total = int(re.search(r'<p class="value">([\d,]+)</p>', first)[1].replace(",", ""))  # type: ignore[index]
    seen, page, pages = 0, first, 0
    while pages < 60:
        seen, pages = seen + len(ROWS.findall(page)), pages + 1
        more = re.search(r'href="([^"]+after=\d+[^"]*)">Older', page)
        if not more:
            break
        page = client.get(unescape(more[1])).text
    assert seen == total or pages == 60 or "/pairs" in address


def test_rows_hold_pseudonyms_and_definition_and_no_words(campaign: Engine, client: FlaskClient) -> None:
    page = client.get(f"/reach/people?who=new&{YEAR}").text
    assert '<code title="demo-1-' in page and "មនុស្សថ្មី គឺអ្នកដែល" in page and "Asia/Phnom_Penh" in page
    assert "រហស្សនាម" in page and "១ មករា ២០២៤" in page


def test_taps_about_oneself_are_messages_but_no_queries(campaign: Engine, client: FlaskClient) -> None:
    with campaign.begin() as connection:
        row = connection.execute(text("SELECT max(id) FROM query")).scalar_one()
        connection.execute(text("UPDATE query SET profile = true, at = at - 1 WHERE id = :row"), {"row": row})
        connection.execute(text("DELETE FROM reach_seen"))
    roll_up(campaign, PHNOM_PENH, 30, thorough=True)
    all_rows = client.get(f"/reach/rows?{YEAR}&language=en").text
    queries = client.get(f"/reach/rows?{YEAR}&queries=1&language=en").text
    totals = [int(re.search(r'<p class="value">([\d,]+)</p>', page)[1].replace(",", ""))  # type: ignore[index]
              for page in (all_rows, queries)]  # fmt: skip
    assert totals[0] == totals[1] + 1


@pytest.mark.parametrize(
    "address", [f"/reach/rows?{SPRING}", f"/reach/rows?{SPRING}&queries=1&outcome=answered&sex=female"]
)
def test_messages_stand_in_the_order_of_time_however_late_they_were_logged(
    campaign: Engine, client: FlaskClient, address: str
) -> None:
    with campaign.begin() as connection:
        names = "day, citizen, channel, kind, language, intent, topic, province, names, score, outcome, profile, demonstration, latency_ms"
        late = f"INSERT INTO query ({names}, at) SELECT {names}, at - 60000 FROM query WHERE day BETWEEN '2024-03-01' AND '2024-04-01'"
        connection.execute(text(late))
        logged = [f"{one:%Y-%m-%d %H:%M}" for one in _moments(connection, "sex=female" in address)]
    roll_up(campaign, PHNOM_PENH, 30)
    shown, page = [], client.get(f"{address}&language=en").text
    for _ in range(400):
        shown += re.findall(r'<tr class="turn"><td[^>]*>([^<]+)<', page)
        if not (more := re.search(r'href="([^"]+after=\d+[^"]*)">Older', page)):
            break
        page = client.get(unescape(more[1])).text
    assert [f"{datetime.strptime(one, '%d %b %Y, %H:%M'):%Y-%m-%d %H:%M}" for one in shown] == logged


def _moments(connection: Connection, women: bool) -> list[datetime]:
    """The moments of a campaign's messages, the newest first, by plain SQL."""
    of = "AND outcome = 'answered' AND NOT profile AND citizen IN (SELECT citizen FROM profile WHERE sex = 'female')"
    rows = connection.execute(text(
        f"SELECT at FROM query WHERE day BETWEEN '2024-03-01' AND '2024-03-31' {of if women else ''} ORDER BY at DESC, id DESC"
    ))  # fmt: skip
    return [datetime.fromtimestamp(row[0] / 1000, PHNOM_PENH) for row in rows]


def test_people_stand_in_the_order_of_their_last_message(campaign: Engine, client: FlaskClient) -> None:
    page = client.get(f"/reach/people?{YEAR}&language=en").text
    last = [
        datetime.strptime(one, "%d %b %Y, %H:%M") for one in re.findall(r'data-label="Last message">([^<]+)<', page)
    ]
    assert len(last) == 50 and last == sorted(last, reverse=True)


@pytest.mark.parametrize(
    ("address", "status"),
    [("/reach/people?who=all", 404), ("/reach/events/DEMO-01/people/fled", 404), ("/reach/events/NO-1/people/came", 404),
     ("/reach/sessions?none=names", 200), ("/reach/people?after=99999999999999999999", 200), ("/reach/reported/x", 200),
     ("/reach/rows?after=1e9", 200), ("/reach/pairs?sex=both", 200), ("/reach/events?from=then", 200)],
)  # fmt: skip
def test_addresses_written_by_hand_do_no_harm(campaign: Engine, client: FlaskClient, address: str, status: int) -> None:
    assert client.get(address).status_code == status


@pytest.mark.parametrize(
    "address",
    [
        "rows?queries=1&sex=female&outcome=answered",
        "people?who=new&sex=female",
        "sessions?topic=budget",
        "pairs?rose=1",
    ],
)
def test_all_rows_of_a_figure_can_be_taken_away(campaign: Engine, client: FlaskClient, address: str) -> None:
    page = client.get(f"/reach/{address}&{SPRING}&language=en").text
    total = int(re.search(r'<p class="value">([\d,]+)</p>', page)[1].replace(",", ""))  # type: ignore[index]
    links = {form: unescape(link) for link, form in re.findall(r'href="(/reach/take/[^"]+)">(XLSX|CSV)<', page)}
    rows = client.get(links["CSV"]).get_data(as_text=True).splitlines()
    assert len(rows) - 1 == total > 50
    with client.get(links["XLSX"]) as answer:
        book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert book.worksheets[1].max_row - 1 == total and "2024-03-01 – 2024-03-31" in str(book["definitions"]["B2"].value)
    assert client.get(f"/reach/take/words/csv?{SPRING}").status_code == 404
