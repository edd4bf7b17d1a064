import datetime as dt
import errno
import hashlib
import io
import json
import os

import msoffcrypto
import openpyxl
import pytest
from builders import as_headteacher, change
from reportlab.pdfgen.canvas import Canvas

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.journal import AccessNote, head
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.desk import SentPackage
from desktop.models.ledgers.school import School, the_school
from desktop.models.ledgers.students import Student
from desktop.models.money import figures
from desktop.models.roles import NotAllowed, session_for
from desktop.models.terms import Term
from desktop.services.aid import stages
from desktop.services.aid.batches import approve
from desktop.services.exchange import manifest as manifests
from desktop.services.exchange import package
from desktop.services.exchange.manifest import NoPackage, check_code, verify
from desktop.services.files import CannotWrite
from desktop.services.pay import reversals
from desktop.services.progress import Cancelled, Progress
from desktop.services.roster.intake import read_files
from desktop.services.roster.judge import make_draft

SECRET = "电话里说 2026"
DAY = dt.date(2026, 11, 22)
AUTUMN = Term(2026, 1)
NAME = "柳林镇石桥小学2026年秋季学期学生资助报送20261122"


def pdf(path, pages):
    canvas = Canvas(str(path))
    for _ in range(pages):
        canvas.rect(50, 50, 100, 100)
        canvas.showPage()
    canvas.save()
    return path


def papers(folder):
    return [pdf(folder / "发放登记表.pdf", 3)]


def slip(manifest, code, path):
    pdf(path, 1)


def planned(books):
    return package.plan(books.store, books, AUTUMN, [AidBatch.get().id], day=DAY)


def send(books, stick, **changed):
    told = {"papers": papers, "slip": slip, "medium": "资助专用"} | changed
    return package.write(planned(books), stick, SECRET, **told)


def opened(path, password=SECRET):
    with path.open("rb") as file:
        book = msoffcrypto.OfficeFile(file)
        book.load_key(password=password, verify_password=True)
        room = io.BytesIO()
        book.decrypt(room)
    return openpyxl.load_workbook(room)


def texts(sheet):
    return [cell for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, str)]


def test_the_folder_and_files_are_named_as_people_name_them(books, stick):
    written = send(books, stick)
    people = AidGrant.select().count()
    school = "柳林镇石桥小学2026年秋季学期"
    assert written.folder.name == NAME
    assert {path.name for path in written.files} == {
        f"附件1 {school}学生花名册（{Student.select().count()}人）.xlsx",
        f"附件2 {school}家庭经济困难非寄宿生生活补助（草稿，校长未审批）发放名单（{people}人）.xlsx",
        f"附件3 {school}学生资助情况汇总表.xlsx",
        "发放登记表.pdf",
        "manifest.json",
        "交接单.pdf",
    }


def test_the_lists_open_with_the_password_alone(books, stick):
    written = send(books, stick)
    roster = next(path for path in written.files if path.name.startswith("附件1"))
    pupil = Student.select().where(Student.id_number.is_null(False)).first()
    assert pupil.id_number in texts(opened(roster).active)
    with pytest.raises(msoffcrypto.exceptions.InvalidKeyError):
        opened(roster, "猜的密码")
    assert pupil.id_number.encode() not in roster.read_bytes()


def test_the_township_can_import_the_roster_of_a_package(books, stick):
    written = send(books, stick)
    roster = next(path for path in written.files if path.name.startswith("附件1"))
    draft = make_draft(books.store, read_files([roster], passwords=lambda _: SECRET))
    assert draft.counts()["same"] == len(draft.lines) == Student.select().count()


def test_the_payment_list_ends_with_the_sum(books, stick):
    written = send(books, stick)
    sheet = opened(next(path for path in written.files if path.name.startswith("附件2"))).active
    heads = [cell.value for cell in sheet[2]]
    amounts = [row[heads.index("金额（元）")] for row in sheet.iter_rows(min_row=3, values_only=True)]
    assert sheet.cell(sheet.max_row, 1).value == "合计"
    assert figures(round(amounts[-1] * 100)) == figures(written.manifest["sums_fen"]["grants"])
    assert sum(round(one * 100) for one in amounts[:-1]) == written.manifest["sums_fen"]["grants"]


def test_the_summary_names_nobody(books, stick):
    written = send(books, stick)
    sheet = openpyxl.load_workbook(next(p for p in written.files if p.name.startswith("附件3"))).active
    told = "\n".join(texts(sheet))
    grants = list(AidGrant.select())
    assert not [one for one in Student.select() if one.name in told or (one.id_number or "无号") in told]
    assert not [one for one in grants if one.account and one.account in told]


def test_the_types_of_the_summary_add_up_to_the_people(books):
    sheet = planned(books).items[2].sheet
    heads = [column.head for column in sheet.columns]
    people = heads.index("合计人数")
    for row in sheet.rows:
        assert sum(map(int, row[3:people])) == int(row[people])
    assert sum(int(row[people]) for row in sheet.rows) == AidGrant.select().count()


def test_manifest_tells_counts_sums_pages_and_where_the_journal_stood(books, stick):
    before = head()
    manifest = send(books, stick).manifest
    entries = {entry["name"]: entry for entry in manifest["files"]}
    assert manifest["counts"] == {
        "pupils": Student.select().count(), "batches": 1, "grants": AidGrant.select().count(),
    }  # fmt: skip
    assert manifest["sums_fen"]["grants"] == sum(one.amount for one in AidGrant.select())
    assert entries["发放登记表.pdf"]["pages"] == 3
    assert (manifest["journal"]["number"], manifest["journal"]["mac"]) == (before.number, before.mac)
    assert manifest["school"]["code"] == "2199010501"


def test_the_check_code_can_be_recomputed_from_the_file_by_hand(books, stick):
    written = send(books, stick)
    hexes = hashlib.sha256((written.folder / "manifest.json").read_bytes()).hexdigest()[:10]
    bits = f"{int(hexes, 16):040b}"
    signs = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    by_hand = "".join(signs[int(bits[place : place + 5], 2)] for place in range(0, 40, 5))
    assert (
        written.check_code
        == by_hand
        == check_code(json.loads((written.folder / "manifest.json").read_text("utf-8")))
    )


def test_any_change_of_the_manifest_changes_the_code():
    assert check_code({"schema": "x", "counts": {"pupils": 402}}) != check_code(
        {"schema": "x", "counts": {"pupils": 403}}
    )
    assert check_code({"a": 1, "b": 2}) == check_code({"b": 2, "a": 1})


def test_the_slip_is_given_the_code_it_must_show(books, stick):
    seen = []
    written = send(
        books,
        stick,
        slip=lambda manifest, code, path: (seen.append((manifest, code)), slip(manifest, code, path)),
    )
    assert seen == [(written.manifest, written.check_code)]


def test_a_whole_package_verifies(books, stick):
    assert verify(send(books, stick).folder) == []


def test_missing_longer_and_changed_files_are_each_named(books, stick):
    written = send(books, stick)
    first, second, third = sorted(path for path in written.files if path.name.startswith("附件"))
    first.unlink()
    second.write_bytes(second.read_bytes() + b" ")
    data = bytearray(third.read_bytes())
    data[len(data) // 2] ^= 1
    third.write_bytes(data)
    told = verify(written.folder)
    assert len(told) == 3
    assert told[0].startswith("缺“附件1") and "大小不对" in told[1] and "内容和写入时不一样" in told[2]


def test_a_folder_without_manifest_is_no_package(stick):
    with pytest.raises(NoPackage, match="不是报送包"):
        verify(stick)
    (stick / "manifest.json").write_text("{半截", "utf-8")
    with pytest.raises(NoPackage, match="读不出来"):
        verify(stick)
    for told in (
        '{"schema": "zhuxue package 9", "files": []}',
        '{"schema": "zhuxue package 1", "files": [{"name": 1}]}',
    ):
        (stick / "manifest.json").write_text(told, "utf-8")
        with pytest.raises(NoPackage, match="升级"):
            verify(stick)


def test_sending_is_recorded_once_and_cannot_be_undone(books, stick):
    stood = head()
    written = send(books, stick)
    record = SentPackage.get()
    assert (record.folder, record.check_code, record.medium) == (NAME, written.check_code, "资助专用")
    assert (record.journal_number, record.journal_mac) == (stood.number, stood.mac)
    assert f"报送 {NAME}" not in dict(undo.stacks().undo).values()
    note = AccessNote.select().order_by(AccessNote.id.desc()).first()
    assert (note.verb, note.subject, note.count) == ("报送", NAME, Student.select().count())


def test_a_second_package_of_a_day_gets_a_free_name(books, stick):
    first, second = send(books, stick), send(books, stick)
    assert second.folder.name == f"{NAME}(2)"
    assert verify(first.folder) == verify(second.folder) == []


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_full_stick_leaves_nothing_behind_and_old_packages_whole(books, stick, monkeypatch, call):
    old = send(books, stick)

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, call, full)
        with pytest.raises(CannotWrite, match="磁盘满了"):
            send(books, stick)
    assert [path.name for path in stick.iterdir()] == [NAME]
    assert verify(old.folder) == []
    assert SentPackage.select().count() == 1


def test_a_stick_that_fills_up_at_the_last_moment_keeps_the_record_out(books, stick, monkeypatch):
    real = os.replace

    def full_for_folders(source, target):
        if os.path.isdir(source):
            raise OSError(errno.ENOSPC, "No space left on device")
        real(source, target)

    monkeypatch.setattr(os, "replace", full_for_folders)
    with pytest.raises(CannotWrite, match="磁盘满了"):
        send(books, stick)
    assert list(stick.iterdir()) == []
    assert not SentPackage.select().exists()


def test_a_record_that_cannot_be_kept_takes_the_folder_back(books, stick, monkeypatch):
    def broken(folder):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(package, "_force_out_folder", broken)
    with pytest.raises(CannotWrite):
        send(books, stick)
    assert list(stick.iterdir()) == []
    assert not SentPackage.select().exists()


def test_a_scanner_that_holds_the_folder_for_a_moment_is_waited_for(books, stick, monkeypatch):
    real, tries = os.replace, []

    def held_once(source, target):
        if os.path.isdir(source) and not tries:
            tries.append(source)
            raise PermissionError(errno.EACCES, "Permission denied")
        real(source, target)

    monkeypatch.setattr(os, "replace", held_once)
    assert verify(send(books, stick).folder) == []
    assert tries


def test_a_stick_that_gives_back_other_bytes_is_not_believed(books, stick):
    def spoils(manifest, code, path):
        slip(manifest, code, path)
        roster = next(path.parent.glob("附件1*"))
        roster.write_bytes(roster.read_bytes()[:-1] + b"?")

    with pytest.raises(CannotWrite, match="读回不一致"):
        send(books, stick, slip=spoils)
    assert list(stick.iterdir()) == []


def test_cancelling_leaves_nothing(books, stick):
    class Stopped(Progress):
        def say(self, sentence):
            self.cancelled = "附件2" in sentence

    with pytest.raises(Cancelled):
        send(books, stick, progress=Stopped())
    assert list(stick.iterdir()) == []


def test_books_that_changed_after_the_preview_must_be_looked_at_again(books, stick):
    plan = planned(books)
    pupil = Student.select().first()
    with books.store.step("改电话") as step:
        step.change(Student, pupil.id, {"phone": "13800000001"})
    with pytest.raises(Refused, match="重新看一遍"):
        package.write(plan, stick, SECRET, papers=papers, slip=slip)


def test_a_short_password_a_lost_stick_and_the_books_own_folder_are_refused(books, stick):
    plan = planned(books)
    for target, password, why in (
        (stick, "12345", "至少 6 位"),
        (stick / "拔掉了", SECRET, "找不到"),
        (books.folder.path, SECRET, "不要把报送包写进"),
    ):
        with pytest.raises(Refused, match=why):
            package.write(plan, target, password, papers=papers, slip=slip)
    assert list(stick.iterdir()) == []


def test_the_preview_warns_of_an_unapproved_list_and_of_another_term(books):
    warnings = planned(books).warnings
    assert any("还没有审批" in one for one in warnings)
    later = package.plan(books.store, books, AUTUMN.next, [AidBatch.get().id], day=DAY).warnings
    assert any("不是2027年春季学期的批次" in one for one in later)


def test_a_roster_alone_can_be_sent(books, stick):
    plan = package.plan(books.store, books, AUTUMN, [], day=DAY)
    assert "没有选资助批次，这次只报花名册。" in plan.warnings
    written = package.write(plan, stick, SECRET, papers=lambda _: [], slip=slip)
    assert sorted(path.name[:3] for path in written.files) == ["man", "交接单", "附件1"]


def test_a_class_teacher_sends_nothing(books):
    books.store.session = session_for("李老师", "class", frozenset({1}))
    with pytest.raises(NotAllowed, match="不能报送"):
        planned(books)


def test_pupils_who_left_are_not_in_the_roster(books):
    pupil = Student.select().first()
    before = planned(books).pupils
    with books.store.step("转出") as step:
        step.change(Student, pupil.id, {"status": "11", "left_on": DAY})
    assert planned(books).pupils == before - 1


def test_the_manifest_says_which_program_wrote_it():
    assert manifests.program_version().count(".") == 2


def test_money_that_was_taken_back_is_not_among_the_money_paid(books, stick):
    store, made = books.store, AidBatch.get().id
    change(store, School, the_school().id, post_aid=False)
    approve(as_headteacher(store), made, DAY)
    while AidBatch.get_by_id(made).state != "paid":
        stages.advance(store, made, DAY, why="有县里的发放明细")
    grants = list(AidGrant.select().where(AidGrant.state == "paid"))
    reversals.approve(as_headteacher(store), reversals.ask(store, grants[0].id, "back", 10_000, "多发"))
    written = send(books, stick)
    sheet = openpyxl.load_workbook(next(p for p in written.files if p.name.startswith("附件3"))).active
    rows = [row for row in sheet.iter_rows(values_only=True) if any(row)]
    heads = next(row for row in rows if "已发放金额（元）" in row)
    total = next(row for row in rows if row[0] == "合计")
    whole = sum(grant.amount for grant in grants)
    assert round(total[heads.index("已发放金额（元）")] * 100) == whole - 10_000
    assert total[heads.index("已发放人数")] == len(grants)
    note = next(text for text in texts(sheet) if text.startswith("已发放金额是实发"))
    assert f"发出 {figures(whole)} 元" in note and "追回、冲销 100.00 元" in note
    assert f"实发 {figures(whole - 10_000)} 元" in note
    assert verify(written.folder) == []


def test_without_a_correction_nothing_is_said_of_one(books):
    assert not [line for line in planned(books).items[2].sheet.below if "实发" in line]
