"""The data file and the system that holds it: what does not open is let go of at once."""

import apsw
import pytest

from desktop.models import database


@pytest.mark.parametrize("readonly", [True, False])
def test_a_file_that_does_not_open_can_be_taken_away_at_once(tmp_path, readonly):
    path = tmp_path / "台账.zxdb"
    path.write_bytes(b"virus" * 4000)
    before = apsw.connections()
    with pytest.raises(apsw.NotADBError) as kept:
        database.connect(path, bytes(32), readonly=readonly)
    held = [one for one in apsw.connections() if one not in before]
    assert held == [] and kept.value is not None  # the error is still being told
    path.unlink()
