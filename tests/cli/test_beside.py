"""Work beside this process gives what it would give here, however its process ends."""

from __future__ import annotations

import os

from bot.cli.beside import beside
from bot.faults.fault import Fault


def test_the_result_is_that_of_the_work() -> None:
    fault = Fault("not_found", "a.yaml", line=3, details={"found": Fault("not_found", "")})
    first, second = beside(lambda: [fault]), beside(os.getpid)
    assert first() == [fault]
    assert isinstance(second(), int)


def test_work_whose_process_is_ended_is_done_here() -> None:
    mine = os.getpid()

    def work() -> int:
        if os.getpid() != mine:
            os._exit(1)
        return 7

    assert beside(work)() == 7
