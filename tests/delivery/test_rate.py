"""The platform is called evenly, under its limits, and slower the nearer they are."""

from __future__ import annotations

import threading
import time

import pytest

from bot.delivery.gate import Gate
from bot.delivery.rate import Rate
from bot.delivery.showing import Showing
from tests.delivery.stage import wait_until


def test_calls_of_many_threads_are_spread_evenly() -> None:
    rate, begun = Rate(100), time.monotonic()
    threads = [threading.Thread(target=rate.wait) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 0.28 <= time.monotonic() - begun < 1


@pytest.mark.parametrize("used, a_second", [(0, 200), (79, 200), (80, 100), (90, 50), (100, 1), (140, 1)])
def test_it_slows_down_before_a_limit_is_reached(used: int, a_second: float) -> None:
    assert Rate(200, lambda: used).a_second() == a_second


def test_what_need_not_be_gives_way() -> None:
    rate = Rate(10)
    assert rate.spare() and not rate.spare()
    assert not Rate(10, lambda: 80).spare()


class Actor:
    def __init__(self) -> None:
        self.shown: list[tuple[str, str]] = []
        self.slow = threading.Event()

    def act(self, address: str, action: str) -> bool:
        self.slow.wait(5)
        self.shown.append((address, action))
        return True


def test_dots_are_shown_only_while_the_answer_takes_its_time() -> None:
    actor, gate = Actor(), Gate()
    showing = Showing(actor, gate, Rate(1e6))
    showing.start()
    showing.taken_up(1, "slow")
    showing.taken_up(2, "quick")
    showing.answered(2)
    actor.slow.set()
    wait_until(lambda: len(actor.shown) == 3)
    assert sorted(actor.shown) == [("quick", "mark_seen"), ("slow", "mark_seen"), ("slow", "typing_on")]
    gate.pause(60)
    showing.taken_up(3, "later")
    showing.stop()
    assert len(actor.shown) == 3
