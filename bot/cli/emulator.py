"""`bot emulator`: the emulated Messenger alone, for any bot."""

from __future__ import annotations

import os

import click
import waitress
from flask import Flask, redirect
from werkzeug.wrappers import Response

from bot.cli.logs import begin_log
from bot.emulator.mount import mount
from bot.settings import from_env

THREADS = 16


@click.command()
@click.option("--webhook", default="http://127.0.0.1:8000/webhook", show_default=True, help="Where the bot listens.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8100, show_default=True, help="Port to listen on.")
def emulator(webhook: str, host: str, port: int) -> None:
    """Play Messenger's side for a bot in another process: Graph API, webhooks, web chat.

    It takes Meta's five credentials from the same settings as the bot under test, and invents them where none is set.
    Nothing is ever sent to Facebook.
    """
    begin_log()
    settings = from_env(os.environ)
    app = Flask("bot.emulator", static_folder=None)
    platform = mount(app, settings, webhook)
    app.add_url_rule("/", "start", _to_chat)
    address = f"http://{host}:{port}"
    click.echo(f"\n  The emulated Messenger listens on {address} and tells {webhook} what people do.")
    click.echo(f"  Graph API for the bot: BOT_GRAPH_URL={address}/graph/v26.0")
    click.echo(f"  Be a citizen: {address}/chat    Be several: {address}/chat/many")
    if settings.emulator:
        for name in ("app_secret", "page_token", "verify_token", "page_id", "app_id"):
            click.echo(f"  BOT_{name.upper()}={getattr(settings, name)}")
    try:
        waitress.serve(app, host=host, port=port, threads=THREADS, ident="chbas-emulator")
    finally:
        platform.close()


def _to_chat() -> Response:
    return redirect("/chat")
