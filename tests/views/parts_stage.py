"""An invented list and its model, for the tests and the gallery of the screen's parts. District 9901 does not exist."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from desktop.views.cells import COPY, LOOK, NUMBER, TONE, Column

COLUMNS = [
    Column("number", "序号", 52, "right"),
    Column("name", "姓名", 124),
    Column("sex", "性别", 60),
    Column("class", "班级", 66),
    Column("id", "身份证号", 166),
    Column("board", "寄宿", 66),
    Column("kind", "困难类型", 98),
    Column("money", "本学期（元）", 114, "right"),
    Column("card", "银行卡", 106),
    Column("home", "住址", 130),
]
TOP = QModelIndex()
LONG = "阿依古丽·买买提依明·吐尔逊江克孜"
NAMES = ["覃若曦", "杨子涵", "韦思齐", "田云朵", "石秋月", "田子涵", "田春生", "陆书瑶", LONG, "石立夏"]
KINDS = [("特困", "accent"), ("", ""), ("农村低保", "accent"), ("监测对象", "warn"), ("残疾学生", "accent")]


class Pupils(QAbstractTableModel):
    """Rows made from their number, so that 20,000 take no memory and no time."""

    def __init__(self, count: int = 62, columns: Sequence[Column] = COLUMNS):
        super().__init__()
        self.columns, self.count, self.down = list(columns), count, False
        self.asked = 0  # how many cells were read

    def rowCount(self, parent=TOP) -> int:
        return 0 if parent.isValid() else self.count

    def columnCount(self, parent=TOP) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def sort(self, _column: int, order=Qt.SortOrder.AscendingOrder) -> None:
        self.beginResetModel()
        self.down = order == Qt.SortOrder.DescendingOrder
        self.endResetModel()

    def totals(self) -> dict[str, str]:
        return {"money": f"{self.count * 625:,.2f}"} if self.count else {}

    def record(self, row: int) -> int:
        return self.count - 1 - row if self.down else row

    def words(self, row: int, key: str) -> str:
        at = self.record(row)
        return {
            "number": str(row + 1),
            "name": NAMES[at % len(NAMES)],
            "sex": "女" if at % 2 else "男",
            "class": f"三({at % 2 + 1})",
            "id": f"9901**********{at % 10000:04}",
            "board": "住校" if at % 3 else "走读",
            "kind": KINDS[at % 5][0],
            "money": "625.00",
            "card": "缺卡号" if at == 5 else f"尾号 {1000 + at % 9000}",
            "home": f"下寨村 {at % 6 + 1} 组",
        }[key]

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        if not index.isValid():
            return None
        self.asked += 1
        column, at = self.columns[index.column()], self.record(index.row())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.words(index.row(), column.key)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.alignment
        if role == NUMBER and column.key == "money":
            return 62500
        if role == COPY and column.key == "id":
            return f"99010520150101{at % 10000:04}"
        return self.dress(column.key, at, role)

    def dress(self, key: str, at: int, role: int):
        if key == "kind" and KINDS[at % 5][0]:
            return {TONE: KINDS[at % 5][1], LOOK: "tag"}.get(role)
        if key == "card" and at == 5:
            return {TONE: "bad", LOOK: "circle-alert"}.get(role)
        return None

    def headerData(self, section, orientation, role=Qt.ItemDataRole.DisplayRole):
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self.columns[section].title
        return None


class Marks(QAbstractTableModel):
    """A small sheet whose cells are typed into."""

    def __init__(self, rows: int = 3):
        super().__init__()
        self.columns = [
            Column("a", "早餐", 80, "right"),
            Column("b", "午餐", 80, "right"),
            Column("c", "记事", 120),
        ]
        self.cells = [["1", "2", f"第 {at} 行"] for at in range(rows)]

    def rowCount(self, parent=TOP) -> int:
        return 0 if parent.isValid() else len(self.cells)

    def columnCount(self, parent=TOP) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        if not index.isValid():
            return None
        words = self.cells[index.row()][index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return words
        return int(words) if role == NUMBER and words.isdigit() else None

    def setData(self, index, value, role=Qt.ItemDataRole.EditRole) -> bool:
        self.cells[index.row()][index.column()] = str(value)
        self.dataChanged.emit(index, index)
        return True

    def flags(self, index):
        own = super().flags(index)
        return own | Qt.ItemFlag.ItemIsEditable if index.isValid() else own
