"""Settings from the environment, read once, every fault named at once."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.domain.hours import StaffHours
from bot.errors import SettingsError
from bot.faults.fault import both, sentence

ROOT = Path(__file__).resolve().parent.parent
META = ("BOT_APP_SECRET", "BOT_PAGE_TOKEN", "BOT_VERIFY_TOKEN", "BOT_PAGE_ID", "BOT_APP_ID")
SECRET = {
    "BOT_APP_SECRET",
    "BOT_PAGE_TOKEN",
    "BOT_VERIFY_TOKEN",
    "BOT_SECRET_KEY",
    "BOT_PSEUDONYM_KEY",
    "BOT_DATABASE_URL",
}

MEANINGS = {
    "BOT_DATABASE_URL": "address of the store: SQLite or PostgreSQL",
    "BOT_APP_SECRET": "Meta app secret: checks that webhooks come from Meta",
    "BOT_PAGE_TOKEN": "Page access token: lets the bot send",
    "BOT_VERIFY_TOKEN": "word that Meta repeats when the webhook is set up",
    "BOT_PAGE_ID": "id of the Facebook Page",
    "BOT_APP_ID": "id of the Meta app",
    "BOT_GRAPH_URL": "base of the Graph API with its version",
    "BOT_PUBLIC_URL": "address the world sees",
    "BOT_SECRET_KEY": "key of logins and forms",
    "BOT_PSEUDONYM_KEY": "key of the citizens' pseudonyms",
    "BOT_INTENTS_DIR": "folder of the intent files",
    "BOT_QUIZ_DIR": "folder of the quiz files",
    "BOT_FACTS_DIR": "folder of the fact package",
    "BOT_INDICATORS": "file of the indicators",
    "BOT_LOCALES_DIR": "folder of the phrases",
    "BOT_INSTANCE_DIR": "folder of the SQLite store and of keys made once",
    "BOT_TIMEZONE": "time zone of days and months in reports",
    "BOT_HOST": "address to listen on",
    "BOT_PORT": "port to listen on",
    "BOT_WORKERS": "threads that answer in this process; 0: a separate `bot worker` does",
    "BOT_TALK_MINUTES": "minutes until a talk is forgotten",
    "BOT_QUIET_MINUTES": "minutes the bot keeps quiet for a citizen after a person of the staff wrote or was called",
    "BOT_STAFF_HOURS": "when a person of the staff answers: weekdays and hours",
    "BOT_SESSION_MINUTES": "minutes of silence that end a session in reports",
    "BOT_PAGE_NAME": "name of the Page in its m.me address, for the links of events",
    "BOT_ASK_DISABILITY": "1: also ask citizens about difficulties in seeing, hearing, walking …",
    "BOT_UNANSWERED_DAYS": "days until a question that was not understood is deleted",
}
KHMER_MEANINGS = {
    "BOT_DATABASE_URL": "អាសយដ្ឋានឃ្លាំងទិន្នន័យ៖ SQLite ឬ PostgreSQL",
    "BOT_APP_SECRET": "សោកម្មវិធីរបស់ Meta៖ ពិនិត្យថា webhook មកពី Meta ពិត",
    "BOT_PAGE_TOKEN": "សោទំព័រ៖ អនុញ្ញាតឲ្យបុតផ្ញើសារ",
    "BOT_VERIFY_TOKEN": "ពាក្យដែល Meta និយាយវិញ ពេលរៀបចំ webhook",
    "BOT_PAGE_ID": "លេខសម្គាល់ទំព័រ Facebook",
    "BOT_APP_ID": "លេខសម្គាល់កម្មវិធី Meta",
    "BOT_GRAPH_URL": "អាសយដ្ឋាន Graph API និងកំណែរបស់វា",
    "BOT_PUBLIC_URL": "អាសយដ្ឋានដែលសាធារណៈឃើញ",
    "BOT_SECRET_KEY": "សោសម្រាប់ការចូល និងទម្រង់បំពេញ",
    "BOT_PSEUDONYM_KEY": "សោសម្រាប់ឈ្មោះក្លែងរបស់ប្រជាពលរដ្ឋ",
    "BOT_INTENTS_DIR": "ថតឯកសារសំណួរ-ចម្លើយ",
    "BOT_QUIZ_DIR": "ថតសំណួរតេស្តចំណេះដឹង",
    "BOT_FACTS_DIR": "ថតទិន្នន័យ",
    "BOT_INDICATORS": "ឯកសារសូចនាករ",
    "BOT_LOCALES_DIR": "ថតឃ្លា",
    "BOT_INSTANCE_DIR": "ថតសម្រាប់ឃ្លាំង SQLite និងសោដែលបង្កើតម្តង",
    "BOT_TIMEZONE": "ល្វែងម៉ោងនៃថ្ងៃ និងខែក្នុងរបាយការណ៍",
    "BOT_HOST": "អាសយដ្ឋានដែលបុតស្តាប់",
    "BOT_PORT": "លេខច្រកដែលបុតស្តាប់",
    "BOT_WORKERS": "ចំនួនខ្សែដែលឆ្លើយក្នុងដំណើរការនេះ។ 0៖ `bot worker` ដាច់ដោយឡែកជាអ្នកឆ្លើយ",
    "BOT_TALK_MINUTES": "នាទីរហូតដល់ការសន្ទនាត្រូវបំភ្លេច",
    "BOT_QUIET_MINUTES": "នាទីដែលបុតនៅស្ងៀម ក្រោយពេលបុគ្គលិកសរសេរ ឬត្រូវបានហៅ",
    "BOT_STAFF_HOURS": "ពេលដែលបុគ្គលិកឆ្លើយ៖ ថ្ងៃ និងម៉ោង",
    "BOT_SESSION_MINUTES": "នាទីស្ងាត់ដែលបញ្ចប់ការសន្ទនាមួយក្នុងរបាយការណ៍",
    "BOT_PAGE_NAME": "ឈ្មោះទំព័រក្នុងអាសយដ្ឋាន m.me សម្រាប់តំណព្រឹត្តិការណ៍",
    "BOT_ASK_DISABILITY": "1៖ សួរប្រជាពលរដ្ឋអំពីការពិបាកមើល ស្តាប់ ដើរ … ផងដែរ",
    "BOT_UNANSWERED_DAYS": "ចំនួនថ្ងៃមុនពេលលុបសំណួរដែលបុតមិនយល់",
}
_ORIGINS_KM = {"default": "តម្លៃដើម", "environment": "បរិស្ថាន", "file": "ឯកសារ"}

_FROM_FILE = "file "


@dataclass(frozen=True)
class Settings:
    """One value a setting, plus where each came from (``origins``)."""

    database_url: str
    app_secret: str
    page_token: str
    verify_token: str
    page_id: str
    app_id: str
    graph_url: str
    public_url: str
    secret_key: str
    pseudonym_key: str
    intents_dir: Path
    quiz_dir: Path
    facts_dir: Path
    indicators: Path
    locales_dir: Path
    instance_dir: Path
    timezone: ZoneInfo
    host: str
    port: int
    workers: int
    talk_minutes: int
    quiet_minutes: int
    staff_hours: StaffHours
    session_minutes: int
    page_name: str
    ask_disability: bool
    unanswered_days: int
    emulator: bool  # none of Meta's credentials is set
    origins: Mapping[str, str] = field(default_factory=dict)

    @property
    def channel(self) -> str:
        """The name under which turns are logged."""
        return "emulator" if self.emulator else "messenger"

    def page_token_now(self) -> str:
        """The Page's token as its file says now; where it stands in no file, or the file is gone, as at start-up."""
        origin = self.origins.get("BOT_PAGE_TOKEN", "")
        if not origin.startswith(_FROM_FILE):
            return self.page_token
        with suppress(OSError, UnicodeDecodeError):
            return Path(origin.removeprefix(_FROM_FILE)).read_text(encoding="utf-8").strip() or self.page_token
        return self.page_token


def from_env(env: Mapping[str, str]) -> Settings:
    """Read all ``BOT_*`` settings; ``X_FILE`` names a file that holds the value of ``X``.

    Raises SettingsError with a sentence for every missing or wrong one.
    """
    reader = _Reader(env)
    values = reader.all()
    if reader.problems:
        raise SettingsError(reader.problems)
    return Settings(**values, origins=reader.origins)  # type: ignore[arg-type]


def describe(settings: Settings, language: str = "en") -> list[tuple[str, str, str, str]]:
    """Rows of name, shown value, origin and meaning; secrets are never shown."""
    meanings = KHMER_MEANINGS if language == "km" else MEANINGS
    known = {f.name for f in fields(settings)}
    rows = []
    for name, meaning in meanings.items():
        value = (
            str(getattr(settings, name.removeprefix("BOT_").lower()))
            if name.removeprefix("BOT_").lower() in known
            else ""
        )
        origin = settings.origins.get(name, "default")
        rows.append((name, _shown(name, value), _in_khmer(origin) if language == "km" else origin, meaning))
    return rows


def _in_khmer(origin: str) -> str:
    first, space, rest = origin.partition(" ")
    return f"{_ORIGINS_KM[first]}{space}{rest}"


def _shown(name: str, value: str) -> str:
    if name == "BOT_DATABASE_URL":
        return make_url(value).render_as_string(hide_password=True)
    return "(set)" if name in SECRET and value else value or "(none)"


class _Reader:
    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = env
        self.problems: list[tuple[str, str]] = []  # in English and in Khmer
        self.origins: dict[str, str] = {}

    def all(self) -> dict[str, object]:
        instance = self.folder("BOT_INSTANCE_DIR", ROOT / "instance", must_exist=False)
        meta = {name: self.text(name) for name in META}
        emulator = self.emulator(meta)
        if emulator:
            meta = {name: _emulated(name) for name in META}
        port = self.whole("BOT_PORT", 8000, 1, 65535)
        return {
            **{name.removeprefix("BOT_").lower(): value for name, value in meta.items()},
            "emulator": emulator,
            "database_url": self.database(instance),
            "graph_url": self.graph(emulator, port),
            "public_url": self.text("BOT_PUBLIC_URL").rstrip("/"),
            "secret_key": self.kept_key("BOT_SECRET_KEY", instance),
            "pseudonym_key": self.kept_key("BOT_PSEUDONYM_KEY", instance),
            "intents_dir": self.folder("BOT_INTENTS_DIR", ROOT / "intents"),
            "quiz_dir": self.folder("BOT_QUIZ_DIR", ROOT / "quiz"),
            "facts_dir": self.folder("BOT_FACTS_DIR", ROOT / "facts"),
            "indicators": Path(self.text("BOT_INDICATORS") or ROOT / "indicators.yml"),
            "locales_dir": self.folder("BOT_LOCALES_DIR", ROOT / "locales"),
            "instance_dir": instance,
            "timezone": self.zone(),
            "host": self.text("BOT_HOST") or "127.0.0.1",
            "port": port,
            "workers": self.whole("BOT_WORKERS", 8, 0, 256),
            "talk_minutes": self.whole("BOT_TALK_MINUTES", 30, 1, 24 * 60),
            "quiet_minutes": self.whole("BOT_QUIET_MINUTES", 60, 1, 7 * 24 * 60),
            "staff_hours": self.hours(),
            "session_minutes": self.whole("BOT_SESSION_MINUTES", 30, 1, 24 * 60),
            "page_name": self.page_name(),
            "ask_disability": bool(self.whole("BOT_ASK_DISABILITY", 0, 0, 1)),
            "unanswered_days": self.whole("BOT_UNANSWERED_DAYS", 180, 1, 3650),
        }

    def wrong(self, kind: str, **details: object) -> None:
        self.problems.append(both(kind, **details))

    def text(self, name: str) -> str:
        if value := self.env.get(name, "").strip():
            self.origins[name] = "environment"
            return value
        if not (path := self.env.get(f"{name}_FILE", "").strip()):
            return ""
        self.origins[name] = f"{_FROM_FILE}{path}"
        try:
            value = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            self.wrong("setting_file_unread", name=name, path=path, cause=type(error).__name__)
            return ""
        if not value:
            self.wrong("setting_file_empty", name=name, path=path)
        return value

    def emulator(self, meta: Mapping[str, str]) -> bool:
        missing = [name for name, value in meta.items() if not value]
        if 0 < len(missing) < len(meta):
            for name in missing:
                said = zip(("en", "km"), (MEANINGS[name], KHMER_MEANINGS[name]), strict=True)
                english, khmer = (
                    sentence("setting_missing", spoken, name=name, meaning=meaning) for spoken, meaning in said
                )
                self.problems.append((english, khmer))
        return len(missing) == len(meta)

    def database(self, instance: Path) -> str:
        url = self.text("BOT_DATABASE_URL") or f"sqlite:///{instance / 'bot.db'}"
        if url.startswith(("postgres://", "postgresql://")):
            url = "postgresql+psycopg://" + url.split("://", 1)[1]
        try:
            backend = make_url(url).get_backend_name()
        except ArgumentError:
            backend = ""
        if backend not in ("sqlite", "postgresql"):
            self.wrong("setting_store")
        return url

    def graph(self, emulator: bool, port: int) -> str:
        url = self.text("BOT_GRAPH_URL").rstrip("/")
        if not url:
            return f"http://127.0.0.1:{port}/graph/v26.0" if emulator else "https://graph.facebook.com/v26.0"
        loopback = url.startswith("http://") and _host(url) in ("127.0.0.1", "localhost", "::1")
        if not (url.startswith("https://") or loopback):
            self.wrong("setting_graph")
        return url

    def folder(self, name: str, default: Path, must_exist: bool = True) -> Path:
        path = Path(self.text(name) or default)
        if must_exist and not path.is_dir():
            self.wrong("setting_folder", name=name, path=path)
        return path

    def whole(self, name: str, default: int, low: int, high: int) -> int:
        value = self.text(name)
        if not value:
            return default
        if value.isascii() and value.isdigit() and low <= int(value) <= high:
            return int(value)
        self.wrong("setting_whole", name=name, low=str(low), high=str(high), value=value)
        return default

    def page_name(self) -> str:
        # Facebook: a Page's username has letters, digits and full stops.
        name = self.text("BOT_PAGE_NAME")
        if name and not re.fullmatch(r"[A-Za-z0-9.]{1,100}", name):
            self.wrong("setting_page")
        return name

    def zone(self) -> ZoneInfo:
        name = self.text("BOT_TIMEZONE") or "Asia/Phnom_Penh"
        try:
            return ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            self.wrong("setting_zone", value=name)
            return ZoneInfo("UTC")

    def hours(self) -> StaffHours:
        said = self.text("BOT_STAFF_HOURS") or str(StaffHours())
        try:
            return StaffHours.read(said)
        except ValueError:
            self.wrong("setting_hours", example=str(StaffHours()), value=said)
            return StaffHours()

    def kept_key(self, name: str, instance: Path) -> str:
        """The key from the environment, or one made once and kept in the instance folder."""
        if value := self.text(name):
            return value
        path = instance / name.removeprefix("BOT_").lower()
        self.origins[name] = f"{_FROM_FILE}{path}"
        try:
            instance.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                _make_key(path)
            return path.read_text(encoding="utf-8").strip()
        except OSError as error:
            self.wrong("setting_key", name=name, path=path, cause=type(error).__name__)
            return ""


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _make_key(path: Path) -> None:
    """Write a new key whole or not at all, so that no other process reads half of one."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_hex(32), encoding="utf-8")
    with suppress(FileExistsError):  # another process was quicker; its key counts
        os.link(draft, path)
    draft.unlink()


def _emulated(name: str) -> str:
    """Credentials of the emulated platform: fixed, so that several processes agree; they open nothing real."""
    return {"BOT_PAGE_ID": "100000000000001", "BOT_APP_ID": "200000000000002"}.get(
        name, f"emulator-{name.removeprefix('BOT_').lower()}"
    )
