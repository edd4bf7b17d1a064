"""学困 by the school's own numbers: weak in so many subjects, in each of the last terms that have results."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from desktop.models.ledgers.care import StudyResult
from desktop.models.terms import Term, parse_term
from desktop.services.care.rules import rules

TOTAL = "total"  # 总评: all subjects together
USUAL = 100  # full marks that need no saying


@dataclass(frozen=True)
class StudyRule:
    """In each of the last `terms` terms at least `subjects` subjects below `percent` % of the full mark; 0 turns it off."""

    terms: int
    percent: int
    subjects: int

    @property
    def on(self) -> bool:
        return min(self.terms, self.percent, self.subjects) > 0

    def below(self, points: int | None, full: int) -> bool:
        """points are tenths; whoever did not sit the paper is not below."""
        return points is not None and points * 10 < full * self.percent


def study_rule() -> StudyRule:
    """The numbers as 关爱规则 has them now."""
    told = rules()
    return StudyRule(told["study_terms"], told["study_percent"], told["study_subjects"])


def judged_terms(term: Term, rule: StudyRule) -> list[str]:
    """The last terms up to this one that have results, newest first: what 学困 is judged by."""
    of = StudyResult.term
    rows = StudyResult.select(of).where(of <= term.code).distinct().order_by(of.desc()).limit(rule.terms)
    return [code for (code,) in rows.tuples()]


def weak_pupils(term: Term) -> dict[int, str]:
    """Whom the school's rule calls 学困, each with the sentence why. Nobody as long as terms with results are too few."""
    rule = study_rule()
    terms = judged_terms(term, rule) if rule.on else []
    if not terms or len(terms) < rule.terms:
        return {}
    row = StudyResult
    found: dict[tuple[int, str], list[tuple[str, str]]] = defaultdict(list)
    wanted = (row.student, row.term, row.subject, row.points, row.full)
    low = row.points.is_null(False) & (row.points * 10 < row.full * rule.percent)
    for student, code, subject, points, full in (
        row.select(*wanted).where(row.term.in_(terms) & low).order_by(row.term, row.subject).tuples()
    ):
        found[student, code].append((subject, _words(row, subject, points, full)))
    students = dict.fromkeys(student for student, _ in found)
    return {
        student: _sentence({code: found[student, code] for code in reversed(terms)}, rule)
        for student in students
        if all(_how_many(found.get((student, code), [])) >= rule.subjects for code in terms)
    }


def _words(row: type[StudyResult], subject: str, points: int, full: int) -> str:
    """语文52分; 语文71分（满分120）."""
    told = f"{row.subject.format(subject)}{row.points.format(points)}分"
    return told if full == USUAL else f"{told}（满分{full}）"


def _how_many(weak: list[tuple[str, str]]) -> int:
    """The sum of all subjects is none of them; it counts where it stands alone."""
    return max(sum(subject != TOTAL for subject, _ in weak), int(bool(weak)))


def _sentence(weak: dict[str, list[tuple[str, str]]], rule: StudyRule) -> str:
    """2026年春季学期语文52分，低于60%."""
    told = [f"{parse_term(code).title}{'、'.join(words for _, words in some)}" for code, some in weak.items()]
    return f"{'；'.join(told)}，低于满分的{rule.percent}%"
