"""Days as they are typed, and the moments at which they begin."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.reach.fields import read_channels, read_fields
from bot.reach.period import Period, read_day

NEW_YORK = ZoneInfo("America/New_York")


def test_a_day_in_phnom_penh_begins_seven_hours_before_it_does_in_greenwich() -> None:
    period = Period(date(2026, 1, 1), date(2026, 1, 1), ZoneInfo("Asia/Phnom_Penh"))
    assert period.start == datetime(2025, 12, 31, 17, tzinfo=UTC)
    assert period.end == datetime(2026, 1, 1, 17, tzinfo=UTC)
    assert period.offsets() == [(period.end, timedelta(hours=7))]


def test_both_changes_of_a_year_are_found_to_the_second() -> None:
    offsets = Period(date(2026, 1, 1), date(2026, 12, 31), NEW_YORK).offsets()
    assert offsets == [
        (datetime(2026, 3, 8, 7, tzinfo=UTC), timedelta(hours=-5)),
        (datetime(2026, 11, 1, 6, tzinfo=UTC), timedelta(hours=-4)),
        (datetime(2027, 1, 1, 5, tzinfo=UTC), timedelta(hours=-5)),
    ]


def test_the_day_of_the_change_is_as_long_as_it_is() -> None:
    period = Period(date(2026, 3, 8), date(2026, 3, 8), NEW_YORK)
    assert period.end - period.start == timedelta(hours=23)


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="Exchange the two days"):
        Period(date(2026, 2, 2), date(2026, 2, 1), NEW_YORK)


@pytest.mark.parametrize("text", ["2026-02-03", " 2026-02-03 ", "២០២៦-០២-០៣"])
def test_a_day_is_read_in_either_digits(text: str) -> None:
    assert read_day(text) == date(2026, 2, 3)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("2026-2-3", 'Did you mean "2026-02-03"?'),
        ("2026/02/03", 'Did you mean "2026-02-03"?'),
        ("3/2/2026", 'Did you mean "2026-02-03"?'),
        ("31-12-2026", 'Did you mean "2026-12-31"?'),
        ("2026-02", 'Did you mean "2026-02-01"?'),
        ("2569-02-03", 'Did you mean "2026-02-03"?'),
        ("2026-31-12", 'Did you mean "2026-12-31"?'),
        ("2026-02-30", "ends on 2026-02-28"),
        ("2028-02-30", "ends on 2028-02-29"),
        ("2026-02-00", "ends on 2026-02-28"),
        ("1026-02-03", "not from 2000 to 2099"),
        ("yesterday", "as in 2026-01-31."),
        ("99/99/2026", "as in 2026-01-31."),
        ("", "as in 2026-01-31."),
    ],
)
def test_a_wrong_day_is_met_with_advice(text: str, advice: str) -> None:
    with pytest.raises(ValueError) as raised:
        read_day(text)
    assert str(raised.value).endswith(advice) or advice in str(raised.value).rstrip(".")


def test_fields_are_read_once_each_in_the_order_given() -> None:
    assert read_fields(" Language, topic,language,") == ("language", "topic")
    assert read_fields("") == ()


@pytest.mark.parametrize(("text", "near"), [("topics", "topic"), ("lang", "language"), ("topic,provinces", "province")])
def test_a_field_that_does_not_exist_is_met_with_its_neighbour(text: str, near: str) -> None:
    with pytest.raises(ValueError, match=f'Did you mean "{near}"'):
        read_fields(text)


def test_all_channels_are_every_channel() -> None:
    assert read_channels("all") == ("messenger", "emulator", "terminal")
    assert read_channels("terminal") == ("terminal",)


@pytest.mark.parametrize(
    ("text", "advice"), [("messanger", 'Did you mean "messenger"'), ("zzz", "There are:"), (" ,", "name a channel")]
)
def test_a_channel_that_does_not_exist_is_met_with_advice(text: str, advice: str) -> None:
    with pytest.raises(ValueError, match=advice):
        read_channels(text)
