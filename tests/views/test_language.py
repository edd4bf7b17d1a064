"""Qt's own file picker speaks Chinese where the system has none of its own."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QTreeView

from desktop.views import language


@pytest.fixture
def picker(qapp, qtbot, tmp_path):
    language.speak_chinese(qapp)
    (tmp_path / "名单").mkdir()
    made = QFileDialog(None, "选名单", str(tmp_path))
    made.setOption(QFileDialog.Option.DontUseNativeDialog)
    made.setFileMode(QFileDialog.FileMode.ExistingFiles)
    qtbot.addWidget(made)
    made.show()
    return made


def test_no_word_of_the_picker_is_english(picker):
    told = [label.text() for label in picker.findChildren(QLabel)]
    assert {"查找范围(&I)：", "文件类型(&T)："} <= set(told)
    assert not any("Look" in words or "type" in words for words in told)


def test_a_folder_is_called_so_and_its_bytes_are_its_size(picker, qtbot):
    tree = picker.findChild(QTreeView)
    model = tree.model()
    heads = [model.headerData(at, Qt.Orientation.Horizontal) for at in range(model.columnCount())]
    assert "大小" in heads
    qtbot.waitUntil(lambda: model.rowCount(tree.rootIndex()) == 1)
    assert model.index(0, heads.index("类型"), tree.rootIndex()).data() == "文件夹"
