"""更正通知单: one page to a class, the old account by its last four figures alone, room to write the new one."""

import pytest
from papers import pages, whole
from services.pay.paying import answer, funded, grant_of, lines, payable, sent

from desktop.models.errors import Refused
from desktop.services.paper.catalogue import DOCUMENTS, Wanted, print_document
from desktop.services.pay.answers import read_answer, take_answer


@pytest.fixture
def failed(store, tmp_path):
    """A list of which 李强 and, in another class, 周小雨 came back."""
    payable(store, "周小雨", 5, klass="四(1)班")
    batch, pay_list = sent(store)
    places = {line.grant_id: line.place for line in lines(pay_list)}
    wrong = (places[grant_of("李强").id], places[grant_of("周小雨").id])
    take_answer(store, read_answer(store, pay_list, answer(tmp_path, pay_list, failed=wrong)))
    return batch


def test_each_class_has_its_page(store, failed, tmp_path):
    path = print_document(store, DOCUMENTS["D8F"], Wanted(batch=failed), tmp_path / "打印")
    first, second = pages(path)
    assert "李强" in first and "周小雨" not in first
    assert "周小雨" in second and "账户已销户" in second


def test_of_the_old_account_the_last_four_figures_stand_alone(store, failed, tmp_path):
    path = print_document(store, DOCUMENTS["D8F"], Wanted(batch=failed), tmp_path / "打印")
    number = grant_of("李强").account
    assert number[-4:] in whole(path) and number not in whole(path)


def test_who_was_paid_stands_on_no_slip(store, failed, tmp_path):
    path = print_document(store, DOCUMENTS["D8F"], Wanted(batch=failed), tmp_path / "打印")
    assert "王芳" not in whole(path)


def test_there_is_nothing_to_print_when_nobody_failed(store, tmp_path):
    with pytest.raises(Refused, match="要更正账户的名单里一个人也没有"):
        print_document(store, DOCUMENTS["D8F"], Wanted(batch=funded(store)), tmp_path / "打印")
