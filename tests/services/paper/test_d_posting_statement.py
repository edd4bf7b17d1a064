"""公示结果说明 over all the times a list hung, and the pictures of the wall on 张贴条 and 撤下记录."""

import datetime as dt
import io

import pypdfium2 as pdfium
import pytest
from aid_papers import HUNG, TODAY, hung, reviewed
from builders import change
from papers import faults, names, pages, pupils, under_seals, whole
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from desktop.models.errors import Refused
from desktop.models.ledgers.posting import Posting
from desktop.models.ledgers.recognition import RecognitionCase
from desktop.services.attachments import Attachments
from desktop.services.paper.catalogue import DOCUMENTS, Wanted, print_document
from desktop.services.paper.documents import posting_slips
from desktop.services.recognition import cases, posting

SCHOOL = "青禾县柳林镇石桥小学"
TOLD, ANSWERED = dt.date(2026, 9, 16), dt.date(2026, 9, 17)
NOBODY = "没有收到任何单位和个人"


@pytest.fixture
def record(store):
    """Six pupils reviewed."""
    return reviewed(store, pupils(store, names(6)))


@pytest.fixture
def statement(store, tmp_path):
    """Print the statement of a posting; returns its text."""

    def draw(made):
        path = tmp_path / "说明.pdf"
        posting_slips.draw(path, posting_slips.slip(store, made, "result"), proof=True)
        assert faults(path) == [] and set(under_seals(path)) <= set(f"{SCHOOL}年月日")
        return whole(path)

    return draw


def objected(store, made, result, *, day=ANSWERED, why="核查过"):
    """Somebody objects to the first pupil of the list, and is answered."""
    student = RecognitionCase.get().student_id
    told = {"day": min(TOLD, day), "content": "他家有车", "who": "刘某", "way": "来访", "student": student}
    posting.answer(
        store, posting.object_to(store, made, told, today=TODAY), result, why, day=day, today=TODAY
    )


def taken_down(store, made):
    posting.take_down(store, made, Posting.get_by_id(made).until_day + dt.timedelta(days=1), today=TODAY)
    return made


def hung_again(store, record, **how):
    return posting.post_round(store, record, ANSWERED, "校门口公示栏", by="周敏", today=TODAY, **how)


def test_an_objection_that_was_right_is_told_with_the_change_and_the_second_time(store, record, statement):
    objected(store, hung(store, record), "upheld")
    cases.decline(store, [RecognitionCase.get().id], "家里有营运车辆")
    text = statement(taken_down(store, hung_again(store, record)))
    assert "公示情况的说明" in text and "无异议" not in text
    for words in (
        "共5名学生", "先后公示2次，最后一次于2026年9月17日至", "共收到异议1件", "异议成立1件",
        "2026年9月16日收到异议（来访），2026年9月17日答复，结论：异议成立。公示于2026年9月17日中止，名单作了更改，2026年9月17日至9月23日重新公示。",
        f"最后一次公示期间，{NOBODY}对名单提出的异议。",
    ):  # fmt: skip
        assert words in text
    assert "刘某" not in text and "他家有车" not in text and "营运" not in text


def test_an_objection_to_the_second_posting_too_is_told_as_one_of_the_last_time(store, record, statement):
    objected(store, hung(store, record), "partly")
    cases.decline(store, [RecognitionCase.get().id], "家里有营运车辆")
    again = hung_again(store, record)
    told = {"day": dt.date(2026, 9, 18), "content": "还有一户"}
    one = posting.object_to(store, again, told, today=TODAY)
    posting.answer(store, one, "dismissed", "没有", day=dt.date(2026, 9, 18), today=TODAY)
    text = statement(taken_down(store, again))
    assert "共收到异议2件" in text and "部分成立1件" in text and "异议不成立1件" in text
    assert "最后一次公示期间收到的1件异议，没有成立" in text and NOBODY not in text


def test_a_list_that_hung_again_as_it_was_is_not_said_to_have_changed(store, record, statement):
    objected(store, hung(store, record), "upheld")
    text = statement(taken_down(store, hung_again(store, record, unchanged="只是门牌号写错，档次不变")))
    assert "核查后名单没有更改，原因存档" in text and "名单作了更改" not in text


@pytest.mark.parametrize(
    ("result", "label"), [("dismissed", "异议不成立1件"), ("withdrawn", "提出人撤回1件")]
)
def test_an_objection_that_changed_nothing_lets_the_list_hang_and_is_told(
    store, record, statement, result, label
):
    made = hung(store, record)
    objected(store, made, result)
    assert Posting.get_by_id(made).state == "up" and RecognitionCase.get().state == "posted"
    text = statement(taken_down(store, made))
    assert "公示情况的说明" in text and label in text and "名单没有因异议更改" in text
    assert NOBODY not in text and "重新公示" not in text


def test_an_objection_to_a_posting_broken_off_for_another_reason_is_not_forgotten(store, record, statement):
    first = hung(store, record)
    objected(store, first, "dismissed")
    posting.break_off(store, first, "错别字", day=ANSWERED, today=TODAY)
    text = statement(taken_down(store, hung_again(store, record)))
    assert "公示情况的说明" in text and "异议不成立1件" in text and "中止公示1次" in text


def test_without_any_objection_a_second_posting_still_says_there_was_none(store, record, statement):
    posting.break_off(store, hung(store, record), "错别字", day=HUNG, today=TODAY)
    text = statement(taken_down(store, hung_again(store, record)))
    assert "公示无异议的说明" in text and "中止公示1次" in text and NOBODY in text


def test_an_open_objection_to_an_earlier_posting_stops_the_statement(store, record):
    first = hung(store, record)
    posting.object_to(store, first, {"day": TOLD, "content": "不属实"}, today=TODAY)
    posting.break_off(store, first, "错别字", day=ANSWERED, today=TODAY)
    again = taken_down(store, hung_again(store, record))
    with pytest.raises(Refused, match="1 件异议没有答复"):
        posting_slips.slip(store, again, "result")


# ---- pictures of the wall


@pytest.fixture
def attachments(school):
    return Attachments(school.folder.attachments, school.key)


def picture(size, *, turned=False):
    """A photograph: red above, blue below as one looks at it; turned: stored lying, with the mark of a camera."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0], size[1] // 2))
    exif = Image.Exif()
    if turned:
        image, exif[0x0112] = image.rotate(90, expand=True), 6
    drawn = io.BytesIO()
    image.save(drawn, "JPEG", exif=exif)
    return drawn.getvalue()


def pictures_on(path):
    """(left, bottom, right, top) of every picture of the first page, in points, and the page as it looks."""
    document = pdfium.PdfDocument(path)
    page = document[0]
    boxes = [one.get_bounds() for one in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE])]
    look = page.render(scale=1).to_pil().convert("RGB")
    document.close()
    return boxes, look


def printed(store, code, made, folder, attachments):
    return print_document(store, DOCUMENTS[code], Wanted(posting=made, attachments=attachments), folder)


@pytest.mark.parametrize(("code", "field"), [("D4U", "photo_up"), ("D4D", "photo_down")])
@pytest.mark.parametrize("turned", [False, True])
def test_the_stored_photograph_stands_in_its_place_upright_and_undistorted(
    store, record, tmp_path, attachments, code, field, turned
):
    made = hung(store, record)
    kept = attachments.keep_bytes(picture((300, 500), turned=turned), "墙.jpg")
    change(store, Posting, made, **{field: kept})
    path = printed(store, code, made, tmp_path, attachments)
    (((left, bottom, right, top),), look) = pictures_on(path)
    assert (right - left) / (top - bottom) == pytest.approx(300 / 500, abs=0.01)
    middle, quarter = (left + right) / 2, (top - bottom) / 4
    above, below = (
        look.getpixel((int(middle), int(look.height - y))) for y in (top - quarter, bottom + quarter)
    )
    assert above[0] > 200 > above[2] and below[2] > 200 > below[0]
    assert "照片粘贴处" not in whole(path) and faults(path) == []


@pytest.mark.parametrize("code", ["D4U", "D4D"])
def test_without_a_photograph_its_place_stays_empty(store, record, tmp_path, attachments, code):
    path = printed(store, code, hung(store, record), tmp_path, attachments)
    assert pictures_on(path)[0] == [] and "照片粘贴处" in whole(path)


def test_a_photograph_kept_as_a_pdf_follows_the_slip(store, record, tmp_path, attachments):
    scan = io.BytesIO()
    canvas = Canvas(scan)
    canvas.drawString(100, 100, "WALL")
    canvas.save()
    made = hung(store, record)
    change(store, Posting, made, photo_up=attachments.keep_bytes(scan.getvalue(), "墙.pdf"))
    slip, follows = pages(printed(store, "D4U", made, tmp_path, attachments))
    assert "照片是PDF，附在后面" in slip and follows == "WALL"


def test_a_photograph_that_is_gone_is_said_on_the_slip(store, record, tmp_path, attachments):
    made = hung(store, record)
    change(store, Posting, made, photo_up="0" * 64 + "|墙.jpg")
    assert "存下的照片打不开" in whole(printed(store, "D4U", made, tmp_path, attachments))
