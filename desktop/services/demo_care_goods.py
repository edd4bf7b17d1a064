"""The made-up school's 爱心超市, 责任书, 宣传 and 师徒: gifts issued to the last piece, wishes, points, papers signed but two.

Left for whoever looks: yoghurt that runs out soon, a wish nobody has taken up, a gift not told back yet, a counter of 宣传
without its name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from desktop.models.ledgers.care_duty import (
    AwarenessSurvey,
    DutyHolder,
    DutyPaper,
    LeadMember,
    LessonVisit,
    Mentorship,
    PublicityEvent,
)
from desktop.models.ledgers.care_goods import Goods
from desktop.models.ledgers.staff import Staff
from desktop.models.store import Store
from desktop.models.terms import Term
from desktop.services.care import activities, duties, gifts, issue, shelf, wishes
from desktop.services.care.issue import Give
from desktop.services.care.listed import LEFT
from desktop.services.care.shelf import In

GIVEN, BOUGHT, ISSUED = dt.date(2026, 9, 10), dt.date(2026, 9, 18), dt.date(2026, 9, 29)
SECOND, EXCHANGED, LAST = dt.date(2026, 10, 12), dt.date(2026, 10, 23), dt.date(2026, 10, 30)
RUNS_OUT = dt.date(2026, 11, 20)
SIGNED, YEAR = dt.date(2026, 9, 4), 2026
GOODS = (  # name, spec, unit, points
    ("作业本", "16开", "本", 5), ("铅笔", "HB", "支", 2), ("毛巾", "", "条", 15), ("保暖内衣", "", "套", None),
    ("字典", "", "本", 30), ("酸奶", "200 毫升", "盒", None),
)  # fmt: skip
EVENTS = (  # day, kind, topic, place, speaker, audience, heads, copies
    (dt.date(2026, 9, 2), "letter", "致家长的一封信：资助政策", "各班", "班主任", "全体家长", None, 400),
    (dt.date(2026, 9, 9), "class", "主题班会：资助政策早知道", "各班教室", "班主任", "全体学生", 396, None),
    (dt.date(2026, 9, 11), "parents", "家长会：资助和营养改善政策", "操场", "覃志远", "家长", 260, None),
    (dt.date(2026, 9, 16), "board", "宣传栏：资助项目和标准", "校门口", "周敏", "家长和学生", None, None),
    (dt.date(2026, 10, 14), "class", "主题班会：珍惜上学的机会", "各班教室", "班主任", "全体学生", 395, None),
)  # fmt: skip
HOLDERS = (
    ("county", "state", "韦国正", "县人民政府 县长"), ("town", "state", "龙胜才", "柳林镇人民政府 镇长"),
    ("village", "state", "田应祥", "石桥村村委会 主任"), ("bureau", "school", "罗志宏", "县教育局 局长"),
    ("head", "school", "覃志远", "柳林镇石桥小学 校长"), ("teacher", "school", "安慧芳", "一(1)班 班主任"),
)  # fmt: skip


def shelf_and_duties(store: Store, term: Term) -> None:
    """Needs the pairs and the listed children of `demo_care`."""
    staff = [row.id for row in Staff.select().order_by(Staff.id)]
    kinds = _goods(store)
    _gifts(store, term, kinds, staff)
    _points(store, term, kinds, staff)
    _duties(store, staff)
    _told(store, term)
    _mentors(store, staff)


def _goods(store: Store) -> Mapping[str, int]:
    rows = [
        {"name": name, "unit": unit, "spec": spec or None, "points": points}
        for name, spec, unit, points in GOODS
    ]
    with store.step("演示：爱心超市的物品") as step:
        return dict(zip((one[0] for one in GOODS), step.add_many(Goods, rows), strict=True))


def _gifts(store: Store, term: Term, kinds: Mapping[str, int], staff: list[int]) -> None:
    """Two gifts, one of money, one purchase; the first is issued and told, the second runs out soon."""
    two = {"receiver1": staff[0], "receiver2": staff[1]}
    left = list(issue.children_for(ISSUED, term, {LEFT}))
    got = left[:40]
    first = gifts.receive(
        store, {"day": GIVEN, "kind": "goods", **two, "agreement_no": "2026-03"},
        [In(kinds["作业本"], 120, 250), In(kinds["铅笔"], 120, 100)], {"name": "青禾粮油店", "kind": "firm", "phone": "0000-0000701"},
    )  # fmt: skip
    shelf.buy(store, BOUGHT, [In(kinds["毛巾"], 30, 800), In(kinds["字典"], 6, 3500)], staff[0])
    if got:
        gives = [Give(one, kinds[name], 2) for one in got for name in ("作业本", "铅笔")]
        issue.issue(store, ISSUED, gives, staff[0])
    gifts.posted(store, [first], ISSUED)
    gifts.thanked(store, [first], ISSUED)
    money = gifts.receive(
        store, {"day": SECOND, "kind": "cash", "amount": 300000, "purpose": "留守学生过冬衣物", "agreement_no": "2026-04", **two},
        (), {"name": "李女士", "kind": "person", "anonymous": True},
    )  # fmt: skip
    gifts.spend(store, {
        "donation": money, "day": EXCHANGED, "amount": 186000, "used_for": "保暖内衣 31 套", "staff1": staff[0], "staff2": staff[1],
    }, left[:31])  # fmt: skip
    gifts.posted(store, [money], EXCHANGED)
    gifts.receive(
        store, {"day": SECOND, "kind": "goods", **two}, [In(kinds["酸奶"], 48, 350, RUNS_OUT)],
        {"name": "山里人家便民店", "kind": "firm"},
    )  # fmt: skip


def _points(store: Store, term: Term, kinds: Mapping[str, int], staff: list[int]) -> None:
    """Points earned and one exchange; wishes on every step."""
    left = list(issue.children_for(ISSUED, term, {LEFT}))[:12]
    if not left:
        return
    issue.earn(store, left, 20, day=SECOND, why="主动帮助同学", staff=staff[0])
    issue.exchange(store, Give(left[0], kinds["毛巾"], 1), EXCHANGED, staff[0])
    words = ("一本新华字典", "一个新书包", "和爸爸妈妈视频一次", "一双运动鞋")
    made = [wishes.ask(store, child, said, ISSUED) for child, said in zip(left, words, strict=False)]
    for record in made[:-1]:
        wishes.take(store, record, "安老师", SECOND)
    for record in made[:2]:
        give = Give(left[0], kinds["字典"], 1) if record == made[0] else None
        wishes.fulfil(store, record, "送到孩子手上", EXCHANGED, give)
    wishes.look_back(store, made[0], "每天都在用", LAST)
    activities.keep(
        store,
        {
            "day": SECOND,
            "kind": activities.CALL,
            "name": "和爸爸妈妈通话",
            "place": "留守儿童之家",
            "organiser": staff[0],
        },
        left,
    )


# duties -----------------------------------------------------------------------------------------------------


def _duties(store: Store, staff: list[int]) -> None:
    """Papers of the class teachers, all signed but the last two; who leads what."""
    signers = duties.class_teachers()
    span = (dt.date(YEAR, 9, 1), dt.date(YEAR + 1, 8, 31))
    if signers:
        duties.write(store, "dropout", duties.TEACHERS, signers, year=YEAR, span=span)
        written = [row.id for row in DutyPaper.select().order_by(DutyPaper.id)]
        duties.sign(store, written[:-2] or written, SIGNED)
    with store.step("演示：责任人和领导小组") as step:
        holders = [
            {"role": role, "line": line, "name": name, "unit": unit, "from_day": SIGNED, "place": at}
            for at, (role, line, name, unit) in enumerate(HOLDERS, 1)
        ]
        step.add_many(DutyHolder, holders)
        posts = ("head", "deputy", "office", "member", "member")
        for group in ("aid", "care"):
            step.add_many(LeadMember, [
                {"group": group, "staff": who, "post": post, "place": at}
                for at, (who, post) in enumerate(zip(staff, posts, strict=False), 1)
            ])  # fmt: skip


def _told(store: Store, term: Term) -> None:
    """What was told to whom, and a questionnaire."""
    names = ("day", "kind", "topic", "place", "speaker", "audience", "heads", "copies")
    with store.step("演示：政策宣传") as step:
        step.add_many(
            PublicityEvent, [dict(zip(names, one, strict=True)) | {"term": term.code} for one in EVENTS]
        )
        step.add(AwarenessSurvey, {
            "day": EXCHANGED, "term": term.code, "asked_whom": "家长", "asked": 120, "knew": 113, "content_with": 117,
            "how": "家长会上发问卷",
        })  # fmt: skip


def _mentors(store: Store, staff: list[int]) -> None:
    """One pair of the 青蓝工程 and what it heard."""
    mentor, learner = staff[-1], staff[-2]
    with store.step("演示：师徒结对") as step:
        pair = step.add(Mentorship, {
            "mentor": mentor, "learner": learner, "kind": "enter", "subject": "语文", "from_day": SIGNED, "lessons": 8,
            "until_day": dt.date(YEAR + 1, 7, 10), "agreement_signed": True,
        })  # fmt: skip
        for day, topic in ((dt.date(2026, 9, 23), "识字一"), (dt.date(2026, 10, 21), "秋天的雨")):
            step.add(LessonVisit, {"mentorship": pair, "day": day, "teacher": mentor, "topic": topic})
