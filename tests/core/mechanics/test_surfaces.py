import pytest
import torch

from core.mechanics.race import race
from core.mechanics.surfaces import SURFACES, WINDOW

each_surface = pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)


@each_surface
def test_the_smallest_loss_is_0_where_the_minima_are(surface):
    w = torch.tensor(surface.minima, dtype=torch.float64, requires_grad=True)
    losses = surface.function(w)
    (gradient,) = torch.autograd.grad(losses.sum(), w)
    torch.testing.assert_close(losses, torch.zeros_like(losses))
    torch.testing.assert_close(gradient, torch.zeros_like(gradient), atol=1e-12, rtol=0)
    somewhere = torch.rand(1000, 2, generator=torch.Generator().manual_seed(1)) * 6 - 3
    assert (surface.function(somewhere) >= 0).all()


@each_surface
def test_the_source_is_the_same_function(surface):
    w = torch.tensor([[0.3, -1.7], [2.0, 0.9]], dtype=torch.float64)
    u, v = w.unbind(-1)
    torch.testing.assert_close(eval(surface.source, {"u": u, "v": v}), surface.function(w))


@each_surface
def test_gradient_descent_gets_on_from_the_start_at_the_rate_that_is_named(surface):
    assert max(map(abs, surface.start)) <= WINDOW
    assert all(abs(place) <= WINDOW for minimum in surface.minima for place in minimum)
    (racer,) = race(surface, [("sgd", surface.learning_rate)], surface.start, 200, 1e-3)
    assert racer.diverged_after is None
    assert racer.losses[-1] < racer.losses[0] / 3


def test_the_neuron_is_the_one_of_the_book():
    w = torch.tensor([1.0, 0.5], dtype=torch.float64, requires_grad=True)
    loss = SURFACES["neuron"].function(w)
    loss.backward()
    assert loss.item() == pytest.approx(0.04)
    assert w.grad.tolist() == pytest.approx([-0.56, -0.40])


def test_at_the_saddle_the_gradient_is_0_and_the_surface_curves_both_ways():
    hessian = torch.autograd.functional.hessian(SURFACES["saddle"].function, torch.zeros(2))
    assert torch.linalg.eigvalsh(hessian).tolist() == pytest.approx([-1, 1])
