"""Finds a font with Khmer letters on this machine, and one with Latin letters where the first has none."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fontTools.ttLib import TTFont

from bot.errors import FontError
from bot.faults.fault import both

# In the order in which they read best on a poster. The bold one is for headings.
KHMER = (
    ("NotoSansKhmer-Regular.ttf", "NotoSansKhmer-Bold.ttf"),
    ("KhmerOSbattambang.ttf", "KhmerOSbattambang.ttf"),  # Debian's spelling; upstream's follows
    ("KhmerOS_battambang.ttf", "KhmerOS_battambang.ttf"),
    ("Battambang-Regular.ttf", "Battambang-Bold.ttf"),
    ("KhmerOS.ttf", "KhmerOS.ttf"),
    ("KhmerUI.ttf", "KhmerUIb.ttf"),  # Windows
    ("LeelawUI.ttf", "LeelaUIb.ttf"),
    ("NotoSerifKhmer-Regular.ttf", "NotoSerifKhmer-Bold.ttf"),
)
LATIN = (
    ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"),
    ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    ("arial.ttf", "arialbd.ttf"),
)


@dataclass(frozen=True)
class Fonts:
    """Files of one look: plain and bold, and Latin ones where the Khmer font has no Latin letters."""

    plain: Path
    bold: Path
    latin: tuple[Path, Path] | None = None


def find_fonts(folders: Sequence[Path] | None = None) -> Fonts:
    """The best fonts there are. ``folders``: where to look; the system's own if not given. Raises FontError."""
    files = {
        path.name: path for folder in reversed(folders or list(_system())) for path in sorted(folder.rglob("*.ttf"))
    }
    for plain, bold in KHMER:
        if plain in files:
            font = files[plain]
            latin = None if _has_latin(font) else _pair(LATIN, files)
            return Fonts(font, files.get(bold, font), latin)
    raise FontError(*both("no_font"))


def _pair(wanted: Sequence[tuple[str, str]], files: dict[str, Path]) -> tuple[Path, Path] | None:
    return next(((files[plain], files.get(bold, files[plain])) for plain, bold in wanted if plain in files), None)


def _has_latin(font: Path) -> bool:
    with TTFont(font, lazy=True) as opened:
        return {ord("A"), ord("z"), ord("0")} <= set(opened.getBestCmap())


def _system() -> Iterator[Path]:
    home = Path.home()
    yield from (home / ".fonts", home / ".local/share/fonts", home / "Library/Fonts")
    yield from map(Path, ("/usr/local/share/fonts", "/usr/share/fonts", "/Library/Fonts", "/System/Library/Fonts"))
    yield Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts"
