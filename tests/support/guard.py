"""A guard against work that explodes. It measures nothing: how fast things are is told by ``make bench``."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

BLOWN_UP = 30.0
"""Seconds of processor time that only quadratic or worse work takes on inputs which are judged in well under one."""


@contextmanager
def bounded_work() -> Iterator[None]:
    """Fails when the block took the time that only an explosion takes, however busy or slow the machine is."""
    began = time.process_time()
    yield
    assert time.process_time() - began < BLOWN_UP
