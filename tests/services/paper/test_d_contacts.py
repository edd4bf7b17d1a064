"""How a family is reached, as rolls and the package say it: one rule for all of them."""

from builders import AUTUMN, change, guardian, pupil
from papers import whole

from desktop.models.ledgers.students import Student
from desktop.services import contacts
from desktop.services.exchange.contents import Words, pupils_on_roll, roster_sheet
from desktop.services.paper.documents import name_roll

OWN, FATHER, UNCLE = "13900000001", "13900000002", "13900000003"


def test_the_pupils_own_number_comes_first_then_the_guardians_then_anybodys(store):
    one = pupil(store)
    assert contacts.phones([one]) == {}
    guardian(store, one, "王二", relation="97", is_guardian=False, phone=UNCLE)
    assert contacts.phones([one]) == {one: UNCLE}
    guardian(store, one, "王建国", phone=FATHER)
    assert contacts.phones([one]) == {one: FATHER}
    change(store, Student, one, phone=OWN)
    assert contacts.phones([one]) == {one: OWN}


def test_the_address_is_the_first_that_is_known(store):
    one = pupil(store, household_place="青禾县", mail_address="学校转")
    assert contacts.addresses([one]) == {one: "学校转"}
    change(store, Student, one, current_address="柳林镇石桥村")
    assert contacts.addresses([one]) == {one: "柳林镇石桥村"}
    change(store, Student, one, home_address="柳林镇柳树村")
    assert contacts.addresses([one]) == {one: "柳林镇柳树村"}


def test_the_roster_of_a_package_and_the_printed_roll_say_the_parents_number(store, tmp_path):
    one = pupil(store, current_address="柳林镇石桥村三组")
    guardian(store, one, phone=FATHER)
    sheet = roster_sheet(pupils_on_roll(store), Words("石桥小学", AUTUMN, "20261122"))
    told = dict(zip([column.head for column in sheet.columns], sheet.rows[0], strict=True))
    assert (told["联系电话"], told["家庭地址"]) == (FATHER, "柳林镇石桥村三组")
    name_roll.draw(tmp_path / "花名册.pdf", name_roll.roll_of([one], AUTUMN.title))
    text = whole(tmp_path / "花名册.pdf")
    assert FATHER in text and "石桥村三组" in text
