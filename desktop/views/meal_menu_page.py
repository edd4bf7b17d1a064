"""食谱: a week's menu as a sheet of days and dishes; beside it nutrition, needs and allergies; posted and taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu

from desktop.models.codes import code_list
from desktop.models.ledgers.meal_menus import MenuWeek
from desktop.services import printing
from desktop.services.files import safe_name
from desktop.services.meals import allergies, calendar, foods, menus, needs
from desktop.services.meals.goods import Named
from desktop.services.meals.menus import Placed, Week
from desktop.services.meals.portions import Heads
from desktop.services.paper.document import Wanted
from desktop.views import messages, recognition_ask
from desktop.views.buttons import Button, tab_bar
from desktop.views.desk import Desk
from desktop.views.dialogs import pick_save
from desktop.views.fields import Choice
from desktop.views.layouts import Giving, column, holder, row
from desktop.views.meal_menu_aside import NEEDS, MenuAside
from desktop.views.meal_menu_ask import ask_heads, ask_kind, ask_posting
from desktop.views.meal_menu_dish import DishDrawer
from desktop.views.meal_menu_grid import MenuGrid
from desktop.views.page import Page
from desktop.views.preview import open_paper, saved_line
from desktop.views.widgets import Elided, tag, text

TOUCHED = {
    "menu_week", "menu_dish", "menu_part", "dish", "dish_part", "food", "nutrient_guide", "meal_eater", "supply_day",
    "calendar_day", "school_term", "material", "material_unit", "purchase", "stock_move", "student",
}  # fmt: skip
HOW = "在格子里打菜名或首字母，回车选中；回车打开用料，Delete 拿掉；从 WPS 复制一片菜名可以直接粘贴。"
SAME = "各年龄段一样多"


class MenuPage(Page):
    """The hint is a day of the week wanted, or (day, kind of meal). `run` and `ask_text` answer for a person in tests."""

    def __init__(
        self, desk: Desk, *, run: Any = recognition_ask.run, ask_text: Any = messages.ask_text, pick: Any = pick_save
    ) -> None:  # fmt: skip
        super().__init__("食谱")
        self.desk, self.run, self.ask_text, self.pick = desk, run, ask_text, pick
        self.monday, self.kind = menus.monday_of(dt.date.today()), calendar.kinds()[0]
        self.week: Week | None = None
        self.heads: dict[dt.date, Heads] = {}
        self.told: dict[
            tuple[dt.date, str], dict[dt.date, Heads]
        ] = {}  # heads that somebody changed, by week
        self.choices: list[Named] = []
        self._drawer: DishDrawer | None = None
        self._build()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.reload)
        desk.changed.connect(self._changed)
        desk.shell.drawer_closed.connect(self._drawer_closed)

    def _build(self) -> None:
        before = Button(picture="chevron-left", role="icon", tip="前一周（Ctrl+PgUp）")
        after = Button(picture="chevron-right", role="icon", tip="后一周（Ctrl+PgDn）")
        before.clicked.connect(self.week_before)
        after.clicked.connect(self.week_after)
        for keys, act in (("Ctrl+PgUp", self.week_before), ("Ctrl+PgDown", self.week_after)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self.name = Elided("", kind="strong")
        self.today = Button("本周", role="link")
        self.today.clicked.connect(self.this_week)
        self.kinds = tab_bar([])
        self.kinds.currentChanged.connect(self._kind_chosen)
        codes = code_list("age_group")
        self.base = Choice(
            [*((code, f"按{label}的用量") for code, label in codes.labels.items()), (None, SAME)]
        )
        self.base.setAccessibleName("用量按哪个年龄段")
        self.base.setToolTip("克数是哪个年龄段的一份；别的年龄段按能量推荐量折算")
        self.base.activated.connect(self._base_chosen)
        self.base.setFixedWidth(176)
        self.tools = Giving(
            before, self.name, after, self.today, self.kinds, None, self.base, gives=(self.base,), gap=8
        )
        self.grid = MenuGrid(lambda: self.choices)
        self.grid.menu.typed.connect(self.put)
        self.grid.opened.connect(self.open_dish)
        self.grid.dropped.connect(self.take_off)
        self.grid.pasted.connect(self.put_block)
        self.hint = text(HOW, "small", "quiet", wrap=True)
        self.aside = MenuAside(self.desk)
        self.aside.heads_asked.connect(self.change_heads)
        self.aside.print_asked.connect(partial(self.open_paper, "D25B"))
        self.aside.save_asked.connect(self.save_needs)
        sheet = column((holder(column(self.grid, edge=1), card=True), 1), self.hint, gap=8)
        self.set_body(column(self.tools, (holder(row((holder(sheet), 1), self.aside, gap=12)), 1), gap=12))

    # which week ----------------------------------------------------------------------------------------

    def take_hint(self, hint: Any) -> None:
        day, kind = hint if isinstance(hint, tuple) else (hint, None)
        if kind in calendar.kinds():
            self.kind = kind
        if isinstance(day, dt.date):
            self.monday = menus.monday_of(day)
        self.reload()
        self.grid.setFocus()

    def week_before(self) -> None:
        self._go(self.monday - dt.timedelta(weeks=1))

    def week_after(self) -> None:
        self._go(self.monday + dt.timedelta(weeks=1))

    def this_week(self) -> None:
        self._go(menus.monday_of(dt.date.today()))

    def _go(self, monday: dt.date) -> None:
        self.desk.shell.close_drawer()
        if self.drawer is not None:  # unsaved typing that is to be kept
            return
        self.monday = monday
        self.reload()

    def _kind_chosen(self, at: int) -> None:
        self.kind = calendar.kinds()[at]
        self._go(self.monday)

    def _base_chosen(self, _at: int) -> None:
        if self.week is not None and self.week.row is not None:
            values = {"base_age": self.base.value()}
            self.desk.attempt(menus.set_week, self.desk.store, self.week.row.id, values)

    # showing -------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the week anew."""
        self._soon.stop()
        self.week = week = menus.the_week(self.monday, self.kind)
        self.heads = needs.week_heads(self.desk.store, week) | self.told.get((self.monday, self.kind), {})
        warned = allergies.warned(self.desk.store, week)
        self.choices = foods.dishes_in_use()
        last = week.days[-1]
        idle = {one.day: one.reason for one in calendar.days(self.monday, last, self.kind) if not one.served}
        self.grid.show_week(week, idle, warned)
        self.grid.set_open(self.may_write() and not week.posted)
        self.aside.show_week(week, self.heads, warned)
        self._refresh_drawer(week)
        self._say(week)

    def may_write(self) -> bool:
        return self.desk.store.session.may("meals")

    def _say(self, week: Week) -> None:
        self._show_kinds()
        self.name.set_words(week.title.partition("学期")[2])
        self.base.choose(week.base_age)
        self.base.setEnabled(self.grid.menu.open_ and week.row is not None)
        self.hint.setVisible(self.grid.menu.open_)
        self.set_tags(
            [tag("已公示", "good") if week.posted else tag("编制中" if week.dishes else "还没排", "plain")]
        )
        self.set_fact(self.fact(week))
        self.set_actions(self.make_actions())

    def fact(self, week: Week) -> str:
        bare = [day for day in week.served if not week.on(day)]
        if not week.served:
            return "这一周不供餐。确实供餐的，先在供餐日历上写明。"
        if not week.dishes:
            return f"供餐 {len(week.served)} 天，还没有排菜。在格子里打菜名，或者从别的周复制"
        said = f"供餐 {len(week.served)} 天，排了 {len(week.dishes)} 道菜"
        if week.posted:
            return f"{said}，{week.row.posted_on} 公示"
        return f"{said}，还有 {len(bare)} 天没排" if bare else said

    def _show_kinds(self) -> None:
        kinds = calendar.kinds()
        self.kinds.blockSignals(True)
        while self.kinds.count():
            self.kinds.removeTab(0)
        for kind in kinds:
            self.kinds.addTab(code_list("meal_kind").label(kind))
        self.kind = self.kind if self.kind in kinds else kinds[0]
        self.kinds.setCurrentIndex(kinds.index(self.kind))
        self.kinds.setVisible(len(kinds) > 1)
        self.kinds.blockSignals(False)

    def make_actions(self) -> list[Button]:
        """What this person can do with the week now; the next step is the primary one."""
        week = self.week
        made = [_button("菜品和成分", "carrot", partial(self.desk.go, "meal_tables"))]
        if week is None:
            return made
        if self.grid.menu.open_ and (offers := menus.sources(self.monday, self.kind)):
            made.append(self._menu("复制", "copy", [(words, partial(self.copy, r)) for words, r in offers]))
        if week.dishes and self.desk.store.session.may("print"):
            papers = [
                ("公示表（A4）", partial(self.open_paper, "D25")),
                ("公示表（A3）", partial(self.open_paper, "D25", large=True)),
                ("食材采购建议单", partial(self.open_paper, "D25B")),
            ]
            made.append(self._menu("打印", "printer", papers))
        if week.posted and self.may_write():
            made.append(_button("收回", "undo-2", self.withdraw))
        elif week.dishes and self.may_write():
            made.append(_button("公示", "pin", self.post, "primary"))
        return made

    def _menu(self, words: str, icon: str, offers: Sequence[tuple[str, Callable[[], object]]]) -> Button:
        made = Button(words, icon)
        menu = QMenu(made)
        for name, act in offers:
            menu.addAction(name).triggered.connect(partial(_plainly, act))
        made.clicked.connect(lambda: menu.popup(made.mapToGlobal(made.rect().bottomLeft())))
        return made

    # dishes --------------------------------------------------------------------------------------------

    def put(self, day: dt.date, place: int, dish: int | str) -> None:
        """Somebody typed a dish into a cell."""
        self.desk.attempt(menus.put_dishes, self.desk.store, self.monday, self.kind, [(day, place, dish)])

    def put_block(self, wanted: Sequence[tuple[dt.date, int, str]]) -> None:
        """Names copied from a sheet: known dishes bring their portions, others stay names. Days without this meal stay empty."""
        known = {one.name: one.id for one in self.choices}
        chosen = [(day, place, known.get(name, name)) for day, place, name in wanted]
        here = [one for one in chosen if one[0] in self.week.served]
        idle = sorted({day for day, _, _ in chosen} - set(self.week.served)) if here else []
        told = here or chosen  # with nothing left, the first of them says why not
        done, _ = self.desk.attempt(menus.put_dishes, self.desk.store, self.monday, self.kind, told)
        if done:
            new = sum(isinstance(dish, str) for _, _, dish in told)
            bare = f"其中 {new} 道菜品里没有，还没有用料" if new else "用料也带来了"
            left = f"{'、'.join(f'{day:%m-%d}' for day in idle)} 不供餐，那天的 {len(chosen) - len(told)} 道没有排。"
            self.desk.say(f"排了 {len(told)} 道菜，{bare}。{left if idle else ''}", ("撤销", self.desk.undo))

    def take_off(self, dishes: Sequence[Placed]) -> None:
        if self.desk.attempt(menus.take_off, self.desk.store, [one.id for one in dishes])[0]:
            if self.drawer is not None and self.drawer.one in dishes:
                self.drawer.keep.setEnabled(False)
                self.desk.shell.close_drawer()
            names = "、".join(one.name for one in dishes[:3])
            self.desk.say(f"拿掉了{names}{'等' if len(dishes) > 3 else ''}。", ("撤销", self.desk.undo))

    @property
    def drawer(self) -> DishDrawer | None:
        """The drawer of a dish, while it stands in the window."""
        return self._drawer if self._drawer is not None and self.desk.shell.drawer() is self._drawer else None

    def open_dish(self, one: Placed) -> None:
        if self.drawer is not None and not self.drawer.may_leave():
            return
        eaters = self.grid.menu.warned.get(one.id, ())
        locked = not self.grid.menu.open_
        self._drawer = drawer = DishDrawer(one, eaters, locked=locked, leave=self._leave)
        drawer.keep_asked.connect(self._keep_parts)
        drawer.drop_asked.connect(partial(self.take_off, [one]))
        drawer.dish_asked.connect(self.keep_as_dish)
        self.aside.hide()  # two panels beside the grid leave no room for five days
        self.desk.shell.open_drawer(drawer)

    def _drawer_closed(self) -> None:
        self.aside.show()
        if self.isVisible():
            self.grid.setFocus()

    def _keep_parts(self) -> bool:
        drawer = self.drawer
        assert drawer is not None
        ok, grams = self.desk.attempt(drawer.parts.parts)
        if not ok or not self.desk.attempt(menus.set_parts, self.desk.store, drawer.one.id, grams)[0]:
            return False
        drawer.keep.setEnabled(False)
        self.desk.say(f"{drawer.one.name}的用量改好了。", ("撤销", self.desk.undo))
        return True

    def keep_as_dish(self) -> None:
        """A name somebody typed becomes a dish that can be chosen."""
        drawer = self.drawer
        if drawer is None or not drawer.may_leave():
            return
        if self.run(ask_kind(self.desk, drawer.one)):
            self.desk.say(f"“{drawer.one.name}”记进菜品了。", ("撤销", self.desk.undo))
            self.desk.shell.close_drawer()

    def _leave(self, drawer: DishDrawer) -> bool:
        words = "用量的改动还没有保存。保存后再离开，还是放弃这些改动？"
        keep = self.desk.ask(self, "还没有保存", words, yes="保存", no="放弃改动", back="接着写")
        if keep is None:
            return False
        if keep:
            return self._keep_parts()
        drawer.keep.setEnabled(False)
        return True

    def _refresh_drawer(self, week: Week) -> None:
        """The drawer shows the dish as it is now; a dish that is gone takes it along."""
        drawer = self.drawer
        if drawer is None or drawer.is_dirty():
            return
        now = next((one for one in week.dishes if one.id == drawer.one.id), None)
        if now is None:
            self.desk.shell.close_drawer()
        elif now.parts != drawer.one.parts:
            drawer.one = now
            drawer.show_parts(now.parts)

    # the week ------------------------------------------------------------------------------------------

    def copy(self, source: MenuWeek) -> None:
        """Another week's dishes on this one; asks first when there are some already."""
        week = self.week
        words = f"这一周已有的 {len(week.dishes) if week else 0} 道菜会换成那一周的，可以撤销。"
        if week and week.dishes and not self.desk.ask(self, "复制食谱", words, yes="复制"):
            return
        done, told = self.desk.attempt(menus.copy_week, self.desk.store, source.id, self.monday, self.kind)
        if done:
            idle = "、".join(f"{day:%m-%d}" for day in told.idle)
            stayed = f"，{idle} 不供餐，没有带过来" if idle else ""
            self.desk.say(f"复制了 {told.dishes} 道菜{stayed}。", ("撤销", self.desk.undo))

    def post(self) -> None:
        if self.week is not None and self.week.row and self.run(ask_posting(self.desk, self.week)):
            paper = ("打印公示表", partial(self.open_paper, "D25"))
            self.desk.say("食谱公示好了，打印出来贴上。", paper, ("撤销", self.desk.undo))

    def withdraw(self) -> None:
        assert self.week is not None
        why = self.ask_text(self, "收回公示的食谱", "为什么收回", yes="收回")
        if why and self.desk.attempt(menus.withdraw, self.desk.store, self.week.row.id, str(why))[0]:
            self.desk.say("收回了，改好以后重新公示。", ("撤销", self.desk.undo))

    def change_heads(self) -> None:
        """Other numbers for this week, as long as the program runs: they decide nothing but what is bought."""
        if self.week is None:
            return
        card = ask_heads(self.desk, self.week, self.heads)
        if self.run(card):
            self.told[self.monday, self.kind] = card.result_
            self.reload()
            self.aside.tabs.setCurrentIndex(NEEDS)

    # papers --------------------------------------------------------------------------------------------

    def open_paper(self, code: str, *, large: bool = False) -> None:
        if self.week is not None and self.week.row is not None:
            wanted = Wanted(menu=self.week.row.id, large=large, eating=self._eating())
            open_paper(self.desk, code, wanted)

    def _eating(self) -> dict[dt.date, Heads] | None:
        return self.told.get((self.monday, self.kind))

    def save_needs(self) -> None:
        """The buying list as a workbook."""
        from desktop.services.paper.documents import menu_needs as paper

        if self.week is None or self.week.row is None:
            return
        ok, found = self.desk.attempt(paper.buy_list, self.desk.store, self.week.row.id, self._eating())
        if not ok:
            return
        name = f"{safe_name(found.title)}.xlsx"
        proposed = printing.paper_place(self.desk.school.folder, self.desk.term, name)
        proposed.parent.mkdir(parents=True, exist_ok=True)
        path = self.pick(self, "存成表格", proposed, ["表格 (*.xlsx)"])
        if path is not None and self.desk.attempt(paper.write, path, found)[0]:
            self.desk.note_access("导出", path.name, len(found.needs))
            saved_line(self.desk, path)

    # listening -----------------------------------------------------------------------------------------

    def _changed(self, touched: frozenset[str]) -> None:
        if touched & TOUCHED and self.isVisible():
            self._soon.start()

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self._soon.start()


def _button(words: str, icon: str, act: Callable[[], Any], role: str = "plain") -> Button:
    made = Button(words, icon, role=role)
    made.clicked.connect(partial(_plainly, act))
    return made


def _plainly(act: Callable[[], object], _checked: bool = False) -> None:
    act()
