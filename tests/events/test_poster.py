"""The poster: an independent reader decodes its code, Khmer is shaped, and a machine without a font is told what to install."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import Engine

from bot.answering.phrases import read_phrases
from bot.domain.campaign import Event
from bot.domain.facts import Both
from bot.errors import FontError
from bot.events.fonts import Fonts, find_fonts
from bot.events.links import event_link
from bot.events.poster import Poster, _Page, compose, png_of, poster_pdf

ROOT = Path(__file__).parent.parent.parent
NAME = Both("វេទិកាថវិកាឃុំស្វាយចេក", "Budget forum in Svay Chek")
FORUM = Event("EV26-051", date(2026, 11, 23), "010804", "forum", "all", NAME, "វិទ្យាស្ថាន API")
LINK = event_link(FORUM.code, "api.cambodia")


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    return find_fonts()


@pytest.fixture(scope="module")
def poster(fact_engine: Engine) -> Poster:
    with fact_engine.connect().execution_options(reading=True) as connection:
        return compose(connection, FORUM, LINK, read_phrases(ROOT / "locales"))


def image_of(poster: Poster, fonts: Fonts, dots: int = 100) -> Image.Image:
    return Image.open(io.BytesIO(png_of(poster_pdf(poster, fonts), dots))).convert("L")


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        assert len(document) == 1
        page = document[0]
        assert [round(side) for side in page.get_size()] == [595, 842]  # A4 in points
        words = page.get_textpage()
        text = str(words.get_text_bounded())
        words.close()
        page.close()
        return text
    finally:
        document.close()


@pytest.mark.parametrize("after", [False, True])
def test_an_independent_reader_finds_the_link(poster: Poster, fonts: Fonts, after: bool) -> None:
    link = event_link(FORUM.code, "api.cambodia", after=after)
    (found,) = zxingcpp.read_barcodes(image_of(replace(poster, link=link, after=after), fonts))
    assert found.text == link == "https://m.me/api.cambodia?ref=EV26-051" + ("=after" if after else "")


def test_a_poster_photographed_small_and_aslant_is_still_read(poster: Poster, fonts: Fonts) -> None:
    photographed = image_of(poster, fonts).rotate(12, expand=True, fillcolor=200).resize((420, 560))
    assert [code.text for code in zxingcpp.read_barcodes(photographed)] == [LINK]


def test_the_page_says_what_the_event_is_in_both_languages(poster: Poster, fonts: Fonts) -> None:
    assert poster.places[0] == "ឃុំស្វាយចេក ស្រុកស្វាយចេក ខេត្តបន្ទាយមានជ័យ"
    text = text_of(poster_pdf(poster, fonts))
    for words in ("EV26-051", "Budget forum in Svay Chek", "23 November 2026", "Banteay Meanchey"):
        assert words in text


def test_khmer_is_shaped_and_not_set_letter_by_letter(poster: Poster, fonts: Fonts) -> None:
    """Subscripts stand below their letter: shaped, a word is narrower than its letters side by side."""
    word, page = "ស្ត្រីកម្ពុជា", _Page(fonts)
    shaped = page._width(word, "", 20)
    page.pdf.set_text_shaping(False)
    side_by_side = page._width(word, "", 20)
    page.done()
    assert shaped < side_by_side * 0.9


def test_the_longest_names_stay_on_the_page_and_leave_the_code_readable(poster: Poster, fonts: Fonts) -> None:
    long = Both("វេទិកាផ្សព្វផ្សាយព័ត៌មានថវិកាឃុំ" * 6, "A forum with citizens and the council " * 5)
    crowded = replace(poster, event=replace(FORUM, name=long, code="EV26-051-LONGEST-ONE"))
    assert [code.text for code in zxingcpp.read_barcodes(image_of(crowded, fonts))] == [LINK]
    assert "EV26-051-LONGEST-ONE" in text_of(poster_pdf(crowded, fonts))
    foot = image_of(crowded, fonts).crop((0, 1045, 827, 1050))  # just above the band at the foot
    assert foot.getextrema() == (255, 255)


def test_the_same_event_gives_the_same_file(poster: Poster, fonts: Fonts) -> None:
    assert poster_pdf(poster, fonts) == poster_pdf(poster, fonts)


def test_a_machine_without_a_khmer_font_is_told_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(FontError, match="apt install fonts-khmeros"):
        find_fonts([tmp_path])


def test_a_font_without_latin_letters_gets_a_second_one(fonts: Fonts, tmp_path: Path) -> None:
    (tmp_path / "NotoSansKhmer-Regular.ttf").write_bytes(fonts.plain.read_bytes())
    alone = find_fonts([tmp_path])
    assert (alone.plain, alone.bold, alone.latin) == (tmp_path / fonts.plain.name, tmp_path / fonts.plain.name, None)
