"""What to do about an error is read from its numbers alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import BotError
from bot.messenger.errors import Policy, SendError, classify

calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # test machines are busy

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
CODES = st.sampled_from([0, 1, 2, 4, 10, 100, 190, 200, 551, 613, 36000]) | st.integers()


def answer(code: Any, subcode: Any = None, **more: Any) -> dict[str, Any]:
    error = {"message": "made up for this test", "type": "OAuthException", "code": code, "fbtrace_id": "Atrace"} | more
    return {"error": error if subcode is None else error | {"error_subcode": subcode}}


def policy(code: Any, subcode: Any = None, status: int = 400, **more: Any) -> Policy:
    return classify(status, answer(code, subcode, **more)).policy


@pytest.mark.parametrize(
    ("code", "subcode", "expected"),
    [
        (1, None, Policy.RETRY),
        (1, 99, Policy.RETRY),
        (1, 1357046, Policy.DELIVERED),
        (2, None, Policy.RETRY),
        (2, 2018344, Policy.DROP),
        (3, None, Policy.STOP),
        (4, None, Policy.PAUSE_ALL),
        (4, 2018022, Policy.RETRY),
        (10, None, Policy.STOP),
        (10, 1893063, Policy.STOP),
        (10, 2018278, Policy.WINDOW_CLOSED),
        (10, 2018065, Policy.WINDOW_CLOSED),
        (10, 2534022, Policy.WINDOW_CLOSED),
        (10, 2018108, Policy.UNREACHABLE),
        (10, 2018028, Policy.DROP),
        (10, 4242, Policy.DROP),
        (17, None, Policy.PAUSE_ALL),
        (32, None, Policy.PAUSE_ALL),
        (341, None, Policy.PAUSE_ALL),
        (100, None, Policy.DROP),
        (100, 33, Policy.STOP),
        (100, 2018001, Policy.UNREACHABLE),
        (100, 2534001, Policy.UNREACHABLE),
        (100, 2018034, Policy.DROP),
        (100, 2018109, Policy.DROP),
        (100, 2018047, Policy.DROP),
        (100, 2018074, Policy.DROP),
        (100, 2018008, Policy.RETRY),
        (100, 2018294, Policy.RETRY),
        (104, None, Policy.STOP),
        (190, None, Policy.STOP),
        (190, 458, Policy.STOP),
        (190, 460, Policy.STOP),
        (190, 463, Policy.STOP),
        (200, None, Policy.STOP),
        (200, 2018028, Policy.DROP),
        (200, 2018021, Policy.DROP),
        (200, 2018027, Policy.DROP),
        (200, 1545041, Policy.UNREACHABLE),
        (551, 1545041, Policy.UNREACHABLE),
        (551, None, Policy.UNREACHABLE),
        (1545041, None, Policy.WINDOW_CLOSED),
        (230, None, Policy.STOP),
        (368, None, Policy.STOP),
        (613, None, Policy.PAUSE_ALL),
        (1200, None, Policy.RETRY),
        (10303, None, Policy.DROP),
        (2018218, None, Policy.DROP),
        (2018300, None, Policy.HELD),
        (10, 2018300, Policy.HELD),
        (10, 2018321, Policy.HELD),
        (36000, None, Policy.DROP),
    ],
)
def test_each_known_error_has_its_policy(code: int, subcode: int | None, expected: Policy) -> None:
    assert policy(code, subcode) is expected
    assert policy(str(code), None if subcode is None else str(subcode)) is expected


@pytest.mark.parametrize("status", [200, 400, 401, 403, 500])
def test_the_status_does_not_matter_for_a_known_error(status: int) -> None:
    assert policy(10, 2018278, status) is Policy.WINDOW_CLOSED


def test_the_message_does_not_matter() -> None:
    texts = ("(#551) 用户暂时收不到消息。", "(#190) Error validating access token", "", None)
    assert {policy(200, 1545041, message=text) for text in texts} == {Policy.UNREACHABLE}


def test_a_refused_call_is_told_from_a_refused_message() -> None:
    assert policy(100, type="GraphMethodException") is Policy.STOP
    assert policy(100, type="OAuthException") is Policy.DROP


def test_an_unknown_error_that_will_pass_is_tried_again() -> None:
    assert policy(77001, is_transient=True) is Policy.RETRY
    assert policy(77001) is Policy.DROP
    assert policy(77001, status=503) is Policy.RETRY


@pytest.mark.parametrize("body", [None, "", [], {}, {"error": "no"}, {"error": None}, {"recipient_id": "1"}])
@pytest.mark.parametrize(("status", "expected"), [(500, Policy.RETRY), (200, Policy.RETRY), (429, Policy.PAUSE_ALL)])
def test_an_answer_that_names_no_error_goes_by_its_status(body: Any, status: int, expected: Policy) -> None:
    assert classify(status, body).policy is expected


def test_a_pause_lasts_as_long_as_the_platform_says_else_minutes() -> None:
    assert classify(400, answer(613), retry_after=1200).retry_after == 1200
    assert classify(400, answer(4)).retry_after == 300
    assert classify(400, answer(368)).retry_after == 3600
    assert classify(400, answer(190, 460)).retry_after == 0


def test_the_error_tells_staff_the_numbers_and_no_word_of_metas_message() -> None:
    error = classify(400, answer(190, 460, message="token EAAB-abc of Sok Dara"))
    assert isinstance(error, BotError)
    assert (error.code, error.subcode, error.trace) == (190, 460, "Atrace")
    assert str(error) == f"{error.reason} (error 190/460, trace Atrace)"
    assert "BOT_PAGE_TOKEN" in error.reason and "EAAB" not in str(error) + repr(error)


@calm
@given(
    st.integers(), JSON | st.builds(answer, CODES | JSON, CODES | JSON, type=JSON, fbtrace_id=JSON, is_transient=JSON)
)
def test_no_answer_raises(status: int, body: Any) -> None:
    error = classify(status, body)
    assert isinstance(error, SendError) and error.policy in Policy
    assert error.reason.endswith(".") and error.code >= 0 and error.retry_after >= 0
