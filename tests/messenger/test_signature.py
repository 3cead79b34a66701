"""Only what carries a true signature of the raw bytes is Meta's."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.messenger.signature import app_secret_proof, is_signed, sign

calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # test machines are busy

SECRET = "a-secret-of-this-test"
ESCAPED = rb'{"object":"page","text":"\u1785\u17d2\u1794\u17b6\u179f\u17cb 50\u0025 http:\/\/x"}'


# Computed with `printf %s … | openssl dgst -sha256 -hmac …`; the first two are the vectors of RFC 4231 (2) and of
# Wikipedia's article on HMAC.
@pytest.mark.parametrize(
    ("secret", "body", "digest"),
    [
        ("Jefe", b"what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        (
            "key",
            b"The quick brown fox jumps over the lazy dog",
            "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8",
        ),
        (SECRET, ESCAPED, "c705d3471782507418bceb7fb6c2b150990d68df6e47208f20e31138806a3fd2"),
        (SECRET, "ច្បាស់".encode(), "1a05b939681694052c3d40dd788de7cb0e4400f62c4d374929d7d0bc318b367c"),
    ],
)
def test_the_signature_is_the_known_one(secret: str, body: bytes, digest: str) -> None:
    assert sign(body, secret) == f"sha256={digest}"
    assert is_signed(body, f"sha256={digest}", secret)


@calm
@given(st.binary(max_size=300), st.text(min_size=1, max_size=40).filter(lambda s: s.isprintable()))
def test_what_was_signed_is_signed(body: bytes, secret: str) -> None:
    assert is_signed(body, sign(body, secret), secret)


@calm
@given(st.binary(max_size=60), st.binary(max_size=60))
def test_another_body_is_not(body: bytes, other: bytes) -> None:
    assert is_signed(other, sign(body, SECRET), SECRET) == (other == body)


@calm
@given(st.none() | st.text(max_size=90))
def test_no_made_up_header_is_taken_or_raises(header: str | None) -> None:
    assert not is_signed(ESCAPED, header, SECRET)


GOOD = sign(ESCAPED, SECRET)
SHA1 = "sha1=" + hmac.new(SECRET.encode(), ESCAPED, hashlib.sha1).hexdigest()


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "sha256=",
        GOOD[:-1],
        GOOD + "0",
        GOOD + " ",
        GOOD.removeprefix("sha256="),
        GOOD.upper(),
        "sha512=" + GOOD[7:],
        SHA1,
        "sha256=" + "ក" * 64,
        "sha256=" + "\udc80" * 64,
        sign(ESCAPED, "another secret"),
    ],
)
def test_a_missing_damaged_or_foreign_signature_is_refused(header: str | None) -> None:
    assert not is_signed(ESCAPED, header, SECRET)


def test_the_same_json_written_otherwise_is_not_signed() -> None:
    assert not is_signed(ESCAPED.replace(rb"\/", b"/"), GOOD, SECRET)


def test_without_a_secret_nothing_is_signed() -> None:
    assert not is_signed(ESCAPED, sign(ESCAPED, ""), "")


def test_the_proof_is_the_hex_hmac_of_the_token_under_the_secret() -> None:
    expected = hmac.new(b"s3cret", b"EAAB-token", hashlib.sha256).hexdigest()
    assert app_secret_proof("EAAB-token", "s3cret") == expected
    assert app_secret_proof("what do ya want for nothing?", "Jefe").startswith("5bdcc146")
