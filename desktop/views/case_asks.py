"""The cards of a 个案: what each step asks for before it is done. Nothing is decided here; the services refuse what is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from desktop.models.fields import Date, Text
from desktop.models.ledger import Values
from desktop.models.ledgers.drop_cases import (
    DropCase,
    FollowUp,
    GovernmentPaper,
    Persuasion,
    ReturnNotice,
    WrittenReport,
)
from desktop.services.care.visit_board import staff_of
from desktop.services.drop import case_acts, cases, closing
from desktop.services.drop.case_file import CaseFile
from desktop.services.drop.returns import away_again_on, relapse_of, seen_again
from desktop.services.drop.rules import rules
from desktop.views.desk import Desk
from desktop.views.form import RecordForm
from desktop.views.recognition_ask import AskCard, Asked, keep_paper
from desktop.views.record_drawer import RecordDrawer

DAY = Date("日期", required=True)
DAY.name = "day"
WHY = Text("说明", max_length=120, width=24)
WHY.name = "why"
PERSUADED = (
    "day", "way", "starts", "ends", "staff1", "staff2", "others", "place", "met", "parent_view", "child_view", "process",
    "promised", "next_step", "next_on", "parent_signed", "photo", "signed_page",
)  # fmt: skip
DRAWER = 408  # px
SERVED = ("served_on", "served_at", "served_by", "received_by", "refused", "refused_words", "witness", "scan")


class CaseAsks:
    """Asks for one case. ask: shows a card and says whether it was done."""

    def __init__(self, desk: Desk, today: Callable[[], dt.date], ask: Callable[[AskCard], bool]) -> None:
        self.desk, self.today, self.ask = desk, today, ask

    @property
    def store(self) -> Any:
        return self.desk.store

    def _card(
        self, title: str, asked: Sequence[Asked], do: Callable[[Values], Any], *, yes: str = "登记", says: str = "",
        done: str = "登记好了。", final: bool = False,
    ) -> bool:  # fmt: skip
        """final: what cannot be taken back."""
        kept = bool(self.ask(AskCard(self.desk, title, asked, do, yes=yes, says=says, wide=len(asked) > 4)))
        if kept:
            self.desk.say(done, *([] if final else [("撤销", self.desk.undo)]))
        return kept

    def _kept(self, values: Values, *files: str) -> Values:
        """The values that were told, chosen papers kept first."""
        told = {name: value for name, value in values.items() if value is not None}
        return told | {name: keep_paper(self.desk, told[name]) for name in files if told.get(name)}

    # steps ---------------------------------------------------------------------------------------------

    def persuade(self, file: CaseFile) -> None:
        """记劝返: a form beside the page, which stays to be read while one writes."""
        drawer = self.desk.shell.drawer()
        if drawer is not None and hasattr(drawer, "may_leave") and not drawer.may_leave():
            return
        form = RecordForm(
            self.store, Persuasion, attachments=self.desk.attachments, names=PERSUADED,
            create=lambda values: case_acts.persuade(self.store, file.id, values),
        )  # fmt: skip
        going = list(dict.fromkeys(filter(None, (file.row.teacher_id, staff_of(self.store)))))
        first = {"day": self.today(), "way": "home", **dict(zip(("staff1", "staff2"), going, strict=False))}
        for name, value in first.items():
            form.editors[name].show_value(value)
        form.saved.connect(self._persuaded)
        self.desk.shell.open_drawer(RecordDrawer(self.desk, Persuasion, form, width=DRAWER, alone=True))
        form.editors["day"].setFocus()

    def _persuaded(self, _record: int) -> None:
        self.desk.shell.close_drawer()
        self.desk.say("劝返登记好了。", ("撤销", self.desk.undo))

    def notice(self, file: CaseFile) -> bool:
        """发劝返复学通知书: the number is drawn now."""
        day = self.today()
        says = f"空着就按规则算：{day} 发出的是 {case_acts.return_by(day)}"
        asked = [Asked(ReturnNotice.issued_on, day, must=True), Asked(ReturnNotice.return_by, says=says)]

        def do(values: Values) -> int:
            until = values.get("return_by") or case_acts.return_by(values["issued_on"])
            return case_acts.issue(self.store, file.id, values["issued_on"], until)

        says = f"给{file.name}的家长。编号现在取，取了不能撤销；接着打印通知书和送达回证。"
        return self._card(
            "发劝返复学通知书",
            asked,
            do,
            yes="取号",
            says=says,
            done="编号取好了，请打印通知书。",
            final=True,
        )

    def serve(self, file: CaseFile) -> bool:
        """登记送达回证."""
        notice = file.notice
        if notice is None:
            self.desk.say("还没有发劝返复学通知书。")
            return False
        first = {
            "served_on": notice.served_on or self.today(),
            "served_by": notice.served_by_id or staff_of(self.store),
        }
        asked = [
            Asked(getattr(ReturnNotice, name), first.get(name, getattr(notice, name, None)),
                  must=name in ("served_on", "served_by"))
            for name in SERVED
        ]  # fmt: skip

        def do(values: Values) -> None:
            case_acts.serve(
                self.store, notice.id, values | {"scan": keep_paper(self.desk, values.get("scan"))}
            )

        says = f"{notice.number}。家长不肯签的打勾“拒签”，写说明和见证人。"
        return self._card("送达回证", asked, do, says=says, done="送达回证登记好了。")

    def receipt(self, file: CaseFile) -> bool:
        """登记书面报告的签收."""
        report = file.report
        if report is None:
            self.desk.say("还没有书面报告。")
            return False
        asked = [
            Asked(WrittenReport.received_by, report.received_by, must=True),
            Asked(WrittenReport.received_on, report.received_on or self.today(), must=True),
            Asked(WrittenReport.scan, report.scan),
        ]

        def do(values: Values) -> None:
            case_acts.receipt(
                self.store, report.id, values | {"scan": keep_paper(self.desk, values.get("scan"))}
            )

        return self._card(
            "书面报告签收", asked, do, says=f"{report.number}，谁收的、哪天收的。", done="签收登记好了。"
        )

    def paper(self, file: CaseFile) -> bool:
        """登记政府文书."""
        first = {"kind": "return", "day": self.today()}
        names = ("kind", "day", "issuer", "number", "words", "scan")
        must = ("kind", "day", "issuer")
        asked = [Asked(getattr(GovernmentPaper, name), first.get(name), must=name in must) for name in names]

        def do(values: Values) -> int:
            return case_acts.government(self.store, file.id, self._kept(values, "scan"))

        says = "乡镇、县里对这个孩子发的文书，例如限期返校通知书。学校只登记。"
        return self._card("政府文书", asked, do, says=says, done="政府文书登记好了。")

    def follow(self, file: CaseFile) -> bool:
        """记复学跟踪."""
        first = {"day": self.today(), "present": True, "staff": staff_of(self.store) or file.row.teacher_id}
        names = ("day", "staff", "present", "words")
        asked = [Asked(getattr(FollowUp, name), first.get(name), must=name != "present") for name in names]

        def do(values: Values) -> int:
            return case_acts.follow(self.store, file.id, values | {"present": bool(values.get("present"))})

        says = f"{file.name} {file.row.back_on} 复学。不在校的去掉勾，写清情况。"
        return self._card("复学跟踪", asked, do, says=says, done="跟踪登记好了。")

    # moves ---------------------------------------------------------------------------------------------

    def _move(
        self, file: CaseFile, title: str, do: Callable[[dt.date, str], Any], says: str, *, day: dt.date | None = None
    ) -> bool:  # fmt: skip
        asked = [Asked(DAY, day or self.today(), must=True), Asked(WHY)]
        return self._card(
            title, asked, lambda values: do(values["day"], values["why"] or ""), yes=title,
            says=says, done=f"{file.name}：{title}。",
        )  # fmt: skip

    def suspect(self, file: CaseFile) -> bool:
        """列为疑似辍学."""
        says = f"{file.name}最后到校 {file.last_words}。列为疑似辍学以后，按规则几个工作日内要第一次劝返。"
        return self._move(
            file, "列为疑似辍学", lambda day, why: cases.suspect(self.store, file.id, day, why), says
        )

    def persuading(self, file: CaseFile) -> bool:
        """改为劝返中."""
        says = f"{file.name}已经劝返 {len(file.persuaded)} 次，个案改为“劝返中”。"
        return self._move(
            file, "改为劝返中", lambda day, why: case_acts.persuading(self.store, file.id, day), says
        )

    def dropped(self, file: CaseFile) -> bool:
        """视为辍学."""
        says = f"{file.name}无故缺课到了规定的天数，类型改为“辍学”，步骤照旧往下走。没有到天数的，依据写在“说明”里。"
        return self._move(
            file, "视为辍学", lambda day, why: cases.drop_out(self.store, file.id, day, why), says
        )

    def back(self, file: CaseFile) -> bool:
        """复学."""
        says = f"{file.name}哪天回来的，就写哪天：最后一次缺课以后第一次到校的日子。以后按规则跟踪。"
        seen = seen_again(file, self.today())
        return self._move(
            file, "登记复学", lambda day, why: cases.back(self.store, file.id, day, why), says, day=seen
        )

    def again(self, file: CaseFile) -> bool:
        """重开."""
        day, why = away_again_on(file, self.today(), rules())
        told = f"{why}，日期就写 {day}，可以改。" if why else ""
        says = f"{file.name}又没来。{told}同一件个案接着办，反复次数加一；以前的记录都留着。"
        return self._move(
            file, "重开", lambda day, why: cases.take_up(self.store, file.id, day, why), says, day=day
        )

    def excuse(self, file: CaseFile) -> bool:
        """写明原因: absences inside the follow-up that do not take the case up again."""
        relapse = relapse_of(file, self.today(), rules())
        if relapse is None:
            self.desk.say("跟踪期里没有要说明的缺课。")
            return False
        first = {"day": self.today(), "staff": staff_of(self.store) or file.row.teacher_id}
        names = ("day", "staff", "why_away", "words")
        asked = [Asked(getattr(FollowUp, name), first.get(name), must=True) for name in names]

        def do(values: Values) -> int:
            return case_acts.excuse(self.store, file.id, values)

        says = f"{file.name}{relapse.words}。不用重开的，写明为什么没来；现在怎么样写在“情况”里。"
        return self._card("写明缺课原因", asked, do, says=says, done="原因登记好了。")

    def elsewhere(self, file: CaseFile) -> bool:
        """转为其他去向."""
        asked = [Asked(DropCase.other_way, must=True), Asked(DAY, self.today(), must=True),
                 Asked(WHY, label="依据", says="例如 哪所学校的就读证明、户口注销、送教方案", must=True)]  # fmt: skip

        def do(values: Values) -> None:
            cases.elsewhere(self.store, file.id, values["other_way"], values["day"], values["why"])

        says = f"{file.name}不回本校读书了。在外就读的，取得证明以后才能销号。"
        return self._card("转为其他去向", asked, do, yes="转为其他去向", says=says, done="去向登记好了。")

    def sign(self, file: CaseFile) -> bool:
        """签发书面报告."""
        report = file.report
        if report is None:
            self.desk.say("还没有书面报告。")
            return False
        names = "、".join(one.name for one in case_acts.cases_in(report.id))
        words = f"将签发 {report.number}，报告{names}。签发以后不能撤销。"
        if not self.desk.ask(self.desk.shell, "签发书面报告", words, yes="签发"):
            return False
        ok, _ = self.desk.attempt(case_acts.sign, self.store, report.id, self.today())
        if ok:
            self.desk.say(f"{report.number} 签发好了，请打印、盖章、送出去。")
        return bool(ok)

    def close(self, file: CaseFile) -> bool:
        """销号."""
        day = max(self.today(), file.stepped)
        asked = [Asked(DAY, day, must=True), Asked(WHY, label="依据", must=True)]

        def do(values: Values) -> None:
            closing.close(self.store, file.id, values["day"], values["why"])

        says = f"{file.name}，{file.state_label}。批准以后不能撤销；又没来的可以重开。"
        return self._card(
            "批准销号", asked, do, yes="批准销号", says=says, done=f"{file.name}销号了。", final=True
        )
