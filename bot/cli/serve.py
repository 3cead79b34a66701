"""`bot serve` and `bot worker`: the bot at work."""

from __future__ import annotations

import signal
import threading
from types import FrameType

import click
import waitress

from bot.cli.logs import begin_log
from bot.cli.opening import opened, prepared
from bot.cli.wording import staff_language
from bot.faults.fault import sentence
from bot.web.assembly import build, build_worker

SERVER_THREADS = 16  # requests answered at once; the web chat holds one for each open page


@click.command()
def serve() -> None:
    """Run everything in one process: webhook, answers, web chat.

    Without Meta's credentials the bot runs against an emulated Messenger and prints the address of a web chat.
    """
    begin_log()
    settings, engine = prepared()
    engine.dispose()
    bot = build(settings)
    server = waitress.create_server(
        bot.app, host=settings.host, port=settings.port, threads=SERVER_THREADS, ident="chbas", channel_timeout=30
    )
    bot.start()
    address = f"http://{settings.host}:{settings.port}"
    for kind in ("serve_chat" if bot.platform else "serve_hook", "serve_desk"):
        click.echo("".join(f"\n  {sentence(kind, language, address=address)}" for language in ("km", "en")))
    click.echo()
    _end_on_signal(server.close)
    try:
        server.run()
    except OSError:
        pass  # the listening socket was closed: we are asked to end
    finally:
        bot.stop()


@click.command()
def worker() -> None:
    """Answer messages that other processes receive (they run with BOT_WORKERS=0). Run as many as you like."""
    begin_log()
    settings, content = opened()
    content.start()
    running = build_worker(settings, content.engine, content)
    ended = threading.Event()
    _end_on_signal(ended.set)
    running.start()
    click.echo(sentence("worker_ready", staff_language()))
    ended.wait()
    running.stop()
    content.stop()


def _end_on_signal(end: object) -> None:
    def ending(number: int, frame: FrameType | None) -> None:
        end()  # type: ignore[operator]

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ending)
