"""Does a piece of work in a second process, while this one goes on with another."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TypeVar, cast

Result = TypeVar("Result")


def beside(work: Callable[[], Result]) -> Callable[[], Result]:
    """Begin ``work`` in a copy of this process; what is returned waits for its result.

    Where the system cannot copy a process, or has one processor, the work is done when its result is asked for.
    The work must not touch an open store, and its result must be able to travel (pickle).
    """
    if not sys.platform.startswith("linux") or len(os.sched_getaffinity(0)) < 2:
        return work
    system = get_context("fork")
    here, there = system.Pipe(duplex=False)
    process = system.Process(target=_send, args=(there, work), daemon=True)
    process.start()
    there.close()

    def result() -> Result:
        try:
            return cast(Result, here.recv())
        except EOFError:  # it was ended from outside, for example for want of memory
            return work()
        finally:
            process.join()

    return result


def _send(there: Connection, work: Callable[[], Result]) -> None:
    there.send(work())
