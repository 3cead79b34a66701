"""A form changes the parts it shows, and not a letter of the rest."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.editing import EditError
from bot.desk.parts import FORM, parts_of, with_parts
from bot.settings import ROOT

FILES = sorted((ROOT / "intents").rglob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_untouched_form_leaves_the_file_as_it_is(path: object) -> None:
    text = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    assert with_parts(text, parts_of(text)) == text
    browser = {part: value.replace("\n", "\r\n") for part, value in parts_of(text).items()}
    assert with_parts(text, browser) == text


@settings(deadline=None, max_examples=50)
@given(st.text(min_size=1), st.sampled_from([part for part in FORM if part.startswith(("ask", "answer"))]))
def test_any_text_is_written_as_it_was_typed_or_refused(words: str, part: str) -> None:
    text = FILES[0].read_text(encoding="utf-8")
    try:
        after = with_parts(text, {part: words})
    except EditError:
        return
    first, second = part.split(".")
    found = yaml.load(after, Loader=yaml.BaseLoader)
    rest = yaml.load(text, Loader=yaml.BaseLoader)
    rest[first][second] = found[first][second]
    assert found == rest


def test_comments_and_order_stay() -> None:
    text = "# mine\nintent: x # keep\ntitle: # both\n  km: ក # old\n  en: A\nask:\n  km: |\n    ក\n\n  # between\n  en: |\n    a\n"
    after = with_parts(text, {"title.km": "ខ: គ", "ask.km": "ក\nខ"})
    assert after == text.replace("km: ក #", 'km: "ខ: គ" #').replace("    ក\n", "    ក\n    ខ\n")


def test_a_line_break_in_a_title_is_refused() -> None:
    with pytest.raises(EditError):
        with_parts("title:\n  km: ក\n  en: A\n", {"title.km": "ក\nខ"})
