"""Make the sample workbooks: one invented school, written the way real schools write.

`python -m installer.samples.make [folder]` writes them all (default: resources/samples). The same seed gives the same
people in every file, so a number damaged in one list can be looked up in another. What is wrong on purpose is
told twice: 说明.txt for a clerk who practises, planted.json for the tests.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from installer.samples.classes import write_classes
from installer.samples.county import write_county
from installer.samples.export import Planted, export_page
from installer.samples.flaws import a_month_later, first_export, second_export
from installer.samples.lists import forgotten, write_cards, write_needy
from installer.samples.pages import write_xlsx
from installer.samples.people import SCHOOL, Pupil, people

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "samples"
FIRST, SECOND = "20260904在校生信息.xlsx", "20261008在校生信息.xlsx"
SEED, ELSEWHERE = 20260904, 7


def make(folder: Path = FOLDER, seed: int = SEED) -> None:
    """Write every sample under `folder`, replacing what is there."""
    for part in ("各班名单", "县级名单"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    pupils, newcomers = people(seed)
    rows, planted = first_export(pupils, FIRST)
    write_xlsx(folder / FIRST, [export_page(rows, "2026-09-04")])
    later, changes = a_month_later(pupils, newcomers)
    rows, still = second_export(later, SECOND)
    write_xlsx(folder / SECOND, [export_page(rows, "2026-10-08")])
    planted += [*still, *write_classes(folder / "各班名单", pupils)]
    planted += [*write_needy(folder, pupils), *write_cards(folder, pupils)]
    listed = write_county(folder / "县级名单", pupils, _strangers(pupils))
    missed = [{"id_number": pupil.id_number, "name": pupil.name} for pupil in forgotten(pupils)]
    told = {
        "planted": [asdict(flaw) for flaw in planted],
        "changes": changes,
        "county": listed,
        "forgotten": missed,
    }
    (folder / "planted.json").write_text(
        json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n"
    )
    (folder / "说明.txt").write_text(_story(len(pupils), planted, changes), "utf-8-sig", newline="\r\n")


def _strangers(pupils: Sequence[Pupil]) -> list[Pupil]:
    """Children of other schools for the county's lists; none shares a number with a pupil here."""
    ours = {pupil.id_number for pupil in pupils}
    strangers, _ = people(ELSEWHERE)
    for pupil in strangers:
        pupil.family.number = f"88{pupil.family.number[2:]}"
    return [pupil for pupil in strangers if pupil.id_number and pupil.id_number not in ours][::4]


def _story(count: int, planted: Sequence[Planted], changes: Sequence[dict[str, str]]) -> str:
    """What a clerk reads before practising: the files, then every flaw, then what changed in a month."""
    lines = [
        f"{SCHOOL}　练习用名单（人、号码、卡号都是编的，全校{count}人）",
        "",
        f"{FIRST}　九月的学籍导出表",
        f"{SECOND}　一个月后再导出的表，用来练习“更新花名册”",
        "各班名单　十二个班主任各写各的名单",
        "家庭经济困难名单.xlsx、社保卡账号.xls　做资助名单用",
        "县级名单　各部门发下来的十份名单，用来练习比对",
        "",
        "名单里故意放了下面这些毛病，看看程序能不能都找出来：",
    ]
    for flaw in planted:
        right = f"，应为“{flaw.truth}”" if flaw.truth else ""
        lines.append(
            f"{flaw.file}　“{flaw.sheet}”第{flaw.row}行“{flaw.head}”　{flaw.name}：{flaw.flaw}{right}"
        )
    lines += ["", f"从{FIRST}到{SECOND}的变化："]
    lines += [f"{row['name']}　{row['change']}" for row in changes]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
