import pytest
from contracts_rows import forget_rows


@pytest.fixture(autouse=True)
def fresh_rows():
    forget_rows()
