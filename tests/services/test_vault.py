"""Passwords, the printed recovery code, and slots that nobody can weaken unnoticed."""

import dataclasses

import pytest
from builders import CODE, PASSWORD, USER

from desktop.models.errors import Refused
from desktop.services import vault
from desktop.services.vault import Keys, WeakPassword, WrongPassword

KEY = bytes(range(32))
HAS_TYPO = CODE.replace("PKM6", "PKM7")


@pytest.fixture
def keys():
    return Keys(()).with_password(USER, PASSWORD, KEY).with_recovery(CODE, KEY)


def tampered(keys, **values):
    """The keys after somebody edited the first slot."""
    return dataclasses.replace(keys, slots=({**keys.slots[0], **values}, *keys.slots[1:]))


def test_the_right_password_gives_the_key_and_the_wrong_one_a_sentence(keys):
    assert keys.open_with_password(USER, PASSWORD) == KEY
    with pytest.raises(WrongPassword, match="密码不对，请再输一次"):
        keys.open_with_password(USER, PASSWORD + "!")
    with pytest.raises(WrongPassword, match="没有“李四”这个用户"):
        keys.open_with_password("李四", PASSWORD)


def test_full_width_figures_from_the_input_method_are_the_same_password(keys):
    assert keys.open_with_password(USER, "春风化雨２０２６") == KEY


@pytest.mark.parametrize(
    "password", ["", "短", "1234567", "aaaaaaaa", "abababab", "12345678", "123456789", "password"]
)
def test_easy_passwords_are_refused(password):
    with pytest.raises(WeakPassword):
        vault.check_password(USER, password)


def test_the_own_name_is_no_password():
    with pytest.raises(WeakPassword, match="太容易猜到"):
        vault.check_password("柳林镇石桥小学资助", "柳林镇石桥小学资助")


def test_each_user_has_a_slot_and_its_own_salt(keys):
    both = keys.with_password("李四", PASSWORD, KEY)
    assert both.users == [USER, "李四"]
    assert len({slot["salt"] for slot in both.slots}) == len({slot["box"] for slot in both.slots}) == 3
    assert both.open_with_password("李四", PASSWORD) == both.open_with_password(USER, PASSWORD) == KEY


def test_a_new_password_replaces_the_old_slot_alone(keys):
    changed = keys.with_password(USER, "秋收冬藏2026", KEY)
    assert changed.open_with_password(USER, "秋收冬藏2026") == KEY
    assert changed.open_with_code(CODE) == KEY
    with pytest.raises(WrongPassword):
        changed.open_with_password(USER, PASSWORD)


def test_a_retired_user_opens_nothing(keys):
    rest = keys.with_password("李四", PASSWORD, KEY).without("李四")
    assert rest.users == [USER]
    with pytest.raises(WrongPassword):
        rest.open_with_password("李四", PASSWORD)


def test_a_user_called_recovery_code_does_not_take_the_recovery_code_away(keys):
    both = keys.with_password("恢复码", PASSWORD, KEY)
    assert both.open_with_code(CODE) == both.open_with_password("恢复码", PASSWORD) == KEY
    assert both.without("恢复码").open_with_code(CODE) == KEY
    with pytest.raises(WrongPassword):
        keys.open_with_password("恢复码", PASSWORD)


# the slot file ------------------------------------------------------------------------------------------


def test_keys_are_saved_whole_and_read_back(keys, tmp_path):
    path = tmp_path / "台账.钥匙"
    keys.save(path)
    assert Keys.load(path) == keys
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_neither_key_nor_password_nor_code_stands_in_the_slot_file(keys, tmp_path):
    path = tmp_path / "台账.钥匙"
    keys.save(path)
    text = path.read_text("utf-8")
    assert PASSWORD not in text and CODE not in text and KEY.hex() not in text


def test_a_missing_slot_file_says_what_to_do(tmp_path):
    with pytest.raises(Refused, match=r"找不到钥匙文件“台账.钥匙”"):
        Keys.load(tmp_path / "台账.钥匙")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[1]",
        b"\xff\xfe\x00garbage",
        b'{"slots": [1], "cipher": ""}',
        b'{"slots": [{"kind": "argon2id"}], "cipher": ""}',
    ],
)
def test_a_damaged_slot_file_says_what_to_do(tmp_path, content):
    path = tmp_path / "台账.钥匙"
    path.write_bytes(content)
    with pytest.raises(Refused, match=r"钥匙文件已损坏.*请从备份恢复"):
        Keys.load(path)


@pytest.mark.parametrize(
    "change",
    [{"t": 2}, {"m": 16}, {"user": "李四"}, {"v": 2}, {"extra": 1}, {"salt": "AAAAAAAAAAAAAAAAAAAAAA=="}],
)
def test_parameters_that_were_changed_afterwards_are_refused(keys, change):
    weaker = tampered(keys, **change)
    with pytest.raises(WrongPassword):
        weaker.open_with_password(change.get("user", USER), PASSWORD)


@pytest.mark.parametrize("change", [{"t": 0}, {"m": 1}, {"p": "4"}, {"salt": "?"}, {"box": 7}])
def test_parameters_that_make_no_sense_are_damage(keys, change):
    with pytest.raises(Refused, match="钥匙文件已损坏"):
        tampered(keys, **change).open_with_password(USER, PASSWORD)


def test_a_slot_of_one_school_does_not_open_another(keys):
    other = Keys(()).with_password(USER, PASSWORD, bytes(32))
    mixed = tampered(keys, box=other.slots[0]["box"])
    with pytest.raises(WrongPassword):
        mixed.open_with_password(USER, PASSWORD)


def test_the_cost_is_written_into_the_slot_so_that_it_may_rise_later(keys, monkeypatch):
    monkeypatch.setattr(vault, "ARGON2", {"t": 2, "m": 16, "p": 1})
    assert keys.open_with_password(USER, PASSWORD) == KEY
    assert keys.with_password(USER, PASSWORD, KEY).slots[-1]["m"] == 16


def test_the_shipped_cost_is_64_mib_three_times():

    assert SHIPPED == {"t": 3, "m": 65536, "p": 4}


SHIPPED = dict(vault.ARGON2)  # read before any test makes passwords cheap


# the recovery code --------------------------------------------------------------------------------------


def test_new_codes_read_back_and_differ():
    codes = {vault.new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) == 39 and vault.read_code(code) for code in codes)


@pytest.mark.parametrize("typed", [
    CODE.lower(), CODE.replace("-", ""), CODE.replace("-", " "), f"  {CODE}\n", CODE.replace("0", "O").replace("1", "l"),
    CODE.replace("1", "I").replace("0", "o"), CODE.replace("V", "U"), "ＶＨ４Ｂ" + CODE[4:], CODE.replace("-", "—"),
])  # fmt: skip
def test_what_a_hand_writes_is_forgiven(keys, typed):
    assert keys.open_with_code(typed) == KEY


def test_one_wrong_sign_is_called_a_misprint(keys):
    with pytest.raises(WrongPassword, match="抄写有误，请对照打印单逐组核对"):
        keys.open_with_code(HAS_TYPO)


def test_nearly_every_single_misprint_is_found():
    plain = CODE.replace("-", "")
    missed = 0
    for place in range(32):
        for sign in vault.ALPHABET.replace(plain[place], ""):
            try:
                vault.read_code(plain[:place] + sign + plain[place + 1 :])
                missed += 1
            except WrongPassword:
                pass
    assert missed <= 8  # ten check bits let one in a thousand pass


@pytest.mark.parametrize(
    ("typed", "words"),
    [(CODE[:-1], "现在是 31 位"), ("", "现在是 0 位"), (CODE[:-1] + "桥", "没有“桥”这个字符")],
)
def test_what_is_no_code_is_told_why(typed, words):
    with pytest.raises(WrongPassword, match=words):
        vault.read_code(typed)


def test_the_code_of_another_school_is_told_from_a_misprint(keys):
    with pytest.raises(WrongPassword, match="不是这本台账的，请看打印单上的校名"):
        keys.open_with_code(vault.new_code())


def test_without_a_recovery_slot_there_is_a_sentence():
    with pytest.raises(WrongPassword, match="没有恢复码"):
        Keys(()).with_password(USER, PASSWORD, KEY).open_with_code(CODE)
