"""Each kind of field, with the dirt that clerks and spreadsheets put into it."""

import datetime as dt

import pytest
from builders import id_number

from desktop.models.fields import (
    Date,
    FieldError,
    File,
    Money,
    Note,
    Number,
    TermField,
    Text,
    YearMonth,
    YesNo,
)
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.students import Student
from desktop.models.measure_fields import Decimal1
from desktop.models.people_fields import Account, DisabilityCard, IdNumber, Name, Phone, StudentNo
from desktop.models.writing import half_width

FLOATED = 5.29901201811084e17  # an identity number that a spreadsheet took for a number
SEPTEMBER = dt.date(2015, 9, 1)


@pytest.mark.parametrize("blank", ["", "  ", "　", "\t\n", None])
@pytest.mark.parametrize(
    "field", [Text("备注"), Number("班号"), Money("金额"), Date("日期"), YesNo("孤儿"), Name("姓名")]
)
def test_blank_is_nothing(field, blank):
    assert field.parse(blank) is None
    assert field.format(None) == field.shown(None) == ""


def test_text_loses_spaces_and_line_breaks_around_and_inside():
    assert Text("村组").parse("  石桥村\n 二组\t") == "石桥村 二组"
    assert Text("村组").parse(3.0) == "3"


def test_text_that_is_too_long_says_by_how_much():
    with pytest.raises(FieldError, match="去向最多 3 个字，现在 4 个字。"):
        Text("去向", max_length=3).check("柳林中学")


def test_a_note_keeps_its_lines():
    assert Note("备注").parse(" 第一行\n第二行 ") == "第一行\n第二行"


@pytest.mark.parametrize("raw", ["12", " 12 ", "１２", 12, 12.0, "12.0", "0012"])
def test_whole_numbers_in_every_dress(raw):
    assert Number("年龄").parse(raw) == 12


@pytest.mark.parametrize("raw", ["十二", "1.5", 1.5, "12岁", "nan", "inf", "1-2"])
def test_what_is_no_whole_number_is_refused(raw):
    with pytest.raises(FieldError, match="年龄应是"):
        Number("年龄").parse(raw)


def test_numbers_outside_their_limits_are_refused():
    age = Number("年龄", least=1, most=120)
    for value, words in ((0, "年龄不能小于 1。"), (121, "年龄不能大于 120。")):
        with pytest.raises(FieldError, match=words):
            age.check(value)


def test_a_number_no_file_can_hold_is_refused():
    with pytest.raises(FieldError, match="不能大于"):
        Number("学生数").check(Number("学生数").parse("1e30"))
    with pytest.raises(FieldError, match="太大了"):
        Money("金额").check(Money("金额").parse("1e30"))


def test_kilometres_keep_one_decimal():
    distance = Decimal1("距离")
    assert [distance.parse(raw) for raw in ("3.5", 3.5, "２", 0)] == [35, 35, 20, 0]
    assert [distance.format(value) for value in (35, 20, 0)] == ["3.5", "2", "0"]
    with pytest.raises(FieldError, match="应是数字"):
        distance.parse("三里路")


@pytest.mark.parametrize("raw", ["312.50", "312.5", 312.5, "312.5元", "￥312.50", "３１２．５", " 312.50 "])
def test_money_is_whole_fen(raw):
    assert Money("金额").parse(raw) == 31250


@pytest.mark.parametrize("raw", ["1,250", "1，250元", 1250, 1250.0])
def test_money_with_thousands(raw):
    assert Money("金额").parse(raw) == 125000


@pytest.mark.parametrize("raw", ["312.505", "三百", "312.5.0", "inf"])
def test_money_finer_than_a_fen_or_in_words_is_refused(raw):
    with pytest.raises(FieldError, match="金额应是金额（元，最多两位小数）"):
        Money("金额").parse(raw)


def test_money_is_never_negative():
    with pytest.raises(FieldError, match="不能是负数"):
        Money("金额").check(-1)


@pytest.mark.parametrize(
    "raw",
    ["2015.9.1", "20150901", "2015-9-1", "2015/9/1", "2015-09-01", "2015年9月1日", "2015 年 9 月 1 日", "２０１５．９．１",
     42248, 42248.0, "42248", dt.datetime(2015, 9, 1, 8, 30), SEPTEMBER, "2015-09-01 00:00:00", "2015-09-01T00:00:00"],
)  # fmt: skip
def test_a_day_in_every_dress(raw):
    assert Date("出生日期").parse(raw) == SEPTEMBER


def test_four_figures_are_a_day_of_this_year():
    assert Date("日期").parse("0905") == dt.date(dt.date.today().year, 9, 5)


def test_spoken_days():
    today = dt.date.today()
    assert Date("日期").parse("今天") == today
    assert Date("日期").parse("昨天") == today - dt.timedelta(days=1)


@pytest.mark.parametrize("raw", ["2015年9月", "2015-13-01", "20150231", "9月1日", "开学那天", "123", 12.5])
def test_what_is_no_day_is_refused_with_an_example(raw):
    with pytest.raises(FieldError, match=r"日期看不懂.*请写成 2026-09-05 或 20260905"):
        Date("日期").parse(raw)


@pytest.mark.parametrize(
    "raw", ["2024-09", "2024.9", 2024.9, "202409", 202409, "2024年9月", "2024-09-01", "2024/9"]
)
def test_a_month_in_every_dress(raw):
    assert YearMonth("入学年月").parse(raw) == "2024-09"


def test_2012_1_as_a_number_may_have_been_october_and_is_refused():
    with pytest.raises(FieldError):
        YearMonth("入学年月").parse(2012.1)
    assert YearMonth("入学年月").parse("2012.10") == "2012-10"


@pytest.mark.parametrize("raw", ["是", "√", "1", 1, 1.0, "有", "☑", True, "１"])
def test_yes_in_every_dress(raw):
    assert YesNo("孤儿").parse(raw) is True


@pytest.mark.parametrize("raw", ["否", "×", "0", 0, "无", "没有", "—", False])
def test_no_in_every_dress(raw):
    assert YesNo("孤儿").parse(raw) is False


def test_neither_yes_nor_no_is_refused():
    with pytest.raises(FieldError, match="孤儿请填 是 或 否，现在是“大概”。"):
        YesNo("孤儿").parse("大概")


@pytest.mark.parametrize(("raw", "code"), [("男", "1"), ("1", "1"), (1.0, "1"), ("女", "2"), (" 女 ", "2")])
def test_a_choice_is_read_by_wording_and_by_code(raw, code):
    assert Student.gender.parse(raw) == code


@pytest.mark.parametrize("words", ["寄宿", "住校", "住宿生", "内宿", "2"])
def test_a_choice_knows_what_clerks_say(words):
    assert Student.attendance.parse(words) == "2"


def test_a_choice_that_is_not_in_the_list_names_what_is():
    with pytest.raises(FieldError, match="就读方式没有“飞来”这一项，可填：走读、住校"):
        Student.attendance.parse("飞来")


def test_a_code_from_a_later_version_is_shown_as_it_is():
    assert Student.attendance.format("77") == "77"


def test_several_choices_are_kept_in_the_order_of_the_list():
    kinds = AidProgramme.kinds
    assert kinds.parse("残疾，农村低保；脱贫户") == "01,05.1,12"
    assert kinds.format("01,05.1") == "脱贫家庭学生、农村低保家庭学生"
    with pytest.raises(FieldError, match="没有“很穷”这一项"):
        kinds.parse("残疾、很穷")


@pytest.mark.parametrize("raw", ["2026秋", "2026-1", "2026年秋季学期", "2026—2027学年第一学期", "2026年秋"])
def test_a_term_in_every_dress(raw):
    assert TermField("学期").parse(raw) == "2026-1"
    assert TermField("学期").format("2026-2") == "2027年春季学期"


def test_what_is_no_term_is_refused():
    with pytest.raises(FieldError, match="看不懂学期“明年”，请写成 2026秋 或 2027春。"):
        TermField("学期").parse("明年")


@pytest.mark.parametrize(
    ("raw", "kept"),
    [("王 芳", "王芳"), ("王　芳", "王芳"), (" 王芳\t", "王芳"), ("阿卜杜拉．麦麦提", "阿卜杜拉·麦麦提"),
     ("吉克阿呷 • 莫色", "吉克阿呷·莫色"), ("阿依古丽•买买提‧吐尔逊", "阿依古丽·买买提·吐尔逊"), ("Anna  Bell", "Anna Bell"),
     ("𠮷小满", "𠮷小满"), ("吉克阿呷 莫色", "吉克阿呷·莫色"), ("欧阳 春梅", "欧阳春梅"), ("阿依古丽 ·买买提", "阿依古丽·买买提")],
)  # fmt: skip
def test_a_name_has_one_kept_form(raw, kept):
    assert Name("姓名").parse(raw) == kept


def test_a_name_with_a_figure_in_it_is_refused():
    with pytest.raises(FieldError, match="姓名里不应有数字"):
        Name("姓名").check("王芳2")


@pytest.mark.parametrize("dress", [
    "11010519491231002X", "11010519491231002x", " 11010519491231002X\t", "110105 19491231 002X",
    "１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X\n",
])  # fmt: skip
def test_an_identity_number_has_one_kept_form(dress):
    field = IdNumber("身份证号")
    field.check(field.parse(dress))
    assert field.parse(dress) == "11010519491231002X"


@pytest.mark.parametrize("raw", [FLOATED, int(FLOATED)])
@pytest.mark.parametrize("field", [IdNumber("身份证号"), Account("账号")])
def test_a_long_number_that_went_through_a_spreadsheet_is_not_believed(field, raw):
    with pytest.raises(FieldError, match="被表格软件当成数字，后几位已经不可靠"):
        field.parse(raw)


def test_a_pupil_number_and_a_disability_card_are_read_like_identity_numbers():
    assert StudentNo("学籍号").parse(" g5299012018050700２3 ") == "G529901201805070023"
    card = DisabilityCard("残疾人证号")
    card.check(card.parse(f"{id_number()} 43 b1"))
    with pytest.raises(FieldError, match="残疾人证号应为 20 位"):
        card.check(id_number())


@pytest.mark.parametrize(
    "raw",
    ["13800138000", 13800138000, 13800138000.0, "138 0013 8000", "１３８００１３８０００", "+8613800138000"],
)
def test_a_mobile_number_in_every_dress(raw):
    phone = Phone("电话")
    phone.check(phone.parse(raw))
    assert phone.parse(raw) == "13800138000"


@pytest.mark.parametrize("number", ["0577-8123456", "05778123456", "12345", "8123456"])
def test_landlines_and_hotlines_are_numbers_too(number):
    Phone("电话").check(number)


@pytest.mark.parametrize("number", ["1380013800", "12800138000", "138001380000", "没有"])
def test_what_is_no_telephone_number_is_refused(number):
    with pytest.raises(FieldError, match="电话应是 11 位手机号或带区号的座机号"):
        Phone("电话").check(number)


def test_an_account_is_digits_from_first_to_last():
    field = Account("账号")
    assert (
        field.parse("9999 0229 6799 2039 220")
        == field.parse("9999-0229-6799-2039-220")
        == "9999022967992039220"
    )
    for number in ("123", "6217x00010001234567", "٦٢١٧٠٠٠٠١٠٠٠١٢٣٤"):
        with pytest.raises(FieldError, match="账号应是 10 到 25 位数字"):
            field.check(number)


def test_personal_numbers_are_masked_when_the_eye_is_closed():
    assert Student.id_number.shown("330101201605011234") == "3301**********1234"
    assert Student.phone.shown("13800138000") == "138****8000"
    assert Account("账号").shown("6217000010001234567") == "***************4567"
    assert Student.id_number.format("330101201605011234") == "330101201605011234"


def test_an_attachment_is_shown_by_its_name():
    assert File("照片").format("0a1b2c|王芳.jpg") == "王芳.jpg"


def test_full_width_figures_become_plain_and_chinese_brackets_and_commas_stay():
    assert half_width("（１２．５，Ａｂ）－／：石桥。") == "（12.5，Ab）-/:石桥。"


@pytest.mark.parametrize("raw", ["20259", "1955-06", "2199-01"])
def test_a_month_outside_what_a_field_can_mean_is_refused_with_the_bounds(raw):
    month = YearMonth("入学年月", since=1990)
    with pytest.raises(FieldError, match="不在 1990-01 到 "):
        month.check(month.parse(raw))
