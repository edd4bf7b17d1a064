"""Sentences that name pupils count people and tell two of one name apart."""

from builders import needy

from desktop.services.namesakes import told_apart
from desktop.services.recognition.rounds import names
from desktop.services.todo import named


def test_two_of_one_name_are_told_with_their_classes_and_the_others_without(store):
    one, other, alone = needy(store, "李静", "三(2)班"), needy(store, "李静", "四(1)班"), needy(store, "王芳")
    assert told_apart([other, alone, one]) == {other: "四(1)班李静", alone: "王芳", one: "三(2)班李静"}
    assert names([one, other]) == named([one, other]) == "三(2)班李静、四(1)班李静"


def test_people_are_counted_and_not_names(store):
    ids = [needy(store, "李静", f"三({number})班") for number in range(1, 11)]
    assert named([*ids, ids[0]]).endswith("等 10 人")
    assert names([*ids, ids[0]]).endswith("等 10 人")
