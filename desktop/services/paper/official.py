"""Pages of an official paper after GB/T 9704-2012: 22 lines of 28 characters on A4, page numbers outside.

    paper = Official(sheet)
    paper.title("关于2026—2027学年家庭经济困难", "学生认定结果的公示")
    paper.skip()
    paper.paragraph("一、公示时间")            # 一、 in 黑体, （一） in 楷体, all else 仿宋
    paper.paragraph("2026年9月14日至9月18日。")
    paper.signature("青禾县柳林镇石桥小学", "2026年9月14日")
    paper.set()                               # now everything is drawn

Nothing is drawn before `set`, which keeps the signature on a page with text: it sets the lines a little closer, and
where that is not enough takes lines of the text over to the signature's page (GB/T 9704-2012, 7.3.5.5).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from desktop.services.paper.lines import MM, break_lines, width_of
from desktop.services.paper.sheet import SEAL, Sheet, drop

TOP, LEFT = 37.0, 28.0  # 天头 and 订口
WIDTH, HEIGHT = 156.0, 225.0  # 版心
LINES, COLUMNS = 22, 28
CLOSEST = 24  # lines to a page at the least spacing: 9.4 mm, still clear to read
EM = WIDTH / COLUMNS  # the room of one character; a 3号 character is a little wider and is set closer
BODY, TITLE, NUMBER = 16.0, 22.0, 14.0  # 3号, 2号, 4号
LEVELS = (
    (re.compile(r"[一二三四五六七八九十]+、"), "hei"),
    (re.compile(r"（[一二三四五六七八九十]+）"), "kai"),
)
WITH_SIGNATURE = 2  # lines of text that must stand above a signature on its page


@dataclass(frozen=True)
class _Block:
    """Lines that stay on one page; `draw` gets the heights (mm) on which each is centred. `kind`: text, head, blank, seal."""

    lines: int
    draw: Callable[[list[float]], None]
    kind: str = "text"


class Official:
    """Collects an official paper, then sets it page by page. `page` is the number of the current page."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.page = 1
        self._blocks: list[_Block] = []

    # ---- what the paper says

    def skip(self, lines: int = 1) -> None:
        """Leave lines free."""
        self._blocks += [_Block(1, lambda middles: None, "blank")] * lines

    def title(self, *lines: str) -> None:
        """小标宋 2号, centred, one argument per line: break it by sense, in the shape of a trapezium."""
        for text in lines:
            self._line(text, "title", TITLE, centred=True)

    def reference(self, text: str) -> None:
        """发文字号 such as 石小〔2026〕4号, centred under the title."""
        self._line(text, "fangsong", BODY, centred=True)

    def paragraph(self, text: str, *, indent: int = 2, style: str | None = None) -> None:
        """3号 text, indented by two characters; a heading finds its own style. `indent` 0 for 主送机关."""
        chosen = style or next((name for mark, name in LEVELS if mark.match(text)), "fangsong")
        grid = COLUMNS * BODY / MM  # break at 28 characters; what is wider than the type area is set closer
        lines = break_lines(text, chosen, BODY, grid, indent=indent * BODY / MM)
        kind = "head" if any(mark.match(text) for mark, _ in LEVELS) and len(lines) == 1 else "text"
        for place, line in enumerate(lines):
            left = indent * EM if place == 0 else 0.0
            self._body_line(line, left, chosen, last=place == len(lines) - 1, kind=kind)

    def signature(self, name: str, date: str) -> None:
        """落款 with a seal: date four characters in from the right, name centred on it, the seal over both."""
        above = max(2, round(SEAL / 2 / (HEIGHT / LINES)))  # the seal reaches half its size above the name
        wide = width_of(date, "fangsong", BODY)
        right = LEFT + WIDTH - 4 * EM
        middle = min(right - wide / 2, LEFT + WIDTH - width_of(name, "fangsong", BODY) / 2)

        def draw(middles: list[float]) -> None:
            base = drop("fangsong", BODY)
            self.sheet.write_centred(name, middle, middles[above] + base, "fangsong", BODY)
            self.sheet.write_centred(date, middle, middles[above + 1] + base, "fangsong", BODY)
            self.sheet.seal_place(middle, (middles[above] + middles[above + 1]) / 2)

        self._blocks.append(_Block(above + 2, draw, "seal"))

    def attachment(self, heading: str, *title: str) -> None:
        """Begin an attachment on a new page: 附件1 in 黑体 at the top left, its title centred below."""
        self.set()
        self.turn()
        self._line(heading, "hei", BODY)
        self.title(*title)

    # ---- setting it

    def set(self) -> None:
        """Draw what was collected, turning pages as needed; the last page gets its number too."""
        per_page, pages = self._paginate()
        step = HEIGHT / per_page
        for number, page in enumerate(pages):
            if number:
                self.turn()
            line = 0
            for block in page:
                block.draw([TOP + step * (line + place + 0.5) for place in range(block.lines)])
                line += block.lines
            self.number_page()
        self._blocks = []

    def turn(self) -> None:
        """Go on with the next sheet; needed by hand only before a list that follows the text."""
        self.sheet.next_page()
        self.page += 1

    def number_page(self) -> None:
        """— 1 — in 4号宋体, 7 mm under the text, one character in from the outer edge (7.5)."""
        text = f"— {self.page} —"
        y = TOP + HEIGHT + 7 + drop("song", NUMBER)
        if self.page % 2:
            self.sheet.write_right(text, LEFT + WIDTH - EM, y, "song", NUMBER)
        else:
            self.sheet.write(text, LEFT + EM, y, "song", NUMBER)

    def _paginate(self) -> tuple[int, list[list[_Block]]]:
        """Lines to a page, and the blocks of each page."""
        for per_page in range(LINES, CLOSEST + 1):
            pages = _fill(self._blocks, per_page)
            if all(_keeps_company(page) for page in pages):
                return per_page, pages
        pages = _fill(self._blocks, LINES)
        for before, page in pairwise(pages):
            while not _keeps_company(page) and len(before) > WITH_SIGNATURE:
                page.insert(0, before.pop())
        return LINES, pages

    def _line(self, text: str, style: str, size: float, *, centred: bool = False) -> None:
        def draw(middles: list[float]) -> None:
            y = middles[0] + drop(style, size)
            if centred:
                self.sheet.write_centred(text, LEFT + WIDTH / 2, y, style, size)
            else:
                self.sheet.write(text, LEFT, y, style, size)

        self._blocks.append(_Block(1, draw))

    def _body_line(self, text: str, left: float, style: str, *, last: bool, kind: str = "text") -> None:
        spacing = _spacing(text, style, WIDTH - left, last=last)

        def draw(middles: list[float]) -> None:
            y = middles[0] + drop(style, BODY)
            self.sheet.write(text, LEFT + left, y, style, BODY, spacing=spacing)

        self._blocks.append(_Block(1, draw, kind))


def _fill(blocks: list[_Block], per_page: int) -> list[list[_Block]]:
    pages: list[list[_Block]] = [[]]
    used = 0
    for block in blocks:
        if used + block.lines > per_page and pages[-1]:
            with_it = _headings_at_end(pages[-1])
            pages.append(with_it)
            used = len(with_it)
        if block.kind == "blank" and not pages[-1] and len(pages) > 1:
            continue  # a free line at the head of a page looks like a mistake
        pages[-1].append(block)
        used += block.lines
    return pages


def _headings_at_end(page: list[_Block]) -> list[_Block]:
    """Take the headings off the end of a page: they stand with what they head. At most two: 一、 and （一） under it."""
    taken: list[_Block] = []
    while len(page) > 1 and len(taken) < len(LEVELS) and page[-1].kind == "head":
        taken.insert(0, page.pop())
    return taken


def _keeps_company(page: list[_Block]) -> bool:
    """A signature stands on a page with at least two lines of text."""
    kinds = ["text" if block.kind == "head" else block.kind for block in page]
    return "seal" not in kinds or kinds[: kinds.index("seal")].count("text") >= WITH_SIGNATURE


def _spacing(line: str, style: str, room: float, *, last: bool) -> float:
    """Share out what is left (or too much) so that every full line ends at the margin; mm for each character."""
    grid = EM - BODY / MM
    natural = width_of(line, style, BODY)
    if last and natural + grid * (len(line) - 1) <= room:
        return grid
    return (room - natural) / max(len(line) - 1, 1)
