"""What to do about a refused or unanswered call.

Only codes and subcodes decide, never the message: Meta translates messages, and the HTTP status for one error varies.
Meta: Messenger Platform error codes, Graph API error handling. What to do about each is our own reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from bot.errors import BotError
from bot.messenger.wire import as_dict, as_text


class Policy(StrEnum):
    """What the sender does next."""

    RETRY = "retry"  # again after a while, a few times
    PAUSE_ALL = "pause_all"  # a limit is reached: nobody is sent anything for a while
    DROP = "drop"  # this message will never be accepted
    UNREACHABLE = "unreachable"  # this person cannot be sent anything
    HELD = "held"  # another app or a person of the staff holds this talk: keep quiet
    WINDOW_CLOSED = "window_closed"  # too late to answer this person
    STOP = "stop"  # the set-up is wrong or the Page is blocked: keep the queue and call for staff
    DELIVERED = "delivered"  # sent although an error came back
    AMBIGUOUS = "ambiguous"  # perhaps sent: wait for the echo


REASONS: Mapping[str, str] = {
    "no_name": "The platform has a fault it does not name.",
    "no_access": "The platform has a fault; often a permission or Advanced Access is missing.",
    "away_or_blocked": "The platform is not available for the moment, or the person has blocked the Page.",
    "reported_but_sent": "The platform reported a fault, but the message was sent.",
    "contact_terms": "An administrator of the Page must accept Meta's contact terms.",
    "capability": "The app lacks a capability: check its set-up.",
    "limit": "A rate limit is reached.",
    "phone_limit": "Too many messages to phone numbers.",
    "permission": "The app may not send for this Page: check its permissions and its review.",
    "not_permitted": "The platform does not permit this message.",
    "restricted": "The Page is restricted from sending for a time.",
    "roles_only": "The app is not reviewed yet: only people with a role in it can be answered.",
    "window_closed": "More than 24 hours have passed since the person last wrote.",
    "cannot_receive": "This person cannot receive messages from the Page.",
    "faulty": "The platform calls the message faulty.",
    "set_up": "The platform does not know this Page, this token or this app's secret: check the set-up.",
    "no_such_person": "There is no such person at this Page; if it happens often, check the token.",
    "attachment_fetch": "The platform could not fetch the attachment.",
    "empty": "The message was empty.",
    "attachment": "The platform cannot use the attachment.",
    "archived": "The person has deleted or archived the talk.",
    "token": "The Page's token is no longer valid: make a new one and set BOT_PAGE_TOKEN.",
    "phone": "The phone number does not lead to a person.",
    "blocked": "The Page is blocked for a time for breaking a policy of the platform.",
    "momentary": "The platform could not send for the moment.",
    "no_profile": "This person has no profile that can be read.",
    "held": "Another app or a person of the staff holds this talk.",
    "transient": "The platform says that the fault will pass.",
    "unlisted": "The platform refused the message with an error that is not in our list.",
    "http": "The platform failed with HTTP status {detail}.",
    "unnamed": "The platform took the message but did not name it.",
    "cannot_call": "The platform cannot be called: check BOT_GRAPH_URL and BOT_PAGE_TOKEN ({detail}).",
    "unreached": "The platform could not be reached ({detail}).",
    "unanswered": "The platform did not answer; the message may have been sent ({detail}).",
    "unforeseen": "unforeseen: {detail}",
}
"""What each cause says in the log and in the store; the staff pages say it in their own words (``reason.<cause>``)."""


class SendError(BotError):
    """The platform refused a call or did not answer it. ``cause`` is a key of `REASONS`, ``reason`` its sentence.

    ``detail`` belongs to some causes: an HTTP status, or the name of what went wrong.
    """

    def __init__(
        self,
        policy: Policy,
        cause: str,
        detail: str = "",
        *,
        code: int = 0,
        subcode: int = 0,
        trace: str = "",
        retry_after: float = 0.0,
    ) -> None:
        self.policy, self.code, self.subcode = policy, code, subcode
        self.cause = f"{cause} {detail}".strip()
        self.reason = reason = REASONS[cause].format(detail=detail)
        self.trace = trace  # Meta's fbtrace_id, for its support
        self.retry_after = retry_after  # seconds; 0: as the sender likes
        super().__init__(f"{reason} (error {code}/{subcode}, trace {trace or 'none'})" if code else reason)


_MINUTES = 300.0  # seconds; Meta says "minutes" of most limits
_LONG = 3600.0

_ANY = -1
_LIMIT = (Policy.PAUSE_ALL, "limit")
_TOKEN = (Policy.STOP, "token")
_PERMISSION = (Policy.STOP, "permission")
_LATE = (Policy.WINDOW_CLOSED, "window_closed")
_GONE = (Policy.UNREACHABLE, "cannot_receive")
_ROLES_ONLY = (Policy.DROP, "roles_only")
_HELD = (Policy.HELD, "held")
_PHONE = (Policy.DROP, "phone")
_FAULTY = (Policy.DROP, "faulty")
_MEDIA = (Policy.DROP, "attachment")
_SLOW_MEDIA = (Policy.RETRY, "attachment_fetch")
_SET_UP = (Policy.STOP, "set_up")

# (code, subcode); subcode 0: the error has none.
_KNOWN: dict[tuple[int, int], tuple[Policy, str]] = {
    (1, _ANY): (Policy.RETRY, "no_name"),
    (1, 99): (Policy.RETRY, "no_access"),
    (1, 1357046): (Policy.DELIVERED, "reported_but_sent"),
    (2, _ANY): (Policy.RETRY, "away_or_blocked"),
    (2, 2018344): (Policy.DROP, "contact_terms"),
    (3, _ANY): (Policy.STOP, "capability"),
    (4, _ANY): _LIMIT,
    (4, 2018022): (Policy.RETRY, "phone_limit"),
    (10, 0): _PERMISSION,
    (10, _ANY): (Policy.DROP, "not_permitted"),  # perhaps for this person only
    (10, 1893063): (Policy.STOP, "restricted"),
    (10, 2018028): _ROLES_ONLY,
    (10, 2018065): _LATE,
    (10, 2018108): _GONE,
    (10, 2018278): _LATE,
    (10, 2534022): _LATE,
    (17, _ANY): _LIMIT,
    (32, _ANY): _LIMIT,
    (100, _ANY): _FAULTY,
    (100, 33): _SET_UP,
    (100, 2018001): (Policy.UNREACHABLE, "no_such_person"),
    (100, 2018008): _SLOW_MEDIA,
    (100, 2018034): (Policy.DROP, "empty"),
    (100, 2018047): _MEDIA,
    (100, 2018074): _MEDIA,
    (100, 2018109): _MEDIA,
    (100, 2018294): _SLOW_MEDIA,
    (100, 2534001): (Policy.UNREACHABLE, "archived"),
    (104, _ANY): _TOKEN,
    (190, _ANY): _TOKEN,
    (200, 0): _PERMISSION,
    (200, _ANY): (Policy.DROP, "not_permitted"),
    (200, 2018021): _PHONE,
    (200, 2018027): _PHONE,
    (200, 2018028): _ROLES_ONLY,
    (230, _ANY): _PERMISSION,
    (341, _ANY): _LIMIT,
    (368, _ANY): (Policy.STOP, "blocked"),
    (551, _ANY): _GONE,
    (613, _ANY): _LIMIT,
    (1200, _ANY): (Policy.RETRY, "momentary"),
    (10303, _ANY): _FAULTY,
    (1545041, _ANY): _LATE,  # as a code; as a subcode it means unavailable: Meta's pages disagree
    (_ANY, 1545041): _GONE,
    (2018218, _ANY): (Policy.DROP, "no_profile"),
    # Whether these two come as code or as subcode is unconfirmed.
    (2018300, _ANY): _HELD,
    (2018321, _ANY): _HELD,
    (_ANY, 2018300): _HELD,
    (_ANY, 2018321): _HELD,
}


def known_errors() -> list[tuple[str, str, Policy, str]]:
    """Code, subcode ("any", "none" or a number), what is done and why; ``docs/messenger.md`` shows the same table."""
    return [
        (
            "any" if code == _ANY else str(code),
            {_ANY: "any", 0: "none"}.get(subcode, str(subcode)),
            policy,
            REASONS[cause],
        )
        for (code, subcode), (policy, cause) in _KNOWN.items()
    ]


def classify(status: int, body: object, retry_after: float = 0.0) -> SendError:
    """The error that an answer means; errors come with HTTP status 200 too. ``retry_after`` is in seconds."""
    error = as_dict(as_dict(body).get("error"))
    code, subcode = _whole(error.get("code")), _whole(error.get("error_subcode"))
    ours = not error or (status >= 500 and (code, _ANY) not in _KNOWN)
    policy, cause = _by_status(status) if ours else _policy(code, subcode, error)
    detail = str(status) if cause == "http" else ""
    trace = as_text(error.get("fbtrace_id"))[:64]
    pause = retry_after or _pause(policy, code)
    return SendError(policy, cause, detail, code=code, subcode=subcode, trace=trace, retry_after=pause)


def _policy(code: int, subcode: int, error: dict[str, object]) -> tuple[Policy, str]:
    if code == 100 and error.get("type") == "GraphMethodException":  # the call itself, not the message, is refused
        return _SET_UP
    for key in ((code, subcode), (_ANY, subcode), (code, _ANY)):
        if key in _KNOWN:
            return _KNOWN[key]
    if error.get("is_transient") is True:
        return Policy.RETRY, "transient"
    return Policy.DROP, "unlisted"


def _pause(policy: Policy, code: int) -> float:
    if policy is Policy.PAUSE_ALL:
        return _MINUTES
    return _LONG if code == 368 else 0.0


def _by_status(status: int) -> tuple[Policy, str]:
    if status == 429:
        return _LIMIT
    return Policy.RETRY, "http"


def _whole(value: object) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16:
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
