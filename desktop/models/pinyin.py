"""What a name is found by: 汉字, 全拼, 首字母, last digits. Surnames with several readings are found by each."""

import os
import re
from collections.abc import Callable
from functools import cache

from desktop.models.writing import tidy_name

# 单 解 仇 … as surnames read otherwise; both readings are searched (list of common polyphone surnames).
SURNAMES = {
    "单": "shan", "解": "xie", "仇": "qiu", "曾": "zeng", "查": "zha", "盖": "ge", "任": "ren", "华": "hua", "区": "ou",
    "朴": "piao", "翟": "zhai", "尉": "yu", "万": "wan", "召": "shao", "乐": "yue", "宁": "ning", "卜": "bu", "缪": "miao",
    "覃": "qin", "谌": "chen", "洗": "xian", "冼": "xian", "员": "yun", "种": "chong", "繁": "po", "逄": "pang", "牟": "mu",
}  # fmt: skip
HAN = re.compile(r"[㐀-鿿𠀀-𲎯]")


@cache
def _reader() -> Callable[[str], list[str]]:
    os.environ["PYPINYIN_NO_PHRASES"] = "true"  # names are read sign by sign; the phrase table costs 200 ms
    from pypinyin import Style, lazy_pinyin  # only when a name is kept or searched

    return lambda text: lazy_pinyin(text, style=Style.NORMAL)


@cache
def syllables(char: str) -> str:
    """The usual reading of one character, without tone."""
    return _reader()(char)[0].lower()


def search_text(name: str, *tails: str) -> str:
    """ " 张晓明 zhangxiaoming zxm 1234 ": words parted by spaces, so that LIKE '% zxm%' finds starts of words.

    The second word is what the name is sorted by: its full pinyin, a surname in its surname reading.
    """
    plain = tidy_name(name)
    letters = plain.replace("·", "").replace(" ", "")
    readings = [[syllables(char) for char in letters]] if letters else []
    if letters and letters[0] in SURNAMES and SURNAMES[letters[0]] != readings[0][0]:
        readings.insert(0, [SURNAMES[letters[0]], *readings[0][1:]])
    words = [plain]
    for reading in readings:
        words += ["".join(reading), "".join(part[0] for part in reading if part)]
    return f" {' '.join(dict.fromkeys([*words, *plain.split('·')[1:], *tails]))} "
