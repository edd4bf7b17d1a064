"""导入菜品: dish by dish what would be written and what is wrong."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.services.meals.dish_in import DishDraft, DishPlan, judge, keep_dishes, read_dishes, sentences
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.held_rows import Held
from desktop.views.layouts import Part
from desktop.views.rehearsal import MOST, SheetImport, bring
from desktop.views.rows_model import Shown
from desktop.views.widgets import line_of, text

COLUMNS = (
    Column("name", "菜品", 130),
    Column("bucket", "结果", 76),
    Column("portion", "每生用量（克）", 210),
    Column("says", "说明", 480),
)
BUCKETS = {
    "new": ("新增", "good"),
    "changed": ("改用料", "warn"),
    "same": ("一样", "off"),
    "bad": ("不写入", "bad"),
}


def import_dishes(desk: Desk, page: QWidget, paths: list[Path] | None = None) -> None:
    """Nothing is written before the person says so."""
    bring(desk, page, DISHES, paths)


def _above(draft: DishDraft) -> list[Part]:
    parts: list[Part] = [text(f"{draft.title}：{draft.sentence}。", wrap=True)]
    parts += [line_of("circle-alert", "bad", words, "small") for words in draft.bare[:MOST]]
    if bad := draft.count("bad"):
        said = f"{bad} 道菜有错，整道都不写入；改好表格可以再导。"
        parts.append(line_of("circle-alert", "bad", said, "small"))
        wrong = [words for one in draft.dishes for words in one.bad]
        more = f"……共 {len(wrong)} 处，其余看表里的说明。" if len(wrong) > MOST else ""
        told = [*wrong[:MOST], *([more] if more else [])]
        parts += [text(words, "small", "bad", wrap=True) for words in told]
    return [*parts, text("已经排好的食谱不跟着变。", "small", "quiet")]


def _rows(draft: DishDraft) -> list[Held]:
    return [_row(at, one) for at, one in enumerate(draft.dishes)]


def _row(at: int, plan: DishPlan) -> Held:
    says, (bucket, tone) = sentences([plan]), BUCKETS[plan.state]
    cells = {
        "name": Shown(plan.name), "bucket": Shown(bucket, tone, "tag"), "portion": Shown(plan.portion),
        "says": Shown("\n".join(says), ("bad" if plan.bad else "warn") if says else None),
    }  # fmt: skip
    return Held(at, cells)


DISHES = SheetImport(
    "菜品", "选菜品用料表", "道", 960, COLUMNS,
    read=lambda paths, password, progress: judge(read_dishes(paths, password=password, progress=progress)),
    above=_above, rows=_rows,
    keep=lambda store, draft, progress: keep_dishes(store, draft, progress=progress),
)  # fmt: skip
