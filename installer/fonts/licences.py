"""The licence of each font: its text, taken from the packages, and the page that tells what was changed."""

import gzip
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import packages
from fontTools.ttLib import TTFont
from packages import Cache, Package

OFL = "SIL Open Font License 1.1"
OFL_URL = "https://openfontlicense.org"
GPL_URL = "https://www.gnu.org/licenses/"
OFL_STARTS = "-----------------------------------------------------------\nSIL OPEN FONT LICENSE"
FANDOL_EXCEPTION = "  As a special exception"


def _read(cache: Cache, package: Package, path: str) -> str:
    content = (cache.open(package) / path).read_bytes()
    return (gzip.decompress(content) if path.endswith(".gz") else content).decode("utf-8")


def _fandol(cache: Cache) -> str:
    return _read(cache, packages.FANDOL, "usr/share/doc/texlive-doc/fonts/fandol/COPYING.gz")


def _cwtex(cache: Cache) -> str:
    # The notice names the GPL without quoting it; Fandol's package holds the text, then its own exception.
    notice = _read(cache, packages.CWTEX, "usr/share/doc/fonts-cwtex-fs/copyright")
    return f"{notice}\n{_fandol(cache).partition(FANDOL_EXCEPTION)[0].rstrip()}\n"


def _noto_serif(cache: Cache) -> str:
    return _read(cache, packages.NOTO_SERIF, "package/LICENSE_FONT")


def _noto_sans(cache: Cache) -> str:
    return _read(cache, packages.NOTO_SANS, "package/LICENSE_FONT")


def _wenkai(cache: Cache) -> str:
    # The package of web font pieces leaves the text out; the licence is the same one to the letter.
    return OFL_STARTS + _noto_sans(cache).partition(OFL_STARTS)[2]


def _hanazono(cache: Cache) -> str:
    return _read(cache, packages.HANAZONO, "usr/share/doc/fonts-hanazono/copyright")


def _babelstone(cache: Cache) -> str:
    font = cache.open(packages.BABELSTONE) / "usr/share/fonts/truetype/babelstone/BabelStoneHan.ttf"
    words = str(TTFont(font, lazy=True)["name"].getDebugName(13))
    return "\n".join(words.splitlines()) + "\n"


@dataclass(frozen=True)
class Licence:
    """A licence's name, its address, what it asks of whoever passes the font on (Chinese), and its text."""

    name: str
    url: str
    duty: str
    text: Callable[[Cache], str]


_GPL_DUTY = "注明改动与日期、附许可证、告知源字体的来处；例外条款写明：嵌入字体的文件不因此受 GPL 约束。"
_OFL_DUTY = "改名、附许可证、不单独出售字体。"
LICENCES = {
    "fang": Licence("GNU GPL 3 with font embedding exception", GPL_URL, _GPL_DUTY, _fandol),
    "cwfs": Licence(
        "GNU GPL 2 or later with font embedding exception",
        GPL_URL,
        f"“第 2 版或更新版本”，这里按第 3 版。{_GPL_DUTY}",
        _cwtex,
    ),
    "song": Licence(OFL, OFL_URL, f"{_OFL_DUTY}保留名称：Source。", _noto_serif),
    "biaosong": Licence(OFL, OFL_URL, f"{_OFL_DUTY}保留名称：Source。", _noto_serif),
    "latin": Licence(OFL, OFL_URL, f"{_OFL_DUTY}保留名称：Source。", _noto_serif),
    "hei": Licence(OFL, OFL_URL, f"{_OFL_DUTY}保留名称：Source。", _noto_sans),
    "kai": Licence(OFL, OFL_URL, f"{_OFL_DUTY}保留名称：霞鹜、LXGW、Klee。", _wenkai),
    "extb": Licence(
        "Hanazono Font License (or SIL Open Font License 1.1)",
        "http://fonts.jp/hanazono/",
        "两种任选，取花園字体许可：可任意使用、改动、发放，不作担保。名称照 OFL 的要求也改了。",
        _hanazono,
    ),
    "bstone": Licence(
        "Arphic Public License",
        "http://ftp.gnu.org/non-gnu/chinese-fonts-truetype/LICENSE",
        "附原样许可证；在字体文件里写明何时、怎样改过；改后的字体同样任人自由取用。"
        "原字体中另属 CC BY-SA 的符号没有收入。",
        _babelstone,
    ),
}


@dataclass(frozen=True)
class Entry:
    """What the overview tells of one font."""

    key: str
    family: str
    source: str
    copyright: str
    package: Package
    path: str
    change: str


def overview(entries: Iterable[Entry], changed_on: date) -> str:
    """LICENSES.md: each font's origin, licence and change."""
    return _HEAD.format(date=changed_on) + "".join(_section(entry) for entry in entries)


def _section(entry: Entry) -> str:
    licence = LICENCES[entry.key]
    holders = "；".join(entry.copyright.splitlines())
    return f"""
## {entry.key}.ttf：{entry.family}

- 源字体：{entry.source}。{holders}
- 取自：{entry.package.kind} 软件包 `{entry.package.name}` {entry.package.version}，文件 `{entry.path}`
- 许可：{licence.name}（全文：[licences/{entry.key}.txt](licences/{entry.key}.txt)）
- 要求：{licence.duty}
- 改动：{entry.change}
"""


_HEAD = """# 字体的来源与许可

这些字体不是本程序的一部分，各按自己的许可证发放；程序只是把它们和自己放在一起，打印时把用到的字嵌进 PDF。
每个文件都改过（{date}），所以内部名称一律改为“Zhuxue …”，名称表第 10 条写着怎样改的。

改动由 `installer/fonts/build.py` 完成：它取下列软件包（版本与校验值见 `installer/fonts/packages.py`），生成这里的全部文件，
任何人都能重做一遍，得到逐字节相同的结果。软件包就是源字体的来处；发放这些字体时，请连同本页、`licences/` 和该脚本一起给出。
用光盘、U 盘发放时，GPL 的两种字体（fang、cwfs）还应附上下面写明的源字体文件，或写明愿意提供。
"""
