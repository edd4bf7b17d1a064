"""States and remarks that nobody foresaw: what a list says of most is ordinary, what says of leaving is asked about."""

import pytest
from builders import id_number, pupil
from lists_people import CHILD, FATHER, MOTHER, STRANGER

PEOPLE = ("姓名", "身份证号")
FILE = "农村低保2026年9月.xlsx"
NAMES = ("赵一", "钱二", "孙三")


@pytest.fixture
def listed(family, store, book, match):
    """listed("人员状态", "生存", "生存", "死亡"): the list of the child and further pupils with these words, its child first."""

    def find(head, *words, file=FILE):
        numbers = [id_number(50 + at) for at in range(len(words) - 1)]
        others = list(zip(NAMES, numbers, strict=False))
        for name, number in others:
            pupil(store, name, id_number=number)
        rows = zip([("王芳", CHILD), *others], words, strict=True)
        book(file, [(*PEOPLE, head), *([*who, word] for who, word in rows)])
        (one,) = match().lists
        return one

    return find


@pytest.fixture
def one(family, book, match):
    """one("转外县"): the line of the child whose row has this remark."""

    def find(remark, *, head="备注", file=FILE, who=("王芳", CHILD), sheet="Sheet1", title=None):
        rows = [(*PEOPLE, head), ["赵六", STRANGER, ""], [*who, remark]]
        book(file, [], **{sheet: [[title], *rows] if title else rows})
        (line,) = match().lines
        return line

    return find


@pytest.mark.parametrize(
    ("head", "word"),
    [
        ("人员状态", "生存"), ("状态", "存活"), ("状态", "外出务工"), ("状态", "在校"), ("供养状态", "在院"),
        ("审核状态", "终审通过"), ("审核状态", "县级审核通过"), ("审核状态", "公示无异议"), ("状态", "已备案"),
        ("发放状态", "发放成功"), ("发放状态", "银行代发"), ("发放状态", "已打卡"), ("状态", "监测中"), ("状态", "续保"),
        ("审核状态", "复核通过"), ("状态", "合格"), ("证件状态", "制证完成"), ("状态", "公示期满"), ("状态", "年检合格"),
    ],
)  # fmt: skip
def test_the_departments_everyday_states_leave_a_row_as_it_is(one, head, word):
    assert one(word, head=head).sentence == "身份证号与本人相同。"


def test_a_strange_state_of_most_rows_is_the_lists_ordinary_one_and_is_shown(listed):
    found = listed("人员状态", "甲种在列", "甲种在列", "甲种在列", "死亡")
    assert [line.verdict for line in found.lines] == ["hit", "hit", "hit", "doubt"]
    assert "人员状态写着“甲种在列”" in found.lines[0].sentence
    assert "“人员状态”写着“甲种在列”的按正常算，请看一眼。" in found.aside


def test_a_strange_state_of_few_rows_is_asked_about(listed):
    assert {line.verdict for line in listed("人员状态", "甲种在列", "甲种在列").lines} == {"doubt"}


def test_a_strange_state_of_less_than_half_is_asked_about(listed):
    found = listed("人员状态", "甲种在列", "正常", "正常", "正常")
    assert [line.verdict for line in found.lines] == ["doubt", "hit", "hit", "hit"] and found.aside == []


@pytest.mark.parametrize("word", ["已停", "死亡", "调出", "不合格", "待入户", "异常", "冻结", "转外县"])
def test_a_known_word_of_leaving_or_waiting_is_never_ordinary(listed, word):
    found = listed("人员状态", word, word, word)
    assert {line.verdict for line in found.lines} == {"doubt"} and found.aside == []


@pytest.mark.parametrize(
    "remark",
    [
        "已转外县", "转外县就读", "转至外县", "户口迁走", "户籍迁走", "已调出", "已逝", "去逝", "卒", "家长自愿放弃", "主动放弃",
        "非本人", "号码有误", "不再纳入", "本月减少", "被收养", "冒领", "拟消除", "待入户", "无效",
        "收入超标", "退回", "录入错误", "送养",
    ],
)  # fmt: skip
def test_a_remark_of_leaving_or_waiting_is_asked_about(one, remark):
    line = one(remark)
    assert line.verdict == "doubt" and f"“{remark}”" in line.why


@pytest.mark.parametrize(
    "remark", ["无死亡", "非死亡", "无死亡迁出", "收入减少", "父亲改嫁", "母亲已改嫁外省"]
)
def test_a_remark_that_denies_it_or_tells_of_others_leaves_the_child(one, remark):
    assert one(remark).verdict == "hit"


@pytest.mark.parametrize(("head", "word"), [("复核结果", "不合格"), ("复核结果", "调出"), ("增减标志", "减")])
def test_a_result_of_leaving_is_asked_about_under_its_heading(one, head, word):
    assert f"“{head}：{word}”" in one(word, head=head).why


@pytest.mark.parametrize("where", [{"title": "农村低保拟新增对象公示名单"}, {"sheet": "待审"}])
def test_a_list_of_people_who_are_not_settled_is_asked_about_line_by_line(one, where):
    line = one("", **where)
    assert line.verdict == "doubt" and line.why.startswith("这一行所在的名单还没有定下来（")
    assert next(iter(where.values())) in line.why and line.in_question and not line.says_ended


def test_a_sheet_of_those_who_failed_the_review_counts_as_one_of_leaving(one):
    assert one("", sheet="复核不合格").says_ended


@pytest.mark.parametrize(
    "where", [{"title": "农村低保公示期满名单"}, {"title": "农村低保名册（不含待审人员）"}]
)
def test_a_list_after_its_time_of_objection_stays_clean(one, where):
    assert one("", **where).verdict == "hit"


@pytest.mark.parametrize(
    "name", ["王建国（已故）", "王建国(已死亡)", "王建国（服刑）", "王建国-死亡", "王建国（待核实）"]
)
def test_what_stands_behind_the_fathers_name_is_asked_about(one, name):
    line = one("", who=(name, FATHER))
    assert line.verdict == "doubt" and f"“{name}”" in line.why


@pytest.mark.parametrize("name", ["王建国（户主）", "王建国★", "王建国（小）", "王建国（新增）"])
def test_harmless_signs_behind_a_name_are_not(one, name):
    assert one("", who=(name, FATHER)).verdict == "family"


def test_a_mother_who_married_again_is_asked_about(one):
    line = one("离异，已改嫁外省", who=("李秀英", MOTHER))
    assert line.verdict == "doubt" and "“已改嫁外省”" in line.why
    assert one("妻子改嫁", who=("王建国", FATHER)).verdict == "family"


def test_a_number_in_a_column_without_heading_beside_the_name_is_seen(family, book, match):
    old = CHILD[:6] + CHILD[8:17]
    book(FILE, [("户主姓名", "户主身份证号", "家庭成员"), ["赵六", STRANGER, "王芳", old]])
    (line,) = match().lines
    assert line.verdict == "doubt" and line.why.startswith("名单上是 15 位老号码")
