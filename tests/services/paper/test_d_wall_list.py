"""认定结果公示, 拟资助学生公示 and the slips: what hangs is what was registered, and says no more than it may."""

import datetime as dt
import re
from dataclasses import replace

import pytest
from aid_papers import HUNG, TODAY, hung, over, reviewed
from builders import as_class_teacher, batch, change, id_number, school_class
from papers import LONG, NO_GLYPH, RARE, faults, names, pages, pupils, under_seals, whole

from desktop.models.errors import Refused
from desktop.models.ledgers.posting import Posting
from desktop.models.ledgers.recognition import RecognitionCase
from desktop.models.ledgers.school import School
from desktop.models.ledgers.students import Student
from desktop.services.letters.templates import save
from desktop.services.paper.documents import posting_slips, wall_list
from desktop.services.paper.fonts import MissingGlyph
from desktop.services.recognition import posting
from desktop.services.recognition.wall import WallList, WallRow

SCHOOL = "青禾县柳林镇石桥小学"


def setting(store, **values):
    change(store, School, School.get().id, **values)


@pytest.fixture
def drawn(tmp_path):
    """Print a wall list; returns the file."""

    def draw(subject, *, proof=False):
        path = tmp_path / "公示.pdf"
        wall_list.draw(path, subject, proof=proof)
        return path

    return draw


@pytest.fixture
def round_record(store):
    """Forty pupils reviewed, one with the longest name, one with a rare character."""
    return reviewed(store, pupils(store, [LONG, RARE, *names(38)]))


# ---- D4


def test_the_paper_says_when_where_and_whom_to_ask(drawn, store, round_record):
    setting(store, hotline_county="05778000108")
    made = Posting.get_by_id(hung(store, round_record))
    first = pages(drawn(wall_list.of_round(store, round_record)))[0]
    last = f"{made.until_day.month}月{made.until_day.day}日"
    for words in ("关于2026—2027学年家庭经济困难", "学生认定结果的公示", "拟认定40名学生", f"2026年9月14日至{last}，满5个工作日",
                  "公示地点：校门口公示栏", "05778123456", "05778000108", SCHOOL, "2026年9月14日",
                  "附件：2026—2027学年家庭经济困难学生认定名单"):  # fmt: skip
        assert words in first


def test_every_pupil_stands_on_the_list_with_grade_and_class_alone(drawn, store, round_record):
    hung(store, round_record)
    texts = pages(drawn(wall_list.of_round(store, round_record)))
    lists = "".join(texts[1:])
    assert all(name in lists for name in [LONG, RARE, *names(38)])
    assert all("序号姓名年级班级" in text for text in texts[1:])
    assert lists.count("三年级三（2）班") == 40
    assert not re.search("困难档次|特别困难", lists)


def test_the_grade_of_need_hangs_only_where_the_school_says_so(drawn, store, round_record):
    setting(store, wall_grade=True)
    lists = "".join(pages(drawn(wall_list.of_round(store, round_record)))[1:])
    assert "困难档次" in lists and lists.count("特别困难") == 14


def test_nothing_that_is_forbidden_is_on_any_page(drawn, store, round_record):
    hung(store, round_record)
    text = whole(drawn(wall_list.of_round(store, round_record)))
    for pupil in Student.select():
        assert not any(
            one in text for one in (pupil.id_number, pupil.phone, pupil.home_address, pupil.student_no)
        )
    assert not re.search(r"\d{17}|低保|王建|石桥村", text)


@pytest.mark.parametrize(
    "row",
    [
        {"name": f"王芳{id_number(1)}"}, {"name": "王芳（残疾）"}, {"class_name": "三(2)班13800000001"},
        {"item": "低保学生生活补助"}, {"item": "补助 529901201605010022"}, {"need_grade": "孤儿"},
    ],
)  # fmt: skip
def test_a_row_that_may_not_hang_cannot_even_be_handed_to_the_paper(row):
    with pytest.raises(Refused):
        WallRow(**{"place": 1, "name": "王芳", "grade": "三年级", "class_name": "三(2)班", **row})


def test_the_paper_prints_the_columns_of_the_wall_and_no_other(drawn, store, round_record):
    (name,) = names(1)
    row = WallRow(1, name, "三年级", "三(2)班", "生活补助", "特别困难", 31250)
    found = wall_list.of_round(store, round_record)
    narrow = WallList("recognition", ("place", "name", "grade", "class_name"), (row,))
    lists = pages(drawn(replace(found, wall=narrow)))[1]
    assert name in lists and not re.search("特别困难|312|生活补助", lists)


@pytest.mark.parametrize("module", [wall_list, posting_slips])
def test_the_papers_of_the_wall_do_not_even_know_the_ledgers_of_people(module):
    assert not {"Student", "RecognitionCase", "AidGrant", "Hardship", "Guardian"} & set(vars(module))


def test_before_it_is_hung_it_is_a_draft_without_days(drawn, store, round_record):
    texts = pages(drawn(wall_list.of_round(store, round_record)))
    assert all("草稿" in text for text in texts) and "2026年9月" not in texts[0]


def test_once_registered_it_is_none(drawn, store, round_record):
    hung(store, round_record)
    assert "草稿" not in whole(drawn(wall_list.of_round(store, round_record)))


def test_a_list_that_changed_since_it_was_hung_is_not_printed_as_that_one(store, round_record):
    hung(store, round_record)
    change(store, Student, RecognitionCase.get().student_id, name="王改名")
    with pytest.raises(Refused, match="重新公示"):
        wall_list.of_round(store, round_record)


def test_a_list_that_changed_after_its_time_is_not_printed_as_what_hung(store, round_record):
    over(store, round_record)
    change(store, Student, RecognitionCase.get().student_id, name="王改名")
    with pytest.raises(Refused, match="当时打印"):
        wall_list.of_round(store, round_record)


def test_a_posting_broken_off_makes_it_a_draft_again(drawn, store, round_record):
    posting.break_off(store, hung(store, round_record), "名单有误")
    assert "草稿" in whole(drawn(wall_list.of_round(store, round_record)))


def test_a_class_teacher_cannot_print_half_a_list(store, round_record):
    teacher = as_class_teacher(store, school_class(store, "三(2)班"))
    with pytest.raises(Refused, match="全校"):
        wall_list.of_round(teacher, round_record)


def test_pages_are_numbered_outside_and_headed_again(drawn, store, round_record):
    hung(store, round_record)
    texts = pages(drawn(wall_list.of_round(store, round_record)))
    assert all(f"—{number}—" in text for number, text in enumerate(texts, 1))
    assert "附件2026" in texts[1] and all("附件（续）" in text for text in texts[2:])


@pytest.mark.parametrize("count", [1, 40, 400])
def test_one_pupil_or_four_hundred_stand_in_their_places(drawn, store, count):
    setting(store, wall_grade=True)
    record = reviewed(store, pupils(store, [LONG, RARE, *names(count)][:count]))
    hung(store, record)
    path = drawn(wall_list.of_round(store, record), proof=True)
    assert faults(path) == []
    assert set(under_seals(path)) <= set(f"{SCHOOL}2026年9月14日")
    assert f"{count}" in pages(path)[-1]


def test_a_name_nobody_can_draw_stops_the_paper(drawn, store):
    record = reviewed(store, pupils(store, [f"王{NO_GLYPH}"]))
    with pytest.raises((MissingGlyph, Refused)):
        drawn(wall_list.of_round(store, record))


def test_a_long_school_name_takes_two_lines(drawn, store, round_record):
    setting(store, school_name="青禾县柳林镇石桥河口移民新区九年一贯制民族中心寄宿学校石桥校区")
    path = drawn(wall_list.of_batch(store, batch(store)))
    assert faults(path) == []


# ---- D5


def test_an_aid_list_names_the_programme_and_the_amount_where_allowed(drawn, store, round_record):
    made = batch(store)
    before = whole(drawn(wall_list.of_batch(store, made)))
    assert "2026年秋季学期拟资助学生名单公示" in before and before.count("家庭经济困难非寄宿生生活补助") == 41
    assert "312.50" not in before
    setting(store, wall_amount=True)
    path = drawn(wall_list.of_batch(store, made), proof=True)
    assert whole(path).count("312.50") == 40 and "金额（元）" in whole(path)
    assert faults(path) == []


# ---- slips


@pytest.fixture
def slipped(store, tmp_path):
    """Print a slip of a posting; returns the file."""

    def draw(record, kind):
        path = tmp_path / f"{kind}.pdf"
        posting_slips.draw(path, posting_slips.slip(store, record, kind), proof=True)
        return path

    return draw


def test_the_slip_tells_what_hangs_where_and_until_when(slipped, store, round_record):
    path = slipped(hung(store, round_record), "up")
    (text,) = pages(path)
    for words in ("公示张贴条", "2026—2027学年家庭经济困难学生认定名单", "40人", "校门口公示栏", "2026年9月14日（星期一）",
                  "满5个工作日", "张贴人周敏", "张贴照片粘贴处"):  # fmt: skip
        assert words in text
    assert faults(path) == []


def test_the_same_list_has_the_same_check_code_and_no_pupil_is_on_a_slip(slipped, store, round_record):
    made = over(store, round_record)
    code = posting_slips.check_code(Posting.get_by_id(made)).replace(" ", "")
    texts = [whole(slipped(made, kind)) for kind in ("up", "down")]
    assert all(f"名单核对码：{code}" in text for text in texts) and len(code) == 8
    assert not any(name in text for text in texts for name in [LONG, RARE, *names(38)])


def test_the_removal_slip_is_filled_in_once_it_is_registered(slipped, store, round_record):
    made = hung(store, round_record)
    assert "撤下日期年月日" in whole(slipped(made, "down"))
    day = Posting.get_by_id(made).until_day + dt.timedelta(days=1)
    posting.take_down(store, made, day, by="田老师", today=TODAY)
    path = slipped(made, "down")
    text = whole(path)
    assert f"撤下日期2026年9月{day.day}日" in text and "撤下人田老师" in text and "撤下后照片粘贴处" in text
    assert faults(path) == []


def test_a_posting_broken_off_says_so_on_its_removal_slip(slipped, store, round_record):
    made = hung(store, round_record)
    day = Posting.get_by_id(made).until_day
    posting.break_off(store, made, "张三的档次写错", day=day)
    text = whole(slipped(made, "down"))
    assert f"9月{day.day}日未满期限中止" in text and "张三" not in text


def test_a_posting_made_void_after_its_days_says_that_and_no_other(slipped, store, round_record):
    made = hung(store, round_record)
    day = Posting.get_by_id(made).until_day + dt.timedelta(days=3)
    posting.break_off(store, made, "档次写错", day=day)
    text = whole(slipped(made, "down"))
    assert f"期满以后2026年9月{day.day}日中止" in text and "未满期限" not in text


def test_without_objections_it_is_stated_after_the_period(slipped, store, round_record):
    path = slipped(over(store, round_record), "result")
    text = whole(path)
    for words in (
        "公示无异议的说明",
        "共40名学生",
        "满5个工作日",
        "没有收到任何单位和个人",
        "小组成员（签字）",
        SCHOOL,
    ):
        assert words in text
    assert faults(path) == [] and set(under_seals(path)) <= set(f"{SCHOOL}年月日")


def test_objections_are_counted_with_their_results_and_nobody_is_named(slipped, store, round_record):
    made = hung(store, round_record)
    told = {"day": dt.date(2026, 9, 16), "content": "他家有车", "who": "刘某", "way": "来访"}
    one = posting.object_to(store, made, told, today=TODAY)
    posting.answer(store, one, "dismissed", "没有车", day=dt.date(2026, 9, 17))
    day = Posting.get_by_id(made).until_day + dt.timedelta(days=1)
    posting.take_down(store, made, day, today=TODAY)
    text = whole(slipped(made, "result"))
    assert "共收到异议1件" in text and "异议不成立1件" in text and "2026年9月17日答复" in text
    assert "刘某" not in text and "他家有车" not in text


def test_an_earlier_posting_that_was_broken_off_is_mentioned(slipped, store, round_record):
    posting.break_off(store, hung(store, round_record), "名单有误", today=HUNG)
    assert "中止公示1次" in whole(slipped(over(store, round_record), "result"))


def test_while_it_hangs_there_is_no_result(store, round_record):
    with pytest.raises(Refused, match="才满"):
        posting_slips.slip(store, hung(store, round_record), "result")


def test_with_an_open_objection_there_is_no_result(store, round_record):
    made = hung(store, round_record)
    posting.object_to(store, made, {"day": HUNG, "content": "不属实"}, today=TODAY)
    day = Posting.get_by_id(made).until_day + dt.timedelta(days=1)
    posting.take_down(store, made, day, today=TODAY)
    with pytest.raises(Refused, match="1 件异议没有答复"):
        posting_slips.slip(store, made, "result")


# ---- the school's own words


@pytest.mark.parametrize(
    ("kind", "letter"), [("recognition", "posting"), ("correction", "posting_term"), ("aid", "posting_aid")]
)
def test_each_kind_of_posting_has_words_of_its_own_that_the_school_can_change(kind, letter):
    assert wall_list.letter_of(kind) == letter


def test_changed_words_hang_on_the_wall_with_their_fields_filled_in(drawn, store, round_record):
    save(store, "posting", "学校拟认定【人数】名学生，【公示起止】公示。\n地点：【地点】", "县里的新样式")
    first = pages(drawn(wall_list.of_round(store, round_record)))[0]
    assert "学校拟认定" in first and "提前告知" not in first and "【" not in first
    assert "附件：" in first and SCHOOL in first


def test_without_a_telephone_of_the_county_no_sentence_about_it_is_left(drawn, store, round_record):
    setting(store, hotline_county=None)
    first = pages(drawn(wall_list.of_round(store, round_record)))[0]
    assert "监督电话" not in first and "学校电话：" in first


def test_a_posting_printed_again_says_what_it_was_hung_with(drawn, store, round_record):
    setting(store, hotline_county="05778000108")
    hung(store, round_record)
    before = whole(drawn(wall_list.of_round(store, round_record)))
    save(store, "posting", "现予公示【人数】人。", "改短")
    setting(store, school_name="青禾县柳林镇新石桥学校", hotline_school="05778999999", hotline_county=None)
    assert whole(drawn(wall_list.of_round(store, round_record))) == before


def test_the_kept_words_are_fixed_and_a_new_posting_has_the_new_ones(drawn, store, round_record):
    made = hung(store, round_record)
    with pytest.raises(Refused, match="已经张贴的公示"):
        change(store, Posting, made, said="{}")
    posting.break_off(store, made, "正文写错", today=HUNG)
    save(store, "posting", "现予公示【人数】人。", "改短")
    hung(store, round_record)
    assert "现予公示40人。" in whole(drawn(wall_list.of_round(store, round_record)))


def test_an_old_posting_that_kept_no_words_is_printed_in_those_of_today(drawn, store, round_record):
    Posting.update(said=None).where(Posting.id == hung(store, round_record)).execute()
    save(store, "posting", "现予公示【人数】人。", "改短")
    assert "现予公示40人。" in whole(drawn(wall_list.of_round(store, round_record)))


def test_the_school_writes_the_words_of_its_slips_itself(slipped, store, round_record):
    save(store, "slip_up", "请勿撕毁，公示到【公示起止】。", "县里的样式")
    save(store, "slip_down", "收回存档，【撤下日期】撤下。", "县里的样式")
    save(store, "slip_result", "【名单】公示【公示天数】天，无异议。\n校长（签字）：", "县里的样式")
    made = over(store, round_record)
    up, down, result = (whole(slipped(made, kind)) for kind in ("up", "down", "result"))
    assert "请勿撕毁，公示到2026年9月14日至" in up and "核对人对照台账" not in up
    assert "收回存档，2026年9月" in down and "不得长期张贴" not in down
    assert "公示5天，无异议。" in result and "校长（签字）：" in result and "小组成员" not in result
    save(store, "slip_up", "改过的话。", "又改")
    assert "请勿撕毁" in whole(slipped(made, "up"))


def test_notes_that_leave_no_room_for_the_photograph_are_refused(slipped, store, round_record):
    made = hung(store, round_record)
    save(store, "slip_down", "\n".join(f"第{at}条" for at in range(12)), "长")
    assert faults(slipped(made, "down")) == []
    save(store, "slip_down", "\n".join(f"第{at}条" for at in range(13)), "太长")
    with pytest.raises(Refused, match="公示撤下记录下面的说明太长"):
        slipped(made, "down")
