"""The papers of 送教, activities, 爱心超市 and 捐赠: sums that close, and no label of need on what a child or the wall sees."""

import datetime as dt
import io
import sys
from pathlib import Path

import pytest
from builders import AUTUMN, change, id_number, pupil
from builders_care import AUTUMN_DAY, gift, goods, home_plan, listed_pupil
from PIL import Image
from pypdf import PdfReader

from desktop.models.errors import Refused
from desktop.models.ledgers.care_file import CareActivity
from desktop.models.ledgers.care_goods import Donor, GoodsMove, Wish
from desktop.models.ledgers.care_visits import HomeTeaching
from desktop.services.attachments import Attachments
from desktop.services.care import activities, gifts, home_teaching, issue, shelf, wishes
from desktop.services.care.issue import Give
from desktop.services.care.shelf import In
from desktop.services.paper.catalogue import DOCUMENTS, print_document
from desktop.services.paper.catalogue_care_goods import GOODS_PAPERS
from desktop.services.paper.document import Wanted
from desktop.services.paper.documents import shelf_lists
from desktop.views.print_care import place_of

sys.path.insert(0, str(Path(__file__).parents[1] / "paper"))
from papers import whole

DAY = dt.date(2026, 11, 20)
NEED = ("残疾", "贫困", "留守", "学困", "困境", "困难", "低保", "爱心超市免费")
SEEN_BY_CHILDREN = ("GROW", "D32L", "POINTS", "WISH", "ACT", "D31L", "D31P", "D31F")
BLANK = ("D14", "D14P", "ACT", "D31")


@pytest.fixture
def school_(store):
    """Two left-behind children with a gift, points, a wish, a bag and an activity; one taught at home."""
    kids = [listed_pupil(store, name, types=("left", "poor")) for name in ("王芳", "李强")]
    home = listed_pupil(store, "赵敏", types=("disabled",), attendance="4")
    paper = goods(store, points=5)
    tied = gift(store, In(paper, 20, 150), for_types="left", purpose="奖励进步")
    issue.issue(store, AUTUMN_DAY, [Give(one, paper, 2) for one in kids], None)
    issue.earn(store, kids, 10, day=AUTUMN_DAY, why="值日认真", staff=None)
    issue.exchange(store, Give(kids[0], paper, 1), DAY, None)
    wishes.ask(store, kids[0], "想要一本字典", AUTUMN_DAY)
    activities.put_in(store, kids[:1], "letter", "给妈妈的信", day=DAY)
    came = activities.keep(store, {"day": DAY, "kind": "other", "name": "剪纸", "content": "剪窗花"}, kids)
    plan = home_plan(store, home, assessment="能听懂简单的话", short_goal="自己洗手")
    taught = home_teaching.keep(store, plan, {
        "day": AUTUMN_DAY, "starts": "15:00", "ends": "16:30", "kinds": "self", "content": "洗手、穿衣",
    })  # fmt: skip
    return {"kids": kids, "home": home, "gift": tied, "activity": came, "taught": taught, "goods": paper}


def made(store, code, tmp_path, **choices):
    told = {"term": AUTUMN, "day": DAY} | choices
    return print_document(store, DOCUMENTS[code], Wanted(**told), tmp_path)


@pytest.mark.parametrize("code", [document.code for document in GOODS_PAPERS])
def test_every_paper_can_be_printed_and_has_its_place(store, school_, tmp_path, code):
    text = whole(made(store, code, tmp_path))
    assert "石桥小学" in text or code == "WISH"
    assert place_of(code) in ("care_goods", "care_home")


@pytest.mark.parametrize("code", [document.code for document in GOODS_PAPERS if document.code not in BLANK])
def test_where_there_is_nothing_a_sentence_says_so(store, tmp_path, code):
    with pytest.raises(Refused, match="没有可打印的内容"):
        made(store, code, tmp_path)


@pytest.mark.parametrize("code", BLANK)
def test_forms_can_be_printed_empty(store, tmp_path, code):
    assert "石桥小学" in whole(made(store, code, tmp_path))


@pytest.mark.parametrize("code", SEEN_BY_CHILDREN)
def test_what_a_child_or_the_wall_sees_shows_no_label_of_need(store, school_, tmp_path, code):
    records = {"D31L": (school_["gift"],), "ACT": (school_["activity"],)}.get(code, ())
    text = whole(made(store, code, tmp_path, records=records))
    assert not [word for word in NEED if word in text]


@pytest.mark.parametrize("code", ["WISH", "D31P", "D31F"])
def test_the_wall_and_the_letter_name_no_pupil(store, school_, tmp_path, code):
    text = whole(made(store, code, tmp_path))
    assert not [name for name in ("王芳", "李强", "赵敏") if name in text]


def test_a_record_of_teaching_has_two_teachers_and_a_place_for_the_photograph(store, school_, tmp_path):
    text = whole(made(store, "D14", tmp_path, records=(school_["taught"],)))
    for words in (
        "赵敏",
        "郑老师、冯老师",
        "第1次",
        "15:00～16:30",
        "■生活自理",
        "洗手、穿衣",
        "家长签字",
        "照片粘贴处",
    ):
        assert words in text


def test_a_photograph_stands_on_the_record_of_teaching_and_of_an_activity(store, school, school_, tmp_path):
    kept = Attachments(school.folder.attachments, school.key)
    drawn = io.BytesIO()
    Image.new("RGB", (400, 300), (90, 140, 90)).save(drawn, "JPEG")
    photo = kept.keep_bytes(drawn.getvalue(), "照片.jpg")
    change(store, HomeTeaching, school_["taught"], photo=photo)
    change(store, CareActivity, school_["activity"], photo=photo)
    for code, record in (("D14", school_["taught"]), ("ACT", school_["activity"])):
        path = made(store, code, tmp_path, records=(record,), attachments=kept)
        assert [one.image.size for one in PdfReader(path).pages[0].images] == [(400, 300)]
        assert "照片" not in whole(path)
        assert "照片已存进程序" in whole(made(store, code, tmp_path, records=(record,)))


def test_two_of_one_name_in_a_class_are_told_apart_on_the_paper_of_an_activity(store, school_, tmp_path):
    ids = [id_number(11), id_number(22)]
    twins = [pupil(store, "周嘉豪", "四(1)班", id_number=one) for one in ids]
    came = activities.keep(store, {"day": DAY, "kind": "other", "name": "剪纸", "content": "剪窗花"}, twins)
    text = whole(made(store, "ACT", tmp_path, records=(came,)))
    assert all(f"周嘉豪（尾号{one[-4:]}）" in text for one in ids)


def test_a_plan_asks_for_the_consent_of_the_family(store, school_, tmp_path):
    text = whole(made(store, "D14P", tmp_path))
    assert "每月2次" in text and "我同意学校派两名教师" in text and "能听懂简单的话" in text


def test_the_months_table_says_planned_done_and_missing(store, school_, tmp_path):
    text = whole(made(store, "D14M", tmp_path, month="2026-10"))
    assert "2026年10月送教上门情况汇总表" in text and "送教1人，1次，2课时" in text and "10-12" in text


def test_a_gift_is_signed_by_the_giver_and_two_receivers(store, school_, tmp_path):
    text = whole(made(store, "D31", tmp_path, records=(school_["gift"],)))
    for words in (
        "青禾粮油店",
        "留守学生",
        "作业本",
        "30.00",
        "接收人（一）签字",
        "接收人（二）签字",
        "捐赠人签字",
    ):
        assert words in text


def test_the_list_of_a_gift_closes(store, school_, tmp_path):
    text = whole(made(store, "D31L", tmp_path, records=(school_["gift"],)))
    assert "收到：作业本20本。发出：作业本5本。结存：作业本15本。" in text
    assert "作业本2本、作业本1本" in text and "王芳" in text


def test_the_letter_says_what_became_of_it(store, school_, tmp_path):
    text = whole(made(store, "D31F", tmp_path)).replace("\n", "")
    assert "作业本20本" in text and "受益学生2人" in text and "结存作业本15本" in text


def test_a_giver_without_a_name_is_unnamed_on_the_wall_and_named_in_the_letter(store, school_, tmp_path):
    change(store, Donor, Donor.get().id, anonymous=True)
    assert "青禾粮油店" not in whole(made(store, "D31P", tmp_path))
    assert "青禾粮油店" in whole(made(store, "D31F", tmp_path))


def test_a_telephone_in_a_givers_name_does_not_reach_the_wall(store, school_, tmp_path):
    change(store, Donor, Donor.get().id, name="老张13800001111")
    with pytest.raises(Refused, match="像是写了电话"):
        made(store, "D31P", tmp_path)


def test_a_wish_with_the_childs_name_does_not_reach_the_wall(store, school_, tmp_path):
    wishes.ask(store, school_["kids"][1], "李强想要球", AUTUMN_DAY)
    with pytest.raises(Refused, match="墙上不写姓名"):
        made(store, "WISH", tmp_path)


def test_a_wish_that_names_a_need_is_written_on_no_road(store, school_):
    with pytest.raises(Refused, match="里面写了“贫困”"):
        wishes.ask(store, school_["kids"][1], "因为我家里贫困，想要书包", AUTUMN_DAY)
    wish = wishes.ask(store, school_["kids"][1], "一本留守儿童之家的图画书", AUTUMN_DAY)
    with pytest.raises(Refused, match="里面写了“低保”"):
        change(store, Wish, wish, words="家里是低保，想要书包")


def test_the_book_runs_on_from_what_was_there(store, school_, tmp_path):
    text = whole(made(store, "D32", tmp_path, month="2026-11"))
    assert "上期结存" in text and "积分兑换" in text and "本期合计" in text
    assert [line.left for line in _book(store).entries] == [16, 15, 15]


def _book(store):
    return shelf_lists.book(store, dt.date(2026, 11, 1), dt.date(2026, 11, 30))


def test_an_issue_is_printed_to_be_signed_before_it_is_written(store, school_, tmp_path):
    plan = issue.plan(DAY, [Give(one, school_["goods"], 2) for one in school_["kids"]])
    text = whole(made(store, "D32L", tmp_path, draft=plan))
    assert "2人4件" in text and "待发放" in text


def test_what_was_turned_back_is_not_signed_for(store, school_, tmp_path):
    for move in GoodsMove.select().where(GoodsMove.kind == "free"):
        shelf.turn_back(store, move.id, DAY, "发错了")
    with pytest.raises(Refused):
        made(store, "D32L", tmp_path, month="2026-10")
    assert gifts.balances()[0].closes
