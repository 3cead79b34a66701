"""Puts the staff pages into a Flask application."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import Engine

from bot.delivery.content import Content
from bot.desk import login, speech
from bot.desk.checking import Checker
from bot.desk.content_pages import content_pages
from bot.desk.draft_pages import draft_pages
from bot.desk.fact_pages import fact_pages
from bot.desk.files import IntentFiles
from bot.desk.home import home
from bot.desk.judged import judged
from bot.desk.new_intent import new_intent
from bot.desk.people import people
from bot.desk.sign_in import door, in_words
from bot.desk.tools import EXTENSION, Desk
from bot.desk.trying import trying
from bot.desk.unanswered import unanswered
from bot.settings import Settings


def mount(app: Flask, settings: Settings, engine: Engine, content: Content) -> Desk:
    """Register everything under ``/desk``; stop the checker of the desk at the end.

    Raises IntentFileError when a file of phrases is broken.
    """
    login.install(app, engine)
    speech.install(app, settings)
    desk = Desk(
        settings, engine, content, IntentFiles(settings.intents_dir, engine), Checker(settings, engine, content)
    )
    app.extensions[EXTENSION] = desk
    for pages in (door, home, unanswered, draft_pages, content_pages, new_intent, fact_pages, trying, people, judged):
        app.register_blueprint(in_words(pages()))
    return desk
