"""Token buckets on the monotonic clock: a clock set by hand changes nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

Clock = Callable[[], float]


class Bucket:
    """``size`` at once, ``refill`` a second after that."""

    def __init__(self, size: float, refill: float, clock: Clock = time.monotonic) -> None:
        self._size, self._refill, self._clock = size, refill, clock
        self._left, self._at = size, clock()
        self._lock = threading.Lock()

    def take(self) -> bool:
        """Take one; False when there is none."""
        with self._lock:
            now = self._clock()
            self._left = min(self._size, self._left + (now - self._at) * self._refill)
            self._at = now
            if self._left < 1:
                return False
            self._left -= 1
            return True


class Once:
    """Values that may be used once within ``seconds``; older ones are forgotten, at most ``most`` are kept."""

    def __init__(self, seconds: float, most: int, clock: Clock = time.monotonic) -> None:
        self._seconds, self._most, self._clock = seconds, most, clock
        self._seen: dict[str, float] = {}  # in order of time, so the oldest come first
        self._lock = threading.Lock()

    def first_time(self, value: str) -> bool:
        """True the first time. False for a repeat, and when so many were used that a repeat could not be told."""
        with self._lock:
            now = self._clock()
            for old, at in list(self._seen.items()):
                if now - at <= self._seconds:
                    break
                del self._seen[old]
            if value in self._seen or len(self._seen) >= self._most:
                return False
            self._seen[value] = now
            return True
