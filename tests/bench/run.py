"""How fast, beside what: one table of ratios. Run on a quiet machine:

    python tests/bench/run.py [--runs 3] [--only letters imports lists meals tables starts] [--json result.json]
        [--beside FOLDER]

pandas is no part of the product: `pip install --target FOLDER pandas` puts it where only the others find it.
Every contender runs alone in a fresh process; those of one pair take turns, so that a machine that slows down slows
both. Times are the fastest and the median of the runs; memory is the largest process. The ratio says how many times as
long the other one takes for what the program does: above 1 the program is faster.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[level]) for level in (2, 1, 0)]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import meals  # noqa: E402
import measure  # noqa: E402
from lists import write_lists  # noqa: E402
from people import write_roster  # noqa: E402

LETTERS, SLOW_LETTERS, PUPILS, ROWS = 2000, 200, 5000, 20_000


@dataclass
class Told:
    """All runs of one contender."""

    group: str
    contender: str
    pieces: int = 0  # how many letters, rows … one run makes; 0 where that says nothing
    seconds: dict[str, list[float]] = field(default_factory=dict)
    memory: float = 0.0
    missing: str = ""

    def take(self, told: dict[str, Any]) -> None:
        self.missing = told.get("missing", "")
        self.memory = max(self.memory, told.get("memory", 0.0))
        for name, value in told.get("seconds", {}).items():
            self.seconds.setdefault(name, []).append(value)

    def best(self, name: str) -> float:
        """Seconds, for each piece where pieces are counted."""
        return min(self.seconds[name]) / (self.pieces or 1)

    def middle(self, name: str) -> float:
        return statistics.median(self.seconds[name]) / (self.pieces or 1)


Contender = tuple[str, int, Callable[[], list[str]]]  # function, pieces, its arguments


def groups(folder: Path) -> dict[str, list[Contender]]:
    """What is measured beside what; the program comes first."""
    roster, books = str(folder / "在校生信息.xlsx"), folder / "石桥小学 台账"
    opened = [str(books), str(folder / "偏好")]

    def now(*more: str) -> list[str]:
        return [repr(time.time()), *more]

    return {
        "letters": [
            ("program", LETTERS, lambda: [str(LETTERS)]),
            ("bare_canvas", LETTERS, lambda: [str(LETTERS)]),
            ("platypus", SLOW_LETTERS, lambda: [str(SLOW_LETTERS)]),
            ("libreoffice", SLOW_LETTERS, lambda: [str(SLOW_LETTERS)]),
        ],
        "imports": [
            (name, 0, lambda: [roster]) for name in ("program", "openpyxl_reads", "calamine_reads")
        ],
        "lists": [
            (name, 0, lambda: [str(folder)]) for name in ("program", "calamine_reads", "pandas_merges")
        ],
        "meals": [
            (name, 0, lambda: [str(folder)])
            for name in ("program", "pandas_counts", "libreoffice_formulas")
        ],
        "meals_years": [(name, 0, lambda: [str(folder)]) for name in ("one_year", "ten_years")],
        "tables": [(name, 0, lambda: [str(ROWS)]) for name in ("program", "proxy")],
        "starts": [
            ("log_in_page", 0, lambda: now(*opened)),
            ("bare_window", 0, now),
            ("main_page", 0, lambda: now(*opened)),
        ],
    }  # fmt: skip


def prepare(folder: Path, wanted: list[str]) -> None:
    """The program compiled, the workbooks to import and to match, the books to log in to."""
    measure.compile_program()
    if "imports" in wanted:
        write_roster(folder / "在校生信息.xlsx", PUPILS)
    if "lists" in wanted:
        write_lists(folder)
    if "meals" in wanted:
        meals.prepare(folder)
    if "starts" in wanted:
        from imports import new_school

        new_school(folder / "石桥小学 台账").let_go()


def play(group: str, contenders: list[Contender], runs: int, beside: Path | None = None) -> Iterator[Told]:
    """The contenders in turn, `runs` times. beside: packages that all but the program find (`measure.run`)."""
    found = [Told(group, name, pieces) for name, pieces, _ in contenders]
    for turn in range(runs):
        for told, (name, _, arguments) in zip(found, contenders, strict=True):
            print(f"\r{group} {name} {turn + 1}/{runs}      ", end="", file=sys.stderr, flush=True)
            if not told.missing:
                others = None if name == "program" else beside
                told.take(measure.run(group.partition("_")[0], name, *arguments(), beside=others))
    yield from found


def lines(found: list[Told]) -> Iterator[str]:
    """The table, in Markdown."""
    yield "| what | fastest | median | beside the program (fastest, median) | MB |"
    yield "|---|---|---|---|---|"
    for told in found:
        if told.missing:
            yield f"| {told.group} {told.contender} | {told.missing} | | | |"
            continue
        first = next(one for one in found if one.group == told.group)
        for name in told.seconds:
            yield _line(told, name, first)


def _line(told: Told, name: str, first: Told) -> str:
    best, middle = told.best(name), told.middle(name)
    shown = " | ".join(f"{1 / s:,.0f}/s" if told.pieces else f"{s * 1000:,.0f} ms" for s in (best, middle))
    ratio = ""
    beside = name if name in first.seconds else "whole"
    if told is not first and beside in first.seconds:
        ratio = f"×{best / first.best(beside):.2f}, ×{middle / first.middle(beside):.2f}"
    return f"| {told.group} {told.contender} {name} | {shown} | {ratio} | {told.memory:,.0f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the program beside others; prints one table.")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument(
        "--only", nargs="*", default=["letters", "imports", "lists", "meals", "tables", "starts"]
    )
    parser.add_argument("--json", type=Path, help="also write every single run to this file")
    parser.add_argument("--beside", type=Path, help="folder with the packages of the others (pandas)")
    asked = parser.parse_args()
    found: list[Told] = []
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder), asked.only)
        for group, contenders in groups(Path(folder)).items():
            if group.partition("_")[0] in asked.only:
                found += play(group, contenders, asked.runs, asked.beside)
    print(file=sys.stderr)
    print("\n".join(lines(found)))
    if asked.json:
        asked.json.write_text(
            json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1), "utf-8"
        )


if __name__ == "__main__":
    main()
