"""Web addresses in an answer's text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.addresses import addresses, is_safe, is_well_formed


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("សូមមើល https://mef.gov.kh។", ["https://mef.gov.kh"]),
        ("See (https://mef.gov.kh/a?b=c#d).", ["https://mef.gov.kh/a?b=c#d"]),
        ("http://a.kh and www.b.kh, htps:/c.kh", ["http://a.kh", "www.b.kh", "htps:/c.kh"]),
        ("សូមមើលhttps//mef.gov.kh", ["https//mef.gov.kh"]),
        ("See ((url)) or https://((host))/x", []),
        ("and/or 10:30, tel:012, a: b, mef.gov.kh", []),
        ("", []),
    ],
)
def test_addresses_are_found(text: str, found: list[str]) -> None:
    assert addresses(text) == found


@pytest.mark.parametrize(
    "address",
    [
        "https://mef.gov.kh",
        "http://mef.gov.kh:8080/",
        "https://battambang.gov.kh/service/capital-provinces/16?a=1&b=%E1%9E%80#top",
        "https://MEF.gov.kh",
        "https://xn--mgbh0fb.xn--j6w193g/~x/(y)",
    ],
)
def test_good_addresses(address: str) -> None:
    assert is_well_formed(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://",
        "https:/mef.gov.kh",
        "https//mef.gov.kh",
        "htps://mef.gov.kh",
        "ftp://mef.gov.kh",
        "www.mef.gov.kh",
        "https://mef",
        "https://mef..gov.kh",
        "https://-mef.gov.kh",
        "https://mef_1.gov.kh",
        "https://mef.gov.kh:port/",
        "https://mef.gov.kh:99999/",
        "https://someone@mef.gov.kh",
        "https://192.168.1.1/",
        "https://mef.gov.khសូមមើល",
        "https://mef.gov.kh/ក",
        "https://mef.gov.kh/%zz",
        "https://[::1",
        "https://https://mef.gov.kh",
    ],
)
def test_bad_addresses(address: str) -> None:
    assert not is_well_formed(address)


def test_only_https_is_safe() -> None:
    assert is_safe("https://mef.gov.kh") and not is_safe("http://mef.gov.kh")


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    for one in (*addresses(text), text, f"https://{text}"):
        is_well_formed(one)
