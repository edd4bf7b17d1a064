"""What every ledger promises, checked over every declaration: readable, complete, undoable."""

import re

import pytest
from builders import add, dump
from contracts_rows import full_row, linked

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.fields import Choice, Link
from desktop.models.ledgers import BY_NAME, LEDGERS
from desktop.models.roles import roles
from desktop.models.store import Invalid

ledgers = pytest.mark.parametrize("ledger", LEDGERS, ids=lambda ledger: ledger.table())
HAN = re.compile(r"[一-鿿]")
FIELDS = [field for ledger in LEDGERS for field in ledger._meta.sorted_fields if hasattr(field, "label")]
CHOICES = [field for field in FIELDS if isinstance(field, Choice)]
LINKS = [field for field in FIELDS if isinstance(field, Link)]


def name_of(field):
    return f"{field.model.table()}.{field.name}"


@ledgers
def test_shown_text_reads_back(store, ledger):
    """All but attachments: their bytes cannot be typed."""
    values = full_row(store, ledger)
    for field in ledger.fields():
        if field.kind != "file" and not field.extra:
            value = values[field.name]
            assert field.parse(field.format(value)) == value, field.label


@ledgers
def test_a_full_row_is_kept_as_it_was_given(store, ledger):
    values = full_row(store, ledger)
    row = ledger.get_by_id(add(store, ledger, **values))
    assert {field.name: field.value_of(row) for field in ledger.fields()} == values


@ledgers
def test_what_must_be_filled_in_is_refused_when_empty_and_named(store, ledger):
    values = full_row(store, ledger)
    for field in ledger.fields():
        if field.required:
            with pytest.raises(Invalid) as refused:
                add(store, ledger, **values | {field.name: None})
            assert refused.value.problems == {field.name: f"请填写{field.label}。"}


@ledgers
def test_adding_is_taken_back_and_done_again(store, ledger):
    values = full_row(store, ledger)
    before = dump()
    add(store, ledger, **values)
    after = dump()
    undo.undo(store)
    assert dump() == before
    undo.redo(store)
    assert dump() == after != before


def whole(ledger, record):
    return dict(ledger.get_by_id(record).__data__)


def allowed(store, ledger):
    """Other values for a whole row, less those its guard keeps as they were."""
    first, other = full_row(store, ledger), full_row(store, ledger, 2)
    return {name: value for name, value in other.items() if not ledger.guard(first, first | {name: value})}


def refused_to_remove(store, ledger, record):
    """Whether the ledger keeps its rows: then it says so in a sentence."""
    why = ledger.guard(whole(ledger, record), {})
    if why:
        assert why.endswith("。")
        with pytest.raises(Refused, match=re.escape(why)), store.step("删除") as step:
            step.remove(ledger, record)
    return bool(why)


@ledgers
def test_changing_every_field_is_taken_back_and_done_again(store, ledger):
    first, other = full_row(store, ledger), allowed(store, ledger)
    record = add(store, ledger, **first)
    if all(first[name] == value for name, value in other.items()):
        return  # what was written once stays: the guard refused each other value in a sentence
    before = dump()
    with store.step("全改") as step:
        assert step.change(ledger, record, other)
    after = dump()
    undo.undo(store)
    assert dump() == before
    undo.redo(store)
    assert dump() == after != before


@ledgers
def test_removing_is_taken_back_and_done_again_or_refused_whole(store, ledger):
    record = add(store, ledger, **full_row(store, ledger))
    before = dump()
    if refused_to_remove(store, ledger, record):
        assert dump() == before
        return
    with store.step("删除") as step:
        step.remove(ledger, record)
    after = dump()
    undo.undo(store)
    assert dump() == before
    undo.redo(store)
    assert dump() == after != before


@ledgers
def test_a_removed_row_lies_in_the_recycle_bin_under_its_name_and_comes_back(store, ledger):
    record = add(store, ledger, **full_row(store, ledger))
    caption, before = ledger.caption(ledger.get_by_id(record)), dump()
    if refused_to_remove(store, ledger, record):
        assert undo.recycle_bin(store) == []
        return
    with store.step("删除") as step:
        step.remove(ledger, record)
    (removed,) = undo.recycle_bin(store)
    assert (removed.ledger, removed.record, removed.caption) == (ledger.table(), record, caption)
    undo.bring_back(store, removed.entry)
    assert dump() == before
    assert undo.recycle_bin(store) == []


@ledgers
def test_history_tells_every_changed_field_in_words(store, ledger):
    first, second = full_row(store, ledger), allowed(store, ledger)
    second = {name: second.get(name, value) for name, value in first.items()}
    record = add(store, ledger, **first)
    with store.step("全改") as step:
        step.change(ledger, record, second)
    told = {line.field: (line.before, line.after) for line in undo.history(ledger, record) if line.field}
    expected = {
        field.label: (field.format(first[field.name]), field.format(second[field.name]))
        for field in ledger.fields()
        if first[field.name] != second[field.name]
    }
    assert told == expected


@ledgers
def test_labels_are_chinese_and_told_apart(ledger):
    labels = [item.label for item in (*ledger.fields(), *ledger.computed())]
    assert all(HAN.search(label) for label in (*labels, ledger.title, ledger.counter))
    assert len(labels) == len(set(labels))


@ledgers
def test_names_in_the_declaration_are_fields(store, ledger):
    names = {field.name for field in ledger.fields()} | {"id"}
    computed = {item.name for item in ledger.computed()}
    assert names >= {*ledger.key, *ledger.order}
    assert names | computed >= set(ledger.columns)
    assert {item.name for item in ledger.shown()} == names - {"id"} | computed


def test_titles_are_told_apart():
    assert len({ledger.title for ledger in LEDGERS}) == len(LEDGERS) == len(BY_NAME)


@pytest.mark.parametrize("field", CHOICES, ids=name_of)
def test_a_choice_has_codes_and_its_default_is_one(field):
    assert field.codes.labels
    if field.default is not None:
        field.check(field.default)


@pytest.mark.parametrize("field", CHOICES, ids=name_of)
def test_every_code_of_a_choice_reads_back_from_its_wording(field):
    for code, label in field.codes.labels.items():
        assert field.parse(label) == field.parse(code) == code


@pytest.mark.parametrize("field", LINKS, ids=name_of)
def test_a_link_to_something_unknown_says_where_to_make_it(store, field):
    linked(store, field, 1)
    with pytest.raises(ValueError, match=f"{field.label}里没有“查无此项”.*{field.rel_model.title}"):
        field.parse("查无此项")


@pytest.mark.parametrize("role", roles().values(), ids=lambda role: role.code)
def test_a_role_writes_ledgers_that_exist(role):
    assert role.writes <= {*BY_NAME, "*"}
