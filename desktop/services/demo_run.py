"""The whole job without a hand: a made-up school, its lists, its papers, its package; each file with its pages or rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from desktop.models import money
from desktop.models.ledgers.batches import AidBatch
from desktop.models.ledgers.recognition import RecognitionCase
from desktop.models.ledgers.students import Student
from desktop.services import demo_care, demo_folder
from desktop.services.aid.batches import grants_of
from desktop.services.attachments import Attachments
from desktop.services.demo import CLERK, HEAD, LAST_DAY, MORAL, PASSWORD, TERM, Demo, make_demo
from desktop.services.exchange.manifest import verify
from desktop.services.papers_out import Made, make_papers, send_package
from desktop.services.progress import Progress
from desktop.services.sheets.write import write_ledger

PAPERS = ("D1", "D2", "D2S", "D4", "D4R", "D5", "D6", "D7", "D8", "D9", "CLASS", "ID")
PACKAGE_PASSWORD = "demo-2026"


@dataclass
class Report:
    """What the demo did: sentences, and files with their size in pages or rows."""

    said: list[str] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def as_text(self) -> str:
        lines = [f"{one['file']}（{one['size']}）" for one in self.files]
        return "\n".join([*self.said, f"共 {len(lines)} 个文件：", *lines])


def run_demo(to: Path, progress: Progress | None = None) -> Report:
    """Fill the folder `to` anew. Raises Refused when it holds something the demo did not make."""
    demo_folder.clear(to)
    report, progress = Report(), progress or Progress()
    try:
        demo = make_demo(to / demo_folder.BOOKS, progress)
        try:
            _tell(demo, report)
            _papers(demo, to, report, progress)
            _sheets(demo, to, report, progress)
            _package(demo, to, report, progress)
        finally:
            demo.school.close()
    finally:
        demo_folder.note_made(to)
    if (today := dt.date.today()) < LAST_DAY:
        report.said.append(
            f"这台电脑的日期是 {today}，演示里的事写到 {LAST_DAY}：有些日子还没有到，只是演示。"
        )
    report.said.append(
        f"演示台账在 {to / demo_folder.BOOKS}，用户 {CLERK}（资助专干）、{HEAD}（校长）和 {MORAL}（德育负责人），密码都是 {PASSWORD}。"
    )
    return report


def _tell(demo: Demo, report: Report) -> None:
    for name, draft, kept in demo.imports:
        report.said.append(f"导入 {name}：{draft.sentence()}。{kept.sentence}")
    report.said.append(f"花名册 {Student.select().count()} 人。")
    report.said.append(f"比对部门名单：{demo.matched}")
    recognised = RecognitionCase.select().where(RecognitionCase.state == "recognised").count()
    report.said.append(f"学年认定：{recognised} 人。")
    report.said.append(demo_care.sentence(TERM))
    for batch in demo.batches:
        grants = grants_of(batch)
        fen = sum(grant.amount for grant in grants)
        told = f"{AidBatch.caption(AidBatch.get_by_id(batch))}：{len(grants)} 人，合计 {money.figures(fen)} 元（{money.words(fen)}）。"
        report.said.append(told)


def _papers(demo: Demo, to: Path, report: Report, progress: Progress) -> None:
    for code in PAPERS:
        for made in make_papers(demo.school, code, to=to / "打印", term=TERM, progress=progress):
            _add(report, to, made)
    school = demo.school
    attachments = Attachments(school.folder.attachments, school.key)
    for made in demo_care.papers(school.store, attachments, TERM, to / "打印", progress):
        _add(report, to, made)


def _add(report: Report, to: Path, made: Made) -> None:
    report.files.append({"file": str(made.path.relative_to(to)), "size": f"{made.pages} 页"})


def _sheets(demo: Demo, to: Path, report: Report, progress: Progress) -> None:
    rows = list(Student.select().order_by(Student.school_class, Student.seat_no))
    path = to / "表格" / f"花名册（{len(rows)}人）.xlsx"
    write_ledger(Student, rows, path, title="花名册", progress=progress)
    report.files.append({"file": str(path.relative_to(to)), "size": f"{len(rows)} 行"})


def _package(demo: Demo, to: Path, report: Report, progress: Progress) -> None:
    written, warnings = send_package(demo.school, TERM, to / "U盘", PACKAGE_PASSWORD, progress)
    problems = verify(written.folder)
    report.said.append(
        f"报送包 {written.folder.name}，校验码 {written.check_code}，"
        + ("核对无误。" if not problems else "".join(problems))
    )
    report.said += warnings
    sizes = {entry["name"]: entry for entry in written.manifest["files"]}
    for path in written.files:
        entry = sizes.get(path.relative_to(written.folder).as_posix(), {})
        size = (
            f"{entry['rows']} 行"
            if entry.get("rows") is not None
            else f"{entry['pages']} 页"
            if entry.get("pages")
            else f"{path.stat().st_size} 字节"
        )
        report.files.append({"file": str(path.relative_to(to)), "size": size})
