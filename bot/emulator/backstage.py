"""What happens at Meta's side without the citizen: staff in the Page's inbox, other apps, judgements on the Page."""

from __future__ import annotations

from bot.emulator import events
from bot.emulator.people import Who
from bot.emulator.platform import Platform
from bot.emulator.postman import Letter
from bot.emulator.refusals import THREAD_GONE

INBOX_APP, INBOX_ECHO = "263902037430900", "26390203743090"  # Meta's own pages give both numbers for the Page's inbox


def staff_writes(platform: Platform, psid: str, text: str) -> None:
    """A person of the staff answers from the Page's inbox, which takes the talk (Meta: Conversation Routing)."""
    person = platform.person(psid)
    at, mid = person.moment(platform.clock.now()), events.new_mid()
    person.add(Who.PAGE, at, mid, {"text": text})
    if platform.routing:
        hand_over(platform, psid, INBOX_APP)
    platform.tell(person, platform.echo(person, at, mid, {"text": text}, INBOX_ECHO))


def hand_over(platform: Platform, psid: str, app: str) -> None:
    """Another app, or the bot's own again, holds the talk from now on."""
    person = platform.person(psid)
    key = "pass_thread_control" if app == platform.app_id else "take_thread_control"
    told = {"previous_owner_app_id": person.owner or None, "new_owner_app_id": app, "metadata": ""}
    person.owner = app
    at = person.moment(platform.clock.now())
    platform.tell(person, events.item(person.psid, platform.page_id, at, {key: told}))


def judge(platform: Platform, action: str, reason: str = "") -> None:
    """The platform warns, blocks or unblocks the Page; blocked, it may send nothing."""
    platform.restricted = action == "block"
    told = {"action": action, **({"reason": reason} if reason else {})}
    item = {"recipient": {"id": platform.page_id}, "timestamp": platform.clock.now(), "policy_enforcement": told}
    if "messaging_policy_enforcement" in platform.subscribed:
        platform.postman.post(Letter("", item))


def delete_talk(platform: Platform, psid: str) -> None:
    """The person deletes the talk: nothing can be sent until they write again."""
    platform.person(psid).opened_at = 0
    platform.block(psid, THREAD_GONE)
