"""Draws the screen's parts into a folder, to be looked at. Not a test.

python tests/views/gallery.py [folder]
QT_SCALE_FACTOR=1.25 python tests/views/gallery.py     1366×768 at 125 %: 1093×614 to lay out in; names end in _125
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).parent)]

from parts_stage import LONG, Pupils  # noqa: E402
from PySide6.QtCore import QDate, Qt  # noqa: E402
from PySide6.QtWidgets import (  # noqa: E402
    QApplication,
    QCheckBox,
    QDateEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)

from desktop.views import charts, language, messages, theme, toast  # noqa: E402
from desktop.views.buttons import Chip, button, menu_button, tab_bar  # noqa: E402
from desktop.views.columns import ColumnChooser  # noqa: E402
from desktop.views.drawer import Drawer  # noqa: E402
from desktop.views.fields import Choice, field, line_edit, number_box, plain_calendar  # noqa: E402
from desktop.views.layouts import Giving, column, hair, holder, row, scroll  # noqa: E402
from desktop.views.page import Page  # noqa: E402
from desktop.views.search import Result  # noqa: E402
from desktop.views.shell import Place, Shell  # noqa: E402
from desktop.views.table import FrozenTable  # noqa: E402
from desktop.views.widgets import (  # noqa: E402
    Bucket,
    Digits,
    Face,
    Meter,
    Notice,
    Stop,
    Tile,
    card,
    empty_page,
    light,
    line_of,
    note,
    picture,
    ruled,
    tag,
    text,
)
from desktop.views.wizard import WizardPage  # noqa: E402

PLACES = [
    Place("today", "今日", "今日", "house"),
    Place("pupils", "学生与家庭", "学生", "users"),
    Place("aid", "认定与资助", "资助", "hand-coins"),
    Place("meals", "营养餐", "营养", "utensils"),
    Place("care", "结对关爱", "结对", "heart-handshake"),
    Place("dropout", "控辍保学", "控辍", "footprints"),
    Place("papers", "打印归档", "打印", "printer"),
    Place("send", "报送", "报送", "send"),
    Place("settings", "设置", "设置", "settings", foot=True),
    Place("help", "帮助", "帮助", "circle-question-mark", foot=True),
]


def window(page: QWidget, here: str, left: str) -> Shell:
    made = Shell(PLACES)
    made.top.set_school("石桥镇中心小学")
    made.top.set_terms([("2026-1", "2026年秋季学期"), ("2025-2", "2026年春季学期")], "2026-1")
    made.top.set_account("资助专干 周敏", [("key", "改密码", "key-round"), ("out", "换人登录", "log-out")])
    made.rail.mark(here)
    made.rail.set_waiting({"today": 5, "aid": 2, "dropout": 1})
    made.show_page(page)
    made.set_status(left)
    made.say_saved("10:32", "改 韦思齐 的银行卡")
    return made


def form() -> Drawer:
    two = column(
        row(
            (field("姓名", line_edit("韦思齐"), must=True), 1),
            (field("性别", Choice([(1, "女"), (2, "男")])), 1),
            gap=12,
        ),
        field("身份证号", line_edit("9901**********0427"), "与性别、出生日期相符", "good"),
        field("银行卡号", line_edit("6200 0000 0000 3308 12"), "这张卡也在 罗春生 名下，请核对", "bad"),
        field("户名", line_edit("韦建国"), "监护人，父亲"),
        None,
        gap=9,
        edge=(20, 14, 12, 12),
    )
    made_row = row(
        picture("circle-check", "good", 14), text("改动已保存", "small", "quiet"), None, edge=(20, 8, 20, 8)
    )
    title = row(text("韦思齐", "section"), tag("三(2)班"), tag("住校"), None, gap=6)
    made = Drawer(title, scroll(two), made_row, width=344)
    made.set_fact("第 3 / 62 人，按 ↑ ↓ 换人")
    return made


def roster() -> Shell:
    grades = Chip("年级", [(n, f"{name}年级") for n, name in enumerate("一二三四五六", 1)])
    grades.choose([3])
    view, more = menu_button("我的视图：全部字段"), button("条件", "plus", "link")
    chips = [
        grades,
        Chip("班级", [(1, "三(1)")]),
        Chip("困难类型", [(1, "低保")]),
        Chip("寄宿", [(1, "住校")]),
    ]
    filters = Giving(*chips, more, None, view, button("列", "columns-3", "flat"), gives=(more, view))
    table = FrozenTable(Pupils())
    table.set_filtered({"class"})
    table.sort(1, False)
    table.go_to(2)
    body = column(filters, (holder(column(table, edge=1), card=True), 1), gap=12)
    actions = [button("导入名单", "file-up"), button("新增学生", "user-plus", "primary")]
    page = Page("花名册", "三年级 62 人，全校 412 人，在籍在校 405 人", actions, body)
    made = window(page, "pupils", "显示 62 人，选中 1 人，本学期合计 625.00 元")
    made.open_drawer(form())
    return made


def today() -> Shell:
    tiles = row(
        Tile("utensils", "录用餐", "今天还没录，412 人", first=True),
        Tile("heart-handshake", "记家访", "一次录入，三本账都有"),
        Tile("printer", "打印", "待打印 7 份告知书"),
        Tile("send", "报送", "周五前交中心校"),
        gap=12,
    )
    lines = [("杨小满 第 3 天没到校", "bad", "开始劝返"), (f"{LONG} 的公示还剩 2 天", "warn", "看公示")]
    due = card(
        "待办",
        *ruled(
            *(
                row(picture("circle-alert", tone, 20), (text(words), 1), button(act))
                for words, tone, act in lines
            )
        ),
        light("正常", "good"),
        light("差 3 人", "warn"),
        light("要您处理", "bad"),
        None,
        extra=tag("5 件"),
        gap=9,
    )
    lacks = card(
        "缺材料", charts.Coverage([("告知书回执", 146, 186), ("评议小组签字", 9, 9), ("三(2)班", 0, 0)])
    )
    days = [("2日", 11), ("3日", 7), ("4日", 13), ("7日", 6), ("14日", 4), ("今天", None)]
    bars = card("每天没用餐人数", (charts.DayBars(days), 1))
    cost = card("每人每天（元）", (charts.DayBars([("2日", 4.96), ("3日", 5.2), ("4日", 4.8)], 5.0, 2), 1))
    events = [
        charts.Event(
            "9月14日", "utensils", "warn", "午餐记了用餐，但当天请假", "矛盾：请改成“未用餐”", "营养餐"
        ),
        charts.Event("9月9日", "list-checks", "good", "公示期满，没有异议", "5 个工作日", "资助"),
    ]
    life = card("经过", charts.TimeLine(events))
    body = column(
        tiles,
        (row((column(due, life, gap=12), 1), (column(lacks, bars, cost, gap=12), 1), gap=12), 1),
        gap=12,
    )
    return window(
        Page("今日", "9月15日 星期二，秋季学期第 3 周", body=scroll(body)), "today", "今早 07:42 已自动备份"
    )


def parts() -> Shell:
    date = QDateEdit(QDate(2026, 9, 5), calendarPopup=True, displayFormat="yyyy年M月d日")
    ticks = [QCheckBox("住校"), QCheckBox("走读"), QRadioButton("女"), QRadioButton("男")]
    for tick in ticks[::2]:
        tick.setChecked(True)
    off = QCheckBox("停用", checked=True, enabled=False)
    tabs = tab_bar(["基本", "家庭", "发放"])
    notes = QPlainTextEdit("外祖母在家，已送政策告知书。")
    notes.setFixedHeight(60)
    dead, wrong = line_edit("不能改"), line_edit("99012620150")
    dead.setEnabled(False)
    editors = column(
        field("日期", date, "0905 也认得"),
        field("份数", number_box(1, 99, 7)),
        field("家访记录", notes),
        field("锁定", dead),
        field("身份证号", wrong, "少 7 位。18 位号码请向班主任核对后补全。", "bad", must=True),
        row(*ticks, off, None, gap=12),
        None,
    )
    unable = button("打印 7 份", "printer", "primary")
    unable.setEnabled(False)
    buttons = column(
        row(button("导入名单", "file-up"), button("打印", "printer", "primary"), unable, None),
        row(
            button("同意", "check", "accept"),
            button("删除 3 人", "trash-2", "danger"),
            button("看名单", role="link", tail=">"),
            None,
        ),
        row(
            button(picture="ellipsis", role="icon", tip="更多"),
            button("列", "columns-3", "flat"),
            menu_button("视图"),
            None,
        ),
        row(
            tag("住校"),
            tag("低保", "accent"),
            tag("缺", "bad"),
            tag("待收", "warn"),
            tag("齐", "good"),
            tag("停", "off"),
            None,
        ),
        tabs,
        Meter([(7, "line"), (12, "accent/25"), (21, "accent/45"), (102, "accent/75"), (44, "accent")], 186),
        row(Bucket("circle-plus", "新增", "good", 31), Bucket("circle-alert", "要处理", "bad", 5)),
        note("bad", text("第 27 行：身份证号受损", "strong", "bad"), Digits("990126201703152")),
        note("plain", line_of("circle-check", "good", "字体齐全，没有缺字")),
        hair(),
        row(Face("韦", 48), text(LONG, "section"), None),
        None,
        gap=12,
    )
    page = Page(
        "零件",
        "每一样都在这里",
        body=scroll(row((card("输入", editors), 1), (card("按钮", buttons), 1), gap=12)),
    )
    page.set_lead(Face("韦", 44))
    page.set_tags([tag("三(2)班"), tag("农村低保", "accent")])
    says = "没有导入：第 3 张表第 27 行的身份证号被 Excel 改成了 9.90126E+17，末 3 位已丢失。"
    page.show_notice(Notice("bad", says, "请向班主任核对后补录。台账没有改动。", [button("补录这一行")]))
    return window(page, "aid", "零件")


def importing() -> Shell:
    page = WizardPage("导入名单：预演", ["选文件", "认表头", "对列", "查身份证", "预演", "写入"])
    page.set_fact("20260904在校生信息.xlsx，412 行，现在还没有写入，随时可以退回")
    for at, fact in enumerate(
        ["在校生信息.xlsx", "第 2 张表，第 3 行", "14 列已对上", "409 好，3 受损", "还没有写入"]
    ):
        page.set_step_fact(at, fact)
    will = ["先自动备份一次", "新增 31 人，变更 12 人，364 人不动", "5 行留在“待补”，不写入"]
    page.show_step(4, FrozenTable(Pupils(12, Pupils().columns[:6]), 0, filler="id"), will)
    page.set_next("写入 407 行")
    made = window(page, "pupils", "写入后可在“导入记录”里整批撤销")
    made.status.show_work("正在核对身份证号", 128, 412)
    return made


def blank() -> Shell:
    road = [
        Stop("users", "结对子", "一位老师，几名学生"),
        Stop("heart-handshake", "记家访", "去一次，录一次"),
    ]
    acts = [button("结第一对", "plus", "primary"), button("从表格导入", "file-up")]
    demo = button("先看看演示数据", role="link")
    body = empty_page(
        "这里记谁帮谁，去过几次，办成了什么", "先结好对子。以后每次家访只录一次。", road, acts, demo
    )
    return window(Page("结对关爱", "还没有结对，63 名学生等着结对", body=column((body, 1))), "care", "0 对")


def after(name: str, shown: Shell) -> list[QWidget]:
    """What lies over the screen once it is shown."""
    if name == "blank":
        toast.show_toast(
            shown,
            "已生成 2026 年秋季告知书 186 份",
            [("打开", print), ("打开所在文件夹", print), ("撤销", print)],
        )
        shown.top.search.setText("wsq")
        shown.top.search.setFocus()
        found = [Result(1, "韦思齐", "三(2)班，住校，身份证尾号 0427"), Result(2, LONG, "三(1)班，走读")]
        QApplication.processEvents()
        shown.top.search.show_results(found)
    if name == "today":
        words = "会新增 31 人，变更 12 人。先自动备份一次，写入后可以整批撤销。"
        asked = messages.question(shown, "写入 407 行", words, "写入")
        asked.open()
        return [asked]
    if name == "parts":
        date = shown.findChild(QDateEdit)
        delete = next(one for one in shown.findChildren(QPushButton) if one.text().startswith("删除"))
        shown.activateWindow()
        delete.setFocus(Qt.FocusReason.TabFocusReason)
        return [plain_calendar(date.calendarWidget())]
    if name == "roster":
        chooser = ColumnChooser(shown, shown.findChild(FrozenTable).column_states(), 2)
        menu = shown.findChild(FrozenTable).menu_for(3)
        values = shown.findChild(Chip).values_menu
        menu.move(560, 400)
        values.move(200, 170)
        return [chooser, menu, values]
    return []


def draw(app: QApplication, folder: Path, mode: theme.Mode, scale: float) -> None:
    theme.apply(app, mode)
    end = f"{'_dark' if mode == theme.Mode.DARK else ''}{f'_{scale * 100:.0f}' if scale != 1 else ''}.png"
    for build in (roster, today, parts, importing, blank):
        shown = build()
        shown.resize(round(1366 / scale), round(768 / scale))
        shown.show()
        over = after(build.__name__, shown)
        for _ in range(8):
            app.processEvents()
        least = shown.minimumSizeHint()
        if least.width() > shown.width() or least.height() > shown.height():
            print("wants more room:", build.__name__, mode, scale, least)
        shown.grab().save(str(folder / f"{build.__name__}{end}"))
        for at, one in enumerate(over):
            one.show()
            app.processEvents()
            one.grab().save(str(folder / f"{build.__name__}_over{at}{end}"))
            one.close()
        shown.close()


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "/tmp/views")
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication(sys.argv[:1])
    language.speak_chinese(app)
    scale = float(os.environ.get("QT_SCALE_FACTOR", "1"))
    for mode in (theme.Mode.LIGHT, theme.Mode.DARK):
        draw(app, folder, mode, scale)


if __name__ == "__main__":
    main()
