"""告知书 of what was handed out against signature: money and things, told as they were given, not as a bank pays."""

from builders import AUTUMN, as_headteacher, change
from papers import DAY, account_number, faults, one_family, pages, paid_batch, pupils

from desktop.models.codes import code_list
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batches import AidNotice
from desktop.services.aid.batches import approve
from desktop.services.aid.notices import make_notices
from desktop.services.paper.documents import aid_card, aid_letter
from desktop.services.pay.by_hand import HandLine, make_hand_batch


def handed(store, lines, **choices):
    """An approved list to be signed for, its letters made."""
    programme = AidProgramme.get(AidProgramme.code == "school_aid").id
    made = make_hand_batch(store, programme, AUTUMN, lines, list_date=DAY)
    approve(as_headteacher(store), made, DAY)
    make_notices(store, made, **choices)
    return made


def printed(store, made, path):
    aid_letter.print_letters(store, aid_letter.letters_of(made, day=DAY), path, proof=True)
    assert faults(path) == []
    return pages(path)


def stub_of(text):
    """What is filled into the stub: it stands between the stencil's last words and the number."""
    return text[text.rindex("□不一致，请学校联系我") : text.index("编号：")]


def test_what_is_signed_for_is_not_told_as_if_a_bank_paid_it(store, tmp_path):
    (one,) = pupils(store, ["王芳"])
    (text,) = printed(store, handed(store, [HandLine(one, 20_000)]), tmp_path / "告知书.pdf")
    assert "以签领为准" in text and "□与签领的一致" in text
    assert "到账" not in text
    assert "200.00元签领" in stub_of(text)


def test_a_thing_without_a_price_is_no_zero_yuan(store, tmp_path):
    (one,) = pupils(store, ["王芳"])
    (text,) = printed(store, handed(store, [HandLine(one, 0, "书包1个")]), tmp_path / "告知书.pdf")
    assert "0.00" not in text and "零元" not in text
    assert "书包1个" in stub_of(text) and text.count("书包1个") == 3  # the stub, the table, its last line


def test_the_stub_of_brothers_and_sisters_names_what_each_was_given(store, tmp_path):
    ids = pupils(store, ["王芳", "王小龙"])
    one_family(store, ids)
    lines = [HandLine(ids[0], 5000, "书包1个"), HandLine(ids[1], 0, "书桌1张")]
    (text,) = printed(store, handed(store, lines, by_household=True), tmp_path / "告知书.pdf")
    assert "书包1个、书桌1张" in stub_of(text)


def test_what_a_thing_is_worth_is_not_told_as_money_that_was_given(store, tmp_path):
    (one,) = pupils(store, ["王芳"])
    (text,) = printed(store, handed(store, [HandLine(one, 8000, "书包1个")]), tmp_path / "告知书.pdf")
    assert "折合80.00" in text and "不发现金" in text
    assert "捌拾元" not in text and "80.00元" not in text


def test_of_brothers_and_sisters_the_money_is_added_up_without_what_things_are_worth(store, tmp_path):
    ids = pupils(store, ["王芳", "王小龙"])
    one_family(store, ids)
    lines = [HandLine(ids[0], 12_050), HandLine(ids[1], 8000, "书桌1张")]
    (text,) = printed(store, handed(store, lines, by_household=True), tmp_path / "告知书.pdf")
    assert "壹佰贰拾元伍角整（120.50元），书桌1张" in text and "折合80.00" in text


def test_the_schools_own_aid_does_not_claim_to_rest_on_the_states_standards(store, tmp_path):
    (one,) = pupils(store, ["王芳"])
    (text,) = printed(store, handed(store, [HandLine(one, 20_000)]), tmp_path / "告知书.pdf")
    assert "依据本校的学生资助办法" in text and "国家城乡义务教育" not in text


def test_many_and_long_things_stay_in_their_places(store, tmp_path):
    ids = pupils(store, ["王芳", "王小龙", "王小虎"])
    one_family(store, ids)
    lines = [HandLine(one, 0, f"{n}号冬季校服棉衣棉裤棉鞋手套帽子围巾一套") for n, one in enumerate(ids)]
    text = "".join(printed(store, handed(store, lines, by_household=True), tmp_path / "告知书.pdf"))
    assert "等3样" in text


def test_a_reprint_says_what_was_printed_though_it_was_signed_for_since(store, tmp_path):
    (one,) = pupils(store, ["王芳"])
    made = handed(store, [HandLine(one, 0, "书包1个")])
    (first,) = printed(store, made, tmp_path / "先.pdf")
    (again,) = printed(store, made, tmp_path / "后.pdf")
    assert "□与签领的一致" in again and again.replace("补打1", "") == first


def test_a_letter_kept_by_an_earlier_edition_is_printed_again_as_it_was(store, tmp_path):
    pupils(store, ["王芳"])
    made = paid_batch(store)
    make_notices(store, made)
    (first,) = printed(store, made, tmp_path / "先.pdf")
    notice = AidNotice.get()
    said = notice.said.replace(',"choices":[]', "").replace(',"item":""', "")
    assert said != notice.said
    change(store, AidNotice, notice.id, said=said)
    (again,) = printed(store, made, tmp_path / "后.pdf")
    assert "与到账金额一致" in again and again.replace("补打1", "") == first


def test_the_boxes_of_the_receipt_are_read_back_by_their_words():
    assert code_list("receipt_choice").find("与签领的一致") == "as_paid"


def test_a_card_follows_the_way_of_payment_of_each_line(store, tmp_path):
    (one,) = pupils(store, ["王芳"])
    paid_batch(store)
    handed(store, [HandLine(one, 5000, "书包1个")])
    subject = aid_card.cards_of(store, AUTUMN, DAY)
    said = {line.tail: line.paid for card in subject.cards for line in card.lines}
    assert said == {account_number(1)[-4:]: "以到账为准", "签领": "以签领为准"}


def test_a_card_adds_up_the_money_alone_and_names_the_things(store, tmp_path):
    (one,) = pupils(store, ["王芳"])
    paid_batch(store)
    handed(store, [HandLine(one, 8000, "书包1个")])
    subject = aid_card.cards_of(store, AUTUMN, DAY)
    aid_card.draw(tmp_path / "明白卡.pdf", subject, proof=True)
    assert faults(tmp_path / "明白卡.pdf") == []
    text = "".join(pages(tmp_path / "明白卡.pdf"))
    assert "折合80.00" in text and "（312.50元），书包1个" in text and "392.50" not in text
