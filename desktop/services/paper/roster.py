"""A list over several pages: repeated head, 本页小计, 合计, signatures, 第x页 共y页.

Roster(grid=grid, head=[heads], record=row_of, subtotal=sums, above=title, below=signatures, top=28.5, bottom=188,
       ).draw(sheet, pupils, progress)
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Generic, TypeVar

from desktop.models.errors import Refused
from desktop.services.paper.grid import Grid, Row
from desktop.services.paper.sheet import Sheet
from desktop.services.progress import Progress

T = TypeVar("T")


def page_words(number: int, pages: int) -> str:
    return f"第{number}页　共{pages}页"


@dataclass(frozen=True)
class Roster(Generic[T]):
    """What repeats on every page and how a page ends.

    grid: its `row` is the least height of a row (9 mm where people sign). head: rows of cells. record: item -> cells.
    subtotal(items of this page, items so far, is it the last page) -> rows under the list, [] for none.
    above(page, pages) draws the page's title; below(height where the table ends, is it the last page) its foot.
    top, bottom: where the table begins, and where it must end (mm from the upper edge).
    """

    grid: Grid
    head: Sequence[Row]
    record: Callable[[T], Row]
    subtotal: Callable[[Sequence[T], Sequence[T], bool], Sequence[Row]]
    above: Callable[[int, int], None]
    below: Callable[[float, bool], None]
    top: float
    bottom: float
    head_height: float = 10.0

    def draw(self, sheet: Sheet, items: Sequence[T], progress: Progress | None = None) -> int:
        """Draw all pages from the current one on, and return how many they are.

        Raises Refused when one record alone is higher than a page, Cancelled when the person stops it.
        """
        rows = [self.record(item) for item in items]
        heights = [self.grid.heights([row])[0] for row in rows]
        ends = self.split(items, heights)
        start, pages = 0, len(ends)
        for number, end in enumerate((progress or Progress()).follow(ends, pages, every=1), 1):
            if number > 1:
                sheet.next_page()
            sums = self.subtotal(items[start:end], items[:end], number == pages)
            least = [self.head_height] * len(self.head) + heights[start:end] + [self.grid.row] * len(sums)
            self.above(number, pages)
            bottom = self.grid.draw([*self.head, *rows[start:end], *sums], self.top, least)
            self.below(bottom, number == pages)
            start = end
        return pages

    def split(self, items: Sequence[T], heights: Sequence[float]) -> list[int]:
        """Where each page ends: pages as even as the paper allows, so none is left with two pupils."""
        room = self.bottom - self.top - self.head_height * len(self.head)
        if any(height > room for height in heights):
            raise Refused("名单中有一行文字太长，一页纸放不下。请缩短这一行的内容，再打印一次。")
        total = [0.0, *accumulate(heights)]
        for count in range(max(1, int(total[-1] // room)), len(items) + 2):
            for ends in (_even(total, count), _tight(total, count, room)):
                if ends and self.all_fit(items, total, ends):
                    return ends
        raise Refused("小计和合计太高，一页纸放不下。请缩短表头或合计的文字，再打印一次。")

    def all_fit(self, items: Sequence[T], total: Sequence[float], ends: Sequence[int]) -> bool:
        """`total`: running heights of the rows, beginning with 0."""
        return all(
            self.fits(items[start:end], items[:end], total[end] - total[start], end == len(items))
            for start, end in zip((0, *ends), ends, strict=False)
        )

    def fits(self, page: Sequence[T], so_far: Sequence[T], height: float, last: bool) -> bool:
        sums = self.grid.heights(self.subtotal(page, so_far, last))
        return self.top + self.head_height * len(self.head) + height + sum(sums) <= self.bottom + 0.01


def _even(total: Sequence[float], count: int) -> list[int]:
    """Divide rows with running heights `total` into `count` pages of about the same height; return their ends."""
    goals = (total[-1] * number / count for number in range(1, count))
    return [*(bisect_right(total, goal + 0.01) - 1 for goal in goals), len(total) - 1]


def _tight(total: Sequence[float], count: int, room: float) -> list[int]:
    """Divide into `count` pages none of which is higher than need be; [] when they do not hold all rows."""
    limit = total[-1] / count
    while limit <= room:
        ends = [0]
        while len(ends) <= count and ends[-1] < len(total) - 1:
            ends.append(bisect_right(total, total[ends[-1]] + limit + 0.01) - 1)
            if ends[-1] == ends[-2]:
                break
        if ends[-1] == len(total) - 1:
            return ends[1:]
        limit += 1
    return []
