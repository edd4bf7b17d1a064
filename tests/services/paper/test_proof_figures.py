"""Figures of screens and papers, each with the page that proves it: the lines add up to the number shown."""

from types import SimpleNamespace

import pytest
from aid_papers import approved, reviewed
from builders import AUTUMN, LIST_DATE, as_headteacher, batch, needy, programme
from papers import DAY, faults, names, paid_batch, pupils, whole
from services.pay.paying import DAY as BANK_DAY
from services.pay.paying import answer, sent

from desktop.models.ledgers.batches import AidGrant
from desktop.models.ledgers.recognition import RecognitionCase
from desktop.services import today
from desktop.services.aid.notices import make_notices
from desktop.services.backup import listed
from desktop.services.lists.differences import differences
from desktop.services.paper.document import Wanted
from desktop.services.paper.documents import proof_page
from desktop.services.paper.documents import proof_page_figures as proofs
from desktop.services.pay import reversals
from desktop.services.pay.answers import read_answer, take_answer


def drawn(proof, path):
    proof_page.draw(path, proof, proof=True, day=DAY)
    assert faults(path) == []
    return whole(path)


def named(found):
    return [one.name for one in found]


# ---- 认定


def test_a_round_is_proved_by_grade_and_by_state(store, tmp_path):
    record = reviewed(store, pupils(store, names(5)))
    found = proofs.figures_of_round(store, record)
    assert named(found) == ["全部申请 5 人", "特别困难 2 人", "困难 2 人", "一般困难 1 人", "学校已评审 5 人"]
    text = drawn(found[1].make(store), tmp_path / "证.pdf")
    assert "特别困难人数" in text and "特别困难2人＝2人" in text


def test_every_grade_of_the_table_for_the_county_adds_up_to_the_whole(store):
    record = approved(store, pupils(store, names(5)))
    whole_, *grades = proofs.figures_of_paper(store, "D6", Wanted(round=record))
    assert len(whole_.make(store).lines) == sum(len(one.make(store).lines) for one in grades) == 5


def test_a_paper_without_sums_offers_nothing(store):
    assert proofs.figures_of_paper(store, "D1", Wanted(term=AUTUMN)) == []


# ---- 资助


@pytest.fixture
def rate(store):
    """Three on the list, one entitled who is not."""
    for name in ("王芳", "李强", "张伟"):
        needy(store, name)
    batch(store)
    needy(store, "钱多")
    return differences(store, programme(), AUTUMN, LIST_DATE)


def test_the_rate_names_numerator_and_denominator(store, rate, tmp_path):
    proof = proofs.proof_of_rate(store, [rate])
    assert (proof.shown, len(proof.lines)) == ("75.0%", rate.rate.entitled)
    assert sum("已列入" in line.what for line in proof.lines) == rate.rate.granted == 3
    (lacking,) = [line for line in proof.lines if "没有列入" in line.what]
    assert lacking.name == "钱多" and lacking.source
    text = drawn(proof, tmp_path / "证.pdf")
    assert "已列入3人次÷应享受4人次＝75.0%" in text and "第1批名单" in text


def test_the_summary_of_a_term_is_proved_line_by_line(store):
    pupils(store, names(4))
    made = paid_batch(store)
    found = proofs.figures_of_paper(store, "D9", Wanted(term=AUTUMN))
    assert named(found)[0] == "2026年秋季学期资助 4 人次"
    assert found[0].make(store).fen == sum(
        row.amount for row in AidGrant.select().where(AidGrant.batch == made)
    )


def test_what_was_paid_is_proved_with_its_corrections(store, tmp_path):
    made, number = sent(store)
    take_answer(store, read_answer(store, number, answer(tmp_path, number)), day=BANK_DAY)
    grants = [row.id for row in AidGrant.select().where(AidGrant.batch == made)]
    before = proofs.proof_of_paid(store, grants, "已发放")
    asked = reversals.ask(store, grants[0], "back", 10000, "转走了", day=BANK_DAY)
    reversals.approve(as_headteacher(store), asked, today=BANK_DAY)
    after = proofs.proof_of_paid(store, grants, "已发放")
    assert after.fen == before.fen - 10000 and "－更正100.00元＝" in after.formula
    assert "-100.00" in drawn(after, tmp_path / "证.pdf")


# ---- 四盏灯


def test_every_number_of_the_four_lights_has_lines_that_can_be_printed(school, tmp_path):
    store = school.store
    record = reviewed(store, pupils(store, names(3)))
    made = paid_batch(store)
    make_notices(store, made)
    needy(store, "钱多")
    school.backup("手动")
    around = today.Around(AUTUMN, DAY, school.folder.backups, True)
    told = today.look(as_headteacher(store), around).lights
    found = [fact for light in told for fact in light.facts if fact.proof is not None]
    assert {light.key for light in told if any(fact.proof for fact in light.facts)} == {
        "aid", "recognition", "letters", "safety",
    }  # fmt: skip
    for at, fact in enumerate(found):
        assert drawn(fact.proof.make(as_headteacher(store)), tmp_path / f"{at}.pdf")
    heads = next(fact for fact in found if fact.place == "recognition")
    assert (
        len(heads.proof.make(store).lines)
        == RecognitionCase.select().where(RecognitionCase.round == record).count()
    )


def test_backups_are_listed_one_by_one(school):
    school.backup("手动")
    made = listed(school.folder.backups)
    proof = proofs.proof_of_backups(school.store, made)
    assert proof.shown == f"{len(made)}份" and proof.lines[0].source == made[0].path.name


def test_a_reason_and_its_source_are_joined_without_two_stops():
    assert proofs._why(SimpleNamespace(why="请核对。", source="农村低保")) == "请核对；农村低保"
    assert proofs._why(SimpleNamespace(why="请核对。", source="")) == "请核对。"
