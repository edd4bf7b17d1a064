"""What a comparison found, before anything is written."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.models.codes import code_list
from desktop.services.lists.sections import Standing

# why a line is doubtful, the strongest evidence first
OWN_NUMBER, SLIP_AND_NAME, SLIP, NAME_AND_DAMAGE, NAME_ALONE, NAMESAKE = range(6)
HIT, FAMILY, DOUBT = "hit", "family", "doubt"
PARTS = re.compile(r"[,;，；。]")
PASSED_NAMED = 8
SHOWN_REMARK = 20  # signs of a row's own words in a sentence
ORDER = (HIT, FAMILY, DOUBT)
ROW_SAYS, STANDS_UNDER = "名单这一行写着", "这一行列在"
NOT_SETTLED = "这一行注明"  # of a row that says it is not settled yet (待核实, 公示中), or of a child that she married out
REMARK_SAYS = "备注写着"
NOT_SETTLED_LIST = (
    "这一行所在的名单还没有定下来"  # of a row under a title or on a sheet that says so (拟新增, 待审)
)
COLOURED = "表里有一句说明"  # of a row on a sheet whose note says that rows of some colour count no more
CONTRADICTS = "这一行的写法自相矛盾"  # how the sentence of a row begins that says both
IN_DOUBT = (
    "已采纳，这个月名单上存疑："  # behind the month in which a fact was accepted that is only parked now
)
DOUBT_BESIDE = "有一条疑似，请先核对"  # of who is missing, while a doubtful row may mean him
# what is said of a line that nobody sees who opens the file
HIDDEN_ROW, HIDDEN_SHEET = "这一行在表里是隐藏的", "这张表在文件里是隐藏的"
SAYS_ENDED = (
    ROW_SAYS,
    STANDS_UNDER,
)  # how the sentence of a row begins that may count no more, by its word or its place


@dataclass
class DraftLine:
    """One line of a list that concerns one pupil. The person may set kind, relation and leave lines out (`use`).

    verdict: HIT (本人的号码), FAMILY (家里人的号码), DOUBT (要看一眼). relation: code of whose number it is, None when it is not
    known. relations: everybody of the family on that list, in words. ask: the question that has to be answered before
    this becomes a 困难类型; "" when there is none. known: id of a Hardship the ledger already holds.
    """

    student: int
    name: str
    class_text: str
    verdict: str
    row: int  # in the sheet, from 1
    column: str
    listed_name: str
    number: str
    relation: str | None = None
    relations: tuple[str, ...] = ()
    why: str = ""
    kind: str | None = None
    risk: str | None = None
    continues: bool | None = None
    card_no: str | None = None
    ask: str = ""
    known: int | None = None
    use: bool = True
    also: str = ""  # who else of the family stands on the same list
    against: str = ""  # another list of the same month that says the opposite, as a sentence
    accepted: str = (
        ""  # that an earlier month's line was accepted which this one puts in doubt, as a beginning
    )
    evidence: int = OWN_NUMBER
    instead: DraftLine | None = (
        None  # what else the row says of the pupil, should the list's rule leave this out
    )
    head: str = ""  # the headings of the number and of the name beside it
    ended: tuple[str, ...] = ()  # the row's own words that it counts no more (停保)
    coloured: bool | None = None  # whether the row stands out by colour; None where that cannot be told
    struck: bool = False  # whether the row is struck through
    pending: tuple[str, ...] = ()  # its own words that it is not settled (待核实)
    odd: tuple[
        str, ...
    ] = ()  # states in words that nobody foresaw, with their headings: asked about unless usual here
    expires: tuple[tuple[str, dt.date], ...] = ()  # until when it says it is valid: heading and last day
    remark: str = ""  # its remark, where that is more than everyday words: shown beside the reason
    states: tuple[tuple[str, str], ...] = ()  # its words in columns of states and remarks: heading and words
    standing: Standing = field(default_factory=Standing, repr=False)  # the lines that it stands under
    goes_on: bool = False  # the row's own word that it counts (新增)
    without: str = ""  # its word that nothing is received, which some lists may say (脱贫不享受)
    enjoyed: tuple[tuple[str, str], ...] = ()  # its words of 享受: what they come to, heading and words
    whether: tuple[tuple[str, bool], ...] = ()  # its answers to 是否低保边缘家庭: heading, 是 or 否
    hidden: str = ""  # HIDDEN_ROW or HIDDEN_SHEET; "" for a line that is there to see
    seen: tuple[str, str] | None = (
        None  # verdict and why, before the row's own word and before it was found hidden
    )
    kin: tuple[str, ...] = ()  # the family's other numbers on the same list
    unsure_own: str = ""  # why the pupil's own number in this row is not sure, where a relative's decides
    words: dict[str, list[str]] = field(
        default_factory=dict, repr=False
    )  # what the row says of 类别, 风险, 享受

    @property
    def says_ended(self) -> bool:
        """Whether the row says that it counts no more: it keeps nobody on the list."""
        return self.why.startswith(SAYS_ENDED)

    @property
    def in_question(self) -> bool:
        """Whether the row's own words leave open if it counts: they say that it does not, or not yet, or both."""
        return self.says_ended or self.why.startswith((CONTRADICTS, NOT_SETTLED, NOT_SETTLED_LIST))

    @property
    def question(self) -> str:
        """What a row in question says, for a sentence about another row of the same person."""
        if self.says_ended:
            return "又说已经不算了"
        return (
            "又注明还没有定下来"
            if self.why.startswith((NOT_SETTLED, NOT_SETTLED_LIST))
            else "的写法却自相矛盾"
        )

    @property
    def sentence(self) -> str:
        return self.accepted + self.against + self.why + self._remark_words + self.also

    @property
    def _remark_words(self) -> str:
        said = any(part and part[:SHOWN_REMARK] in self.why for part in PARTS.split(self.remark))
        return f"{REMARK_SAYS}“{self.remark[:SHOWN_REMARK]}”。" if self.remark and not said else ""

    @property
    def kind_text(self) -> str:
        return code_list("hardship_type").label(self.kind)


def is_hidden(why: str | None) -> bool:
    """Whether the sentence of a kept line says that it stood in a hidden row or sheet."""
    return any(words in (why or "") for words in (HIDDEN_ROW, HIDDEN_SHEET))


def is_in_doubt(hit: Any) -> bool:
    """Whether a kept line puts in doubt what an earlier month's line was accepted to mean."""
    return bool(hit.verdict == DOUBT and IN_DOUBT in (hit.why or ""))


@dataclass(frozen=True)
class Earlier:
    """A list of the same kind and month that the books hold. like: the new one looks like another version of it."""

    id: int
    file: str
    day: dt.date
    like: bool


@dataclass
class ListDraft:
    """One sheet: which list of which month, and the lines that concern us.

    kind and month are None until the person says them. earlier: what the books hold of the same kind and month. replace: the
    person's word whether this stands in its place, None while nothing was said. skipped: headings of columns that were left
    out though numbers of ours stand there: how many, and in which row the first. aside: sentences about numbers of families
    that do not count by the rules of this list. namesakes: grown-ups of a pupil's name. strangers: different numbers on it
    that are nobody's here.
    """

    path: Path
    sheet: str
    title: str
    digest: str
    kind: str | None
    month: str | None
    rows: int
    numbers: int
    damaged: int
    lines: list[DraftLine] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    found: list[DraftLine] = field(default_factory=list, repr=False)  # before the list's rules are applied
    left: list[str] = field(default_factory=list)  # sentences about pupils who are not on the roll any more
    namesakes: int = 0
    ours: int = 0
    hidden: bool = False
    note: str = ""
    damaged_at: tuple[str, ...] = ()  # "第 7 行 C 列"
    fingerprint: str = ""
    called: str = ""
    heads: tuple[str, ...] = ()
    colourless: bool = False  # no row of the sheet has a colour, whatever its notes say
    colours: tuple[str, ...] = ()  # notes of the sheet about rows of some colour
    closed: tuple[str, ...] = ()  # headings of columns whose numbers do not count
    unsure: tuple[str, ...] = ()  # of those the ones nobody knows: numbers there are asked about
    only_closed: bool = False  # all its columns of numbers are left out
    taken: str = ""  # why it is not taken again, as a sentence
    twin: bool = False  # the very same sheet lies in the folder twice
    short: str = ""  # far fewer rows than last month, as a sentence
    twice: str = ""  # a later version lies in the same folder, as a sentence
    earlier: tuple[Earlier, ...] = ()
    replace: bool | None = None
    skipped: dict[str, tuple[int, int]] = field(default_factory=dict)
    titled: str | None = None  # the kind that its own words tell
    use: bool = True

    @property
    def instead(self) -> str:
        """The kind that its own words tell, where the person says otherwise; "" where they agree or tell nothing."""
        return self.titled if self.titled and self.titled != self.kind else ""

    @property
    def replaces(self) -> tuple[int, ...]:
        """The lists of the books in whose place this one stands: those it looks like, by the person's word any."""
        like = [one.id for one in self.earlier if one.like]
        if self.replace is False or (self.replace is None and not like):
            return ()
        return tuple(like or [one.id for one in self.earlier])

    @property
    def ahead(self) -> str:
        """That the month of this list has not come yet, as a sentence; "" when it has."""
        if not self.month or self.month <= f"{dt.date.today():%Y-%m}":
            return ""
        return f"{self.month} 还没有到，请看看月份对不对：采纳的困难类型要从那个月才算起。"

    @property
    def version_words(self) -> str:
        """What the books hold already of this month, and how the two are taken; "" when there is nothing."""
        if not self.earlier:
            return ""
        every = "；".join(f"{one.file}，{one.day} 比对" for one in self.earlier)
        count = "一份" if len(self.earlier) == 1 else f" {len(self.earlier)} 份"
        like = any(one.like for one in self.earlier)
        looks = "本校的人大半相同，像是更正过的" if like else "本校的人不一样，像是分开发的"
        return f"本月同一名单已有{count}（{every}）。{looks}，请看是替换它，还是两份都算。"

    @property
    def skipped_words(self) -> str:
        """Columns left out though numbers of ours stand there, as a sentence; "" when there are none."""
        if not self.skipped:
            return ""
        every = "；".join(
            f"“{head}”里有 {count} 个（如第 {row} 行）" for head, (count, row) in self.skipped.items()
        )
        return f"没有比对的列里也有本校学生或家人的号码：{every}。真是名单上的人，请点“指号码列”，把这一列打上勾。"

    @property
    def left_out(self) -> str:
        """That nothing of this list was compared, because its numbers stand in columns left out, as a sentence; "" else."""
        if not self.only_closed or not self.skipped:
            return ""
        heads = "、".join(f"“{head}”" for head in self.skipped)
        count = sum(count for count, _ in self.skipped.values())
        return (
            f"“{self.label}”的号码都在{heads}一列，没有比对；里面有 {count} 个本校学生或家人的号码。"
            f"真是名单上的人，请点“指号码列”，把这一列打上勾。"
        )

    @property
    def label(self) -> str:
        return f"{self.path.name} · {self.sheet}"

    @property
    def kind_text(self) -> str:
        return code_list("county_list").label(self.kind) or "没有认出是哪一份名单"

    @property
    def strangers(self) -> int:
        return max(self.numbers - self.ours, 0)

    def of(self, verdict: str) -> list[DraftLine]:
        return [line for line in self.lines if line.verdict == verdict]


@dataclass
class MatchDraft:
    """A whole folder. problems: files that could not be read or matched, one sentence each. passed: files that are no
    workbooks. absent: which lists of last month did not come, as a sentence."""

    lists: list[ListDraft] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    files: int = 0
    passed: tuple[str, ...] = ()
    absent: str = ""

    @property
    def counted(self) -> list[ListDraft]:
        """Lists that are used, or were before; a list that lies there twice counts once."""
        return [one for one in self.lists if one.use or (one.taken and not one.twin)]

    @property
    def lines(self) -> list[DraftLine]:
        return [line for one in self.counted for line in one.lines]

    @property
    def unknown(self) -> list[ListDraft]:
        """Lists that the person has to name before they can be taken in."""
        return [one for one in self.lists if one.use and (one.kind is None or one.month is None)]

    @property
    def passed_over(self) -> str:
        """Files of the folder that are no workbooks, as a sentence; "" when there are none."""
        if not self.passed:
            return ""
        more = f" 等 {len(self.passed)} 个" if len(self.passed) > PASSED_NAMED else ""
        return f"跳过的不是表格：{'、'.join(self.passed[:PASSED_NAMED])}{more}。压缩包请先解压；照片和文稿里的名单请向部门要电子表格。"

    def counts(self) -> dict[str, int]:
        """Lines and pupils by verdict, and numbers that are nobody's here."""
        told = {verdict: sum(line.verdict == verdict for line in self.lines) for verdict in ORDER}
        pupils = {line.student for line in self.lines if line.verdict != DOUBT}
        return told | {"pupils": len(pupils), "strangers": sum(one.strangers for one in self.counted)}

    def sentence(self) -> str:
        told = self.counts()
        words = (
            f"{self.files} 个文件，{len(self.lists)} 份名单：命中 {told[HIT]} 条，户内命中 {told[FAMILY]} 条，"
            f"疑似 {told[DOUBT]} 条，涉及本校学生 {told['pupils']} 人；名单上另有 {told['strangers']} 个号码与本校无关。"
        )
        if self.unknown:
            names = "、".join(f"“{one.label}”" for one in self.unknown[:5])
            words += f"有 {len(self.unknown)} 份名单要请您指明种类或月份：{names}。"
        if self.problems:
            words += f"有 {len(self.problems)} 个问题，见下面。"
        return words + self.absent
