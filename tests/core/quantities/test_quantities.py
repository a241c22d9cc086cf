import pytest

from core import RunConfig, Trainer
from core.quantities import QUANTITIES


@pytest.mark.parametrize("name", QUANTITIES)
def test_every_quantity_has_a_column_of_its_name(name):
    assert name in Trainer(RunConfig(), quantities=[name]).history.layers()
