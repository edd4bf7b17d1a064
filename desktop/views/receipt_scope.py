"""Which letters of a list are meant: to be printed, to be delivered, to be asked after."""

from __future__ import annotations

from collections.abc import Collection

from desktop.services.aid.delivery import Posted

UNPRINTED, CHOSEN, UNDELIVERED, NO_RECEIPT, ALL = "unprinted", "chosen", "undelivered", "no_receipt", "all"
SCOPES = {
    UNPRINTED: "没打印过的", CHOSEN: "选中的", UNDELIVERED: "没送到的", NO_RECEIPT: "没收回执的", ALL: "列出的全部",
}  # fmt: skip


def is_wanted(one: Posted, scope: str, chosen: Collection[int]) -> bool:
    """Whether a letter is among those meant by a scope. chosen: ids of notices."""
    state = one.notice.state
    return {
        UNPRINTED: state == "made",
        CHOSEN: one.notice.id in chosen and state != "replaced",
        UNDELIVERED: state in ("printed", "undelivered"),
        NO_RECEIPT: one.lacks_receipt,
        ALL: state != "replaced",
    }[scope]
