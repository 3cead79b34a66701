"""The documents keep up with the code: settings, commands, rooms, libraries, links, locked versions."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from bot.cli.main import bot
from bot.cli.wording import speak
from bot.settings import MEANINGS, ROOT, from_env

PAGES = [
    path
    for path in sorted(ROOT.rglob("*.md"))
    if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
]
LINK = re.compile(r"\]\(([^)\s]+)\)")
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def text(*names: str) -> str:
    return "\n".join((ROOT / name).read_text(encoding="utf-8") for name in names if (ROOT / name).is_file())


def commands(group: click.Group = bot, before: str = "bot") -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield f"{before} {name}"
        if isinstance(command, click.Group):
            yield from commands(command, f"{before} {name}")


@pytest.mark.parametrize("name", MEANINGS)
def test_every_setting_is_explained(name: str) -> None:
    assert f"`{name}`" in text("docs/running.md")


def test_the_defaults_told_are_the_defaults(tmp_path: Path) -> None:
    settings = from_env({"BOT_INSTANCE_DIR": str(tmp_path)})
    rows = [line for line in text("docs/running.md").splitlines() if line.startswith("| `BOT_")]
    told = {
        name: default
        for line in rows
        for names, _, default in [line.strip("|").split("|")]
        for name in re.findall(r"`(\w+)`", names)
    }
    for name in (
        "TIMEZONE",
        "HOST",
        "PORT",
        "WORKERS",
        "TALK_MINUTES",
        "SESSION_MINUTES",
        "UNANSWERED_DAYS",
        "QUIET_MINUTES",
        "STAFF_HOURS",
    ):
        assert f"`{getattr(settings, name.lower())}`" in told[f"BOT_{name}"], name


@pytest.mark.parametrize("command", list(commands()))
def test_every_command_is_explained_somewhere(command: str) -> None:
    pages = text(
        "README.md",
        "facts/README.md",
        "intents/README.md",
        *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")),
    )
    assert re.search(rf"`[^`\n]*\b{re.escape(command)}\b|^\s*\$?\s*{re.escape(command)}\b", pages, re.MULTILINE), (
        command
    )


@pytest.mark.parametrize(("language", "end"), [("en", "."), ("km", "។")])
@pytest.mark.parametrize("command", list(commands()))
def test_every_command_teaches_itself(command: str, language: str, end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", language)
    speak(None, None, "")
    found: click.Command = bot
    for word in command.split()[1:]:
        assert isinstance(found, click.Group)
        command = found.get_command(click.Context(found), word)
        assert command is not None
        found = command
    assert found.help and found.help.strip().split("\n")[0].rstrip().endswith(end)


def test_every_room_stands_in_the_architecture() -> None:
    rooms = {f"{path.name}/" for path in (ROOT / "bot").iterdir() if (path / "__init__.py").is_file()}
    page = text("docs/architecture.md")
    assert len(rooms) > 10 and {room for room in rooms if f"`{room}`" not in page} == set()


def test_every_module_named_in_the_architecture_exists() -> None:
    named = set(re.findall(r"`((?:\w+/)+\w+\.py)`", text("docs/architecture.md")))
    assert (
        named
        and {name for name in named if not (ROOT / "bot" / name).is_file() and not (ROOT / name).is_file()} == set()
    )


def test_every_library_has_its_reason() -> None:
    project = tomllib.loads(text("pyproject.toml"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    names = {re.split(r"[\[<>=~! ]", line)[0].lower() for line in wanted}
    page = text("docs/architecture.md").lower()
    assert {name for name in names if not name.startswith("types-") and name not in page} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_inside_the_repository_leads_somewhere(page: Path) -> None:
    links = [link.split("#")[0] for link in LINK.findall(page.read_text(encoding="utf-8")) if ":" not in link]
    assert [link for link in links if link and not (page.parent / link).exists()] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_locked_versions_carry_hashes_and_no_address(lock: Path) -> None:
    pinned = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip())
    assert len(pinned) > 10 and "http" not in lock.read_text(encoding="utf-8")
    assert [line.split()[0] for line in pinned if "==" not in line or "--hash=sha256:" not in line] == []


def test_every_library_is_locked() -> None:
    project = tomllib.loads(text("pyproject.toml"))["project"]
    for names, lock in ((project["dependencies"], "run.txt"), (project["optional-dependencies"]["test"], "test.txt")):
        locked = {re.split(r"[\[=]", line)[0] for line in text(f"requirements/{lock}").splitlines() if "==" in line}
        assert {re.split(r"[\[<>=~! ]", name)[0] for name in names} <= locked


def test_the_changelog_knows_the_version() -> None:
    version = tomllib.loads(text("pyproject.toml"))["project"]["version"]
    assert f"## {version}" in text("CHANGELOG.md")
