"""打印: every paper the program makes, by the work it belongs to; what is missing, and the few choices it needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.models.ledger import Ledger
from desktop.models.ledgers import BY_NAME
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.desk import WaitingRow
from desktop.models.ledgers.students import Student
from desktop.models.listing import Listing
from desktop.services.paper.catalogue import DOCUMENTS, Wanted, batches_of
from desktop.services.paper.catalogue_aid import postings_of, rounds_of
from desktop.views import print_care, print_drop, print_meals
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.fields import Choice, Field, line_edit
from desktop.views.layouts import clear, column, fill, row, scroll
from desktop.views.page import Page
from desktop.views.preview import open_paper
from desktop.views.widgets import Elided, card, line_of, picture, text

GROUPS = (
    ("开学", ("D1", "CLASS", "D7A")),
    ("认定和公示", ("D3", "D3V", "D3M", "D4", "D5", "D4U", "D4D", "D4R", "D6")),
    ("这学期的资助", ("D7", "D7K", "D8", "D9", "D2", "D2S", "D28")),
    (print_meals.TITLE, print_meals.CODES),
    (print_care.TITLE, print_care.CODES),
    (print_drop.TITLE, print_drop.CODES),
    ("改错和清单", ("ID", "LIST")),
    ("在别处打印", ("PUPIL", "AID", "D8R", "D8F", "PROOF", "CODE", "SLIP")),
)
ICONS = {
    "D1": "megaphone", "CLASS": "list-checks", "D7A": "users", "D7": "clipboard-list", "D8": "signature", "D2": "mail",
    "D2S": "clipboard-check", "ID": "id-card", "LIST": "table-2", "CODE": "key-round", "SLIP": "usb",
    "PUPIL": "user-round", "D3": "file-text", "D4": "file-check", "D5": "file-check", "D4U": "pin", "D4D": "camera",
    "D4R": "stamp", "D6": "clipboard-list", "D9": "chart-column", "D3V": "list-checks", "D3M": "gavel",
    "D7K": "clipboard-list", "D28": "id-card", "AID": "user-round", "D8R": "signature", "D8F": "credit-card", "PROOF": "search-check",
}  # fmt: skip
ELSEWHERE = {
    "D2": "letters", "PUPIL": "roster", "AID": "roster", "D8R": "aid", "D8F": "aid", "PROOF": "aid", "CODE": "settings", "SLIP": "send",
} | {code: part.place_of(code) for part in (print_meals, print_care, print_drop) for code in part.CODES}  # fmt: skip
VERBS = {
    "letters": "去打印告知书",
    "roster": "去花名册找学生",
    "aid": "去资助",
    "settings": "去设置",
    "send": "去报送",
}
HIDDEN = {
    "journal",
    "number_series",
    "notice_item",
    "app_user",
    "saved_sheet",
}  # the program's own bookkeeping
NUMBERS = {
    "full": ("triangle-alert", "warn", "印出完整的身份证号和账号，只给中心校和县里，不发给学生家长。"),
    "own": (
        "info",
        "quiet",
        "填好的印出学生本人的身份证号，给自己的家长核对、签名，收回归档；空白的不印号码。",
    ),
    "masked": ("circle-check", "good", "身份证号和账号只印后四位。"),
    "none": ("circle-check", "good", "不印身份证号和账号。"),
}
RIGHT, TILE, WIDE = 300, 66, 2  # px of the options, px of a tile, tiles to a row
FORMS = (
    ("one", "空白一份，自己去复印"),
    ("class", "每班一份空白，填好班级"),
    ("pupil", "有困难类型的学生每人一份，预先填好"),
)
COPIES = (
    ("one", "印一份，自己去复印"),
    ("class", "每班一份，填好班级"),
    ("pupil", "每人一份，填好班级和姓名"),
)


class PaperTile(Button):
    """One paper: what it is and what it is for, or what it still lacks."""

    def __init__(self, code: str, title: str, about: str, *, lacking: bool) -> None:
        super().__init__(role="bucket")
        self.code = code
        self.setAccessibleName(title)
        self.setAccessibleDescription(about)
        self.setMinimumHeight(TILE)
        says = Elided(about, "small", "off" if lacking else "quiet")
        words = column(None, Elided(title, "strong"), says, None, gap=2)
        face = picture(ICONS.get(code, print_meals.ICON), "off" if lacking else "accent", 24)
        self.setLayout(row(face, (words, 1), gap=14, edge=(16, 0, 12, 0)))
        for part in self.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


@dataclass
class Asked:
    """The editors of one paper's choices; None where it has nothing to choose."""

    batch: Choice | None = None
    round: Choice | None = None
    posting: Choice | None = None
    roll: Choice | None = None
    klass: Choice | None = None
    copies: Choice | None = None
    ledger: Choice | None = None
    title: Any = None
    numbers: Choice | None = None

    def parts(self) -> list[QWidget]:
        labels = {
            "batch": "哪一批", "round": "哪一批认定", "posting": "哪一次公示", "roll": "哪些学生",
            "klass": "哪个班", "copies": "怎么印", "ledger": "哪本台账", "title": "标题",
            "numbers": "证件号和账号",
        }  # fmt: skip
        return [Field(words, getattr(self, name)) for name, words in labels.items() if getattr(self, name)]


class PrintPage(Page):
    """Choose a paper at the left, its choices at the right, look at it, print it. The hint is a paper's code."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("打印")
        self.desk = desk
        self.code = "D1"
        self.asked = Asked()
        self.look = Button("看一看再打印", "eye", role="primary")
        self.look.clicked.connect(self.open_chosen)
        self.set_actions([self.look])
        self.tiles: dict[str, PaperTile] = {}
        self.groups, self.options = column(gap=18), column(gap=12)
        side = scroll(self.options)
        side.setFixedWidth(RIGHT)
        self.set_body(row((scroll(self.groups), 1), side, gap=16))
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.reload)
        desk.changed.connect(self._soon_reload)
        desk.term_changed.connect(self._soon_reload)
        self.reload()

    def take_hint(self, hint: Any) -> None:
        if hint in self.tiles:
            self.choose(str(hint))

    # showing -------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Everything this person may print, with what each still lacks."""
        self.batches = batches_of(self.desk.term)
        self.rounds, self.postings = rounds_of(self.desk.term), postings_of(self.desk.term)
        self.set_fact(f"{self.desk.term.title}，选一种纸，先看一看，再打印或存为 PDF")
        clear(self.groups)
        self.tiles = {}
        parts: list[Any] = []
        for title, codes in GROUPS:
            mine = [code for code in codes if self.may_print(code)]
            if mine:
                parts.append(column(text(title, "section"), self._grid(mine), gap=8))
        fill(self.groups, [*parts, None])
        self.choose(self.code if self.code in self.tiles else next(iter(self.tiles)))

    def may_print(self, code: str) -> bool:
        """Class teachers print only what shows their own classes."""
        session = self.desk.store.session
        whole_school = session.may("batch") or session.may("approve")
        if code in print_meals.CODES:
            return session.may("print") and (whole_school or session.may("meals"))
        if code in print_care.CODES:
            return session.may("print") and (whole_school or session.may("care"))
        if code in print_drop.CODES:
            return session.may("print") and (whole_school or session.may("drop"))
        return session.may("print") and (whole_school or code in ("D1", "CLASS", "D7A", "D3V", "PUPIL"))

    def _grid(self, codes: Sequence[str]) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(10)
        for at, code in enumerate(codes):
            document = DOCUMENTS[code]
            lacking = self.lacks(code)
            tile = PaperTile(code, document.title, lacking or document.about, lacking=bool(lacking))
            tile.clicked.connect(self._tile_pressed)
            grid.addWidget(tile, at // WIDE, at % WIDE)
            self.tiles[code] = tile
        for at in range(WIDE):
            grid.setColumnStretch(at, 1)
        return grid

    def lacks(self, code: str) -> str:
        """What must be there before this paper can be printed; "" when it can."""
        needs = DOCUMENTS[code].needs
        if "batch" in needs and not self.batches:
            return "缺：这个学期还没有资助名单"
        if "round" in needs and not self.rounds:
            return "缺：这个学年还没有认定批次"
        if "posting" in needs and not self.postings:
            return "缺：还没有张贴过公示"
        if code == "ID" and not WaitingRow.select().where(WaitingRow.state == "open").exists():
            return "没有要更正的：待补名单是空的"
        if code in ("CLASS", "D7A") and not self.desk.store.rows(Student).exists():
            return "缺：花名册还没有学生"
        return ""

    def choose(self, code: str) -> None:
        """Show a paper's choices."""
        self.code = code
        for known, tile in self.tiles.items():
            tile.set_on(known == code)
        document, lacking = DOCUMENTS[code], self.lacks(code)
        self.asked = Asked() if lacking or code in ELSEWHERE else self._ask(code)
        parts: list[Any] = [text(document.about, tone="quiet", wrap=True), *self.asked.parts()]
        if lacking:
            parts.append(line_of("circle-alert", "warn", f"{lacking}。"))
        else:
            parts.append(line_of(*NUMBERS[document.numbers], "small"))
        if note := self._note(code):
            parts.append(line_of("info", "quiet", note, "small"))
        clear(self.options)
        fill(self.options, [card(document.title, *parts, gap=12), None])
        self.look.setText(
            VERBS.get(ELSEWHERE.get(code, ""), print_meals.VERB if code in ELSEWHERE else "看一看再打印")
        )
        self.look.setEnabled(not lacking)

    def _ask(self, code: str) -> Asked:
        asked = Asked()
        if "batch" in DOCUMENTS[code].needs:
            asked.batch = Choice(self.batches)
            asked.batch.setCurrentIndex(len(self.batches) - 1)
        if "round" in DOCUMENTS[code].needs:
            asked.round = Choice(self.rounds)
            asked.round.setCurrentIndex(len(self.rounds) - 1)
        if "posting" in DOCUMENTS[code].needs:
            asked.posting = Choice(self.postings)
            asked.posting.setCurrentIndex(len(self.postings) - 1)
        if "roll" in DOCUMENTS[code].needs:
            asked.roll = Choice(self._rolls())
        if code in ("CLASS", "D7A", "D3V", "D28"):
            asked.klass = Choice([(None, "全部班级"), *self._classes()])
        if code in ("D1", "D3"):
            asked.copies = Choice(COPIES if code == "D1" else FORMS)
        if code == "LIST":
            asked.ledger = Choice([(ledger, ledger.title) for ledger in self._ledgers()])
            asked.ledger.choose(Student)
            asked.title = line_edit(hint="不填就用台账的名称")
            offers = [(True, "只印后四位")]
            if self.desk.store.session.may("export"):
                offers.append((False, "印完整号码（内部资料）"))
            asked.numbers = Choice(offers)
        return asked

    def _classes(self) -> list[tuple[int, str]]:
        rows = self.desk.store.rows(SchoolClass).where(SchoolClass.state == "1")
        mine = self.desk.store.session.classes
        rows = [one for one in rows if mine is None or one.id in mine]
        ordered = sorted(rows, key=lambda one: (int(one.grade), one.number))
        return [(one.id, SchoolClass.caption(one)) for one in ordered]

    def _ledgers(self) -> list[type[Ledger]]:
        """Those with something to print that this person may read."""
        told = [ledger for name, ledger in BY_NAME.items() if ledger.title and name not in HIDDEN]
        return [one for one in told if one.select(one.id).exists()]

    @staticmethod
    def _rolls() -> list[tuple[str, str]]:
        from desktop.services.paper.documents.name_roll_aid import rolls

        return list(rolls().items())

    @staticmethod
    def _note(code: str) -> str:
        if code in print_meals.CODES:
            return print_meals.ABOUT
        if code in print_care.CODES:
            return print_care.ABOUT
        if code in print_drop.CODES:
            return print_drop.ABOUT
        return {
            "D2": "告知书要编号、分批打印、收回执，在单独的一页里办。",
            "PUPIL": "在花名册里打开一个学生，点右上角的“打印本页”。",
            "AID": "在花名册里打开一个学生，再打印。",
            "D8F": "在资助批次的“银行发放”里，读过回盘以后打印。",
            "D8R": "在资助批次里做好第二次发放清单以后打印。",
            "PROOF": "在有数字的页面上点开一个数字，它的每一行就能打印出来。",
            "D28": "竖着打印，裁成两半；硬一点的纸更好。",
            "CODE": "在“设置”里换新的恢复码时打印，打完就锁好，不存成文件。",
            "SLIP": "在“报送”里做好报送包以后，交接单随着打印。",
            "D3": "双面打印：背面是学校意见，每人两页。",
            "D8": "一式三份：打印时把份数改成 3。",
            "LIST": "花名册等页面上筛选好的清单，在那一页里点打印更方便。",
        }.get(code, "")

    # doing ---------------------------------------------------------------------------------------------

    def open_chosen(self) -> None:
        """Have the paper made and show it, or go where it is printed."""
        if self.code in ELSEWHERE:
            self.desk.go(ELSEWHERE[self.code])
        else:
            open_paper(self.desk, self.code, self.wanted())

    def wanted(self) -> Wanted:
        """What is chosen at the right."""
        asked, term = self.asked, self.desk.term
        if asked.ledger is not None:
            return self._wanted_list(asked)
        klass = asked.klass.value() if asked.klass else None
        classes: tuple[Any, ...] = (klass,) if klass else ()
        return Wanted(
            term=term,
            batch=asked.batch.value() if asked.batch else None,  # type: ignore[arg-type]
            round=asked.round.value() if asked.round else None,  # type: ignore[arg-type]
            posting=asked.posting.value() if asked.posting else None,  # type: ignore[arg-type]
            roll=asked.roll.value() if asked.roll else "",  # type: ignore[arg-type]
            classes=classes,
            students=self._pupils_of(klass) if klass else (),
            copies=asked.copies.value() if asked.copies else "one",  # type: ignore[arg-type]
            what=f"{SchoolClass.caption_of(klass)}学生" if klass and self.code == "D7A" else "",  # type: ignore[arg-type]
        )

    def _wanted_list(self, asked: Asked) -> Wanted:
        assert asked.ledger is not None and asked.numbers is not None
        ledger: Any = asked.ledger.value()
        records = Listing(self.desk.store, ledger).ids()
        names = [item.name for item in ledger.shown()]
        return Wanted(
            term=self.desk.term,
            ledger=ledger,
            records=records,
            columns=ledger.columns or names[:8],
            what=asked.title.text().strip(),
            masked=bool(asked.numbers.value()),
        )

    def _pupils_of(self, klass: Any) -> list[int]:
        rows = self.desk.store.rows(Student).where(
            (Student.school_class == klass) & Student.left_on.is_null()
        )
        return [one.id for one in rows.order_by(Student.seat_no, Student.id)]

    # listening -----------------------------------------------------------------------------------------

    def _tile_pressed(self) -> None:
        sender = self.sender()
        assert isinstance(sender, PaperTile)
        self.choose(sender.code)

    def _soon_reload(self, *_: object) -> None:
        self._soon.start()
