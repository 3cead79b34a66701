"""The monthly report: one command, a PDF in Khmer and a workbook, with the figures of the log."""

from __future__ import annotations

import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, text

from bot.board.report import Report, compose, report_pdf, report_workbook
from bot.cli.main import bot
from bot.events.fonts import find_fonts
from bot.reach.indicator_file import read_indicators
from bot.reach.indicators import Measurer
from bot.reach.period import Period
from bot.settings import ROOT
from tests.reach.turns import PHNOM_PENH

MAY = Period(date(2024, 5, 1), date(2024, 5, 31), PHNOM_PENH)
REACHED_IN_MAY = """
    SELECT COUNT(DISTINCT citizen) FROM query
    WHERE at >= 1714496400000 AND at < 1717174800000  -- May 2024 in Phnom Penh
"""


def report(engine: Engine) -> Report:
    with engine.connect() as connection:
        measurer = Measurer(connection, PHNOM_PENH, 30)
        found = [measurer.measure(one, "2024-05") for one in read_indicators(ROOT / "indicators.yml")]
        return compose(connection, MAY, "km", found, timedelta(minutes=30), datetime(2026, 1, 1, tzinfo=UTC))


def test_the_report_has_the_figures_of_the_log(campaign: Engine, tmp_path: Path) -> None:
    made = report(campaign)
    with campaign.connect() as connection:
        reached = connection.execute(text(REACHED_IN_MAY)).scalar_one()
    assert dict(made.sections[0].rows)["មនុស្សដែលបានឈានដល់"] == reached
    found = {section.title: section.rows for section in made.sections}
    assert sum(row[1] for row in found["ថ្ងៃ"]) == dict(made.sections[0].rows)["សំណួរ"]
    assert sum(row[2] for row in found["ភេទ"]) == sum(row[2] for row in found["អាយុ"]) == reached
    with campaign.connect() as connection:
        held = connection.execute(text("SELECT COUNT(*) FROM event WHERE date LIKE '2024-05-%'")).scalar_one()
    assert len(found["ព្រឹត្តិការណ៍"]) == held > 0
    report_workbook(made, tmp_path / "report.xlsx")
    with zipfile.ZipFile(tmp_path / "report.xlsx") as book:
        assert f"<v>{reached}</v>" in book.read("xl/worksheets/sheet1.xml").decode()
        assert "definitions" in book.read("xl/workbook.xml").decode()


def test_the_pdf_is_the_same_for_the_same_figures_and_fits_its_pages(campaign: Engine) -> None:
    made, fonts = report(campaign), find_fonts()
    pdf = report_pdf(made, fonts)
    assert pdf == report_pdf(made, fonts)
    document = pypdfium2.PdfDocument(pdf)
    assert 2 <= len(document) <= 6
    for page in document:
        image = page.render(scale=1).to_pil().convert("L")
        width, height = image.size
        assert image.crop((0, 0, 40, height)).getextrema() == (255, 255), "nothing runs into the left margin"
        assert image.crop((width - 40, 0, width, height)).getextrema() == (255, 255), "nor into the right one"
    document.close()


@pytest.mark.parametrize(("period", "code"), [("2024-05", 0), ("May", 2)])
def test_one_command_writes_both_files(
    store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, period: str, code: int
) -> None:
    monkeypatch.setenv("BOT_DATABASE_URL", store_url)
    monkeypatch.setenv("BOT_INSTANCE_DIR", str(tmp_path))
    done = CliRunner().invoke(bot, ["reach", "report", "--period", period, "--out", str(tmp_path / "out")])
    assert done.exit_code == code, done.output
    files = sorted(path.name for path in (tmp_path / "out").glob("*"))
    assert files == (["chbas-reach-2024-05-km.pdf", "chbas-reach-2024-05-km.xlsx"] if code == 0 else [])
