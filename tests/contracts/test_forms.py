"""The form of every ledger: it opens, says what is missing, keeps a good row, and shows it again."""

import pytest
from contracts_rows import full_row

from desktop.models.ledgers import LEDGERS
from desktop.services.attachments import Attachments
from desktop.views.form import RecordForm

every = pytest.mark.parametrize("ledger", LEDGERS, ids=lambda ledger: ledger.table())


@pytest.fixture
def form_of(qtbot, school):
    def make(ledger, record=None):
        form = RecordForm(
            school.store, ledger, record, attachments=Attachments(school.folder.attachments, school.key)
        )
        qtbot.addWidget(form)
        return form

    return make


@every
def test_an_empty_form_opens_with_a_box_for_every_field(form_of, ledger):
    form = form_of(ledger)
    assert list(form.boxes) == [field.name for field in ledger.fields() if field.name != "extra"]


@every
def test_emptiness_is_refused_beside_the_field_by_its_label(form_of, ledger):
    required = [f for f in ledger.fields() if f.required and f.default is None]
    form = form_of(ledger)
    for field in required:
        form.editors[field.name].show_value(None)
    if not required:
        return
    assert not form.save()
    said = {name: box.sentence.text() for name, box in form.boxes.items() if box.sentence.text()}
    assert said == {field.name: f"请填写{field.label}。" for field in required}


@every
def test_a_good_row_is_kept_and_shown_again(form_of, store, ledger):
    values = full_row(store, ledger)
    form = form_of(ledger)
    for name, editor in form.editors.items():
        editor.show_value(values[name])
    assert form.save(), {name: box.sentence.text() for name, box in form.boxes.items()}
    again = form_of(ledger, ledger.get_by_id(form.record.id))
    assert {n: again.record.__data__[n] for n in values} == {n: values[n] for n in values}
    assert {n: e.raw() for n, e in again.editors.items()} == {n: e.raw() for n, e in form.editors.items()}


@every
def test_saving_untouched_changes_nothing(form_of, store, ledger):
    with store.step("新增") as step:
        record = step.add(ledger, full_row(store, ledger))
    form = form_of(ledger, ledger.get_by_id(record))
    before = dict(ledger.get_by_id(record).__data__)
    assert not form.is_dirty()
    assert form.save()
    assert dict(ledger.get_by_id(record).__data__) == before
