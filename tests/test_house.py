"""The walls of the house: which room may use which, and which rooms stay pure."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

BOT = Path(__file__).parent.parent / "bot"

# A room may use those named beside it, and itself. Everything flows downhill.
PURE = {
    "domain": (),
    "faults": (),
    "errors": ("faults",),
    "text": (),
    "understanding": ("domain", "faults", "errors", "text"),
    "deciding": ("domain", "text", "understanding"),
    "answering": ("domain", "faults", "errors", "text", "understanding", "deciding"),
    "quiz": ("domain", "faults", "errors", "text", "understanding", "deciding", "answering"),
    "conversation": ("domain", "faults", "errors", "text", "understanding", "deciding", "answering", "quiz"),
}
ROOMS = {
    **PURE,
    "settings": ("domain", "faults", "errors"),
    "store": ("domain", "faults", "errors", "text"),
    "reach": ("domain", "faults", "errors", "store"),
    "messenger": ("domain", "errors", "text"),
    "events": ("domain", "faults", "errors", "settings", "text", "answering", "store"),
    "delivery": ("domain", "faults", "errors", "settings", "text", "understanding", "deciding", "answering", "quiz", "conversation",
                 "store", "messenger"),
    "emulator": ("messenger", "settings", "errors"),
    "desk": ("domain", "faults", "errors", "settings", "text", "understanding", "deciding", "answering", "conversation", "store",
             "messenger", "delivery"),
    "board": ("domain", "errors", "settings", "text", "answering", "store", "reach", "events", "desk"),
    "web": ("domain", "faults", "errors", "settings", "text", "answering", "conversation", "store", "reach", "events", "messenger",
            "delivery", "emulator", "desk", "board"),
    "cli": ("domain", "faults", "errors", "settings", "text", "understanding", "deciding", "answering", "quiz", "conversation", "store",
            "reach", "events", "messenger", "delivery", "emulator", "desk", "board", "web"),
}  # fmt: skip
OUTSIDE = (
    "flask",
    "flask_wtf",
    "argon2",
    "requests",
    "sqlalchemy",
    "alembic",
    "psycopg",
    "waitress",
    "click",
    "prometheus_client",
    "werkzeug",
)


def modules() -> list[Path]:
    return [path for path in sorted(BOT.rglob("*.py")) if "versions" not in path.parts]


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: imports are absolute"
            names.add(node.module or "")
    return names


def room_of(path: Path) -> str:
    return path.relative_to(BOT).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(BOT)))
def test_imports_go_downhill(path: Path) -> None:
    room = room_of(path)
    if room == "__init__":
        return
    used = {name.split(".")[1] for name in imported(path) if name.startswith("bot.")}
    uphill = used - {room, *ROOMS[room]}
    assert not uphill, f"{path.relative_to(BOT.parent)} must not use {', '.join(sorted(uphill))}"


@pytest.mark.parametrize(
    "path", [p for p in modules() if room_of(p) in PURE], ids=lambda path: str(path.relative_to(BOT))
)
def test_the_core_knows_no_web_no_network_no_database(path: Path) -> None:
    outside = {name.split(".")[0] for name in imported(path)} & {
        *OUTSIDE,
        "os",
        "socket",
        "subprocess",
        "time",
        "random",
    }
    assert not outside, f"{path.relative_to(BOT.parent)} must stay pure of {', '.join(sorted(outside))}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(BOT)))
def test_every_module_says_in_one_sentence_what_it_is(path: Path) -> None:
    if path.name == "__init__.py" and not path.read_text(encoding="utf-8").strip():
        return
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), f"{path} has no docstring"
