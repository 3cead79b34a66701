"""Answers over the fact package as shipped: as citizens get them, and with made-up rows as in the emulator."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from bot.answering.answerer import Answerer
from bot.answering.phrases import read_phrases
from bot.settings import ROOT
from bot.store.facts import SqlFacts
from bot.understanding.loader import load_folder


@pytest.fixture(scope="session")
def answerer(fact_engine: Engine) -> Answerer:
    """As citizens get answers: no made-up rows."""
    return Answerer(
        load_folder(ROOT / "intents"), SqlFacts(fact_engine, demonstration=False), read_phrases(ROOT / "locales")
    )


@pytest.fixture(scope="session")
def demonstrator(answerer: Answerer, fact_engine: Engine) -> Answerer:
    """As the emulator gets answers: made-up rows too."""
    return Answerer(answerer.catalogue, SqlFacts(fact_engine, demonstration=True), answerer.phrases)
