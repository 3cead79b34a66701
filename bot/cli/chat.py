"""`bot chat`: a talk in the terminal."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from bot.cli.opening import opened
from bot.conversation.saying import to_tap
from bot.delivery.content import Content
from bot.domain.talk import Incoming, Kind, Memory, Reply


@click.command()
@click.option("--event", metavar="CODE", default="", help="Begin as someone who followed the link of this event.")
@click.option("--why", is_flag=True, help="After each answer, say which intent was found and how surely.")
def chat(event: str, why: bool) -> None:
    """Talk to the bot in this terminal. Type a number to tap a choice; an empty line or Ctrl-D ends.

    Nothing is sent anywhere and nothing is logged.
    """
    _, content = opened()
    memory = Memory()
    click.echo("សួរជាភាសាខ្មែរ ឬអង់គ្លេស។ Ask in Khmer or English; an empty line ends.\n")
    if event:
        memory = _turn(content, memory, Incoming("terminal", Kind.START, datetime.now(UTC), ref=event), why)
    while text := _line():
        memory = _turn(content, memory, Incoming("terminal", Kind.TEXT, datetime.now(UTC), text), why)


def _line() -> str:
    try:
        return str(click.prompt("you", prompt_suffix="> ", default="", show_default=False)).strip()
    except click.Abort:
        return ""


def _turn(content: Content, memory: Memory, incoming: Incoming, why: bool) -> Memory:
    turn = content.respond(incoming, memory, incoming.at)
    for reply in turn.replies:
        click.echo(_shown(reply))
    if why:
        names = ", ".join(f"{kind}={id}" for kind, id in turn.names.items())
        click.echo(f"    ({turn.language} {turn.intent or '-'} {turn.outcome} {turn.score:.2f} {names})")
    return turn.memory


def _shown(reply: Reply) -> str:
    lines = [f"bot> {reply.text}"]
    lines += [f"     {number}. {title}" for number, (title, _) in enumerate(to_tap(reply), 1)]
    lines += [f"     [{button.title}] {button.url}" for button in reply.buttons if button.url]
    return "\n".join(lines) + "\n"
