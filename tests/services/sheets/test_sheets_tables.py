import pytest
from workbooks import table

from desktop.models.identity import check_digit
from desktop.services.sheets.tables import Wanted, fingerprint, map_columns

WANTED = (
    Wanted("student.name", "姓名", kind="name"),
    Wanted("student.id_number", "身份证号", kind="id_number"),
    Wanted("student.student_no", "全国学籍号", kind="student_no"),
    Wanted("student.gender", "性别", kind="gender"),
    Wanted("student.birth_date", "出生日期", kind="date"),
    Wanted("student.grade", "年级"),
    Wanted("student.school_class", "班级", kind="class"),
    Wanted("student.phone", "联系电话", kind="phone"),
    Wanted("student.home_address", "家庭地址"),
    Wanted("guardian.1.name", "监护人1姓名", kind="name"),
    Wanted("guardian.1.relation", "监护人1关系"),
    Wanted("guardian.1.id_number", "监护人1身份证号", kind="id_number"),
    Wanted("guardian.1.phone", "监护人1电话", kind="phone"),
    Wanted("guardian.2.name", "监护人2姓名", kind="name"),
    Wanted("guardian.2.id_number", "监护人2身份证号", kind="id_number"),
    Wanted("guardian.2.phone", "监护人2电话", kind="phone"),
    Wanted("household.head_name", "户主姓名", kind="name"),
    Wanted("household.head_id", "户主身份证号", kind="id_number"),
    Wanted("account.owner", "开户人", kind="name"),
    Wanted("account.bank", "开户行"),
    Wanted("account.number", "银行卡号", kind="account"),
)


def number(year, serial, month=3):
    first = f"530105{year}{month:02d}11{serial:03d}"
    return first + check_digit(first)


def pupils(count=5):
    return [number(2015, 100 + n) for n in range(count)]


def adults(count=5, year=1980):
    return [number(year, 200 + n) for n in range(count)]


NAMES = ["王小明", "李芳", "张伟", "刘洋洋", "陈静"]
PHONES = [f"1380000000{n}" for n in range(5)]


def mapped(heads, *columns, remembered=None):
    rows = [list(row) for row in zip(*columns, strict=True)]
    found = table([heads, *rows])
    return map_columns(found, WANTED, remembered)


def keys(mapping):
    return [match.key for match in mapping.matches]


@pytest.mark.parametrize(
    "head",
    [
        "身份证号",
        "身份证件号",
        "证件号码",
        "公民身份号码",
        "*身份证号码（18位）",
        "学生身份证号",
        "身 份 证 号",
    ],
)
def test_the_id_column_is_known_by_its_many_names(head):
    assert keys(mapped(["姓名", head], NAMES, pupils())) == ["student.name", "student.id_number"]


def test_ids_are_known_by_content_under_any_heading():
    mapping = mapped(["姓名", "号"], NAMES, pupils())
    assert keys(mapping) == ["student.name", "student.id_number"]
    assert "100% 像身份证号" in mapping.matches[1].reason and 0.45 < mapping.matches[1].confidence < 0.9


def test_damaged_ids_still_show_the_id_column():
    assert keys(mapped(["姓名", "号"], NAMES, [float(n) for n in pupils()]))[1] == "student.id_number"


def test_a_table_without_heading_is_mapped_by_content():
    found = table([list(row) for row in zip(NAMES, pupils(), ["男", "女"] * 2 + ["男"], PHONES, strict=True)])
    assert keys(map_columns(found, WANTED)) == [
        "student.name",
        "student.id_number",
        "student.gender",
        "student.phone",
    ]


def test_two_row_headings_tell_whose_column_it_is():
    rows = [
        ["姓名", "身份证号", "父亲", None, None, "母亲", None],
        [None, None, "姓名", "身份证号", "电话", "姓名", "电话"],
        *zip(NAMES, pupils(), NAMES, adults(), PHONES, NAMES, PHONES, strict=True),
    ]
    mapping = map_columns(table(rows), WANTED)
    assert keys(mapping) == [
        "student.name", "student.id_number", "guardian.1.name", "guardian.1.id_number", "guardian.1.phone",
        "guardian.2.name", "guardian.2.phone",
    ]  # fmt: skip
    assert mapping.implied == {"guardian.1.relation": "父亲", "guardian.2.relation": "母亲"}


def test_a_group_above_says_whose_it_is_even_after_another_name():
    rows = [
        ["姓名", "父亲", "母亲", None],
        [None, "姓名", "电话", "姓名"],
        *zip(NAMES, NAMES, PHONES, NAMES, strict=True),
    ]
    mapping = map_columns(table(rows, merges=[(0, 2, 0, 3)]), WANTED)
    assert keys(mapping) == ["student.name", "guardian.1.name", "guardian.2.phone", "guardian.2.name"]


def test_what_lost_to_a_better_column_says_so():
    mapping = mapped(["姓名", "身份证号", "证件号"], NAMES, pupils(), pupils())
    assert mapping.matches[2].key is None and "B 列更像" in mapping.matches[2].reason


def test_plain_headings_after_a_persons_name_are_that_persons():
    mapping = mapped(
        ["姓名", "身份证号", "父亲姓名", "身份证号", "联系电话", "母亲姓名", "身份证号", "联系电话"],
        NAMES, pupils(), NAMES, adults(), PHONES, NAMES, adults(year=1985), PHONES,
    )  # fmt: skip
    assert keys(mapping)[3:5] == ["guardian.1.id_number", "guardian.1.phone"]
    assert keys(mapping)[6:] == ["guardian.2.id_number", "guardian.2.phone"]


def test_among_equal_headings_the_youngest_are_the_pupils():
    mapping = mapped(["姓名", "身份证号", "身份证号"], NAMES, adults(), pupils())
    assert keys(mapping)[2] == "student.id_number" and "最年轻" in mapping.matches[2].reason


def test_a_pupils_id_after_the_parents_phone_is_the_pupils():
    mapping = mapped(["姓名", "家长姓名", "联系电话", "身份证号"], NAMES, NAMES, PHONES, pupils())
    assert keys(mapping) == ["student.name", "guardian.1.name", "guardian.1.phone", "student.id_number"]


def test_the_households_head_is_not_the_pupil():
    mapping = mapped(
        ["户主姓名", "户主身份证号", "学生姓名", "学生身份证号"], NAMES, adults(), NAMES, pupils()
    )
    assert keys(mapping) == ["household.head_name", "household.head_id", "student.name", "student.id_number"]


def test_a_heading_that_the_content_contradicts_loses():
    mapping = mapped(["姓名", "身份证号", "备注"], NAMES, ["无", "有", "无", "无", "有"], pupils())
    assert keys(mapping) == ["student.name", None, "student.id_number"]


def test_someone_elses_ids_are_not_taken_by_content():
    found = table([["姓名", "父亲身份证号"], *zip(NAMES, adults(), strict=True)])
    assert keys(map_columns(found, WANTED[:3])) == ["student.name", None]


def test_no_field_is_used_twice():
    used = [
        key
        for key in keys(mapped(["姓名", "姓名", "身份证号", "证件号码"], NAMES, NAMES, pupils(), pupils()))
        if key
    ]
    assert len(used) == len(set(used))


def test_bank_columns_are_known():
    accounts = [f"621700000000000{n:04d}" for n in range(5)]
    mapping = mapped(
        ["学生姓名", "开户人", "开户行", "惠农“一卡通”账号"], NAMES, NAMES, ["农信社"] * 5, accounts
    )
    assert keys(mapping) == ["student.name", "account.owner", "account.bank", "account.number"]


def test_serial_numbers_and_remarks_are_left_alone():
    mapping = mapped(["序号", "姓名", "备注"], [1, 2, 3, 4, 5], NAMES, ["好"] * 5)
    assert keys(mapping) == [None, "student.name", None] and "认不出" in mapping.matches[0].reason


def test_a_callers_own_alias_counts():
    found = table([["娃娃", "性别"], *zip(NAMES, "男女男女男", strict=True)])
    wanted = (Wanted("x", "姓名", aliases=("娃娃",)),)
    assert keys(map_columns(found, wanted)) == ["x", None]


def test_a_person_may_overrule():
    mapping = mapped(["姓名", "身份证号", "号"], NAMES, pupils(), NAMES)
    mapping.assign(2, "student.id_number")
    assert keys(mapping) == ["student.name", None, "student.id_number"]
    mapping.assign(0, None)
    assert mapping.column_of("student.name") is None and mapping.head_of("student.id_number").letter == "C"
    with pytest.raises(KeyError):
        mapping.assign(0, "nobody.asked")


def test_what_a_person_settled_is_remembered_for_the_same_headings():
    first = mapped(["姓名", "号", "甲"], NAMES, PHONES, pupils())
    first.assign(1, "guardian.1.phone")
    again = mapped(["姓 名", "*号", "甲"], NAMES, PHONES, pupils(), remembered=first.to_dict())
    assert keys(again) == keys(first) and "上次" in again.matches[1].reason
    other = mapped(["姓名", "号", "乙"], NAMES, PHONES, pupils(), remembered=first.to_dict())
    assert "上次" not in other.matches[1].reason


def test_tables_without_headings_are_looked_at_anew():
    first = map_columns(table([list(row) for row in zip(NAMES, pupils(), strict=True)]), WANTED)
    other = table([list(row) for row in zip(pupils(), NAMES, strict=True)])
    assert keys(map_columns(other, WANTED, first.to_dict())) == ["student.id_number", "student.name"]


def test_a_mapping_keeps_as_json():
    import json

    kept = mapped(["姓名", "号"], NAMES, pupils()).to_dict()
    assert json.loads(json.dumps(kept, ensure_ascii=False)) == kept


def test_the_fingerprint_minds_headings_and_their_order():
    def of(*heads):
        return fingerprint(table([list(heads), ["王小明", "男", "1"]]).heads)

    assert of("姓名", "性别", "班级") == of("＊姓 名", "性别：", "班级") != of("性别", "姓名", "班级")


def test_a_row_is_picked_by_field():
    found = table([["姓名", "身份证号", "备注"], ["王小明", pupils()[0], "好"]])
    assert map_columns(found, WANTED).pick(found.rows[0]) == {
        "student.name": "王小明",
        "student.id_number": pupils()[0],
    }


def test_a_wordings_column_without_heading_is_known_by_its_options():
    found = table([["姓名", None], *zip(NAMES, ["汉族", "苗族", "汉族", "汉族", "彝族"], strict=True)])
    wanted = (*WANTED, Wanted("student.ethnicity", "民族", kind="choice", options=("汉族", "苗族", "彝族")))
    assert keys(map_columns(found, wanted))[1] == "student.ethnicity"


def test_every_synonym_means_only_fields_that_exist_and_none_is_lost():
    from desktop.services.sheets.vocabulary import normal, vocabulary

    words = vocabulary()
    for key in {key for meanings in words.keys.values() for key in meanings}:
        assert any(
            words.meanings((text,)).get(key, 0) >= 95 for text in words.keys if key in words.keys[text]
        ), key
    assert normal("＊ 姓 名：") == "姓名"


@pytest.mark.parametrize("group", ["家长情况", "监护人信息", "家庭成员信息"])
def test_a_group_about_the_family_does_not_hide_whose_column_it_is(group):
    families = [["吴大山", "冯大山", "卫大山"], PHONES[:3]]
    heads = ["姓名", "身份证号", f"{group}/家长姓名", f"{group}/手机号"]
    assert keys(mapped_groups(heads, NAMES[:3], pupils(3), *families))[2:] == [
        "guardian.1.name",
        "guardian.1.phone",
    ]


def test_a_name_under_the_parents_is_not_the_pupils():
    heads = ["姓名", "身份证号", "父亲信息/姓名", "父亲信息/联系电话"]
    found = mapped_groups(heads, NAMES[:3], pupils(3), ["吴大山", "冯大山", "卫大山"], PHONES[:3])
    assert keys(found) == ["student.name", "student.id_number", "guardian.1.name", "guardian.1.phone"]


def test_of_two_card_columns_the_one_most_pupils_have_is_taken():
    cards = [f"621721000000000{n:04d}" for n in range(5)]
    found = mapped(["姓名", "惠农一卡通账号", "社保卡号"], NAMES, [cards[0], "", "", "", ""], cards)
    assert keys(found) == ["student.name", None, "account.number"]


def mapped_groups(heads, *columns):
    """Headings of two rows, written group/heading; a group's word stands over its first column, as merged cells are read."""
    groups, below = zip(*(head.rpartition("/")[::2] for head in heads), strict=True)
    above = [group if at == groups.index(group) else "" for at, group in enumerate(groups)]
    top = [
        group or ("" if name_in_group else name)
        for group, name, name_in_group in zip(above, below, groups, strict=True)
    ]
    low = [name if group else "" for group, name in zip(groups, below, strict=True)]
    return map_columns(table([top, low, *map(list, zip(*columns, strict=True))]), WANTED)
