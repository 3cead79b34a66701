"""Whatever a signed body holds: it is answered 200, nothing raises, and no message in it is lost."""

from __future__ import annotations

import copy
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.messenger.signature import sign
from bot.store.talk_tables import inbox
from bot.web.app import create_app
from tests.delivery.stage import PAGE, Stage, item, open_stage

BODIES = [
    json.loads(path.read_text(encoding="utf-8"))
    for folder in ("bodies", "seen")
    for path in sorted((Path(__file__).parent.parent / "messenger" / folder).glob("*.json"))
]
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from([PAGE, "page", "0", 10**15, 10**30, -1, "\x00", "\ud800", "x" * 400, "ក្រ្តី"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container and key of a JSON value."""
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield value, key
        yield from places(child)


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """A body of the samples with a few of its parts replaced, removed or doubled, for our Page."""
    body = json.loads(json.dumps(draw(st.sampled_from(BODIES))))
    for _ in range(draw(st.integers(1, 4))):
        found = list(places(body))
        if not found:
            break
        holder, key = found[draw(st.integers(0, len(found) - 1))]
        how = draw(st.sampled_from(["replace", "remove", "double", "ours"]))
        if how == "replace":
            holder[key] = draw(JSON)
        elif how == "remove":
            del holder[key]
        elif how == "ours":
            holder[key] = PAGE
        elif isinstance(holder, list):
            holder.insert(key, copy.deepcopy(holder[key]))
    return body


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One store for all bodies: what one leaves behind must not disturb the next."""
    from bot.store.engine import upgrade

    folder = tmp_path_factory.mktemp("mutated")
    url = f"sqlite:///{folder / 'bot.db'}"
    if request.param == "postgresql":
        from sqlalchemy import create_engine, make_url, text

        server = request.getfixturevalue("postgres")
        admin = create_engine(server, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text("CREATE DATABASE mutated_bodies"))
        admin.dispose()
        url = make_url(server).set(database="mutated_bodies").render_as_string(hide_password=False)
    upgrade(url)
    with open_stage(url, folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def client(stage: Stage) -> FlaskClient:
    return create_app(stage.settings, stage.engine, stage.inbox, list).test_client()


def post(client: FlaskClient, raw: bytes) -> int:
    headers = {"X-Hub-Signature-256": sign(raw, "secret"), "Content-Type": "application/json"}
    return client.post("/webhook", data=raw, headers=headers).status_code


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=mutated() | JSON, at=st.integers(0, 3))
def test_any_signed_body_is_taken_and_the_message_in_it_is_kept(
    stage: Stage, client: FlaskClient, body: Any, at: int
) -> None:
    """A sound message put into the body beside whatever else is in it must be in the store afterwards."""
    sound = item("77", "តើសំបុត្រកំណើតថ្លៃប៉ុន្មាន?")
    entry = {"id": PAGE, "time": 1, "messaging": [sound]}
    if isinstance(body, dict):
        entries = body["entry"] if isinstance(body.get("entry"), list) else []
        body = {**body, "object": "page", "entry": [*entries[:at], entry, *entries[at:]]}
    else:
        body = {"object": "page", "entry": [body, entry]}
    logged = Raised()
    logging.getLogger().addHandler(logged)
    try:
        assert post(client, json.dumps(body).encode()) == 200
    finally:
        logging.getLogger().removeHandler(logged)
    assert logged.tracebacks == 0
    key = f"messaging:message:{sound['message']['mid']}:"
    with stage.engine.connect() as connection:
        kept = connection.execute(select(inbox.c.body).where(inbox.c.event_key == key)).scalar_one()
    assert kept["text"] == "តើសំបុត្រកំណើតថ្លៃប៉ុន្មាន?"


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_signed_bytes_are_taken(client: FlaskClient, raw: bytes) -> None:
    assert post(client, raw) == 200


class Raised(logging.Handler):
    """Counts tracebacks in the log."""

    def __init__(self) -> None:
        super().__init__()
        self.tracebacks = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.tracebacks += record.exc_info is not None
