"""The texts of letters and lists: every blank is declared, nothing private is asked for on a public paper."""

import json
import re

import pytest

from desktop.places import RESOURCES

FILES = sorted((RESOURCES / "wording").glob("*.json"))


def texts(value) -> list[str]:
    """Every text inside, at any depth."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in inner for text in texts(part)]


def told(name: str) -> dict:
    return json.loads((RESOURCES / f"wording/{name}.json").read_text("utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_wording_says_where_it_comes_from(path):
    wording = json.loads(path.read_text("utf-8"))
    assert wording["source"] and wording["as_of"] and "请以本县" in wording["note"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_blanks_used_are_those_declared(path):
    wording = json.loads(path.read_text("utf-8"))
    used = {word for text in texts(wording) for word in re.findall(r"{(.+?)}", text)}
    assert used == set(wording.get("placeholders", ()))


def test_the_policy_letter_has_the_four_sections_of_its_kind():
    headings = [line for line in told("letters")["letters"]["policy"] if re.match("[一二三四五]、", line)]
    assert headings == ["一、资助对象", "二、资助条件", "三、资助标准", "四、申请流程"]


def test_the_receipt_lets_a_family_apply_or_not():
    assert len(told("policy_letter")["receipt"]["choices"]) == 2


def test_no_text_calls_a_family_poor():
    assert not [
        text for path in FILES for text in texts(json.loads(path.read_text("utf-8"))) if "贫困户" in text
    ]


def test_no_amount_is_fixed_in_a_letter():
    """Amounts come from the table of standards, which every county may change."""
    letters = [*texts(told("policy_letter")), *texts(told("aid_letter")), *texts(told("letters"))]
    assert not [text for text in letters if re.search(r"\d+(\.\d+)?元", text)]


def test_a_basis_that_needs_checking_says_so():
    documents = told("basis")["documents"]
    assert all(document["title"] and type(document["check"]) is bool for document in documents)
    assert len({document["code"] for document in documents}) == len(documents)
