"""Money that was taken back or given again after the payment: every paper that tells of it comes to the same figure."""

import openpyxl
import pytest
from builders import AUTUMN, as_headteacher, pupil
from papers import faults, one_family, whole
from services.pay.paying import DAY, answer, grant_of, sent

from desktop.models.errors import Refused
from desktop.models.ledgers import day_order
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batches import AidBatch, AidNotice
from desktop.models.ledgers.students import Student
from desktop.services.aid import stages
from desktop.services.aid.batches import approve
from desktop.services.aid.letter_changes import renew
from desktop.services.aid.notices import make_notices
from desktop.services.exchange.contents import Words, part_of, payment_sheet
from desktop.services.paper.documents import aid_card, aid_letter, name_roll
from desktop.services.paper.documents.aid_letter_kept import again
from desktop.services.paper.documents.name_roll_aid import roll_by
from desktop.services.pay import reversals
from desktop.services.pay.answers import read_answer, take_answer
from desktop.services.pay.by_hand import HandLine, make_hand_batch
from desktop.services.sheets.write import write_sheet

TODAY = day_order.today()
TAKEN = "追回100.55元，实发211.95元"


@pytest.fixture
def made(store, tmp_path):
    """A list that the bank paid, its letters laid out."""
    batch, first = sent(store)
    take_answer(store, read_answer(store, first, answer(tmp_path, first)), day=DAY)
    stages.advance(store, batch, DAY)
    make_notices(store, batch)
    return batch


def corrected(store, name, fen, kind="back", *, signed=True, day=DAY):
    asked = reversals.ask(store, grant_of(name).id, kind, fen, "多发", day=day)
    if signed:
        reversals.approve(as_headteacher(store), asked, today=day)


def card(store, path, name):
    aid_card.draw(path, aid_card.cards_of(store, AUTUMN, DAY, [grant_of(name).student_id]), proof=True)
    assert faults(path) == []
    return whole(path)


def letter(store, batch, path, only):
    aid_letter.print_letters(store, aid_letter.letters_of(batch, day=DAY, only=only), path, proof=True)
    assert faults(path) == []
    return whole(path)


def notice(name):
    some = (AidNotice.student == grant_of(name).student_id) & (AidNotice.state != "replaced")
    return AidNotice.get(some)


# ---- 明白卡


def test_a_card_tells_what_was_taken_back_and_comes_to_the_net(store, made, tmp_path):
    corrected(store, "王芳", 10055)
    text = card(store, tmp_path / "卡.pdf", "王芳")
    assert f"其中100.55元于{DAY.year}年{DAY.month}月{DAY.day}日追回-100.55" in text
    assert "本学期实发净额（大写）贰佰壹拾壹元玖角伍分（211.95元）" in text


def test_a_card_counts_what_was_given_again_and_nothing_that_is_only_asked_for(store, made, tmp_path):
    corrected(store, "王芳", 2000, "more")
    corrected(store, "李强", 10055, signed=False)
    assert "另有20.00元于" in card(store, tmp_path / "多.pdf", "王芳")
    assert "（332.50元）" in whole(tmp_path / "多.pdf")
    text = card(store, tmp_path / "问.pdf", "李强")
    assert "（312.50元）" in text and "追回" not in text and "净额" not in text


def test_whose_money_was_all_taken_back_gets_no_card(store, made):
    corrected(store, "王芳", 31250)
    names = [one.pupil.name for one in aid_card.cards_of(store, AUTUMN, DAY).cards]
    assert "王芳" not in names and "李强" in names
    with pytest.raises(Refused, match="全部追回"):
        aid_card.cards_of(store, AUTUMN, DAY, [grant_of("王芳").student_id])


# ---- 告知书


def test_a_new_letter_says_what_came_what_was_taken_back_and_which_letter_it_replaces(store, made, tmp_path):
    letter(store, made, tmp_path / "先.pdf", [notice("王芳").id])
    old = notice("王芳").number
    corrected(store, "王芳", 10055)
    renew(store, made, [notice("王芳").id])
    text = letter(store, made, tmp_path / "后.pdf", [notice("王芳").id])
    assert "发放时到账312.50元，其中100.55元于" in text and "追回，实发211.95元。" in text
    assert f"本告知书代替{old}" in text and "与到账和更正的金额一致" in text and "与到账金额一致" not in text


def test_a_reprint_of_it_is_word_for_word(store, made, tmp_path):
    corrected(store, "王芳", 10055)
    first = letter(store, made, tmp_path / "先.pdf", [notice("王芳").id])
    second = letter(store, made, tmp_path / "后.pdf", [notice("王芳").id])
    assert second.replace("补打1", "") == first
    assert again(notice("王芳").said, 1).more


def test_other_letters_say_nothing_of_it(store, made, tmp_path):
    corrected(store, "王芳", 10055)
    text = letter(store, made, tmp_path / "信.pdf", [notice("李强").id])
    assert "追回" not in text and "代替" not in text and "与到账金额一致" in text


# ---- 名单和花名册


def test_the_list_of_a_package_marks_the_line_and_says_both_sums(store, made, tmp_path):
    corrected(store, "王芳", 10055)
    part = part_of(AidBatch.get_by_id(made))
    write_sheet(payment_sheet(part, Words("石桥小学", AUTUMN, "")), tmp_path / "表.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "表.xlsx").active.iter_rows(values_only=True))
    assert next(row for row in rows if "王芳" in row)[-1] == TAKEN
    assert not [row for row in rows if "李强" in row and "追回" in str(row[-1])]
    whole_sum = f"{part.fen / 100:.2f}元"
    assert (
        f"发放成功{whole_sum}；审批过的更正：追回100.55元；实发{(part.fen - 10055) / 100:.2f}元"
        in rows[-1][0]
    )


def test_a_list_without_corrections_says_nothing_below(store, made):
    assert not payment_sheet(part_of(AidBatch.get_by_id(made)), Words("石桥小学", AUTUMN, "")).below


def test_the_roll_of_the_aided_marks_it_and_sums_the_net(store, made, tmp_path):
    corrected(store, "王芳", 10055)
    path, before = tmp_path / "册.pdf", part_of(AidBatch.get_by_id(made)).fen
    name_roll.draw(path, roll_by(store, "granted", AUTUMN, day=DAY), proof=True, day=DAY)
    text = whole(path)
    assert faults(path) == [] and text.count(TAKEN) == 1
    assert f"金额{before / 100:.2f}元，追回100.55元，净额{(before - 10055) / 100:.2f}元，大写：" in text


def test_a_households_letter_has_room_for_it_beside_several_children(store, tmp_path):
    batch, first = sent(store)
    take_answer(store, read_answer(store, first, answer(tmp_path, first)), day=DAY)
    stages.advance(store, batch, DAY)
    one_family(store, [row.id for row in Student.select()])
    make_notices(store, batch, by_household=True)
    (only,) = AidNotice.select()
    corrected(store, "王芳", 10055)
    corrected(store, "李强", 2000, "more")
    text = letter(store, batch, tmp_path / "户.pdf", [only.id])
    assert "100.55元于" in text and "另有20.00元于" in text and "211.95" in text and "332.50" in text


def test_money_that_was_signed_for_is_told_in_the_words_of_signing(store, tmp_path):
    programme = AidProgramme.get(AidProgramme.code == "school_aid").id
    one = pupil(store, "王芳")
    batch = make_hand_batch(store, programme, AUTUMN, [HandLine(one, 31250)])
    approve(as_headteacher(store), batch, TODAY)
    while AidBatch.get_by_id(batch).state != "paid":
        stages.advance(store, batch, TODAY, why="已签领")
    make_notices(store, batch)
    corrected(store, "王芳", 10055, day=TODAY)
    text = letter(store, batch, tmp_path / "签.pdf", [notice("王芳").id])
    assert (
        "发放时签领312.50元，其中100.55元于" in text and "与签领的一致" in text and "发放时到账" not in text
    )
