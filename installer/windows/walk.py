r"""Walk through the main job in the real window of an installed program, with a picture of each step.

    runtime\pythonw.exe walk.py job FOLDER     first start, import, list, approval, letters, hand-over
    runtime\pythonw.exe walk.py begin FOLDER   the first start alone: where the books are proposed to lie
    runtime\pythonw.exe walk.py look FOLDER    the books that were open last: log in, look at the day
    runtime\pythonw.exe walk.py dropped FOLDER the same, with a workbook dropped on the icon: it is in the import

Pictures and walk.txt go to FOLDER; the last line of walk.txt is "done" or what went wrong. try.sh runs it under Wine; on
a Windows computer it does the same (never where a school already works: it makes a school of its own). Two things are
done without the window: the recognition of the year and the days of a public list, which take many people two weeks.
"""

from __future__ import annotations

import datetime as dt
import sys
import traceback
from pathlib import Path
from typing import Any

if "boot" not in sys.modules and (Path(sys.base_prefix).parent / "app" / "boot.pyc").exists():
    import boot

    boot.prepare()
sys.path.insert(0, str(Path(__file__).resolve().parent))
if sys.stderr is None:  # pythonw has none; the program writes unexpected errors there
    sys.stderr = sys.stdout = open(Path(sys.argv[2]) / "errors.txt", "w", encoding="utf-8")  # noqa: SIM115

from hand import Hand, Stuck

from desktop.app import Program, _application
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.day_order import told_until
from desktop.models.ledgers.posting import Posting
from desktop.models.ledgers.staff import AppUser
from desktop.services import demo, demo_year
from desktop.services.aid.batches import is_draft
from desktop.services.progress import Progress
from desktop.services.recognition import posting
from desktop.settings import Settings
from desktop.views import theme

CLERK, HEAD, PASSWORD = "周敏", "覃志远", "桥头的秋风2026"
PACKAGE = "报送-2026"
DROPPED = demo.SAMPLES / demo.FILES[0]
DONE = 5  # the last step of the import


class Walk:
    """The program with a hand at it."""

    def __init__(self, folder: Path, files: list[Path]) -> None:
        self.hand = Hand(folder)
        self.program = Program(_application([], theme.Mode.LIGHT), Settings.load(), files)
        self.program.start()
        self.gate = self.program.gate

    # the first start -----------------------------------------------------------------------------------

    def begin(self) -> None:
        """Up to the open window of a new school."""
        hand = self.hand
        hand.picture("第一次打开")
        hand.press(self.gate, "建一本新台账")
        page: Any = self.gate.page()
        for name, value in demo.PROFILE.items():
            editor = page.form.editors[name]
            editor.choose(value) if hasattr(editor, "choose") else editor.setText(value or "")
        hand.picture("学校")
        hand.press(page.next)
        hand.picture("放在哪里")
        hand.say(f"proposed {page.folder_line.text()}")
        hand.press(page.next)
        hand.write(page.user_line, CLERK)
        hand.write(page.new.first.line, PASSWORD)
        hand.write(page.new.second.line, PASSWORD)
        hand.picture("第一个用户")
        hand.press(page.next)
        hand.picture("恢复码")
        hand.press(page.next)
        for box, words in zip(page.typed.boxes, page.told.code.split("-"), strict=True):
            hand.write(box, words)
        hand.picture("抄回恢复码")
        hand.press(page.next)
        hand.wait("the window", lambda: self.program.window)
        hand.picture("今日")

    @property
    def window(self) -> Any:
        return self.program.window

    @property
    def store(self) -> Any:
        return self.window.desk.store

    def page(self, key: str, hint: Any = None) -> Any:
        """Go to a place and wait until nothing is under way there."""
        self.window.go(key, hint)
        self.calm()
        return self.window.pages[key]

    def calm(self) -> None:
        self.hand.rest(0.3)
        self.hand.wait("the jobs to end", self.window.desk.jobs.resting)

    # the job -------------------------------------------------------------------------------------------

    def job(self) -> None:
        self.begin()
        for number, name in enumerate(demo.FILES):
            self.import_workbook(demo.SAMPLES / name, with_pictures=number == 0)
        self.recognise()
        batch = self.make_list()
        self.hang_out(batch)
        self.approve(batch)
        self.letters(batch)
        self.hand_over()
        self.close()

    def import_workbook(self, path: Path, *, with_pictures: bool) -> None:
        page = self.page("import", [path])
        while page.at < DONE:
            at = page.at
            self.hand.wait(f"step {at} of the import", lambda: page.next.isEnabled())
            if with_pictures:
                self.hand.picture(f"导入 第{at + 1}步")
            self.hand.press(page.next)
            self.hand.wait(f"the step after {at}", lambda at=at: page.at > at)
            self.calm()
        self.hand.picture(f"导入 {path.stem}")
        self.hand.say(f"import {path.name}: {page.kept.sentence}")

    def recognise(self) -> None:
        """Without the window, by the same services: a headteacher, a year's recognition."""
        school = self.window.desk.school
        school.add_user(HEAD, "head", PASSWORD)
        with school.store.step("校长已换过一次性密码", final=True) as step:
            step.change(AppUser, AppUser.get(AppUser.name == HEAD).id, {"first_password": False})
        with told_until(demo.LAST_DAY):
            demo_year.recognise(school.store, demo.TERM, HEAD, Progress())

    def make_list(self) -> int:
        self.window.desk.set_term(demo.TERM)
        programme = AidProgramme.get(AidProgramme.code == "boarding").id
        page = self.page("new_batch", programme)
        self.hand.write(page.day, f"{demo.LIST_DATE:%Y-%m-%d}")
        self.hand.press(page.next)
        self.hand.wait("the proposal", lambda: page.proposal)
        self.calm()
        self.hand.picture("看看有谁")
        self.hand.press(page.next)
        self.calm()
        shown = self.window.pages["batch"]
        self.hand.picture("资助名单")
        return int(shown.batch)

    def hang_out(self, batch: int) -> None:
        """Without the window: the public list hangs for its working days."""
        store = self.store
        with told_until(demo.LAST_DAY):
            hung = posting.post_batch(
                store, batch, demo.LIST_DATE, "校门口公示栏", by=CLERK, today=demo.LIST_DATE
            )
            down = Posting.get_by_id(hung).until_day + dt.timedelta(days=1)
            posting.take_down(store, hung, down, by=CLERK, today=down)

    def approve(self, batch: int) -> None:
        """The headteacher logs in, looks, signs; the clerk comes back."""
        self.program.leave()
        self.log_in(HEAD, "校长登录")
        self.hand.picture("校长台")
        self.window.desk.set_term(demo.TERM)
        page = self.page("batch", batch)
        self.hand.agree("审批")
        self.hand.press(page, "审批通过")
        self.calm()
        self.hand.picture("已审批")
        if is_draft(page.row):
            raise Stuck("the approval did not hold")
        self.program.leave()
        self.log_in(CLERK, "")
        self.window.desk.set_term(demo.TERM)

    def letters(self, batch: int) -> None:
        page = self.page("letters", batch)
        self.hand.press(page, "一人一份")
        self.calm()
        self.hand.picture("告知书")
        to = self.window.desk.school.folder.papers / "告知书 全部.pdf"
        to.parent.mkdir(parents=True, exist_ok=True)
        page.pick = lambda *_told: to
        self.hand.agree("存为 PDF 以前")
        self.hand.press(page.save)
        self.hand.wait("the PDF", to.exists)
        self.calm()
        self.hand.picture("告知书已存")
        self.hand.say(f"letters {to.stat().st_size} bytes, {len(page.letters)} letters")

    def hand_over(self) -> None:
        page = self.page("send")
        place = self.window.desk.school.folder.path.with_name("交中心校 U盘")
        place.mkdir(exist_ok=True)
        page.stick.take_folder(place)
        page.secret.first.setText(PACKAGE)
        page.secret.again.setText(PACKAGE)
        self.hand.picture("报送")
        self.hand.press(page.send)
        self.hand.wait("the package", lambda: any(place.iterdir()) and self.window.desk.jobs.resting())
        self.hand.picture("报送写好")
        self.hand.say(f"package {sum(one.is_file() for one in place.rglob('*'))} files")

    # coming and going ----------------------------------------------------------------------------------

    def log_in(self, user: str, name: str) -> None:
        self.hand.wait("the log-in", lambda: self.gate.isVisible() and hasattr(self.gate.page(), "password"))
        page: Any = self.gate.page()
        page.user.choose(user)
        self.hand.write(page.password.line, PASSWORD)
        if name:
            self.hand.picture(name)
        self.hand.press(page.go)
        self.hand.wait("the window", lambda: self.window)
        self.calm()

    def look(self) -> None:
        """The same books, perhaps with a newer program."""
        self.log_in(CLERK, "登录")
        self.window.desk.set_term(demo.TERM)
        self.page("today")
        self.hand.picture("今日")
        self.page("roster")
        self.hand.picture("花名册")
        self.close()

    def dropped(self) -> None:
        """The import stands open with the workbook the program was started with."""
        self.log_in(CLERK, "登录")
        page = self.window.pages["import"]
        self.hand.wait("the import with the workbook", lambda: DROPPED.name in self.hand.words(page))
        self.calm()
        self.hand.picture("拖到图标上的名单")
        if not page.isVisible():
            raise Stuck("the import is not in front")
        self.hand.agree("还没有做完", "不要了，离开")
        self.close()

    def close(self) -> None:
        backups = self.window.desk.school.folder.backups
        self.program.shell.close()
        self.hand.say(f"closed, {sum(1 for _ in backups.rglob('*.zxbak'))} backups")


def main(words: list[str]) -> int:
    if len(words) != 2 or words[0] not in ("job", "begin", "look", "dropped"):
        print(__doc__)
        return 2
    walk = Walk(Path(words[1]), [DROPPED] if words[0] == "dropped" else [])
    try:
        getattr(walk, words[0])()
    except Exception:  # whatever it is stands in the report, and in a picture
        walk.hand.picture("卡住了")
        walk.hand.say(traceback.format_exc())
        return 1
    walk.hand.say("done")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
