"""告知书: what families read is right, masked, numbered once, and leaves room for the seal."""

import datetime as dt
from pathlib import Path

import pypdfium2 as pdfium
import pytest
import zxingcpp
from builders import AUTUMN, change
from papers import (
    DAY,
    LONG,
    NO_GLYPH,
    RARE,
    account_number,
    county_phone,
    faults,
    names,
    one_family,
    pages,
    paid_batch,
    pupils,
    under_seals,
    whole,
)

from desktop.models.errors import Refused
from desktop.models.ledgers.aid import AidProgramme, AidStandard
from desktop.models.ledgers.batches import AidBatch, AidNotice
from desktop.models.ledgers.school import School
from desktop.models.ledgers.students import Student
from desktop.services.aid.notices import make_notices
from desktop.services.paper.documents import aid_letter, delivery_list, policy_letter
from desktop.services.paper.fonts import MissingGlyph
from desktop.services.progress import Cancelled, Progress

SCHOOL = "青禾县柳林镇石桥小学"
APPLY_BY = dt.date(2026, 9, 11)


def letters(store, made: int, path: Path, **choices) -> Path:
    job = aid_letter.letters_of(made, day=DAY, **choices)
    aid_letter.print_letters(store, job, path, proof=True)
    return path


# ---- D1


def test_the_policy_letter_fits_one_page_with_its_receipt(store, tmp_path):
    county_phone(store)
    pupils(store, ["王芳"])
    path = tmp_path / "信.pdf"
    policy_letter.draw(path, policy_letter.policy_letter(AUTUMN, dt.date(2026, 9, 1), APPLY_BY), proof=True)
    (text,) = pages(path)
    for words in (f"{SCHOOL}2026年秋季学期学生资助政策告知书", "尊敬的家长：", "四、申请流程", "9月11日前", "回执",
                  "□不符合条件，不申请", "□符合条件，申请资助", "学生班级：", "学生姓名：", "家长签字：", "05778000108"):  # fmt: skip
        assert words in text
    assert faults(path) == []
    assert under_seals(path) == f"{SCHOOL}2026年9月1日"


def test_its_amounts_are_those_of_the_table_of_standards(store, tmp_path):
    pupils(store, ["王芳"])
    path = tmp_path / "信.pdf"
    policy_letter.draw(path, policy_letter.policy_letter(AUTUMN, DAY, APPLY_BY))
    assert "家庭经济困难非寄宿生生活补助小学625312.50" in whole(path)


def test_the_county_goes_before_the_country_in_the_letter(store, tmp_path):
    pupils(store, ["王芳"])
    programme = AidProgramme.get(AidProgramme.code == "non_boarding")
    with store.step("本县标准") as step:
        step.add(AidStandard, {"programme": programme.id, "stage": "primary", "boarding": "non_boarder", "amount": 80000,
                               "unit": "学年", "from_term": "2026-1", "level": "县"})  # fmt: skip
    path = tmp_path / "信.pdf"
    policy_letter.draw(path, policy_letter.policy_letter(AUTUMN, DAY, APPLY_BY))
    assert "家庭经济困难非寄宿生生活补助小学800400" in whole(path)


def test_a_nine_year_school_tells_both_stages_on_one_page(store, tmp_path):
    pupils(store, ["王芳"])
    pupils(store, ["李明"], klass="八(1)班", start=2)
    path = tmp_path / "信.pdf"
    policy_letter.draw(path, policy_letter.policy_letter(AUTUMN, DAY, APPLY_BY), proof=True)
    assert len(pages(path)) == 1 and faults(path) == []
    assert "小学、初中免除" in whole(path)


def test_each_pupil_has_a_copy_with_name_and_class(store, tmp_path):
    ids = pupils(store, ["王芳", LONG, RARE])
    letter = policy_letter.policy_letter(AUTUMN, DAY, APPLY_BY, copies=policy_letter.copies_for_pupils(ids))
    path = tmp_path / "信.pdf"
    policy_letter.draw(path, letter)
    texts = pages(path)
    for name, text in zip(["王芳", LONG, RARE], texts, strict=True):
        assert name in text and "三年级（2）班" in text
    assert faults(path) == []


# ---- D2


def test_two_letters_to_a_page_with_names_amounts_and_words_exact(store, tmp_path):
    county_phone(store)
    everyone = ["王芳", LONG, RARE, "李明"]
    pupils(store, everyone)
    made = paid_batch(store)
    make_notices(store, made)
    path = letters(store, made, tmp_path / "告知书.pdf")
    texts = pages(path)
    assert len(texts) == 2
    for name, text in zip(everyone, [texts[0], texts[0], texts[1], texts[1]], strict=True):
        assert f"您的孩子{name}（三年级（2）班）在2026年秋季学期" in text
    assert all(text.count("叁佰壹拾贰元伍角整（312.50元）") == 2 for text in texts)
    assert faults(path) == []


def test_only_the_last_four_of_the_account_reach_a_family(store, tmp_path):
    pupils(store, ["王芳"])
    made = paid_batch(store)
    make_notices(store, made)
    text = whole(letters(store, made, tmp_path / "告知书.pdf"))
    assert account_number(1)[-4:] in text
    assert account_number(1) not in text and "5299012016" not in text


def test_the_seal_covers_school_and_date_alone(store, tmp_path):
    pupils(store, ["王芳", "李明"])
    made = paid_batch(store)
    make_notices(store, made)
    path = letters(store, made, tmp_path / "告知书.pdf")
    assert under_seals(path) == f"{SCHOOL}2026年11月23日" * 2


def test_a_draft_says_so_and_has_no_number(store, tmp_path):
    pupils(store, ["王芳"])
    made = paid_batch(store, approved=False)
    path = letters(store, made, tmp_path / "告知书.pdf")
    text = whole(path)
    assert "草稿" in text and "编号" not in text and "〔" not in text
    assert AidNotice.select().count() == 0 and faults(path) == []


def test_a_number_is_drawn_once_and_a_reprint_says_which(store, tmp_path):
    pupils(store, ["王芳"])
    made = paid_batch(store)
    make_notices(store, made)
    first, second, third = (whole(letters(store, made, tmp_path / f"{n}.pdf")) for n in range(3))
    assert "编号：石小资助〔2026〕1号" in first and "补打" not in first
    assert "编号：石小资助〔2026〕1号" in second and "补打1" in second
    assert "补打2" in third and "草稿" not in third


def test_the_code_on_the_receipt_is_year_and_number(store, tmp_path):
    pupils(store, ["王芳", "李明"])
    made = paid_batch(store)
    make_notices(store, made)
    path = letters(store, made, tmp_path / "告知书.pdf")
    document = pdfium.PdfDocument(path)
    picture = document[0].render(scale=2).to_pil()
    document.close()
    assert sorted(code.text for code in zxingcpp.read_barcodes(picture)) == ["2026-1", "2026-2"]


def test_brothers_and_sisters_share_a_letter_that_names_each(store, tmp_path):
    ids = pupils(store, ["王芳", "李明", "王小龙"])
    one_family(store, [ids[0], ids[2]])
    made = paid_batch(store)
    make_notices(store, made, by_household=True)
    path = letters(store, made, tmp_path / "告知书.pdf")
    (text,) = pages(path)
    assert "您家的2个孩子在2026年秋季学期享受以下资助：" in text
    assert "王芳、王小龙" in text and "陆佰贰拾伍元整（625.00元）" in text
    assert faults(path) == [] and under_seals(path) == f"{SCHOOL}2026年11月23日" * 2


def test_a_large_family_has_a_page_of_its_own(store, tmp_path):
    ids = pupils(store, names(6))
    one_family(store, ids[1:5])
    made = paid_batch(store)
    make_notices(store, made, by_household=True)
    path = letters(store, made, tmp_path / "告知书.pdf")
    texts = pages(path)
    assert [text.count("存根") for text in texts] == [1, 1, 1]
    assert "壹仟贰佰伍拾元整（1250.00元）" in texts[1] and faults(path) == []
    assert under_seals(path) == f"{SCHOOL}2026年11月23日" * 3


def test_a_household_that_no_page_holds_is_refused_with_a_way_out(store, tmp_path):
    ids = pupils(store, names(30))
    one_family(store, ids)
    made = paid_batch(store)
    make_notices(store, made, by_household=True)
    with pytest.raises(Refused, match="一人一份"):
        letters(store, made, tmp_path / "告知书.pdf")
    assert list(tmp_path.glob("*.pdf")) == []


@pytest.mark.parametrize(
    ("order", "expected"), [("list", "丙甲乙丁"), ("class", "丙甲乙丁"), ("village", "甲乙丙丁")]
)
def test_letters_lie_in_the_order_they_are_handed_out(store, order, expected):
    """丙 is in 二(1)班, the others in 三(1)班; 丁 and 丙 live in 石桥村, the others in 东山村."""
    ids = [
        *pupils(store, ["王甲", "王乙", "王丁"], klass="三(1)班"),
        *pupils(store, ["王丙"], klass="二(1)班", start=4),
    ]
    for student, village in zip(ids, ["东山村", "东山村", "石桥村", "石桥村"], strict=True):
        one_family(store, [student], village)
    made = paid_batch(store)
    make_notices(store, made)
    found = "".join(letter.student.name[-1] for letter in aid_letter.letters_of(made, order=order).letters)
    assert found == expected


def test_letters_lie_by_village_where_only_the_address_tells_it(store):
    ids = pupils(store, ["王甲", "王乙", "王丙"], klass="三(1)班")
    for student, where in zip(ids, ["石桥村4组12号", "高坡村4组3号", "石桥村1组8号"], strict=True):
        change(store, Student, student, home_address=f"青禾县柳林镇{where}")
    made = paid_batch(store)
    make_notices(store, made)
    found = [letter.student.name for letter in aid_letter.letters_of(made, order="village").letters]
    assert found == ["王丙", "王甲", "王乙"]


def test_a_character_nobody_can_draw_is_told_with_the_pupil_before_a_number_is_used(store, tmp_path):
    pupils(store, ["王芳", f"李{NO_GLYPH}"])
    made = paid_batch(store)
    make_notices(store, made)
    with pytest.raises(MissingGlyph, match=f"三（2）班李{NO_GLYPH}的姓名"):
        letters(store, made, tmp_path / "告知书.pdf")
    assert [notice.number for notice in AidNotice.select()] == [None, None]


def test_before_the_money_is_there_the_letter_does_not_say_it_is(store, tmp_path):
    pupils(store, ["王芳"])
    made = paid_batch(store)
    change(store, AidBatch, made, paid_on=None)
    make_notices(store, made)
    text = whole(letters(store, made, tmp_path / "告知书.pdf"))
    assert "以到账为准" in text and "已直接打入" not in text


def test_the_longest_school_name_and_account_of_the_county_stay_in_their_places(store, tmp_path):
    county_phone(store)
    change(store, School, School.get().id, school_name="青禾哈尼族彝族自治县柳林镇石桥民族中心小学校")
    pupils(store, [LONG, RARE])
    made = paid_batch(store)
    make_notices(store, made)
    assert faults(letters(store, made, tmp_path / "告知书.pdf")) == []


def test_cancelling_leaves_no_file(store, tmp_path):
    pupils(store, ["王芳"])
    job = aid_letter.letters_of(paid_batch(store, approved=False))
    progress = Progress()
    progress.cancelled = True
    with pytest.raises(Cancelled):
        aid_letter.draw(tmp_path / "告知书.pdf", job, progress=progress)
    assert list(tmp_path.glob("*告知书*")) == []


def test_a_cancelled_printing_uses_no_number_and_counts_nothing(store, tmp_path):
    pupils(store, ["王芳"])
    made = paid_batch(store)
    make_notices(store, made)
    progress = Progress()
    progress.cancelled = True
    with pytest.raises(Cancelled):
        aid_letter.print_letters(
            store, aid_letter.letters_of(made), tmp_path / "告知书.pdf", progress=progress
        )
    notice = AidNotice.get()
    assert notice.number is None and notice.print_count == 0


def test_the_numbers_on_paper_are_those_in_the_books(store, tmp_path):
    everyone = names(4)
    pupils(store, everyone)
    made = paid_batch(store)
    make_notices(store, made)
    ids = [notice.id for notice in AidNotice.select()]
    letters(store, made, tmp_path / "先.pdf", only=ids[2:3])  # number 1 goes to the third letter
    text = whole(letters(store, made, tmp_path / "全.pdf"))
    for notice in AidNotice.select():
        assert f"{notice.student.name}家长：《学生资助告知书》（{notice.number}）" in text
    assert sorted(notice.serial for notice in AidNotice.select()) == [1, 2, 3, 4]
    assert text.count("补打1") == 1


def test_a_family_of_ten_is_named_by_its_first_child(store, tmp_path):
    ids = pupils(store, names(14))
    one_family(store, ids)
    made = paid_batch(store)
    make_notices(store, made, by_household=True)
    path = letters(store, made, tmp_path / "告知书.pdf")
    (text,) = pages(path)
    assert "等14个孩子家长：" in text and "您家的14个孩子" in text
    assert faults(path) == [] and under_seals(path) == f"{SCHOOL}2026年11月23日"


# ---- 送达清单


def test_each_class_has_its_own_list_of_letters_to_hand_out(store, tmp_path):
    pupils(store, ["王芳", LONG])
    pupils(store, ["李明"], klass="二(1)班", start=3)
    made = paid_batch(store)
    make_notices(store, made)
    letters(store, made, tmp_path / "告知书.pdf")
    path = tmp_path / "送达.pdf"
    delivery_list.draw(path, delivery_list.delivery_list(made))
    second, third = pages(path)
    assert "班级：二年级（1）班" in second and "李明" in second
    assert "班级：三年级（2）班" in third and LONG in third and "石小资助〔2026〕" in third
    assert all("收到人签字" in text and "第1页共1页" in text for text in (second, third))
    assert faults(path) == []


def test_a_pupil_who_moved_class_keeps_the_class_of_the_list(store, tmp_path):
    (student,) = pupils(store, ["王芳"])
    made = paid_batch(store)
    pupils(store, ["李明"], klass="五(1)班", start=2)
    change(store, Student, student, school_class=Student.get(Student.name == "李明").school_class_id)
    make_notices(store, made)
    assert "三年级（2）班" in whole(letters(store, made, tmp_path / "告知书.pdf"))
