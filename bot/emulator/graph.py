"""The Graph API as far as a Messenger bot uses it, under /graph/<version>."""

from __future__ import annotations

import hmac
import json
import re
import secrets
from typing import Any

from flask import Blueprint, Response, current_app, g, jsonify, request
from flask.typing import ResponseReturnValue

from bot.emulator.backstage import hand_over
from bot.emulator.checks import check_call, check_media
from bot.emulator.events import FIELDS
from bot.emulator.faults import Trouble
from bot.emulator.page_profile import property_names
from bot.emulator.platform import Platform
from bot.emulator.refusals import (
    ACCESS_DENIED,
    BAD_PROOF,
    BAD_TOKEN,
    NO_PROFILE,
    NO_PROOF,
    NO_TOKEN,
    Refusal,
    Refused,
    no_object,
    parameter,
)
from bot.messenger.signature import app_secret_proof

graph = Blueprint("graph", __name__, url_prefix="/graph/<version>")
SORRY = "<!DOCTYPE html><html><head><title>Error</title></head><body>Sorry, something went wrong.</body></html>"


def _platform() -> Platform:
    platform: Platform = current_app.extensions["emulator"]
    return platform


@graph.url_value_preprocessor
def _take_version(endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.version = (values or {}).pop("version", "")


@graph.before_request
def _admit() -> None:
    """Token, then proof (Meta: securing Graph API calls); what the path names is looked at later."""
    g.call = _parameters()
    if not re.fullmatch(r"v\d+\.\d+", g.version):
        raise Refused(Refusal(2500, f"Unknown path components: /{g.version}"))
    platform, token, proof = _platform(), str(g.call.get("access_token", "")), g.call.get("appsecret_proof")
    if not token:
        raise Refused(NO_TOKEN)
    if not hmac.compare_digest(token.encode(), platform.page_token.encode()):
        raise Refused(BAD_TOKEN)
    if proof is None and platform.require_proof:
        raise Refused(NO_PROOF)
    expected = app_secret_proof(platform.page_token, platform.app_secret)
    if proof is not None and not hmac.compare_digest(str(proof).encode(), expected.encode()):
        raise Refused(BAD_PROOF)


@graph.errorhandler(Refused)
def _refuse(refused: Refused) -> ResponseReturnValue:
    return jsonify(refused.refusal.body()), refused.refusal.status


@graph.post("/<page>/messages")
def send(page: str) -> ResponseReturnValue:
    """Send API: a message or a sender action."""
    platform, call = _of_page(page), g.call
    fault = platform.faults.take_send() if "message" in call else None
    if fault and fault.refusal:
        if fault.trouble == Trouble.STATUS_200:
            return jsonify(fault.refusal.body()), 200
        raise Refused(fault.refusal)
    if fault and fault.trouble == Trouble.HTML:
        return _broken()
    if fault and fault.trouble == Trouble.SLOW:
        platform.pause(fault.seconds)
    answer = _accept(platform, call)
    if fault and fault.trouble == Trouble.LOST_ANSWER:
        platform.pause(fault.seconds)
        return _broken()
    return jsonify(answer)


@graph.get("/<page>/messenger_profile")
def read_profile(page: str) -> ResponseReturnValue:
    """Profile API: what is set now. U: an empty list when nothing is."""
    fields = [name for name in str(g.call.get("fields", "")).split(",") if name]
    found = _of_page(page).profile.get(fields)
    return jsonify(data=[found] if found else [])


@graph.route("/<page>/messenger_profile", methods=["POST", "DELETE"])
def change_profile(page: str) -> ResponseReturnValue:
    """Profile API: overwrite the properties given, or delete the ones named in ``fields``."""
    profile = _of_page(page).profile
    profile.count_call()
    if request.method == "DELETE":
        profile.delete(g.call.get("fields"))
    else:
        profile.change({name: g.call[name] for name in property_names() if name in g.call})
    return jsonify(result="success")


@graph.route("/<page>/subscribed_apps", methods=["GET", "POST", "DELETE"])
def subscriptions(page: str) -> ResponseReturnValue:
    """The webhook fields this app receives for the Page."""
    platform = _of_page(page)
    if request.method == "GET":
        app = {"category": "Business", "name": "Chbas", "id": platform.app_id}
        fields = sorted(platform.subscribed)
        return jsonify(data=[{**app, "subscribed_fields": fields}] if fields else [])
    if request.method == "DELETE":
        platform.unsubscribe()
    else:
        platform.subscribe(_wanted_fields())
    return jsonify(success=True)


@graph.post("/<page>/<any(pass,take,release,request):verb>_thread_control")
def thread_control(page: str, verb: str) -> ResponseReturnValue:
    """Conversation Routing: who holds the talk with a person. U: the exact form of request_thread_control."""
    platform = _of_page(page)
    recipient = g.call.get("recipient")
    psid = str(recipient.get("id", "")) if isinstance(recipient, dict) else ""
    if not psid:
        raise Refused(parameter("The parameter recipient is required"))
    if verb == "take" and not platform.routing:
        raise Refused(ACCESS_DENIED)
    if verb == "pass":
        if not g.call.get("target_app_id"):
            raise Refused(parameter("The parameter target_app_id is required"))
        hand_over(platform, psid, str(g.call["target_app_id"]))
    elif verb == "take":
        platform.person(psid).owner = platform.app_id
    elif verb == "release":
        platform.person(psid).owner = ""
    return jsonify(success=True)


@graph.post("/<page>/message_attachments")
def attachments(page: str) -> ResponseReturnValue:
    """Attachment Upload API: keeps nothing and gives an id."""
    _of_page(page)
    message = g.call.get("message")
    check_media(message.get("attachment") if isinstance(message, dict) else None)
    return jsonify(attachment_id=str(secrets.randbelow(10**15) + 10**15))


@graph.after_request
def _tell_usage(response: Response) -> Response:
    """How much of the limits is used up (Meta: Graph API rate limits)."""
    if used := _platform().usage:
        response.headers["X-App-Usage"] = json.dumps({"call_count": used, "total_time": 0, "total_cputime": 0})
    return response


@graph.get("/debug_token")
def debug_token() -> ResponseReturnValue:
    """What a token is good for."""
    platform = _platform()
    valid = g.call.get("input_token") == platform.page_token
    scopes = ["pages_messaging", "pages_manage_metadata", "pages_show_list"] if valid else []
    known = {"type": "PAGE", "profile_id": platform.page_id, "expires_at": 0} if valid else {}
    return jsonify(data={"app_id": platform.app_id, "is_valid": valid, "scopes": scopes, **known})


@graph.get("/<name>")
def read_object(name: str) -> ResponseReturnValue:
    """The Page's name; of a person nothing, as without the access that needs a review of its own."""
    platform = _platform()
    if name in ("me", platform.page_id):
        return jsonify(name=platform.page_name, id=platform.page_id)
    if not (name.isascii() and name.isdigit()):
        raise Refused(no_object("get", name))
    if platform.person(name).phone_account:
        raise Refused(NO_PROFILE)
    return jsonify({"id": name, "first_name": "សុខា", "last_name": "Sokha"} if platform.profile_access else {})


def _accept(platform: Platform, call: dict[str, Any]) -> dict[str, str]:
    check_call(call)
    person = platform.admit(str(call["recipient"]["id"]), call.get("tag"))
    if "sender_action" in call:
        platform.show(person, call["sender_action"])
        return {"recipient_id": person.psid}
    return {"recipient_id": person.psid, "message_id": platform.deliver(person, call["message"])}


def _of_page(page: str) -> Platform:
    platform = _platform()
    if page not in ("me", platform.page_id):
        raise Refused(no_object(request.method, page))
    return platform


def _wanted_fields() -> set[str]:
    given = g.call.get("subscribed_fields") or []
    fields = set(given.split(",") if isinstance(given, str) else map(str, given))
    if not fields or not fields <= FIELDS:
        raise Refused(parameter(f"Param subscribed_fields[0] must be one of {{{', '.join(sorted(FIELDS))}}}"))
    return fields


def _parameters() -> dict[str, Any]:
    """Query, form, JSON body and the Authorization header as one; values of forms may be JSON text."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    header = {"access_token": token} if scheme == "Bearer" else {}
    body = request.get_json(silent=True) if request.is_json else {n: _opened(v) for n, v in request.form.items()}
    return {**header, **request.args, **(body if isinstance(body, dict) else {})}


def _opened(value: str) -> Any:
    if not value.lstrip().startswith(("{", "[")):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _broken() -> Response:
    return Response(SORRY, status=500, mimetype="text/html")
