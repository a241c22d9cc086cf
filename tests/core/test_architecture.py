from itertools import pairwise

import pytest
import torch
from torch import nn
from torch.nn.utils import parameters_to_vector

from core.architecture import Architecture, forward


@pytest.mark.parametrize(("hidden_layers", "width"), [(0, 4), (1, 1), (3, 5)])
def test_as_many_parameters_as_plain_torch(hidden_layers, width):
    sizes = [2, *[width] * hidden_layers, 1]
    network = nn.Sequential(*[nn.Linear(a, b) for a, b in pairwise(sizes)])
    architecture = Architecture(3, 2, hidden_layers, width)
    assert architecture.n_parameters == 3 * len(parameters_to_vector(network.parameters()))
    assert architecture.shapes == [tuple(layer.weight.shape) for layer in network]


def test_layers_are_views_that_cover_everything_in_order():
    architecture = Architecture(3, 2, 2, 4)
    flat = torch.arange(2 * architecture.n_parameters).reshape(2, -1)
    pieces = [piece for layer in architecture.layers(flat) for piece in layer]
    assert torch.equal(torch.cat([piece.flatten(1) for piece in pieces], dim=1), flat)
    assert [tuple(piece.shape) for piece in pieces[:2]] == [(2, 3, 4, 2), (2, 3, 4, 1)]
    pieces[-1].zero_()
    assert (flat[:, -3:] == 0).all()


def test_the_exact_solution_of_xor():
    """W all ones, c = (0, −1), w = (1, −2), b = 0 with ReLU (Goodfellow et al. 2016, ch. 6.1)."""
    layers = [
        (torch.ones(1, 2, 2), torch.tensor([[[0.0], [-1.0]]])),
        (torch.tensor([[[1.0, -2.0]]]), torch.zeros(1, 1, 1)),
    ]
    corners = torch.tensor([[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]])
    assert forward(layers, torch.relu, corners[None]).tolist() == [[0.0, 1.0, 1.0, 0.0]]
