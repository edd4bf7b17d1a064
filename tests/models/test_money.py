"""Whole 分, figures, and the capital words of receipts (票据金额大写)."""

import pytest

from desktop.models import money


def test_half_of_625_is_exactly_312_50():
    assert money.figures(money.halved(62500)) == "312.50"


def test_what_cannot_be_halved_is_refused_not_rounded():
    with pytest.raises(ValueError, match=r"625\.01 元不能平分成两个学期"):
        money.halved(62501)


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"),
        (1, "壹分"),
        (10, "壹角整"),
        (5, "伍分"),
        (105, "壹元零伍分"),
        (110, "壹元壹角整"),
        (115, "壹元壹角伍分"),
        (31250, "叁佰壹拾贰元伍角整"),
        (62500, "陆佰贰拾伍元整"),
        (1000, "壹拾元整"),
        (10_000, "壹佰元整"),
        (10_100, "壹佰零壹元整"),
        (101_000, "壹仟零壹拾元整"),
        (100_100, "壹仟零壹元整"),
        (160_008, "壹仟陆佰元零捌分"),
        (1_000_000, "壹万元整"),
        (1_000_100, "壹万零壹元整"),
        (1_010_000, "壹万零壹佰元整"),
        (1_100_000, "壹万壹仟元整"),
        (10_000_000, "壹拾万元整"),
        (140_950, "壹仟肆佰零玖元伍角整"),
        (600_714, "陆仟零柒元壹角肆分"),
        (32_504, "叁佰贰拾伍元零肆分"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
        (100_050_000, "壹佰万零伍佰元整"),
        (10_000_000_000, "壹亿元整"),
        (10_000_000_100, "壹亿零壹元整"),
        (10_010_000_000, "壹亿零壹拾万元整"),
        (12_345_678_912, "壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元壹角贰分"),
    ],
)
def test_capital_words(fen, words):
    assert money.words(fen) == words


def test_a_negative_amount_has_no_capital_words():
    with pytest.raises(ValueError, match="不能为负数"):
        money.words(-1)


@pytest.mark.parametrize("fen", [0, 1, 99, 100, 31250, 123456789])
def test_figures_read_back(fen):
    assert money.parse_yuan(money.figures(fen)) == fen


def test_a_negative_sum_keeps_its_sign():
    assert money.figures(-5) == "-0.05"
