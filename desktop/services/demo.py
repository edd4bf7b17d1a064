"""A made-up school from the shipped sample workbooks, through the same doors a clerk uses.

Everything in it is invented. It serves the demo word, 先看演示数据 in the window, the handbook's pictures and tests.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from desktop.models.ledger import Values
from desktop.models.ledgers import day_order
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.posting import Posting
from desktop.models.ledgers.staff import AppUser, Staff
from desktop.models.roles import session_for
from desktop.models.terms import Term
from desktop.places import RESOURCES
from desktop.services import (
    demo_care,
    demo_drop,
    demo_drop_reports,
    demo_meals,
    demo_population,
    demo_year,
    school_file,
    vault,
)
from desktop.services.aid import batches, notices
from desktop.services.aid.propose import propose
from desktop.services.folder import Folder
from desktop.services.progress import Progress
from desktop.services.recognition import posting
from desktop.services.roster.draft import Draft
from desktop.services.roster.intake import read_files
from desktop.services.roster.judge import make_draft
from desktop.services.roster.keep import Kept, keep
from desktop.services.school_file import SchoolFile

SAMPLES = RESOURCES / "samples"
FILES = ("20260904在校生信息.xlsx", "家庭经济困难名单.xlsx", "社保卡账号.xls")
CLERK, HEAD, MORAL, PASSWORD = "周敏", "覃志远", demo_care.MORAL, "demo-2026"
TERM = Term(2026, 1)
LIST_DATE = dt.date(2026, 10, 15)
LAST_DAY = dt.date(2026, 10, 31)  # nothing in the demo is later
PROFILE: Values = {
    "school_name": "青禾县柳林镇石桥小学", "short_name": "石小资助", "school_type": "primary", "urban_rural": None,
    "central_school": "柳林镇中心校", "township": "柳林镇", "county": "青禾县", "address": "柳林镇石桥村 1 号",
    "hotline_school": "0000-0000216", "hotline_county": "0000-0000108",
}  # fmt: skip


@dataclass
class Demo:
    """The demo school, open as the clerk, and what was done to make it."""

    school: SchoolFile
    imports: list[tuple[str, Draft, Kept]]
    batches: list[int]
    code: str
    matched: str = ""  # what the comparison with the departments' lists came to


def make_demo(folder: Path, progress: Progress | None = None, *, with_batches: bool = True) -> Demo:
    """Create the school, import the samples, match the departments' lists, recognise; make and approve this term's
    lists, lay out the letters; serve a month of meals; pair and visit the children;
    follow those who stay away. with_batches: False stops after the imports.

    Its days are always the same, so it can be made on any day, also where the computer's clock has not reached them.
    """
    with day_order.told_until(LAST_DAY):
        return _make(folder, progress or Progress(), with_batches)


def _make(folder: Path, progress: Progress, with_batches: bool) -> Demo:
    code = vault.new_code()
    school = school_file.create(Folder(folder), PROFILE, CLERK, PASSWORD, code=code)
    school.add_user(HEAD, "head", PASSWORD)
    with school.store.step(
        "演示：校长已换过一次性密码", final=True
    ) as step:  # one password for all in the demo
        step.change(AppUser, AppUser.get(AppUser.name == HEAD).id, {"first_password": False})
    demo = Demo(school, [], [], code)
    for name in FILES:
        progress.say(f"导入 {name}")
        intake = read_files([SAMPLES / name], progress=progress)
        draft = make_draft(school.store, intake, day=LIST_DATE, progress=progress)
        demo.imports.append((name, draft, keep(school.store, draft, intake=intake, progress=progress)))
    if with_batches:
        demo.matched = demo_year.take_lists(school.store, progress).sentence
        demo_year.recognise(school.store, TERM, HEAD, progress)
        for programme in ("boarding", "non_boarding"):
            progress.say("生成本学期名单")
            demo.batches.append(_batch(school, programme, progress))
        demo_care.mark(school.store)  # the month report counts them
        demo_meals.serve_month(school.store, TERM, progress)
        demo_care.care(school.store, TERM, progress)
        demo_drop.october(school.store, HEAD, progress)
        demo_population.population(school.store, progress)
        demo_drop_reports.autumn(school.store, HEAD, TERM, progress)
        school.add_user(MORAL, "moral", PASSWORD, staff=Staff.get(Staff.name == MORAL).id)
    return demo


def _batch(school: SchoolFile, code: str, progress: Progress) -> int:
    """List, 助前公示, headteacher's word, letters."""
    store = school.store
    programme = AidProgramme.get(AidProgramme.code == code)
    batch = batches.make_batch(store, propose(store, programme, TERM, LIST_DATE, progress))
    hung = posting.post_batch(store, batch, LIST_DATE, "校门口公示栏", by=CLERK, today=LIST_DATE)
    down = Posting.get_by_id(hung).until_day + dt.timedelta(days=1)
    posting.take_down(store, hung, down, by=CLERK, today=down)
    clerk, store.session = store.session, session_for(HEAD, "head")
    try:
        batches.approve(store, batch, down)
    finally:
        store.session = clerk
    notices.make_notices(store, batch)
    return batch
