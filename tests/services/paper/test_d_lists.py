"""花名册、登记表、清单: every line exact, every page headed, sums right, the seal free."""

import datetime as dt
import re

import pytest
from builders import AUTUMN, add, as_role, change, id_number
from papers import (
    DAY,
    LONG,
    NO_GLYPH,
    RARE,
    account_number,
    faults,
    grant_count,
    names,
    pages,
    paid_batch,
    pupils,
    total,
    under_seals,
    whole,
)

from desktop.models import money
from desktop.models.errors import Refused
from desktop.models.ledgers.batches import AidGrant
from desktop.models.ledgers.care import PsychScreening
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.desk import HeadMemory
from desktop.models.ledgers.students import Student
from desktop.services.paper.catalogue import DOCUMENTS, Wanted, print_document
from desktop.services.paper.documents import class_sheet, ledger_list, name_roll, payment_list
from desktop.services.paper.fonts import MissingGlyph
from desktop.services.progress import Cancelled, Progress

SCHOOL = "青禾县柳林镇石桥小学"
SECRET = "内部资料注意保密"


@pytest.fixture
def listed(store):
    """30 pupils on a paid list, one with the longest name, one with a rare character."""
    pupils(store, [*names(28), LONG, RARE])
    return paid_batch(store)


# ---- D8


@pytest.fixture
def payment(listed, tmp_path):
    path = tmp_path / "登记表.pdf"
    payment_list.draw(path, payment_list.payment_list(listed), proof=True, day=DAY)
    return path


def test_the_payment_list_holds_every_name_number_account_and_amount(payment):
    text = whole(payment)
    for number, name in enumerate([*names(28), LONG, RARE], 1):
        assert name in text and id_number(number) in text and account_number(number) in text
    assert text.count("312.50") == 30


def test_every_page_of_the_payment_list_is_headed_numbered_and_warns(payment):
    texts = pages(payment)
    assert len(texts) > 1
    for number, text in enumerate(texts, 1):
        for words in (f"{SCHOOL}2026年秋季学期家庭经济困难非寄宿生生活补助资金发放登记表", "家长签字（按手印）", SECRET,
                      "一式三份", f"第{number}页共{len(texts)}页", "不得代签、代领", "经办人：", "班主任：", "校长："):  # fmt: skip
            assert words in text


def test_the_subtotals_add_up_to_the_total_in_figures_and_words(payment, listed):
    texts = pages(payment)
    subtotals = [re.search(r"本页小计(\d+)人大写(\d+\.\d\d)", text) for text in texts]
    assert sum(int(found[1]) for found in subtotals) == 30
    assert sum(money.parse_yuan(found[2]) for found in subtotals) == total(listed)
    assert f"合计30人大写{money.figures(total(listed))}{money.words(total(listed))}" in texts[-1]


def test_nothing_of_the_payment_list_leaves_its_place_and_the_seal_is_free(payment):
    assert faults(payment) == []
    assert under_seals(payment) == "2026年11月23日"


def test_an_unapproved_payment_list_is_a_draft(store, tmp_path):
    pupils(store, ["王芳"])
    made = paid_batch(store, approved=False)
    payment_list.draw(tmp_path / "表.pdf", payment_list.payment_list(made))
    assert "草稿" in whole(tmp_path / "表.pdf")


def test_an_approved_payment_list_is_none(payment):
    assert "草稿" not in whole(payment)


@pytest.mark.parametrize("count", [1, 200])
def test_one_pupil_or_two_hundred_look_the_same(store, tmp_path, count):
    pupils(store, names(count))
    made = paid_batch(store)
    path = tmp_path / "登记表.pdf"
    payment_list.draw(path, payment_list.payment_list(made), proof=True, day=DAY)
    assert grant_count(made) == count
    assert faults(path) == [] and under_seals(path) == "2026年11月23日"
    assert f"合计{count}人" in pages(path)[-1]


def test_a_list_without_anyone_is_refused(listed, store):
    with store.step("都去掉") as step:
        stopped = {"state": "stopped", "reason": "已转出"}
        step.change_many(AidGrant, {row.id: stopped for row in AidGrant.select()})
    with pytest.raises(Refused, match="一个人也没有"):
        payment_list.payment_list(listed)


def test_an_owner_nobody_can_draw_is_told_with_pupil_and_column(store, tmp_path):
    pupils(store, ["王芳"])
    listed = paid_batch(store, approved=False)
    first = AidGrant.select().where(AidGrant.place == 1).get()
    change(store, AidGrant, first.id, owner=f"王{NO_GLYPH}")
    with pytest.raises(MissingGlyph, match=r"三（2）班.+的开户名"):
        payment_list.draw(tmp_path / "登记表.pdf", payment_list.payment_list(listed))
    assert list(tmp_path.glob("*.pdf")) == []


def test_a_cancelled_list_leaves_no_file(listed, tmp_path):
    progress = Progress()
    progress.cancelled = True
    with pytest.raises(Cancelled):
        payment_list.draw(tmp_path / "登记表.pdf", payment_list.payment_list(listed), progress=progress)
    assert list(tmp_path.glob("*登记表*")) == []


def test_amounts_stand_point_under_point(store, tmp_path):
    """The figure 1 is narrower than the others, so a right edge alone does not do it."""
    pupils(store, ["王芳", "李明"])
    made = paid_batch(store, approved=False)
    for row, fen in zip(AidGrant.select(), (31111, 60000), strict=True):
        change(store, AidGrant, row.id, amount=fen)
    path = tmp_path / "登记表.pdf"
    payment_list.draw(path, payment_list.payment_list(made))
    points = points_of(path)
    assert len(points) == 4  # two pupils, 小计, 合计
    assert max(points) - min(points) < 0.1


def points_of(path) -> list[float]:
    """Where the decimal points of amounts lie across the first page, in mm."""
    import pypdfium2 as pdfium

    from desktop.services.paper.check import letters_of

    document = pdfium.PdfDocument(path)
    letters = letters_of(document[0])
    document.close()
    inner = zip(letters, letters[1:], letters[2:], letters[3:], strict=False)
    return [
        b.left
        for a, b, c, d in inner
        if b.char == "." and a.char.isdigit() and c.char.isdigit() and d.char.isdigit()
    ]


# ---- D7


def test_the_roll_of_a_list_has_its_columns_full_numbers_and_seal(listed, tmp_path):
    path = tmp_path / "花名册.pdf"
    name_roll.draw(path, name_roll.roll_of_batch(listed), proof=True, day=DAY)
    texts = pages(path)
    for text in texts:
        for words in (
            "序号",
            "学籍号",
            "寄宿与否",
            "困难类型",
            "监护人",
            "家庭住址",
            "备注",
            SECRET,
            "填表人：",
            "审核人：",
        ):
            assert words in text
    text = "".join(texts)
    assert "家庭经济困难非寄宿生生活补助受助学生花名册" in texts[0]
    assert all(f"G{id_number(number)}" in text for number in range(1, 31))
    assert faults(path) == [] and under_seals(path) == "2026年11月23日"


def test_the_roll_counts_boys_girls_and_boarders(store, tmp_path):
    ids = pupils(store, names(3))
    change(store, Student, ids[0], attendance="2")
    roll = name_roll.roll_of(ids, AUTUMN.title)
    name_roll.draw(tmp_path / "花名册.pdf", roll)
    assert "合计3人男0人，女3人，寄宿1人" in whole(tmp_path / "花名册.pdf")


def test_the_roll_of_nobody_is_refused(store):
    with pytest.raises(Refused, match="一个人也没有"):
        name_roll.roll_of([], AUTUMN.title)


# ---- any ledger


def test_a_list_for_families_shows_no_whole_number(store, tmp_path):
    ids = pupils(store, names(3))
    ledger_list.draw(
        tmp_path / "名单.pdf", ledger_list.ledger_list(Student, ids, ["name", "id_number", "phone"])
    )
    text = whole(tmp_path / "名单.pdf")
    number = id_number(1)
    assert f"{number[:6]}********{number[-4:]}" in text and number not in text
    assert "13800000001" not in text and SECRET not in text


def test_a_list_for_the_authorities_shows_them_under_a_warning(store, tmp_path):
    ids = pupils(store, names(3))
    wanted = ledger_list.ledger_list(Student, ids, ["name", "id_number"], masked=False)
    ledger_list.draw(tmp_path / "名单.pdf", wanted)
    text = whole(tmp_path / "名单.pdf")
    assert all(id_number(number) in text for number in (1, 2, 3)) and SECRET in text


def test_a_list_of_what_was_told_in_confidence_bears_the_warning_whatever_its_columns(store, tmp_path):
    (child,) = pupils(store, names(1))
    moral = as_role(store, "moral", "何丽娟")
    record = add(moral, PsychScreening, student=child, day=dt.date(2026, 10, 12), level="2")
    wanted = Wanted(ledger=PsychScreening, records=(record,))
    assert SECRET in whole(print_document(moral, DOCUMENTS["LIST"], wanted, tmp_path))


def test_few_columns_stand_upright_and_many_lie(store):
    ids = pupils(store, names(2))
    few = ledger_list.ledger_list(Student, ids, ["name", "id_number"])
    many = ledger_list.ledger_list(Student, ids)
    assert [ledger_list.layout(one)[1] for one in (few, many)] == [False, True]


def test_the_columns_fill_the_page(store):
    ids = pupils(store, [*names(20), LONG])
    widths, lying, _ = ledger_list.layout(ledger_list.ledger_list(Student, ids))
    room = ledger_list.LYING if lying else ledger_list.UPRIGHT
    assert sum(widths) + ledger_list.NUMBER == pytest.approx(room)


def test_too_many_columns_are_refused_with_a_way_out(store, tmp_path):
    every = [item.name for item in Student.shown()]
    wanted = ledger_list.ledger_list(Student, pupils(store, ["王芳"]), every)
    with pytest.raises(Refused, match="少选几列"):
        ledger_list.draw(tmp_path / "名单.pdf", wanted)


def test_each_class_begins_a_new_page(store, tmp_path):
    ids = [*pupils(store, ["王芳", LONG]), *pupils(store, ["李明"], klass="二(1)班", start=3)]
    ledger_list.draw(tmp_path / "名单.pdf", ledger_list.ledger_list(Student, ids, by_class=True))
    second, third = pages(tmp_path / "名单.pdf")
    assert "班级：二年级（1）班" in second and "李明" in second and "王芳" not in second
    assert "班级：三年级（2）班" in third and LONG in third
    assert faults(tmp_path / "名单.pdf") == []


def test_a_ledger_of_money_is_added_up(listed, tmp_path):
    ids = [row.id for row in AidGrant.select()]
    ledger_list.draw(tmp_path / "明细.pdf", ledger_list.ledger_list(AidGrant, ids, ["student", "amount"]))
    assert f"合计30人{money.figures(total(listed))}" in pages(tmp_path / "明细.pdf")[-1]


def test_a_ledger_without_classes_cannot_be_split_by_them(store):
    with store.step("记住") as step:
        record = step.add(HeadMemory, {"fingerprint": "甲", "heads": "姓名"})
    with pytest.raises(Refused, match="不能分班"):
        ledger_list.ledger_list(HeadMemory, [record], by_class=True)


# ---- 班级名册


def test_a_class_stands_on_one_sheet_with_room_to_tick(store, tmp_path):
    pupils(store, [*names(44), LONG])
    path = tmp_path / "名册.pdf"
    class_sheet.draw(path, class_sheet.class_sheet(store, AUTUMN, heads=["课本"]))
    (text,) = pages(path)
    assert "三年级（2）班名册" in text and "共45人" in text and "课本" in text and LONG in text
    assert faults(path) == []


def test_pupils_who_left_are_not_on_the_sheet(store):
    first, _ = pupils(store, ["王芳", "李明"])
    change(store, Student, first, left_on=DAY)
    ((_, found),) = class_sheet.class_sheet(store, AUTUMN).classes
    assert [pupil.name for pupil in found] == ["李明"]


def test_only_the_classes_asked_for_are_printed(store):
    pupils(store, ["王芳"])
    pupils(store, ["李明"], klass="二(1)班", start=2)
    wanted = SchoolClass.find("二(1)班")
    assert [name for name, _ in class_sheet.class_sheet(store, AUTUMN, [wanted]).classes] == ["二(1)班"]
