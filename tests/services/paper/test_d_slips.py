"""恢复码打印单, 身份证更正单, 报送交接单."""

import json

import pytest
from builders import CODE, draft_of, id_number
from papers import DAY, faults, pages, under_seals, whole

from desktop.models import money
from desktop.models.errors import Refused
from desktop.models.ledgers.desk import WaitingRow
from desktop.services.paper.documents import handover, id_corrections, recovery_code

SCHOOL = "青禾县柳林镇石桥小学"


# ---- 恢复码


def test_the_recovery_code_can_be_read_back_from_its_sheet(store, tmp_path):
    path = tmp_path / "恢复码.pdf"
    recovery_code.draw(path, recovery_code.RecoveryCode(CODE, DAY))
    (text,) = pages(path)
    for place, group in enumerate(CODE.split("-"), 1):
        assert group in text and f"第{place}组" in text
    assert SCHOOL in text and "2026年11月23日" in text and "保险柜" in text
    assert faults(path) == []


# ---- 身份证更正单


def swapped(**more) -> WaitingRow:
    """A waiting row whose number has two figures changed over."""
    raw = {"姓名": "王芳", "身份证件号": "529901201605010123", **more}
    return WaitingRow(person="王芳", class_text="三(2)班", raw=json.dumps(raw, ensure_ascii=False))


def test_a_slip_shows_what_stands_there_and_leaves_eighteen_boxes(store, tmp_path):
    path = tmp_path / "更正.pdf"
    id_corrections.draw(path, id_corrections.from_waiting([swapped()]))
    (text,) = pages(path)
    assert "529901201605010123" in text and "王芳" in text and "家长签字" in text
    assert "班级：三年级（2）班" in text and "内部资料注意保密" in text
    assert faults(path) == []


def test_places_that_a_spreadsheet_lost_are_doubtful(store):
    (one,) = id_corrections.from_waiting([swapped(身份证件号="529901201605010000")]).corrections
    assert one.suspects == (16, 17, 18)


def test_the_kind_of_paper_is_not_taken_for_its_number(store):
    raw = {"姓名": "王芳", "身份证件类型": "居民身份证", "身份证件号": "529901201605010123"}
    row = WaitingRow(person="王芳", class_text="三(2)班", raw=json.dumps(raw, ensure_ascii=False))
    (one,) = id_corrections.from_waiting([row]).corrections
    assert one.shown == "529901201605010123"


def test_a_number_that_contradicts_the_gender_gets_a_slip(store):
    number = id_number(gender="1")
    (one,) = id_corrections.from_waiting([swapped(身份证件号=number, 性别="女")]).corrections
    assert one.suspects == (17,)


def test_rows_with_a_good_number_need_no_slip(store):
    with pytest.raises(Refused, match="没有可打印的内容"):
        id_corrections.from_waiting([swapped(身份证件号=id_number())])


def slips(**counts) -> id_corrections.IdCorrections:
    """So many pupils of each class: slips(三1=2)."""
    return id_corrections.IdCorrections([
        id_corrections.Correction(f"王{'芳明强敏静'[n % 5]}", f"{klass[0]}({klass[1]})班", "529901201605010123", (1,), "核对")
        for klass, count in counts.items() for n in range(count)
    ])  # fmt: skip


def test_small_classes_share_a_page_with_a_line_to_cut_along(store, tmp_path):
    path = tmp_path / "更正.pdf"
    assert id_corrections.draw(path, slips(一1=1, 二1=1, 三1=1)) == 1
    (text,) = pages(path)
    assert text.count("班主任：") == 3 and text.count("沿此线裁开") == 2
    assert all(f"班级：{grade}年级（1）班" in text for grade in "一二三")
    assert faults(path) == []


def test_a_page_ends_where_a_class_would_be_torn(store, tmp_path):
    path = tmp_path / "更正.pdf"
    id_corrections.draw(path, slips(一1=3, 二1=5, 三1=2, 四1=1))
    found = [[grade for grade in "一二三四" if f"班级：{grade}年级" in text] for text in pages(path)]
    assert found == [["一"], ["二"], ["三", "四"]]
    assert faults(path) == []


def test_only_a_class_larger_than_a_page_goes_on_and_the_next_follows_it(store, tmp_path):
    path = tmp_path / "更正.pdf"
    id_corrections.draw(path, slips(一1=9, 二1=1))
    first, second = pages(path)
    assert "班级：一年级（1）班共9人" in first and "班级：一年级（1）班共9人" in second
    assert "班级：二年级" not in first and "班级：二年级（1）班共1人" in second
    assert faults(path) == []


def test_every_damaged_number_of_a_read_roster_gets_a_slip(store, tmp_path):
    _, draft = draft_of(store, "20260904在校生信息.xlsx")
    wanted = id_corrections.from_draft(draft)
    path = tmp_path / "更正.pdf"
    id_corrections.draw(path, wanted)
    text = whole(path)
    assert len(wanted.corrections) > 5
    assert all(one.name in text for one in wanted.corrections)
    assert faults(path) == []


# ---- 交接单


def manifest(files: int = 3, batches: int = 2) -> dict:
    return {
        "school": {"name": SCHOOL}, "term_title": "2026年秋季学期", "made_at": "2026-11-22T10:32:11",
        "counts": {"pupils": 402},
        "batches": [{"name": "家庭经济困难寄宿生生活补助", "people": 10, "fen": 625_000}] * batches,
        "files": [
            {"name": f"附件{n} {SCHOOL}2026年秋季学期家庭经济困难寄宿生生活补助发放名单（44人）.xlsx", "bytes": 123_456,
             "sha256": f"{n:02x}fa9c0d" + "0" * 56}
            for n in range(1, files + 1)
        ],
    }  # fmt: skip


def test_the_slip_has_code_sums_and_the_beginning_of_every_hash(store, tmp_path):
    path = tmp_path / "交接单.pdf"
    handover.draw(path, handover.Handover(manifest(), "7K3M9QXT"), proof=True)
    (text,) = pages(path)
    assert "7K3M9QXT" in text and "402人" in text and "文件共3个" in text and "2026年11月22日10:32" in text
    assert "12500.00" in text and money.words(1_250_000) in text
    assert all(f"{n:02X}FA9C0D" in text for n in (1, 2, 3))
    assert faults(path) == []


def test_both_seals_have_room(store, tmp_path):
    handover.draw(tmp_path / "交接单.pdf", handover.Handover(manifest(), "7K3M9QXT"), proof=True)
    assert under_seals(tmp_path / "交接单.pdf") == "学校（盖章）年月日中心校（盖章）年月日"


@pytest.mark.parametrize("files", [11, 17, 40])
def test_a_long_list_of_files_goes_on_and_both_parties_still_sign(store, tmp_path, files):
    path = tmp_path / "交接单.pdf"
    handover.draw(path, handover.Handover(manifest(files), "7K3M9QXT"), proof=True)
    texts = pages(path)
    assert all(SCHOOL in text and "7K3M9QXT" in text for text in texts)
    assert len(texts) > 1 and "报送人签字" in texts[-1] and "接收人签字" in texts[-1]
    assert faults(path) == []


@pytest.mark.parametrize("files", range(1, 19))
def test_both_parties_sign_on_a_page_that_names_files(store, tmp_path, files):
    path = tmp_path / "交接单.pdf"
    handover.draw(path, handover.Handover(manifest(files), "7K3M9QXT"), proof=True)
    last = pages(path)[-1]
    assert "报送人签字" in last and f"{files:02X}FA9C0D" in last


def test_the_package_writer_gets_its_slip(store, tmp_path):
    handover.slip(manifest(), "7K3M9QXT", tmp_path / "交接单.pdf")
    assert "7K3M9QXT" in whole(tmp_path / "交接单.pdf")
