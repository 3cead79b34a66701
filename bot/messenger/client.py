"""Calls to the Graph API: messages, sender actions and the Page's set-up."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from requests.utils import get_environ_proxies
from urllib3.exceptions import NewConnectionError

from bot.messenger import limits
from bot.messenger.errors import Policy, SendError, classify
from bot.messenger.signature import app_secret_proof
from bot.messenger.usage import regain_seconds, used_percent
from bot.messenger.wire import as_text

logger = logging.getLogger(__name__)

_BAD_TOKEN = 190
_ACTION_TIMEOUT = (2.0, 3.0)  # "typing" must never hold up the answer itself


class Client:
    """Speaks for one Page; safe to share among threads, each has a connection of its own."""

    def __init__(
        self,
        graph_url: str,
        page_id: str,
        token: str,
        app_secret: str,
        timeout: tuple[float, float] = (5, 20),
        renewed: Callable[[], str] | None = None,
    ) -> None:
        """``graph_url`` ends with the version; ``timeout`` is in seconds, to connect and to be answered.

        ``renewed`` tells the token anew when the platform refuses it: another one is used from the next call on.
        """
        self._graph_url, self.page_id, self._timeout = graph_url.rstrip("/"), page_id, timeout
        self._app_secret, self._renewed = app_secret, renewed
        self._use(token)
        self._local = threading.local()
        self._used_percent = 0
        self._skew: float | None = None

    def send(self, address: str, message: dict[str, Any], mark: str) -> str:
        """Send one message in answer to a person and return the platform's id of it.

        ``mark`` comes back in the echo, by which a send whose answer was lost is recognised. Raises SendError, and
        ValueError for a mark that is too long or a message with a tag. Meta: Send API reference.
        """
        if len(mark) > limits.METADATA:
            raise ValueError("mark is longer than the platform's metadata")
        message = {**message, "metadata": mark}
        body = {"recipient": {"id": address}, "messaging_type": "RESPONSE", "message": message}
        answer = self.post(f"{self.page_id}/messages", body)
        if not (message_id := as_text(answer.get("message_id"))):
            raise SendError(Policy.AMBIGUOUS, "unnamed")
        return message_id

    def act(self, address: str, action: str) -> bool:
        """Show ``mark_seen``, ``typing_on`` or ``typing_off``; False when it failed, which never matters."""
        body = {"recipient": {"id": address}, "sender_action": action}
        try:
            self._call("POST", f"{self.page_id}/messages", json=body, timeout=_ACTION_TIMEOUT)
        except SendError as error:
            logger.info("A sender action failed.", extra={"code": error.code, "trace": error.trace})
            return False
        return True

    def get(self, path: str, params: dict[str, str] | None = None) -> dict[str, Any]:
        """Read from the Graph API; ``path`` follows the version. Raises SendError."""
        return self._call("GET", path, params=params)

    def post(self, path: str, json: dict[str, Any]) -> dict[str, Any]:
        """Write to the Graph API. Raises SendError, and ValueError when ``json`` has a message tag."""
        _refuse_tags(json)
        return self._call("POST", path, json=json)

    def delete(self, path: str, json: dict[str, Any]) -> dict[str, Any]:
        """Take something out of the Page's set-up. Raises SendError."""
        return self._call("DELETE", path, json=json)

    def usage(self) -> int:
        """Per cent of the tightest rate limit used up, by the last answer; slow down at ``limits.SLOW_DOWN_AT``."""
        return self._used_percent

    def clock_skew(self) -> float | None:
        """Seconds by which this machine's clock is ahead of the platform's, by the last answer; None: it does not say."""
        return self._skew

    def _call(
        self,
        method: str,
        path: str,
        *,
        params: dict[str, str] | None = None,
        json: dict[str, Any] | None = None,
        timeout: tuple[float, float] | None = None,
    ) -> dict[str, Any]:
        try:
            response = self._session().request(
                method,
                f"{self._graph_url}/{path.lstrip('/')}",
                params={**(params or {}), "appsecret_proof": self._proof},
                json=json,
                auth=self._auth,
                timeout=timeout or self._timeout,
                allow_redirects=False,  # a redirected POST would become a GET
            )
        except requests.RequestException as error:
            raise _unanswered(error) from None  # its text holds the address with the proof
        self._used_percent = used_percent(response.headers)
        self._skew = _skew(response.headers.get("Date"))
        try:
            return _answer(response)
        except SendError as error:
            if error.code == _BAD_TOKEN and self._renewed and (token := self._renewed()) != self._token:
                self._use(token)
                logger.info("The token was refused; another one is used from now on.")
            raise

    def _use(self, token: str) -> None:
        self._token, self._auth = token, _Bearer(token)
        self._proof = app_secret_proof(token, self._app_secret)

    def _session(self) -> requests.Session:
        if not hasattr(self._local, "session"):
            self._local.session = _opened(self._graph_url)
        session: requests.Session = self._local.session
        return session


def _opened(url: str) -> requests.Session:
    """A session that looks the environment's proxies up once, not at every call: a third of a call's cost."""
    session = requests.Session()
    with suppress(ValueError):  # an address that is none: the call itself says so, in words
        session.proxies = get_environ_proxies(url)
    session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or True
    session.trust_env = False
    return session


class _Bearer(requests.auth.AuthBase):
    """Puts the token into a header, out of access logs, and keeps ``~/.netrc`` from replacing it.

    That the Send API takes it there is seen in public code only (unconfirmed).
    """

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        # A token with a stray character must be refused by the platform, not break the encoding of headers.
        request.headers["Authorization"] = f"Bearer {self._token}".encode().decode("latin-1")
        return request


def _answer(response: requests.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except (ValueError, RecursionError):
        body = None
    if response.status_code < 300 and isinstance(body, dict) and body.get("error") is None:
        return body
    raise classify(response.status_code, body, regain_seconds(response.headers))


def _skew(date: str | None) -> float | None:
    try:
        return (datetime.now(UTC) - parsedate_to_datetime(date or "")).total_seconds()
    except (TypeError, ValueError):  # none given, or none that says its zone
        return None


def _unanswered(error: requests.RequestException) -> SendError:
    """Before a connection stood nothing was sent; after that the platform may have taken the message."""
    name = type(error).__name__
    if isinstance(
        error, requests.exceptions.InvalidURL | requests.exceptions.InvalidHeader | requests.exceptions.InvalidSchema
    ):
        return SendError(Policy.STOP, "cannot_call", name)
    before = requests.exceptions.ConnectTimeout | requests.exceptions.SSLError | requests.exceptions.ProxyError
    cause = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(error, before) or isinstance(cause, NewConnectionError):
        return SendError(Policy.RETRY, "unreached", name)
    return SendError(Policy.AMBIGUOUS, "unanswered", name)


def _refuse_tags(body: dict[str, Any]) -> None:
    """Tags are retired or for people only: an automatic answer must never carry one. Meta: message tags."""
    message = body.get("message")
    if "tag" in body or body.get("messaging_type") == "MESSAGE_TAG" or (isinstance(message, dict) and "tag" in message):
        raise ValueError("message tags must not be used for automatic answers")
