"""The gate before the platform closes for a while, or until one send succeeds."""

from __future__ import annotations

from bot.delivery.gate import UNLIMITED, Gate


def test_a_new_gate_is_open() -> None:
    gate = Gate()
    assert gate.is_open and gate.allowance() == UNLIMITED


def test_a_pause_closes_it_for_a_while_and_a_shorter_one_does_not_shorten_it() -> None:
    gate = Gate()
    gate.pause(60)
    gate.pause(0)
    assert not gate.is_open and gate.allowance() == 0


def test_a_pause_of_no_time_leaves_it_open() -> None:
    gate = Gate()
    gate.pause(0)
    assert gate.is_open


def test_a_stopped_gate_lets_one_through_when_its_time_has_come_and_then_none() -> None:
    gate = Gate()
    gate.stop(0)
    assert (gate.is_open, gate.allowance()) == (False, 1)
    gate.trying(60)
    assert gate.allowance() == 0


def test_a_send_that_is_taken_opens_a_stopped_gate() -> None:
    gate = Gate()
    gate.stop(60)
    gate.open()
    assert gate.is_open


def test_a_send_that_is_taken_does_not_end_a_pause() -> None:
    gate = Gate()
    gate.pause(60)
    gate.open()
    assert not gate.is_open


def test_trying_does_not_close_an_open_gate() -> None:
    gate = Gate()
    gate.trying(60)
    assert gate.is_open
