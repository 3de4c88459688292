"""Waiting for something to become true, with a deadline."""

import threading
import time

_POLL = 0.02  # seconds between two looks
_never = threading.Event()


def eventually(look, what, seconds=20.0):
    """The first true value of look(); fails when there is none in time."""
    deadline = time.monotonic() + seconds
    while True:
        value = look()
        if value:
            return value
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        _never.wait(_POLL)
