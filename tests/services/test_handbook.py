"""The handbook: chapters in order, found by words and by the page one is on, with every picture and link there."""

import re

from desktop.services import handbook


def test_the_first_chapter_is_about_the_first_day():
    assert handbook.chapters()[0].title == "第一次使用"


def test_a_place_of_the_window_leads_to_its_chapter():
    assert handbook.chapter_for("send").title == "报送U盘"
    assert handbook.chapter_for("import").title == "导入名单"
    assert handbook.chapter_for("备份与恢复").key == "backup"


def test_what_fits_nowhere_leads_to_the_beginning():
    assert handbook.chapter_for("没有这一章") is handbook.chapters()[0]


def test_every_place_of_the_window_has_one_chapter():
    from desktop.views.places import OTHERS, SPOTS

    known = {spot.place.key for spot in SPOTS} | set(OTHERS)
    told = [place for chapter in handbook.chapters() for place in chapter.places]
    assert sorted(told) == sorted(known - {"help"})


def test_words_are_found_with_the_place_around_them():
    (hit, *_) = [one for one in handbook.search("恢复码 保险柜") if one.chapter == "first"]
    assert "恢复码" in hit.excerpt


def test_words_that_stand_nowhere_are_not_found():
    assert handbook.search("量子力学") == []
    assert handbook.search("  ") == []


def test_pictures_and_links_lead_somewhere():
    keys = {chapter.key for chapter in handbook.chapters()}
    for chapter in handbook.chapters():
        for target in re.findall(r"\]\(([^)]+)\)", chapter.text):
            if target.endswith(".md"):
                assert target.removesuffix(".md") in keys, chapter.title
            else:
                assert (handbook.FOLDER / target).is_file(), chapter.title


def test_the_pictures_stay_small():
    assert sum(one.stat().st_size for one in (handbook.FOLDER / "pictures").iterdir()) < 2 << 20
