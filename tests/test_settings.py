"""Settings: each default, each way to set one, each fault named, no secret shown."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import MEANINGS, META, ROOT, SECRET, Settings, describe, from_env

CREDENTIALS = {name: f"value of {name}" for name in META}


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {"BOT_INSTANCE_DIR": str(tmp_path / "instance")}


def problems(env: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsError) as error:
        from_env(env)
    assert str(error.value) == "\n".join(error.value.problems)
    khmer = error.value.told("km").splitlines()
    assert len(khmer) == len(error.value.problems) and all(re.search("[\u1780-\u17ff]", line) for line in khmer)
    return error.value.problems


def test_without_any_setting_the_bot_runs_against_the_emulator(env: dict[str, str], tmp_path: Path) -> None:
    settings = from_env(env)
    assert settings.emulator and settings.channel == "emulator"
    assert settings.database_url == f"sqlite:///{tmp_path / 'instance' / 'bot.db'}"
    assert settings.graph_url == "http://127.0.0.1:8000/graph/v26.0"
    assert (settings.host, settings.port, settings.workers) == ("127.0.0.1", 8000, 8)
    assert (settings.talk_minutes, settings.session_minutes, settings.public_url) == (30, 30, "")
    assert str(settings.timezone) == "Asia/Phnom_Penh"
    assert (settings.intents_dir, settings.facts_dir, settings.locales_dir) == (
        ROOT / "intents",
        ROOT / "facts",
        ROOT / "locales",
    )


def test_with_all_credentials_there_is_no_emulator(env: dict[str, str]) -> None:
    settings = from_env({**env, **CREDENTIALS})
    assert not settings.emulator and settings.channel == "messenger"
    assert settings.graph_url == "https://graph.facebook.com/v26.0"
    assert settings.page_token == "value of BOT_PAGE_TOKEN"


@pytest.mark.parametrize("given", [META[:1], META[:4], META[1:], META[2:3]])
def test_each_missing_credential_is_named(env: dict[str, str], given: tuple[str, ...]) -> None:
    missing = [name for name in META if name not in given]
    found = problems({**env, **{name: "x" for name in given}})
    assert found == [f"{name} is missing: {MEANINGS[name]}." for name in missing]


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("BOT_PORT", "0", "BOT_PORT must be a whole number from 1 to 65535, not '0'."),
        ("BOT_PORT", "http", "BOT_PORT must be a whole number from 1 to 65535, not 'http'."),
        ("BOT_PORT", "៨០", "BOT_PORT must be a whole number from 1 to 65535, not '៨០'."),
        ("BOT_WORKERS", "-1", "BOT_WORKERS must be a whole number from 0 to 256, not '-1'."),
        ("BOT_TALK_MINUTES", "1.5", "BOT_TALK_MINUTES must be a whole number from 1 to 1440, not '1.5'."),
        ("BOT_SESSION_MINUTES", "0", "BOT_SESSION_MINUTES must be a whole number from 1 to 1440, not '0'."),
        (
            "BOT_TIMEZONE",
            "Phnom Penh",
            "BOT_TIMEZONE: there is no time zone 'Phnom Penh'; an example is Asia/Phnom_Penh.",
        ),
        ("BOT_TIMEZONE", "../etc", "BOT_TIMEZONE: there is no time zone '../etc'; an example is Asia/Phnom_Penh."),
        ("BOT_INTENTS_DIR", "/no/such", "BOT_INTENTS_DIR: there is no folder /no/such."),
        ("BOT_FACTS_DIR", "/no/such", "BOT_FACTS_DIR: there is no folder /no/such."),
        ("BOT_QUIZ_DIR", "/no/such", "BOT_QUIZ_DIR: there is no folder /no/such."),
        ("BOT_ASK_DISABILITY", "yes", "BOT_ASK_DISABILITY must be a whole number from 0 to 1, not 'yes'."),
        (
            "BOT_PAGE_NAME",
            "m.me/api",
            "BOT_PAGE_NAME is what stands behind m.me/ in the Page's address, such as api.cambodia.",
        ),
        ("BOT_LOCALES_DIR", "/no/such", "BOT_LOCALES_DIR: there is no folder /no/such."),
        (
            "BOT_GRAPH_URL",
            "http://graph.facebook.com",
            "BOT_GRAPH_URL must begin with https:// (plain http only for this machine itself).",
        ),
        (
            "BOT_GRAPH_URL",
            "http://127.0.0.1.evil.example",
            "BOT_GRAPH_URL must begin with https:// (plain http only for this machine itself).",
        ),
        (
            "BOT_GRAPH_URL",
            "http://localhost@evil.example",
            "BOT_GRAPH_URL must begin with https:// (plain http only for this machine itself).",
        ),
        ("BOT_APP_ID_FILE", "/no/such", "BOT_APP_ID_FILE names /no/such, which cannot be read: FileNotFoundError."),
    ],
)
def test_a_wrong_value_is_named(env: dict[str, str], name: str, value: str, problem: str) -> None:
    assert problem in problems({**env, name: value})


@pytest.mark.parametrize("url", ["mysql://u@h/d", "nonsense", "://"])
def test_an_address_of_another_store_is_refused(env: dict[str, str], url: str) -> None:
    assert problems({**env, "BOT_DATABASE_URL": url})[0].startswith(
        "BOT_DATABASE_URL must be an SQLAlchemy address such as"
    )


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/graph", "http://localhost:1/x/", "http://[::1]:9/x", "https://example.org/v26.0"]
)
def test_the_graph_may_be_on_this_machine_or_behind_https(env: dict[str, str], url: str) -> None:
    assert from_env({**env, "BOT_GRAPH_URL": url}).graph_url == url.rstrip("/")


def test_every_fault_is_named_at_once(env: dict[str, str]) -> None:
    found = problems({**env, "BOT_PORT": "x", "BOT_TIMEZONE": "x", "BOT_PAGE_ID": "1", "BOT_FACTS_DIR": "/x"})
    assert len(found) == 7


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql://u@h:5432/d?sslmode=require", "postgresql+psycopg://u@h:5432/d?sslmode=require"),
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
        ("sqlite:///x.db", "sqlite:///x.db"),
    ],
)
def test_addresses_of_postgresql_are_read_as_hosts_give_them(env: dict[str, str], url: str, read: str) -> None:
    assert from_env({**env, "BOT_DATABASE_URL": url}).database_url == read


def test_a_file_holds_the_value_and_the_environment_wins(env: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("from file\n")
    files = {f"{name}_FILE": str(file) for name in META}
    settings = from_env({**env, **files, "BOT_PAGE_ID": "from environment"})
    assert (settings.app_secret, settings.page_id) == ("from file", "from environment")
    assert settings.origins["BOT_APP_SECRET"] == f"file {file}" and settings.origins["BOT_PAGE_ID"] == "environment"


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "which is empty."), (b"\xff\xfe", "which cannot be read: UnicodeDecodeError.")]
)
def test_a_file_without_a_value_is_named(env: dict[str, str], tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "secret"
    file.write_bytes(content)
    assert f"BOT_APP_SECRET_FILE names {file}, {said}" in problems({**env, "BOT_APP_SECRET_FILE": str(file)})


@pytest.mark.parametrize("blank", ["", "  "])
def test_a_blank_value_is_as_none(env: dict[str, str], blank: str) -> None:
    assert from_env({**env, **dict.fromkeys(META, blank), "BOT_PORT": blank}).port == 8000


def test_keys_are_made_once_and_only_their_owner_may_read_them(env: dict[str, str], tmp_path: Path) -> None:
    first, second = from_env(env), from_env(env)
    assert (first.secret_key, first.pseudonym_key) == (second.secret_key, second.pseudonym_key)
    assert first.secret_key != first.pseudonym_key and len(first.pseudonym_key) == 64
    for name in ("secret_key", "pseudonym_key"):
        assert stat.S_IMODE((tmp_path / "instance" / name).stat().st_mode) == 0o600


def test_a_key_from_the_environment_leaves_no_file(env: dict[str, str], tmp_path: Path) -> None:
    settings = from_env({**env, "BOT_SECRET_KEY": "s", "BOT_PSEUDONYM_KEY": "p"})
    assert (settings.secret_key, settings.pseudonym_key) == ("s", "p")
    assert not (tmp_path / "instance").exists()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "instance").write_text("a file, not a folder")
    found = problems({"BOT_INSTANCE_DIR": str(tmp_path / "instance")})
    assert (
        found[0] == f"BOT_SECRET_KEY is not set and {tmp_path}/instance/secret_key cannot be written: FileExistsError."
    )


def test_no_secret_is_ever_shown(env: dict[str, str]) -> None:
    secrets = {name: f"hidden-{name}" for name in SECRET if name != "BOT_DATABASE_URL"}
    settings = from_env({**env, **CREDENTIALS, **secrets, "BOT_DATABASE_URL": "postgresql://u:hidden-password@h/d"})
    rows = describe(settings)
    assert "hidden" not in str(rows)
    shown = {name: (value, origin) for name, value, origin, _ in rows}
    assert shown["BOT_APP_SECRET"] == ("(set)", "environment")
    assert shown["BOT_DATABASE_URL"] == ("postgresql+psycopg://u:***@h/d", "environment")
    assert shown["BOT_PORT"] == ("8000", "default")


def test_every_setting_is_described(env: dict[str, str]) -> None:
    rows = describe(from_env(env))
    fields = {f"BOT_{name.upper()}" for name in Settings.__dataclass_fields__} - {"BOT_EMULATOR", "BOT_ORIGINS"}
    assert {row[0] for row in rows} == set(MEANINGS) == fields
    assert all(row[3] for row in rows)
    khmer = describe(from_env(env), "km")
    assert [row[0] for row in khmer] == [row[0] for row in rows]
    assert all(re.search("[\u1780-\u17ff]", row[3]) for row in khmer)
