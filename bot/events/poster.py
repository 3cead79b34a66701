"""The poster of an event: one A4 page with a QR code, in Khmer and English, as PDF and as PNG."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

import pypdfium2
import segno
from fpdf import FPDF
from sqlalchemy import Connection

from bot.answering.phrases import Phrases
from bot.answering.speech import Speech
from bot.domain.campaign import Event
from bot.events.fonts import Fonts
from bot.store.events import place_names
from bot.text.clusters import clusters

WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 16.0  # millimetres: ISO 216, A4
QR = 92.0  # millimetres with its quiet zone: read by a phone from about a metre away
DOTS = 200  # an inch, of the PNG
_INK, _DEEP, _PALE = (23, 33, 43), (11, 79, 108), (232, 242, 246)
_FOOT, _BELOW = 30.0, 62.0  # millimetres: the band at the foot, and the words below the code
_MOST_LINES = 3
_KHMER = re.compile("[\u1780-\u17ff\u19e0-\u19ff\u200b]")


@dataclass(frozen=True)
class Poster:
    """What stands on a poster. ``places``: where the event is, in both languages."""

    event: Event
    link: str
    places: tuple[str, str]
    khmer: Speech
    english: Speech
    after: bool = False  # it opens the quiz after the event


def compose(connection: Connection, event: Event, link: str, phrases: Phrases, after: bool = False) -> Poster:
    """The poster of an event, its place said in both languages."""
    km, en = Speech("km", phrases), Speech("en", phrases)
    around = place_names(connection, event.place)
    said = [[speech.phrase(f"place.{kind}", name=speech.both(name)) for kind, name in around] for speech in (km, en)]
    return Poster(event, link, (" ".join(said[0]), ", ".join(said[1])), km, en, after)


def poster_pdf(poster: Poster, fonts: Fonts) -> bytes:
    """The page as PDF."""
    page = _Page(fonts)
    event, km, en = poster.event, poster.khmer, poster.english
    page.band(18)
    page.line("ច្បាស់ · Chbas", 15, _PALE, at=5)
    page.line(km.phrase("poster.title"), 27, _DEEP, at=25, bold=True)
    page.line(en.phrase("poster.title"), 15, _INK)
    page.gap(4)
    page.line(event.name.km, 18, _INK, bold=True)
    page.line(event.name.en, 12, _INK)
    when = event.date.isoformat()
    page.line(f"{km.date(when)} · {poster.places[0]}", 12, _INK)
    page.line(f"{en.date(when)} · {poster.places[1]}", 10, _INK)
    page.qr(poster.link, page.pdf.get_y() + 3)
    scan = "poster.scan.after" if poster.after else "poster.scan"
    page.line(km.phrase(scan), 18, _DEEP, bold=True)
    page.line(en.phrase(scan), 11.5, _INK)
    page.gap(3)
    page.line(km.phrase("poster.code"), 14, _INK)
    page.line(en.phrase("poster.code"), 10.5, _INK)
    page.line(event.code, 30, _DEEP, bold=True)
    page.foot([event.organiser, km.phrase("poster.privacy"), en.phrase("poster.privacy")])
    return page.done()


def png_of(pdf: bytes, dots: int = DOTS) -> bytes:
    """The first page of a PDF as PNG; ``dots`` an inch."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        image = page.render(scale=dots / 72).to_pil()
        page.close()
    finally:
        document.close()
    held = BytesIO()
    image.save(held, format="PNG", dpi=(dots, dots))
    return held.getvalue()


class _Page:
    """One A4 page on which everything is centred and written from the top down."""

    def __init__(self, fonts: Fonts) -> None:
        self.pdf = FPDF(format="A4")
        self.pdf.set_creation_date(datetime(2000, 1, 1, tzinfo=UTC))  # the same event gives the same bytes
        self.pdf.set_auto_page_break(False)
        self.pdf.set_margin(MARGIN)
        self.pdf.add_page()
        self.latin = "latin" if fonts.latin else "khmer"
        self.pdf.add_font("khmer", "", fonts.plain)
        self.pdf.add_font("khmer", "B", fonts.bold)
        if fonts.latin:
            self.pdf.add_font("latin", "", fonts.latin[0])
            self.pdf.add_font("latin", "B", fonts.latin[1])
        # Khmer vowels stand before, above and below their letter: only a shaping engine puts them there.
        self.pdf.set_text_shaping(True)

    def done(self) -> bytes:
        """The finished file; the font files are closed."""
        try:
            return bytes(self.pdf.output())
        finally:
            for font in self.pdf.fonts.values():
                font.close()

    def band(self, height: float) -> None:
        self.pdf.set_fill_color(*_DEEP)
        self.pdf.rect(0, 0, WIDTH, height, style="F")

    def gap(self, height: float) -> None:
        self.pdf.set_y(self.pdf.get_y() + height)

    def line(
        self, text: str, size: float, colour: tuple[int, int, int], at: float | None = None, bold: bool = False
    ) -> None:
        """A text in as many lines as it needs; a very long one becomes smaller."""
        if at is not None:
            self.pdf.set_y(at)
        self.pdf.set_text_color(*colour)
        style = "B" if bold else ""
        lines = self._wrapped(text, style, size)
        while len(lines) > _MOST_LINES and size > 8:
            size -= 1
            lines = self._wrapped(text, style, size)
        for line in lines:
            self._centred(line, style, size)

    def _centred(self, line: str, style: str, size: float) -> None:
        self.pdf.set_x((WIDTH - self._width(line, style, size)) / 2)
        self.pdf.c_margin = 0
        for family, run in self._runs(line):
            self.pdf.set_font(family, style, size)
            self.pdf.cell(None, size * 0.56, run)
        self.pdf.set_xy(MARGIN, self.pdf.get_y() + size * 0.56)

    def _width(self, line: str, style: str, size: float) -> float:
        width = 0.0
        for family, run in self._runs(line):
            self.pdf.set_font(family, style, size)
            width += self.pdf.get_string_width(run)
        return width

    def _runs(self, line: str) -> list[tuple[str, str]]:
        """Stretches of one script with the font that has its letters; blanks go with what stands before them."""
        runs: list[tuple[str, str]] = []
        for char in line:
            family = "khmer" if _KHMER.match(char) else self.latin
            if runs and (char == " " or runs[-1][0] == family):
                runs[-1] = (runs[-1][0], runs[-1][1] + char)
            else:
                runs.append((family, char))
        return runs

    def qr(self, link: str, top: float) -> None:
        """The code as small squares, so that it stays sharp at any size; a quarter of it may be torn off (level Q)."""
        rows = list(segno.make_qr(link, error="q").matrix_iter(border=4))  # ISO/IEC 18004: four modules of quiet zone
        size = min(QR, HEIGHT - _FOOT - _BELOW - top)  # long names above take some of its room
        side, left = size / len(rows), (WIDTH - size) / 2
        self.pdf.set_fill_color(0, 0, 0)
        for y, row in enumerate(rows):
            for x, dark in enumerate(row):
                if dark:
                    # A hair wider, or printers leave white lines between neighbours.
                    self.pdf.rect(left + x * side, top + y * side, side + 0.02, side + 0.02, style="F")
        self.pdf.link(left, top, size, size, link)
        self.pdf.set_y(top + size)

    def foot(self, texts: list[str]) -> None:
        self.pdf.set_fill_color(*_PALE)
        self.pdf.rect(0, HEIGHT - _FOOT, WIDTH, _FOOT, style="F")
        self.pdf.set_y(HEIGHT - _FOOT + 3)
        for text in filter(None, texts):
            self.line(text, 9.5, _INK)

    def _wrapped(self, text: str, style: str, size: float) -> list[str]:
        """Lines that fit the page: broken at spaces, and where Khmer has none between letter stacks."""
        room = WIDTH - 2 * MARGIN
        lines: list[str] = []
        line = ""
        for word in text.split():
            joined = f"{line} {word}" if line else word
            if self._width(joined, style, size) <= room:
                line = joined
                continue
            lines, line = [*lines, line] if line else lines, ""
            for stack in clusters(word):
                if line and self._width(line + stack, style, size) > room:
                    lines, line = [*lines, line], ""
                line += stack
        return [*lines, line] if line else lines
