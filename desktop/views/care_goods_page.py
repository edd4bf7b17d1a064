"""爱心超市: 库存, 发放, 积分, 微心愿, 捐赠 behind one place. A class teacher gives points and writes wishes down."""

from __future__ import annotations

from typing import ClassVar

from desktop.models.ledgers.care_goods import Donation
from desktop.views.books_page import BooksPage, offered
from desktop.views.buttons import Button
from desktop.views.care_gifts import GiftsPage
from desktop.views.care_issue import IssuePage
from desktop.views.care_points import PointsPage, WishPage
from desktop.views.care_shelf import MovesPage, ShelfPage
from desktop.views.care_tabs import Tab, TabbedPlace
from desktop.views.desk import Desk
from desktop.views.ledger_page import LedgerPage
from desktop.views.rail import Place

TABS: tuple[Tab, ...] = (
    ("shelf", "库存", ShelfPage),
    ("issue", "发放", IssuePage),
    ("points", "积分", PointsPage),
    ("wishes", "微心愿", WishPage),
    ("gifts", "捐赠", GiftsPage),
)
OF_CLASS = ("points", "wishes")
BOOKS = (
    Place("goods_move", "出入库", "出入", "arrow-left-right"),
    Place("goods", "物品", "物品", "package"),
    Place("donation", "捐赠", "捐赠", "gift"),
    Place("donor", "捐赠人", "捐赠人", "hand-heart"),
    Place("cash_use", "捐款使用", "用款", "wallet"),
    Place("points_entry", "积分", "积分", "star"),
    Place("wish", "微心愿", "心愿", "heart"),
)


class GoodsPage(TabbedPlace):
    """The hint is a tab's key, or (key, hint)."""

    def __init__(self, desk: Desk) -> None:
        whole = desk.store.session.classes is None
        super().__init__(desk, "爱心超市", tuple(one for one in TABS if whole or one[0] in OF_CLASS))


class DonationLedger(LedgerPage):
    """All gifts as a table; a new one is received with its goods, on the page 捐赠."""

    chips = ("donor", "kind", "state")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, Donation)

    def make_actions(self) -> list[Button]:
        made = super().make_actions()[-1:]
        for one in made:
            one.clicked.disconnect()
            one.clicked.connect(self.add_record)
        return made

    def add_record(self) -> None:
        self.desk.go("care_goods", ("gifts", "new"))


class GoodsBooksPage(BooksPage):
    """The ledgers of the 爱心超市."""

    makers: ClassVar = {"goods_move": MovesPage, "donation": DonationLedger}

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, offered(desk, BOOKS), "台账", back=("爱心超市", "care_goods"))
