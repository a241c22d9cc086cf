"""The decision boundary and its nearest place, held to formulas and to brute force."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.laboratory.adversarial_boundary import (
    L2,
    boundary_segments,
    l_infinity,
    nearest_boundary,
    nearest_on,
)
from tests.core.laboratory.networks import B, W, logistic, some_points, trained_logit

NORMS = {"L2": L2, "L∞": l_infinity}
ORDER = {"L2": 2, "L∞": torch.inf}
CENTRE = torch.zeros(2, dtype=torch.float64)

coordinate = st.floats(-2, 2)
vector = st.tuples(coordinate, coordinate)


def circle(points):
    return 0.8 - points.square().sum(-1).sqrt()


def test_the_ends_of_all_segments_lie_on_the_boundary():
    segments = boundary_segments(circle, CENTRE, 1.0, 50)
    torch.testing.assert_close(circle(segments), torch.zeros(segments.shape[:2]).double())
    length = (segments[:, 1] - segments[:, 0]).norm(dim=1).sum().item()
    assert length == pytest.approx(2 * torch.pi * 0.8, rel=1e-3)


def test_where_all_is_of_one_class_there_is_no_boundary():
    segments = boundary_segments(lambda x: 1 + x[..., 0] ** 2, CENTRE, 2.0, 20)
    assert segments.shape == (0, 2, 2)
    distance, place = nearest_on(segments, some_points(3), L2)
    assert torch.isinf(distance).all()
    assert place.isnan().all()
    assert nearest_boundary(lambda x: 1 + x[..., 0] ** 2, CENTRE, L2, 8.0) is None


@pytest.mark.parametrize("name", NORMS)
@given(begin=vector, end=vector, point=vector)
def test_the_nearest_place_of_a_segment_beats_all_of_its_points(name, begin, end, point):
    segment = torch.tensor([[begin, end]], dtype=torch.float64)
    x = torch.tensor([point], dtype=torch.float64)
    shares = torch.linspace(0, 1, 401, dtype=torch.float64)[:, None]
    tried = segment[0, 0] + shares * (segment[0, 1] - segment[0, 0])
    brute = torch.linalg.vector_norm(tried - x, ORDER[name], dim=-1).min()
    distance, place = nearest_on(segment, x, NORMS[name])
    assert distance <= brute + 1e-12
    assert distance >= brute - (segment[0, 1] - segment[0, 0]).norm() / 400 - 1e-12
    torch.testing.assert_close(distance, torch.linalg.vector_norm(place - x, ORDER[name], dim=-1))


@pytest.mark.parametrize(("name", "dual"), [("L2", 2), ("L∞", 1)])
def test_of_logistic_regression_the_distance_is_a_formula(name, dual):
    for x in [*some_points(8, half=3.0), torch.tensor([6.0, -6.0], dtype=torch.float64)]:
        expected = (abs(x @ W + B) / torch.linalg.vector_norm(W, dual)).item()
        found = nearest_boundary(logistic, x, NORMS[name], 8.0)
        assert found.distance == pytest.approx(expected, abs=1e-9)
        assert abs(found.place @ W + B) < 1e-8


def test_of_a_circle_too():
    x = torch.tensor([0.3, 0.4], dtype=torch.float64)
    assert nearest_boundary(circle, x, L2, 8.0).distance == pytest.approx(0.3, abs=1e-7)
    # |(0.3 + t, 0.4 + t)| = 0.8
    expected = (-0.7 + (0.49 + 2 * 0.39) ** 0.5) / 2
    assert nearest_boundary(circle, x, l_infinity, 8.0).distance == pytest.approx(expected)


def test_what_is_farther_than_the_reach_is_not_found():
    x = torch.tensor([5.0, 0.0], dtype=torch.float64)
    assert nearest_boundary(circle, x, L2, 4.0) is None
    assert nearest_boundary(circle, x, L2, 4.3).distance == pytest.approx(4.2, abs=1e-6)


@pytest.mark.parametrize("name", NORMS)
@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_no_point_of_a_dense_grid_is_nearer_than_the_nearest(name, activation):
    logit = trained_logit(activation=activation, learning_rate=0.03)
    for x in some_points(6):
        found = nearest_boundary(logit, x, NORMS[name], 8.0)
        axis = torch.linspace(-1, 1, 1001, dtype=torch.float64) * 1.5 * found.distance
        grid = torch.stack(torch.meshgrid(axis, axis, indexing="ij"), dim=-1)
        other = (logit(x + grid) > 0) != (logit(x) > 0)
        brute = torch.linalg.vector_norm(grid[other], ORDER[name], dim=-1).min()
        cell = axis[1] - axis[0]
        assert found.distance <= brute + 1e-9
        assert found.distance >= brute - 2 * cell
