"""Make the old file of one released shape: python tests/data/make_old_file.py 1

Run once when the shape is released, with that release's steps; afterwards its file is never made again. Rows are
written in plain SQL, because the ledgers move on. The key beside it guards nothing: the people are invented.
"""

import hashlib
import sys
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from desktop.models import database, migrations  # noqa: E402  (the repository is not installed)

FOLDER = Path(__file__).parent / "old_files"
ROWS = """
INSERT INTO school (school_name, school_type, central_school, township, county, hotline_school)
  VALUES ('青禾县柳林镇石桥小学', 'primary', '柳林镇中心校', '柳林镇', '青禾县', '05778123456');
INSERT INTO app_user (name, role, active) VALUES ('周敏', 'aid', 1);
INSERT INTO extra_field (label, field_kind, in_use) VALUES ('村组', 'text', '1');
INSERT INTO school_class (grade, number, state) VALUES ('3', 2, '1');
INSERT INTO student (name, gender, birth_date, id_number, school_class_id, status, extra, search)
  VALUES ('王芳', '2', '2016-05-01', '529901201605010022', 1, '01', '{"x1": "石桥"}', ' 王芳 wangfang wf 0022 ');
INSERT INTO guardian (student_id, name, relation, is_guardian) VALUES (1, '王建国', '51', 1);
INSERT INTO hardship (student_id, kind, since) VALUES (1, '05.1', '2026-09-01');
INSERT INTO aid_programme (name, code, role, stages, boarding, needs)
  VALUES ('家庭经济困难非寄宿生生活补助', 'non_boarding', 'grant', 'primary', 'non_boarder', 'recognised');
INSERT INTO aid_batch (programme_id, term, number, list_date, state) VALUES (1, '2026-1', 1, '2026-09-05', 'approved');
INSERT INTO aid_grant (batch_id, place, student_id, amount, state) VALUES (1, 1, 1, 31250, 'planned');
INSERT INTO aid_notice (number, year, serial, kind, batch_id, student_id, amount, state)
  VALUES ('石小资助〔2026〕1号', 2026, 1, 'granted', 1, 1, 31250, 'printed');
INSERT INTO notice_item (notice_id, grant_id) VALUES (1, 1);
"""


def make(version: int) -> None:
    """Write old_files/<version>.zxdb and its key."""
    key = hashlib.sha256(f"old file {version}".encode()).digest()
    path = FOLDER / f"{version:04d}.zxdb"
    path.unlink(missing_ok=True)
    with closing(database.connect(path, key, journal="delete")) as connection:
        for number, text in migrations.steps().items():
            if number <= version:
                connection.cursor().execute(text)
        connection.cursor().execute(ROWS)
        connection.cursor().execute(f"PRAGMA user_version = {version}")
    path.with_suffix(".key").write_text(key.hex(), "ascii")


if __name__ == "__main__":
    make(int(sys.argv[1]))
