"""What the Graph API says when it refuses a call: codes, words and envelope."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Refusal:
    """One way to be refused (Meta: error handling, error codes). ``subcode`` 0 means that none is given."""

    code: int
    message: str
    subcode: int = 0
    type: str = "OAuthException"
    transient: bool = False
    status: int = 400  # U: reports give 400 and 403 for the same code

    def body(self) -> dict[str, Any]:
        """The JSON of the answer, with a fresh trace id."""
        error: dict[str, Any] = {"message": self.message, "type": self.type}
        if self.transient:
            error["is_transient"] = True
        error["code"] = self.code
        if self.subcode:
            error["error_subcode"] = self.subcode
        return {"error": {**error, "fbtrace_id": f"A{secrets.token_hex(10)}"}}


class Refused(Exception):
    """A call is refused; ``refusal`` is the answer."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal.message)


NO_TOKEN = Refusal(104, "An access token is required to request this resource.")
BAD_TOKEN = Refusal(190, "Invalid OAuth access token - Cannot parse access token")
PASSWORD_CHANGED = Refusal(
    190,
    "Error validating access token: The session has been invalidated because the user changed their password or "
    "Facebook has changed the session for security reasons.",
    460,
)
NO_PROOF = Refusal(100, "API calls from the server require an appsecret_proof argument", type="GraphMethodException")
BAD_PROOF = Refusal(100, "Invalid appsecret_proof provided in the API argument", type="GraphMethodException")
NO_USER = Refusal(100, "(#100) No matching user found", 2018001)
BAD_RECIPIENT = Refusal(100, "(#100) Parameter error: You cannot send messages to this id")
EMPTY_MESSAGE = Refusal(100, "(#100) Message cannot be empty, must provide valid attachment or text", 2018034)
WINDOW_CLOSED = Refusal(
    10,
    "(#10) This message is sent outside of allowed window. Learn more about the new policy here: "
    "https://developers.facebook.com/docs/messenger-platform/policy-overview",
    2018278,
)
UNAVAILABLE = Refusal(551, "(#551) This person isn't available right now.", 1545041)
# Meta's words come in the language of the token's owner, and the same case was seen under code 200.
UNAVAILABLE_LOCALISED = Refusal(200, "(#551) 用户暂时收不到消息。", 1545041)
THREAD_GONE = Refusal(
    100,
    "(#100) The thread owner has archived or deleted this conversation, or the thread does not exist.",
    2534001,
)
APP_LIMIT = Refusal(4, "(#4) Application request limit reached", transient=True)
RATE_LIMIT = Refusal(613, "(#613) Calls to this api have exceeded the rate limit")
TEMPORARY = Refusal(2, "Service temporarily unavailable", transient=True, status=500)
PAGE_RESTRICTED = Refusal(10, "Page is restricted from sending messages", 1893063)


NOT_REVIEWED = Refusal(
    10,
    "(#10) This message is sent to a person without a role on the app, which has no advanced access",
    2018028,
)
NOT_OWNER = Refusal(2018300, "(#2018300) Another app is controlling this thread now.")
NO_PROFILE = Refusal(100, "(#100) No profile available for this user.", 2018218)
ACCESS_DENIED = Refusal(10, "(#10) Thread control cannot be taken while no default app is set")


def parameter(words: str) -> Refusal:
    """A parameter has the wrong shape. U: Meta's exact words are known for a few cases only."""
    return Refusal(100, f"(#100) {words}")


def too_long(name: str, limit: int) -> Refusal:
    """A text is over its limit (these words were captured for ``message[text]``)."""
    return parameter(f"Length of param {name} must be less than or equal to {limit}")


def no_object(method: str, name: str) -> Refusal:
    """The address names nothing that this token may use."""
    return Refusal(
        100,
        f"Unsupported {method.lower()} request. Object with ID '{name}' does not exist, cannot be loaded due to "
        "missing permissions, or does not support this operation. Please read the Graph API documentation at "
        "https://developers.facebook.com/docs/graph-api",
        33,
        "GraphMethodException",
    )
