"""Try, Content and Facts: what they show, and that nothing is half saved."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from sqlalchemy import Engine, select

from bot.settings import Settings
from bot.store.choice_words import CHOICES
from bot.store.fact_schema import read_schemas
from bot.store.fact_tables import FACT_TABLES, fact_load
from bot.store.importing import load_package
from bot.web.assembly import Bot
from tests.desk.conftest import colleague, enter, join, send, token
from tests.fewer import few_facts


def form_of(client: FlaskClient, address: str) -> dict[str, str]:
    """The fields of a fact's form."""
    page = client.get(address).text
    digest = page.split('name="digest" value="')[1].split('"')[0]
    return {"csrf_token": token(page), "digest": digest}


def test_trying_shows_language_names_candidates_and_the_reply(editor: FlaskClient, bot: Bot, engine: Engine) -> None:
    page = editor.get("/desk/try", query_string={"q": "តើក្រុមប្រឹក្សាឃុំជាអ្វី"}).text
    assert "ខ្មែរ" in page and "commune-council" in page and 'class="bubble"' in page
    with engine.connect() as connection:  # a try is nobody's question
        assert connection.exec_driver_sql("SELECT count(*) FROM query").scalar() == 0


def test_what_is_typed_is_shown_as_text(editor: FlaskClient) -> None:
    page = editor.get("/desk/try", query_string={"q": "<script>alert(1)</script>"}).text
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_what_is_not_there_is_said_in_words(editor: FlaskClient, bot: Bot) -> None:
    for address in ("/desk/nothing", "/desk/drafts/99", "/desk/history/99", "/desk/facts?table=none"):
        answer = editor.get(address)
        assert answer.status_code == 404 and "គ្មានទំព័រនេះទេ" in answer.text, address
    assert bot.app.test_client().get("/desk/nothing").status_code == 302  # a stranger learns nothing of the addresses


def test_home_leads_everybody_somewhere(client: FlaskClient, engine: Engine) -> None:
    join(engine, "vanna", "me")
    enter(client, "vanna")
    assert '<ul class="tiles">' in client.get("/desk").text and "/reach" in client.get("/desk").text


def test_content_is_found_by_any_of_its_words(editor: FlaskClient) -> None:
    assert "commune-council.yaml" in editor.get("/desk/content?q=councillors").text
    assert "what-is-isaf.yaml" not in editor.get("/desk/content?q=councillors").text
    assert "រកមិនឃើញទេ" in editor.get("/desk/content?q=zzzz").text


def test_stale_content_is_marked(editor: FlaskClient, bot: Bot, settings: Settings) -> None:
    file = settings.intents_dir / "rights/commune-council.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("reviewed: 2026", "reviewed: 2021"), encoding="utf-8")
    bot.content.refresh()
    page = editor.get("/desk/content?state=stale").text
    assert "commune-council.yaml" in page and "what-is-isaf.yaml" not in page


def test_a_fact_is_edited_with_all_checks_of_an_import(editor: FlaskClient, settings: Settings, engine: Engine) -> None:
    load_package(engine, few_facts())
    address = "/desk/facts/source/CTX-COUNCIL"
    source = FACT_TABLES["source"]

    def title() -> str:
        with engine.connect() as connection:
            return str(connection.scalar(select(source.c.title).where(source.c.source_id == "CTX-COUNCIL")))

    before, form = title(), form_of(editor, address)
    refused = editor.post(address, data={**form, "c-title": "New", "c-publisher_km": ""})
    assert refused.status_code == 422 and "publisher_km" in refused.text and title() == before
    assert editor.post(address, data={**form, "c-title": "New title"}).status_code == 303
    assert title() == "New title"
    with engine.connect() as connection:
        assert connection.execute(select(fact_load.c.who).order_by(fact_load.c.id.desc())).scalars().first() == "sophea"
    assert "sophea" in editor.get("/desk/history").text
    assert "New title" in editor.get("/desk/history/1").text
    send(editor, "/desk/facts/undo/1")
    assert title() == before


def test_a_second_answer_to_one_question_is_not_saved(editor: FlaskClient, engine: Engine) -> None:
    load_package(engine, few_facts())
    address = "/desk/facts/service_fee/driver-licence-test/a/foreigner"
    refused = editor.post(address, data={**form_of(editor, address), "c-applicant": "cambodian"})
    assert refused.status_code == 422 and "ឆ្លើយសំណួរដដែល" in refused.text
    assert "amount 30000, currency KHR" in refused.text and "amount 100000, currency KHR" in refused.text


def test_two_editors_of_one_fact_see_each_others_words(editor: FlaskClient, bot: Bot, engine: Engine) -> None:
    load_package(engine, few_facts())
    other = colleague(bot, engine)
    address = "/desk/facts/source/CTX-COUNCIL"
    first, second = form_of(editor, address), form_of(other, address)
    editor.post(address, data={**first, "c-title": "Her title"})
    met = other.post(address, data={**second, "c-title": "His title"})
    assert met.status_code == 409 and "Her title" in met.text and "His title" in met.text
    assert "Her title" in editor.get(address).text


def test_facts_are_searched_and_marked(editor: FlaskClient, engine: Engine) -> None:
    load_package(engine, few_facts())
    page = editor.get("/desk/facts?table=service_fee&state=current").text
    assert "បច្ចុប្បន្ន" in page and "/desk/facts/service_fee/" in page
    assert editor.get("/desk/facts?table=no_such_table").status_code == 404
    assert "CTX-COUNCIL" in editor.get("/desk/facts?table=source&q=ctx-council").text


LISTED = (
    ("service_fee&q=driver-licence-test/a/cambodian", "៣០,០០០ ៛", "30,000 ៛"),
    ("budget_line&q=B002", "៣៧,៩៥០,០០០,០០០,០០០ ៛", "37,950,000,000,000 ៛"),
    ("award&q=battambang-wastewater", "៩,៣៦០,០០០ USD · តម្លៃកិច្ចសន្យា", "9,360,000 USD"),
    ("award&q=battambang-wastewater", "៣០ មករា ២០១៨", "30 January 2018"),
    ("population&q=KH-2019", "១៥,៥៥២,២១១", "15,552,211"),
    ("place&q=010201", "ខេត្តបន្ទាយមានជ័យ", "Banteay Meanchey"),
)


def test_facts_are_listed_in_words(editor: FlaskClient, bot: Bot, engine: Engine) -> None:
    load_package(engine, few_facts())
    bot.content.refresh()
    for asked, khmer, english in LISTED:
        assert khmer in editor.get(f"/desk/facts?table={asked}&language=km").text
        assert english in editor.get(f"/desk/facts?table={asked}&language=en").text


def test_facts_are_found_by_the_names_they_lead_to_and_called_by_them(
    editor: FlaskClient, bot: Bot, engine: Engine
) -> None:
    load_package(engine, few_facts())
    bot.content.refresh()
    page = editor.get("/desk/facts?table=service_fee&q=លិខិតឆ្លងដែន").text
    assert "passport-regular/adult-15d/anyone" in page and "driver-licence" not in page
    (row,) = re.findall(r'href="/desk/facts/service_fee/passport-regular/adult-15d/anyone">([^<]+)</a>', page)
    assert row.startswith("លិខិតឆ្លងដែន · ") and "adult-15d" not in row and "១០០ USD" in row
    shown = editor.get("/desk/facts/service_fee/passport-regular/adult-15d/anyone").text
    assert "<h1>ថ្លៃសេវា: លិខិតឆ្លងដែន · " in shown


def test_a_fact_shows_what_its_codes_and_figures_mean(editor: FlaskClient, bot: Bot, engine: Engine) -> None:
    load_package(engine, few_facts())
    bot.content.refresh()
    page = editor.get("/desk/facts/procurement/battambang-wastewater").text
    place = re.search(r'id="m-place_code">([^<]+)<', page)
    assert place and place[1].startswith("ក្រុងបាត់ដំបង") and "ខេត្តបាត់ដំបង" in place[1]
    assert 'value="02' in page  # the code itself is what is edited
    assert "9,360,000 USD" in editor.get("/desk/facts/award/battambang-wastewater/1?language=en").text


def test_every_choice_has_words(settings: Settings) -> None:
    schemas, _ = read_schemas(settings.facts_dir)
    choices = {(field.name, value) for schema in schemas for field in schema.fields for value in field.enum}
    wordless = {pair for pair in choices if pair[1] not in CHOICES.get(pair[0], {})}
    assert {column for column, _ in wordless} == {"currency"}
    assert all(re.search("[\u1780-\u17ff]", both.km) for words in CHOICES.values() for both in words.values())


def test_what_was_refused_is_not_guessed_at(editor: FlaskClient, bot: Bot, engine: Engine) -> None:
    load_package(engine, few_facts())
    bot.content.refresh()
    address = "/desk/facts/service_fee/driver-licence-test/a/cambodian"
    form = form_of(editor, address)
    refused = editor.post(address, data={**form, "c-amount": "៣៥.០០០"})
    assert refused.status_code == 422 and 'value="៣៥.០០០"' in refused.text and "៣៥ ៛" not in refused.text
    assert editor.post(address, data={**form, "c-amount": "1.2 លាន"}).status_code == 303
    assert "១,២០០,០០០ ៛" in editor.get(address).text


def test_trying_calls_what_was_found_by_its_name(editor: FlaskClient, bot: Bot, engine: Engine) -> None:
    load_package(engine, few_facts())
    bot.content.refresh()
    page = editor.get("/desk/try", query_string={"q": "how many members has the council of Battambang province"}).text
    assert "ខេត្តបាត់ដំបង <code" in page
