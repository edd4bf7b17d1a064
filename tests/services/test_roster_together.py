"""Several workbooks in one import: a new pupil of the first is the same pupil in the second."""

from builders import draft_of

from desktop.models import undo
from desktop.models.ledgers.families import Guardian, PayeeAccount
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.students import Student
from desktop.services.roster.draft import CHANGED, DOUBTFUL
from desktop.services.roster.keep import keep

ROSTER, NEEDY, CARDS = "20260904在校生信息.xlsx", "家庭经济困难名单.xlsx", "社保卡账号.xls"
KEPT = (Guardian, PayeeAccount, Hardship)


def owners(ledger):
    """Who has how many rows, by the pupil's number."""
    found = {}
    for row in ledger.select().where(
        ledger.student.in_(Student.select(Student.id).where(Student.id_number.is_null(False)))
    ):
        number = Student.get_by_id(row.student_id).id_number
        found[number] = found.get(number, 0) + 1
    return found


def test_three_files_together_bring_what_they_bring_one_after_another(store):
    for name in (ROSTER, NEEDY, CARDS):
        keep(store, draft_of(store, name)[1])
    apart = [owners(ledger) for ledger in KEPT]
    while undo.undo(store):
        pass
    assert Student.select().count() == 0
    keep(store, draft_of(store, ROSTER, NEEDY, CARDS)[1])
    assert [owners(ledger) for ledger in KEPT] == apart


def test_the_second_file_shows_only_what_it_adds(store):
    draft = draft_of(store, ROSTER, NEEDY)[1]
    added = [line for line in draft.of(CHANGED) if line.source.file == NEEDY]
    assert len(added) > 150
    assert all("困难类型" in line.sentence or "账户" in line.sentence for line in added)


def test_a_row_without_a_number_is_not_guessed_to_be_the_new_namesake(store):
    draft = draft_of(store, ROSTER, NEEDY)[1]
    unsure = [line.name for line in draft.of(DOUBTFUL) if line.source.file == NEEDY]
    assert unsure == ["黄小禾"]
