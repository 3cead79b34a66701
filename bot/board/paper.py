"""Pages of text and tables as PDF, Khmer shaped and never cut inside a letter stack."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from fpdf import FPDF

from bot.events.fonts import Fonts
from bot.text.clusters import clusters

MARGIN, WIDTH = 18.0, 174.0  # millimetres: A4 less two margins
_KHMER = re.compile("[\u1780-\u17ff\u19e0-\u19ff\u200b]")
_LINE = 0.6  # millimetres of line height for each point of size: Khmer stands high


class Paper:
    """An A4 document written from the top down."""

    def __init__(self, fonts: Fonts, title: str) -> None:
        self._pdf = FPDF(format="A4")
        self._pdf.set_creation_date(datetime(2000, 1, 1, tzinfo=UTC))  # the same figures give the same bytes
        self._pdf.set_title(title)
        self._pdf.set_auto_page_break(True, MARGIN)
        self._pdf.set_margin(MARGIN)
        self._latin = "latin" if fonts.latin else "khmer"
        for family, pair in (("khmer", (fonts.plain, fonts.bold)), ("latin", fonts.latin)):
            for style, path in zip(("", "B"), pair or (), strict=False):
                self._pdf.add_font(family, style, path)
        self._pdf.set_text_shaping(True)
        self._pdf.c_margin = 0
        self._pdf.add_page()

    def write(self, text: str, size: float = 10, bold: bool = False) -> None:
        """A paragraph in as many lines as it needs."""
        for line in self._lines(text, size, bold, WIDTH):
            self._line(line, size, bold)
        self._pdf.set_y(self._pdf.get_y() + 1)

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]], size: float = 9) -> None:
        """Columns of equal width, numbers at the right; the first column is twice as wide."""
        share = WIDTH / (len(head) + 1)
        for bold, cells in [(True, head), *((False, row) for row in rows)]:
            if self._pdf.will_page_break(size * _LINE * 2):
                self._pdf.add_page()
            top, left, lowest = self._pdf.get_y(), MARGIN, self._pdf.get_y()
            for at, cell in enumerate(cells):
                width = share * (2 if not at else 1)
                for line in list(self._lines(cell, size, bold, width - 2))[:2]:
                    self._line(line, size, bold, left if not at else left + width - self._wide(line, size, bold))
                lowest = max(lowest, self._pdf.get_y())
                self._pdf.set_y(top)
                left += width
            self._pdf.set_draw_color(201, 211, 216)
            self._pdf.line(MARGIN, lowest, MARGIN + WIDTH, lowest)
            self._pdf.set_y(lowest + 0.4)
        self._pdf.set_y(self._pdf.get_y() + 3)

    def output(self) -> bytes:
        """The document."""
        return bytes(self._pdf.output())

    def _line(self, line: str, size: float, bold: bool, left: float = MARGIN) -> None:
        if self._pdf.will_page_break(size * _LINE):
            self._pdf.add_page()
        self._pdf.set_x(left)
        for family, run in self._runs(line):
            self._pdf.set_font(family, "B" if bold else "", size)
            self._pdf.cell(None, size * _LINE, run)
        self._pdf.set_xy(MARGIN, self._pdf.get_y() + size * _LINE)

    def _wide(self, line: str, size: float, bold: bool) -> float:
        width = 0.0
        for family, run in self._runs(line):
            self._pdf.set_font(family, "B" if bold else "", size)
            width += float(self._pdf.get_string_width(run))
        return width

    def _runs(self, line: str) -> list[tuple[str, str]]:
        """Stretches of one script with the font that has its letters."""
        runs: list[tuple[str, str]] = []
        for char in line:
            family = "khmer" if _KHMER.match(char) else self._latin
            if runs and (char == " " or runs[-1][0] == family):
                runs[-1] = (runs[-1][0], runs[-1][1] + char)
            else:
                runs.append((family, char))
        return runs

    def _lines(self, text: str, size: float, bold: bool, room: float) -> Iterator[str]:
        """Broken at spaces; where a stretch of Khmer has none, between two letter stacks."""
        line = ""
        for word in text.split():
            for piece in [word] if self._wide(word, size, bold) <= room else clusters(word):
                glue = " " if line and (piece == word or not word.startswith(line.split(" ")[-1])) else ""
                if line and self._wide(line + glue + piece, size, bold) > room:
                    yield line
                    line, glue = "", ""
                line += glue + piece
        yield line
