"""一人一档: every paper in its place, what is missing named, attachments as pages, secrets left out."""

import datetime as dt
import io

import pypdfium2
import pytest
from builders import add, as_headteacher, as_role, batch, change, guardian, needy, pupil, remove
from builders_care import home_plan, visited
from PIL import Image
from pypdf import PdfWriter

from desktop.models.ledgers.batches import AidNotice
from desktop.models.ledgers.care import HealthNote, LeftBehindForm, StudyResult
from desktop.models.ledgers.care_duty import DutyPaper
from desktop.models.ledgers.care_file import DossierPaper, GrowthItem
from desktop.models.ledgers.care_goods import Wish
from desktop.models.ledgers.care_pairs import Pairing
from desktop.models.ledgers.care_visits import HomeTeaching, HomeTeachingPlan, Talk, Visit
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.terms import Term
from desktop.services.aid import batches
from desktop.services.aid.notices import make_notices
from desktop.services.attachments import Attachments
from desktop.services.care import home_teaching
from desktop.services.care.dossier import dossier
from desktop.services.care.dossier_set import make_files, sentence
from desktop.services.paper.catalogue import DOCUMENTS, Wanted, print_document
from desktop.services.paper.documents.dossier_pages import pages_of_attachment

DAY, AUTUMN = dt.date(2026, 11, 20), Term(2026, 1)


@pytest.fixture
def child(store):
    """A child on the poor list with a teacher of her own and one visit."""
    student = needy(store, "石小禾")
    guardian(store, student)
    teacher = add(store, Staff, name="何向晚")
    add(
        store, Pairing, student=student, kind="teacher", teacher=teacher, role="lead", state="on",
        from_day=dt.date(2026, 9, 2),
    )  # fmt: skip
    visited(store, teacher, student, day=dt.date(2026, 10, 12), talked="谈了作业习惯。")
    return student


@pytest.fixture
def attachments(school):
    return Attachments(school.folder.attachments, school.key)


def picture(attachments, name="户口簿.jpg"):
    drawn = io.BytesIO()
    Image.new("RGB", (900, 600), (210, 225, 240)).save(drawn, "JPEG")
    return attachments.keep_bytes(drawn.getvalue(), name)


def bound(store, child, folder, attachments=None, term=AUTUMN):
    """The pages of the child's file as texts."""
    wanted = Wanted(day=DAY, term=term, students=(child,), attachments=attachments)
    path = print_document(store, DOCUMENTS["D29"], wanted, folder)
    with pypdfium2.PdfDocument(str(path)) as file:
        return [page.get_textpage().get_text_range() for page in file]


def part(found, key):
    return next(one for one in found.parts if one.key == key)


def test_what_is_missing_is_named_part_by_part(store, child):
    found = dossier(store, child, DAY, AUTUMN)
    assert part(found, "copies").missing == ("没有户口簿复印件",)
    assert part(found, "recognition").missing == ("没有认定申请",)
    assert part(found, "plans").missing == ("本学期没有帮扶计划",)
    assert part(found, "pairs").missing == ()
    assert part(found, "visits").missing == ()


def test_a_child_nobody_answers_for_lacks_a_teacher(store):
    found = dossier(store, needy(store, "石小禾"), DAY, AUTUMN)
    assert part(found, "pairs").missing == ("没有责任教师",)


def test_a_child_on_no_list_owes_no_papers_of_need(store):
    found = dossier(store, pupil(store, "石小禾"), DAY, AUTUMN)
    assert not part(found, "recognition").missing and not part(found, "pairs").missing


def test_the_contents_page_tells_the_page_of_every_paper(store, child, tmp_path):
    pages = bound(store, child, tmp_path)
    assert "目" in pages[1] and "家访记录" in pages[1]
    at = next(number for number, text in enumerate(pages, 1) if "谈了作业习惯" in text)
    assert f"{at}" in pages[1]
    assert f"档案第 {at} 页" in pages[at - 1] and f"共 {len(pages)} 页" in pages[at - 1]


def test_the_cover_bears_no_word_of_need(store, child, tmp_path):
    cover = bound(store, child, tmp_path)[0]
    assert "石小禾" in cover
    assert not [word for word in ("困难", "资助", "帮扶", "贫", "低保", "留守") if word in cover]


def test_photographs_become_pages(store, child, tmp_path, attachments):
    before = len(bound(store, child, tmp_path, attachments))
    add(store, DossierPaper, student=child, kind="book", day=DAY, file=picture(attachments))
    pages = bound(store, child, tmp_path, attachments)
    assert "附件：户口簿复印件" in "".join(pages)
    assert len(pages) == before + 2  # the picture, and the list of the papers held


def test_a_broken_attachment_is_said_and_the_rest_is_bound(store, child, tmp_path, attachments):
    broken = attachments.keep_bytes(b"%PDF-1.4 nothing", "坏.pdf")
    add(store, DossierPaper, student=child, kind="book", day=DAY, file=broken)
    pages = bound(store, child, tmp_path, attachments)
    assert "打不开" in pages[1]
    assert any("谈了作业习惯" in text for text in pages)


def test_what_was_told_in_confidence_is_bound_for_two_roles_only(store, child, tmp_path):
    moral = as_role(store, "moral", "何向晚")
    with moral.step("登记") as step:
        step.add(HealthNote, {"student": child, "kind": "chronic", "illness": "哮喘", "from_day": DAY})
        teacher = Staff.select().first().id
        told = {"student": child, "day": DAY, "teacher": teacher, "topic": "mind", "content": "夜里怕黑"}
        step.add(Talk, told | {"in_confidence": True})
    open_, secret = "".join(bound(store, child, tmp_path)), "".join(bound(moral, child, tmp_path))
    assert "哮喘" not in open_ and "怕黑" not in open_
    assert "哮喘" in secret and "怕黑" in secret


def ill(store, child, **more):
    """The same books at 德育's keyboard, with an illness of the child in them."""
    moral = as_role(store, "moral", "何向晚")
    with moral.step("登记") as step:
        step.add(
            HealthNote, {"student": child, "kind": "chronic", "illness": "哮喘", "from_day": DAY, **more}
        )
    return moral


def test_the_proof_of_an_illness_is_a_page_for_who_may_see_it(store, child, tmp_path, attachments):
    moral = ill(store, child, proof=picture(attachments))
    open_ = bound(store, child, tmp_path, attachments)
    secret = bound(moral, child, tmp_path, attachments)
    assert any("附件：慢性病（哮喘）证明" in page for page in secret)
    assert len(secret) == len(open_) + 2 and "哮喘" not in "".join(open_)


def test_every_page_that_tells_of_an_illness_says_that_it_is_an_inner_one(store, tmp_path, attachments):
    left = pupil(store, "石小穗", left_behind="2")
    add(store, LeftBehindForm, student=left, term=AUTUMN.code, filled_on=DAY, care_kind="none")
    moral = ill(store, left, proof=attachments.keep_bytes(pdf((400, 600), (595, 842)), "诊断.pdf"))
    pages = bound(moral, left, tmp_path, attachments)
    told = [page for page in pages if "哮喘" in page]
    assert len(told) == 2 and all("内部资料" in page for page in told)  # the list, 留守登记表
    assert sum("内部资料" in page for page in pages) == 4  # and two pages of the proof
    assert not any("内部资料" in page for page in bound(store, left, tmp_path, attachments))


def pdf(*sizes, turned=0):
    """A scan: dark paper of these sizes in points."""
    writer = PdfWriter()
    for size in sizes:
        scan = io.BytesIO()
        Image.new("RGB", size, (90, 90, 90)).save(scan, "PDF", resolution=72)
        writer.append(scan)
        writer.pages[-1].rotate(turned)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


@pytest.mark.parametrize(
    ("size", "turned", "wanted"),
    [((1240, 1754), 0, (595, 842)), ((1754, 1240), 0, (842, 595)), ((300, 200), 0, (842, 595)),
     ((1240, 1754), 90, (842, 595)), ((595, 842), 270, (842, 595)), ((595, 842), 0, (595, 842))],
)  # fmt: skip
def test_the_pages_of_an_attached_pdf_are_a4(size, turned, wanted):
    content, count = pages_of_attachment(pdf(size, (595, 842), turned=turned), "签字页")
    with pypdfium2.PdfDocument(content) as file:
        assert count == len(file) == 2
        assert [round(side) for side in file[0].get_size()] == list(wanted)
        middle = (wanted[0] // 2, wanted[1] // 2)
        assert file[0].render(scale=1).to_pil().getpixel(middle)[0] < 120  # the scan lies on it


def test_a_form_whose_photograph_is_a_page_of_its_own_says_so(store, child, tmp_path, attachments):
    change(store, Visit, Visit.get().id, photo=picture(attachments))
    pages = bound(store, child, tmp_path, attachments)
    assert any("照片附在后面" in page for page in pages) and any("家访照片" in page for page in pages)
    assert "照片已存进程序" in "".join(
        bound(store, child, tmp_path)
    )  # without the attachments it does not follow


def test_a_signed_duty_paper_and_the_picture_of_a_wish_are_pages_too(store, child, tmp_path, attachments):
    add(store, DutyPaper, kind="dropout", year=2026, level="5", party_a="石桥小学", party_b="石小禾家长", student=child,
        scan=picture(attachments))  # fmt: skip
    add(store, Wish, student=child, day=DAY, words="一双球鞋", photo=picture(attachments))
    pages = "".join(bound(store, child, tmp_path, attachments))
    assert "附件：2026年控辍保学目标责任书" in pages and "微心愿照片" in pages


def test_letters_are_copied_without_a_new_printing(store, child, tmp_path):
    made = batch(store)
    batches.approve(as_headteacher(store), made, DAY)
    make_notices(store, made)
    print_document(store, DOCUMENTS["D2"], Wanted(batch=made, day=DAY), tmp_path)
    times = [row.print_count for row in AidNotice.select()]
    assert "学生资助告知书" in "".join(bound(store, child, tmp_path))
    assert [row.print_count for row in AidNotice.select()] == times


def test_results_stand_in_the_file(store, child, tmp_path):
    add(store, StudyResult, student=child, term="2025-2", subject="math", points=820, full=100)
    assert part(dossier(store, child, DAY, AUTUMN), "study").missing == ()
    assert "82" in "".join(bound(store, child, tmp_path))


def test_a_set_is_one_file_for_each_child(store, child, tmp_path):
    other = pupil(store, "石小麦")
    made = make_files(store, [child, other], tmp_path, Wanted(day=DAY, term=AUTUMN))
    assert len({one.path for one in made}) == 2 and all(one.path.exists() for one in made)
    assert sentence(made).startswith("已做好 2 份，2 份有缺项") and "。；" not in sentence(made)


def test_a_child_taught_at_home_has_plan_records_photographs_and_gaps_in_the_file(
    store, child, tmp_path, attachments
):
    teachers = [add(store, Staff, name=name) for name in ("韦老师", "蓝老师")]
    plan = add(
        store, HomeTeachingPlan, student=child, term="2026-1", teacher1=teachers[0], teacher2=teachers[1],
        from_day=dt.date(2026, 9, 1), short_goal="学会自己穿衣",
    )  # fmt: skip
    add(
        store, HomeTeaching, plan=plan, day=dt.date(2026, 10, 15), starts="09:00", ends="10:00", lessons=20,
        teacher1=teachers[0], teacher2=teachers[1], kinds="self", content="练习扣扣子", photo=picture(attachments),
    )  # fmt: skip
    lacks = part(dossier(store, child, DAY, AUTUMN), "taught").missing
    assert lacks == home_teaching_lacks(plan) and "送教9 月少 2 次" in lacks and "送教没有家长同意书" in lacks
    told = bound(store, child, tmp_path, attachments)
    assert "学会自己穿衣" in "".join(told) and "练习扣扣子" in "".join(told)
    assert any("2026-10-15 送教照片" in page for page in told) and "送教1 次没签字" in told[1].replace(
        "\r\n", ""
    )


def home_teaching_lacks(plan):
    """What the page 送教上门 shows of a plan."""
    (one,) = (row for row in home_teaching.board(DAY, AUTUMN).rows if row.plan.id == plan)
    return tuple(f"送教{words}" for words in one.doubts)


def test_a_consent_that_is_kept_is_not_missing_and_a_child_without_a_plan_is_said(store, child, attachments):
    plan = home_plan(store, child, consent=picture(attachments))
    assert "送教没有家长同意书" not in part(dossier(store, child, DAY, AUTUMN), "taught").missing
    remove(store, HomeTeachingPlan, plan)
    change(store, Student, child, attendance="4")
    assert part(dossier(store, child, DAY, AUTUMN), "taught").missing == ("本学期没有送教计划",)


def test_the_growth_record_of_a_left_behind_child_is_listed(store, tmp_path):
    left = pupil(store, "石小穗", left_behind="2")
    add(store, GrowthItem, student=left, kind="self", day=DAY, name="我的自我介绍")
    assert part(dossier(store, left, DAY, AUTUMN), "left").missing == ("本学期没有留守登记",)
    assert "自我情况介绍" in "".join(bound(store, left, tmp_path))


def test_the_files_of_two_of_one_name_bear_their_classes(store, child, tmp_path):
    other = pupil(store, Student.get_by_id(child).name, "六(1)班")
    made = make_files(store, [child, other], tmp_path, Wanted(day=DAY, term=AUTUMN))
    assert "（六(1)班）" in made[1].path.name and "（六(1)班）" not in made[0].path.name


def test_the_file_of_a_child_taught_at_home_is_of_the_days_term_when_none_is_named(store, child, tmp_path):
    home_plan(store, child)
    assert any("送教上门" in page for page in bound(store, child, tmp_path, term=None))
