"""The papers of 家访: the sheet one takes along, the form the family signs, talks, draws and the coverage."""

import datetime as dt
import io

import pytest
from builders import AUTUMN, as_class_teacher, as_headteacher, as_role, guardian, household, school_class
from builders_care import listed_pupil, teacher
from papers import LONG, NO_GLYPH, faults, pages, whole

from desktop.models.errors import Refused
from desktop.models.ledgers.care_visits import Talk, Visit
from desktop.models.roles import NotAllowed
from desktop.services.attachments import Attachments
from desktop.services.care import booking, draw, pairs, sheet, talks
from desktop.services.care.booking import About, Entry
from desktop.services.paper.catalogue import DOCUMENTS, Wanted, print_document
from desktop.services.paper.fonts import MissingGlyph

DAY = dt.date(2026, 11, 20)
NEED_WORDS = ("贫困", "留守", "残疾", "低保", "脱贫", "困境")


def printed(store, code, tmp_path, **wanted):
    return print_document(store, DOCUMENTS[code], Wanted(day=DAY, **wanted), tmp_path)


@pytest.fixture
def home(store):
    """Two sisters at 下寨村; 孙老师 stands by the elder."""
    family = household(store, address="下寨村3组12号")
    elder = listed_pupil(store, "王芳", "五(1)班", household=family)
    younger = listed_pupil(store, "王玲", "三(2)班", household=family)
    guardian(store, elder, "王建国", phone="13800000001", occupation="务工")
    sun = teacher(store, "孙老师")
    pairs.pair(store, elder, {"teacher": sun}, dt.date(2026, 9, 10))
    return {"elder": elder, "younger": younger, "sun": sun}


def visit(store, home, **values):
    told = {
        "day": DAY,
        "teacher": home["sun"],
        "talked": "谈了寒假安排",
        "way": "home",
        "policies": "aid",
        **values,
    }
    children = (About(home["elder"], at_home="勤快"), About(home["younger"], absence_why="发烧"))
    return booking.keep(store, Entry(told, children))


def test_the_sheet_has_its_number_and_a_star_for_a_sibling_of_others(store, home, tmp_path):
    path = printed(store, "DV", tmp_path, records=(home["sun"],))
    text = whole(path)
    assert f"编号{sheet.sheet_of('teacher', home['sun'], DAY).number}" in text
    assert "王芳五（1）班" in text and "王玲＊三（2）班" in text and "下寨村3组12号" in text
    assert faults(path) == []


def test_no_sheet_names_a_childs_need(store, home, tmp_path):
    made = visit(store, home)
    for code, wanted in (
        ("DV", {}),
        ("D10", {"records": (made,), "ledger": Visit}),
        ("DVS", {"term": AUTUMN}),
    ):
        text = whole(printed(store, code, tmp_path, **wanted))
        assert not [word for word in NEED_WORDS if word in text], code


def test_a_class_teacher_takes_the_sheet_of_the_own_class(store, home, tmp_path):
    mine = as_class_teacher(store, school_class(store, "三(2)班"))
    text = whole(printed(mine, "DV", tmp_path))
    assert "班级：三年级（2）班" in text and "王玲" in text


def test_nobody_to_visit_is_said(store, tmp_path):
    with pytest.raises(Refused, match="家访名单里一户也没有"):
        printed(store, "DV", tmp_path)


def test_a_kept_visit_is_printed_for_both_sisters(store, home, tmp_path):
    path = printed(store, "D10", tmp_path, records=(visit(store, home),), ledger=Visit)
    (text,) = pages(path)
    assert "王芳" in text and "王玲" in text
    assert "王芳：勤快" in text and "王玲：发烧" in text
    assert "■上门" in text and "■资助政策" in text and "□安全" in text
    assert "90×60" in text
    assert faults(path) == []


def test_a_form_to_take_along_knows_home_and_family(store, home, tmp_path):
    text = whole(printed(store, "D10", tmp_path, students=(home["elder"],)))
    assert (
        "下寨村3组12号" in text and "13800000001" in text and "父亲王建国，务工" in text and "孙老师" in text
    )


def test_an_empty_form_has_one_page(store, tmp_path):
    path = printed(store, "D10", tmp_path)
    assert len(pages(path)) == 1 and faults(path) == []


def test_a_long_record_takes_a_second_page_and_loses_nothing(store, home, tmp_path):
    long = "".join(f"第{n}件事谈了很久，家长也同意。" for n in range(160))
    path = printed(
        store, "D10", tmp_path, records=(visit(store, home, talked=long, said=long),), ledger=Visit
    )
    assert len(pages(path)) > 1 and "第159件事" in whole(path)
    assert faults(path) == []


def test_a_glyph_that_no_font_has_is_refused_before_printing(store, home, tmp_path):
    with pytest.raises(MissingGlyph):
        printed(store, "D10", tmp_path, records=(visit(store, home, said=NO_GLYPH),), ledger=Visit)


def test_the_longest_name_finds_room(store, tmp_path):
    child, sun = listed_pupil(store, LONG), teacher(store)
    pairs.pair(store, child, {"teacher": sun}, dt.date(2026, 9, 10))
    for code, wanted in (("DV", {}), ("D10", {"students": (child,)}), ("DVS", {"term": AUTUMN})):
        assert faults(printed(store, code, tmp_path, **wanted)) == []


# talks ---------------------------------------------------------------------------------------------------


@pytest.fixture
def two_talks(store, home):
    told = {"student": home["elder"], "day": DAY, "teacher": home["sun"], "topic": "mind"}
    return (
        talks.keep(store, told | {"content": "想妈妈", "in_confidence": True}),
        talks.keep(store, told | {"content": "数学作业"}),
    )


def test_a_talk_in_confidence_is_not_printed_even_by_whoever_wrote_it(store, two_talks, tmp_path):
    text = whole(printed(store, "D13", tmp_path, records=two_talks, ledger=Talk))
    assert "数学作业" in text and "想妈妈" not in text
    job = DOCUMENTS["D13"].prepare(store, Wanted(records=two_talks, ledger=Talk))
    assert job.left_out.startswith("1次保密的谈心没有打印")
    with pytest.raises(Refused, match="可以打印的谈心里一次也没有"):
        printed(store, "D13", tmp_path, records=two_talks[:1], ledger=Talk)


def test_two_roles_print_it_with_the_word_on_top(store, two_talks, tmp_path):
    for books in (as_headteacher(store), as_role(store, "moral", "何老师")):
        text = whole(printed(books, "D13", tmp_path, records=two_talks[:1], ledger=Talk))
        assert "想妈妈" in text and "保密，只给德育负责人和校长看" in text


# draws, coverage -----------------------------------------------------------------------------------------


def test_the_draw_sheet_says_how_it_was_drawn_and_keeps_whom_nobody_reached(store, home, tmp_path):
    made = draw.draw(store, draw.Wish("other", 5, DAY, AUTUMN, seed=4711))
    first = draw.answers(made)[0]
    draw.answer(store, first.id, {"called_on": DAY, "result": "none"})
    path = printed(store, "DRAW", tmp_path, records=(made,))
    text = whole(path)
    assert "抽签号4711" in text and "打不通" in text and "2人中抽2人" in text and "13800000001" in text
    assert faults(path) == []


def test_without_a_draw_there_is_nothing_to_print(store, tmp_path):
    with pytest.raises(Refused, match="还没有做过电话抽查"):
        printed(store, "DRAW", tmp_path)


def test_the_coverage_names_whom_nobody_visited(store, home, tmp_path):
    listed_pupil(store, "李强", "三(2)班")
    visit(store, home)
    path = printed(store, "DVS", tmp_path, term=AUTUMN)
    classes, teachers = pages(path)
    assert "三（2）班2150.00%" in classes and "李强" in classes and "合计3266.67%" in classes
    assert "孙老师" in teachers and "还没有责任教师" in teachers
    assert faults(path) == []


def test_a_month_has_its_own_table(store, home, tmp_path):
    visit(store, home)
    path = printed(store, "DVS", tmp_path, term=AUTUMN, month="2026-10", what="month")
    assert "2026年10月家访统计表" in whole(path)
    assert "合计200.00%" in whole(path)


def test_the_coverage_is_the_whole_schools(store, home, tmp_path):
    with pytest.raises(NotAllowed):
        printed(as_class_teacher(store, school_class(store, "三(2)班")), "DVS", tmp_path, term=AUTUMN)


# pictures -----------------------------------------------------------------------------------------------


@pytest.fixture
def attachments(school):
    return Attachments(school.folder.attachments, school.key)


def picture(attachments, name="家访.jpg", size=(400, 300)):
    from PIL import Image

    drawn = io.BytesIO()
    Image.new("RGB", size, (90, 140, 90)).save(drawn, "JPEG")
    return attachments.keep_bytes(drawn.getvalue(), name)


def pictures_on(path, page):
    from pypdf import PdfReader

    return [one.image.size for one in PdfReader(path).pages[page].images]


def test_the_photograph_stands_in_its_frame_and_the_signed_page_follows(store, home, tmp_path, attachments):
    made = visit(
        store, home, photo=picture(attachments), signed_page=picture(attachments, "签字.jpg", (300, 500))
    )
    path = printed(store, "D10", tmp_path, records=(made,), ledger=Visit, attachments=attachments)
    assert len(pages(path)) == 2
    assert (pictures_on(path, 0), pictures_on(path, 1)) == ([(400, 300)], [(300, 500)])
    assert "家访签字页" in whole(path) and "照片" not in pages(path)[0]
    assert faults(path) == []


def test_each_signed_page_follows_its_own_form(store, home, tmp_path, attachments):
    first = visit(store, home, signed_page=picture(attachments))
    other = booking.keep(store, Entry(
        {"day": DAY, "teacher": home["sun"], "talked": "又去一次", "way": "home"}, (About(home["younger"]),)
    ))  # fmt: skip
    path = printed(store, "D10", tmp_path, records=(first, other), ledger=Visit, attachments=attachments)
    told = pages(path)
    assert len(told) == 3 and "签字页" in told[1] and "又去一次" in told[2]


def test_a_picture_that_is_lost_is_said_on_the_form(store, home, tmp_path, attachments):
    made = visit(store, home, photo="0" * 64 + "|丢了.jpg", signed_page="1" * 64 + "|也丢了.jpg")
    path = printed(store, "D10", tmp_path, records=(made,), ledger=Visit, attachments=attachments)
    assert "照片打不开" in pages(path)[0] and "不见了" in pages(path)[1]


def test_without_the_attachments_the_frame_says_where_the_photograph_is(store, home, tmp_path, attachments):
    made = visit(store, home, photo=picture(attachments))
    path = printed(store, "D10", tmp_path, records=(made,), ledger=Visit)
    assert "照片已存进程序" in whole(path) and len(pages(path)) == 1
