"""What is not written: voices, pictures, files and stickers. Each gets a kind answer and a way on, never silence."""

from __future__ import annotations

from bot.conversation.asking import PERSON, Asker
from bot.domain.talk import Button, Kind, Memory, Reply

_PASSED_ON = {Kind.VOICE: "button.pass_voice", Kind.IMAGE: "button.pass_file", Kind.FILE: "button.pass_file"}


def heard(kind: Kind, asker: Asker, memory: Memory) -> tuple[str, Reply]:
    """The name under which it is counted, and the reply. A sticker or a like after an answer is a thank-you."""
    if kind is Kind.STICKER:
        return ("thanks" if memory.intent else "heard-sticker"), asker.menu(text=asker.speech.phrase("heard.sticker"))
    name = {Kind.VOICE: "voice", Kind.LOCATION: "location"}.get(kind, "image")
    reply = asker.menu(text=asker.speech.phrase(f"heard.{name}"))
    if kind not in _PASSED_ON:
        return f"heard-{name}", reply
    pass_on = Button(asker.speech.phrase(_PASSED_ON[kind]), PERSON)
    others = tuple(choice for choice in reply.choices if choice.payload != PERSON)
    return f"heard-{name}", Reply(reply.text, choices=(pass_on, *others))
