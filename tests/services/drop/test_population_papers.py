"""The papers of 适龄儿童少年, and the tree on the command line: what they say and that they close."""

import json
import sys
from pathlib import Path

import pytest
from builders import PASSWORD, pupil
from builders_drop import BIRTH, COUNT_DAY, child, number_of, proof

from desktop import cli
from desktop.models.errors import Refused
from desktop.models.ledgers.drop_population import AgeChild, ProofCall
from desktop.services.drop import population_edit, proof_draw
from desktop.services.paper.catalogue import DOCUMENTS, print_document
from desktop.services.paper.catalogue_drop_population import POPULATION_PAPERS
from desktop.services.paper.document import Wanted
from desktop.views.print_drop import place_of

sys.path.insert(0, str(Path(__file__).parents[1] / "paper"))
from papers import LONG, pages, whole


@pytest.fixture
def children(store):
    """Two at school elsewhere, one proved; one of ours; one whom nobody has found."""
    away = child(store, "李明", "1.4", id_number=number_of(1), village="石桥村1组", in_police=True)
    proof(store, away, grade_text="三年级", head_teacher="吴老师", head_phone="13900000000")
    other = child(store, LONG, "1.5", village="下寨村")
    ours = child(store, "王芳", student=pupil(store, "王芳", birth_date=BIRTH), village="石桥村2组")
    lost = child(store, "张小雨", village="石桥村3组")
    return {"away": away, "other": other, "ours": ours, "lost": lost}


def made(store, code, tmp_path, **choices):
    return print_document(store, DOCUMENTS[code], Wanted(day=COUNT_DAY, **choices), tmp_path)


@pytest.mark.parametrize("code", [document.code for document in POPULATION_PAPERS if document.code != "D19C"])
def test_every_paper_can_be_printed_and_has_its_place(store, children, tmp_path, code):
    assert "石桥小学" in whole(made(store, code, tmp_path))
    assert place_of(code) == "population"


def test_the_tree_names_who_makes_the_difference(store, children, tmp_path):
    text = whole(made(store, "DTREE", tmp_path))
    assert "还没有去向1人：张小雨" in text
    assert "3/475.00%" in text.replace("～", "").replace(" ", "")  # 在学率
    assert "取证率（分母是县外就读（1.4、1.5））1/250.00%" in text.replace(" ", "")


def test_a_tree_that_closes_says_so(store, children, tmp_path):
    population_edit.set_many(store, [children["lost"]], {"status": "1.2", "from_day": COUNT_DAY})
    assert "合上了，没有差" in whole(made(store, "DTREE", tmp_path))


def test_villages_stand_one_to_a_line_and_add_up(store, children, tmp_path):
    text = whole(made(store, "D19V", tmp_path))
    assert "石桥村32" in text and "下寨村11" in text and "合计43" in text


def test_the_three_comparisons_begin_on_pages_of_their_own(store, children, tmp_path):
    assert len(pages(made(store, "D3C", tmp_path))) == 3
    assert len(pages(made(store, "D3C", tmp_path, what="roll"))) == 1
    assert "有户籍没有学籍1人" in whole(made(store, "D3C", tmp_path, what="roll"))


def test_a_proof_is_blank_or_has_what_is_known(store, children, tmp_path):
    blank = whole(made(store, "D19", tmp_path))
    assert "李明" not in blank and "兹证明" in blank
    named = whole(
        made(store, "D19", tmp_path, records=(children["away"], children["other"]), ledger=AgeChild)
    )
    assert number_of(1) in named and "青禾县第二小学" in named and LONG in named


def test_the_ledger_of_proofs_tells_the_rate_with_its_denominator(store, children, tmp_path):
    text = whole(made(store, "D19L", tmp_path, what="far"))
    assert "取证率：1/2（50.00%），分母是县外就读（1.4、1.5）" in text and "还没有索要" in text


def test_without_children_there_is_nothing_to_print(store, tmp_path):
    for code in ("DTREE", "D19V", "D3C", "D19L", "D19C"):
        with pytest.raises(Refused):
            made(store, code, tmp_path)


def test_the_sheet_of_a_draw_says_how_it_was_drawn(store, tmp_path):
    for sign in "安柏辰德恩芳":
        child(store, f"李{sign}", "1.4", phone="13800138000")
    drawn = proof_draw.draw(store, 5, COUNT_DAY, seed=618)
    text = whole(made(store, "D19C", tmp_path, records=(drawn.id,), ledger=ProofCall))
    assert "6人中抽5人" in text and "抽签号618" in text and drawn.pool[:16] in text


# the command line ------------------------------------------------------------------------------------------


@pytest.fixture
def say(log_in, closed, capsys, monkeypatch):
    monkeypatch.setenv("ZHUXUE_PASSWORD", PASSWORD)

    def run(prepare, *words):
        school = log_in()
        prepare(school.store)
        school.close()
        capsys.readouterr()
        status = cli.main(["dropout", "tree", "--date", str(COUNT_DAY), "--data", str(closed.path), *words])
        return status, capsys.readouterr().out

    return run


def test_a_tree_that_closes_ends_well(say):
    status, out = say(lambda store: child(store, "李明", "1.4"), "--json")
    told = json.loads(out)
    assert (status, told["population"], told["closes"], told["gap"]) == (cli.DONE, 1, True, 0)
    assert {"code": "1.4", "label": "县外省内在读", "level": 2, "count": 1} in told["nodes"]
    assert told["rates"][0] == {"of": "far", "denominator": "县外就读（1.4、1.5）", "proved": 0, "total": 1}


def test_a_tree_that_does_not_close_is_a_finding_with_names(say):
    status, out = say(lambda store: child(store, "张小雨"), "--json")
    (wrong,) = json.loads(out)["differences"]
    assert (status, wrong["kind"], wrong["effect"], wrong["names"]) == (cli.FINDINGS, "none", 1, ["张小雨"])


def test_in_plain_words_it_reads_like_the_page(say):
    status, out = say(lambda store: child(store, "张小雨"))
    assert status == cli.FINDINGS
    assert "少了 1 人：还没有去向 1 人" in out and "还没有去向 1 人：张小雨。请查清在哪里读书" in out
