"""The growing wait after wrong passwords. Knows nothing of the books, so that the log-in page is up at once."""

import json
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from desktop.models.errors import Refused

FREE_TRIES = 3
LONGEST_WAIT = 300  # s


class MustWait(Refused):
    """Too many wrong passwords; `seconds` says how long the next try has to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"密码输错多次，请等 {seconds} 秒再试。忘记密码可以用恢复码。")
        self.seconds = seconds


@dataclass
class Waits:
    """The growing wait after wrong passwords: three are free, then 5, 10, 20 … at most 300 seconds."""

    path: Path

    def _told(self) -> tuple[int, float]:
        with suppress(OSError, ValueError, KeyError):
            told = json.loads(self.path.read_text("utf-8"))
            return int(told["tries"]), float(told["at"])
        return 0, 0.0

    def seconds_left(self) -> int:
        """Whole seconds until the next try; a clock set back does not help: then the full wait counts."""
        tries, at = self._told()
        if tries < FREE_TRIES:
            return 0
        wait = min(5 * 2 ** (tries - FREE_TRIES), LONGEST_WAIT)
        gone = time.time() - at
        return max(0, round(wait - gone)) if gone >= 0 else wait

    def check(self) -> None:
        if left := self.seconds_left():
            raise MustWait(left)

    def note_failure(self) -> None:
        with suppress(OSError):
            self.path.write_text(json.dumps({"tries": self._told()[0] + 1, "at": time.time()}), "utf-8")

    def clear(self) -> None:
        with suppress(OSError):
            self.path.unlink(missing_ok=True)
