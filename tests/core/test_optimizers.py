"""Their updates are held to torch's by test_textbook.py."""

import pytest
import torch

from core.config import CATALOGUES
from core.optimizers import OPTIMIZERS
from tests.core import textbook


def build(name, tensors):
    optimizer = OPTIMIZERS[name]
    defaults = {name: parameter.default for name, parameter in optimizer.parameters.items()}
    return optimizer.build(tensors, lr=0.1, **defaults)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_each_is_the_class_of_torch_that_it_names(name):
    assert type(build(name, [torch.zeros(3, requires_grad=True)])) is textbook.OPTIMIZERS[name][0]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_each_walks_down_a_parabola(name):
    w = torch.tensor([1.0, -2.0], dtype=torch.float64, requires_grad=True)
    optimizer = build(name, [w])
    for _ in range(50):
        optimizer.zero_grad()
        w.square().sum().backward()
        optimizer.step()
    assert w.square().sum() < 5.0


@pytest.mark.parametrize("field", CATALOGUES)
def test_a_parameter_of_several_choices_is_the_same_in_each(field):
    """RunConfig has one field, and one pair of limits, for each name."""
    choices = CATALOGUES[field].values()
    seen = {}
    for choice in choices:
        for name, parameter in getattr(choice, "parameters", {}).items():
            assert seen.setdefault(name, parameter) == parameter
            assert parameter.low <= parameter.default <= parameter.high
