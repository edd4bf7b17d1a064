"""Words on a wall: places and days may stand there, numbers of people may not."""

import pytest

from desktop.models.public_text import why_need_told, why_not_public

OWN = ("0859-3612345", "13800138000", "8210000")


@pytest.mark.parametrize(
    "text",
    ["校门口公示栏，家长电话13912345678", "139-1234 5678", "１３９１２３４５６７８", "529901201605010022", "52990120160501002X",
     "6217 0000 1000 1234 567", "一三九一二三四五六七八", "0859-87654321", "139\u200b12345678", "（139）1234-5678",
     "139.1234.5678", "٠١٢٣٤٥٦٧٨٩٠", "0859-3612345 13912345678", "1380013800013"],
)  # fmt: skip
def test_a_number_of_somebody_does_not_hang(text):
    why = why_not_public("公示地点", text, OWN)
    assert why.startswith("公示地点里像是写了电话") and "28号" in why
    assert "139" not in why


@pytest.mark.parametrize(
    "text",
    ["校门口公示栏", "教学楼1楼大厅、2号公示栏", "2026年9月14日至9月21日", "2026-09-14 2026-09-21", "2026.9.14—2026.9.21", "", None,
     "电话 0859-3612345", "0859 3612345", "0859-3612345 0859-8210000", "0859-8210000", "138 0013 8000",
     "0859-3612345，13800138000", "共 128 名，满 5 个工作日"],
)  # fmt: skip
def test_places_days_and_the_schools_own_telephones_hang(text):
    assert why_not_public("公示地点", text, OWN) == ""


def test_without_a_telephone_of_the_school_none_is_its_own():
    assert why_not_public("公示地点", OWN[1], (None, ""))


@pytest.mark.parametrize("text", ["王芳患白血病", "李强，母亲尿毒症", "父亲因癌症去世", "患有先天性心脏病"])
def test_an_illness_does_not_hang(text):
    assert "不写困难类型和疾病" in why_need_told("正文", text)
