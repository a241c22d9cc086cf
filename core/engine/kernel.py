"""Steps of an ensemble in one call: forward, backward, penalties, update, over and over.

What lies where (all float32, all contiguous):

| array                 | shape                 | in it                                            |
| --------------------- | --------------------- | ------------------------------------------------ |
| parameters, gradient  | [n_parameters]        | as `core.architecture`: layer after layer, first |
|                       |                       | the weight [out, in] of every member, then the   |
|                       |                       | bias [out] of every member                       |
| before                | [n_parameters]        | the parameters that the last step began with     |
| first, second         | [n_parameters]        | what the optimizer remembers                     |
| inputs                | [features, n_train]   | all training points                              |
| labels                | [outputs, n_train]    |                                                  |
| scratch               | [rows, n]             | one block of samples of one member, n being its  |
|                       |                       | samples rounded up to whole LANES: the inputs,   |
|                       |                       | the labels, which samples count, then for every  |
|                       |                       | layer its outputs and the slopes of its          |
|                       |                       | activation, then derivatives by two layers' z    |

A large batch goes through in blocks of SAMPLES, so that scratch stays in the cache. A block is
filled up with copies of its last sample, which do not count: they are finite where it is.
"""

from typing import NamedTuple

import numpy as np
from numba import float32
from numpy.typing import NDArray

from core.engine.activations import activate
from core.engine.jit import entry, formula, loops
from core.engine.lanes import LANES
from core.engine.losses import measure
from core.engine.matrices import add_outer, affine, back
from core.engine.optimizers import update

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]
Int64s = NDArray[np.int64]

SAMPLES = 8 * LANES
"""Samples that go through the network together at most."""

# Columns of `Plan.layers`.
FAN_IN, FAN_OUT, WEIGHT, BIAS, ACTIVATION, OUTPUTS, SLOPES = range(7)


class Plan(NamedTuple):
    """What stays the same in a run.

    `layers` [layers, 7]: fan-in, fan-out, where the first member's weight and bias begin in the
    parameters, the number of the activation, and the rows of scratch that outputs and slopes begin
    in. `derivatives` is the row of the first of two matrices of `widest` rows. `penalized` are the
    first layer with penalties and the one after the last.
    """

    layers: Int64s
    members: int
    features: int
    outputs: int
    widest: int
    derivatives: int
    batch_size: int
    loss: int
    optimizer: int
    own: Float64s
    penalized: tuple[int, int]


class Data(NamedTuple):
    """Training points, and for some epochs the order [epochs, n_train] in which they come.

    After the last of them comes the first again.
    """

    inputs: Float32s
    labels: Float32s
    orders: Int64s


class State(NamedTuple):
    """What a step changes."""

    parameters: Float32s
    gradient: Float32s
    before: Float32s
    first: Float32s
    second: Float32s
    product: Float64s
    losses: Float32s
    scratch: Float32s


@formula
def _rounded_up(samples):
    return (samples + LANES - 1) // LANES * LANES


@loops
def _fill(plan, data, epoch, start, samples, scratch):
    """Copy a block of samples into scratch."""
    n = _rounded_up(samples)
    order = data.orders[epoch, start : start + samples]
    counted = plan.features + plan.outputs
    for feature in range(plan.features):
        row = scratch[feature * n : (feature + 1) * n]
        for j in range(samples):
            row[j] = data.inputs[feature, order[j]]
        row[samples:] = row[samples - 1]
    for output in range(plan.outputs):
        row = scratch[(plan.features + output) * n : (plan.features + output + 1) * n]
        for j in range(samples):
            row[j] = data.labels[output, order[j]]
        row[samples:] = row[samples - 1]
    row = scratch[counted * n : (counted + 1) * n]
    row[:samples] = float32(1)
    row[samples:] = float32(0)


@loops
def _forward(plan, parameters, member, scratch, n):
    """Outputs and slopes of every layer of a member, for the block of n samples in scratch."""
    source = 0
    last = len(plan.layers) - 1
    for number in range(last + 1):
        layer = plan.layers[number]
        fan_in, fan_out = layer[FAN_IN], layer[FAN_OUT]
        weight = layer[WEIGHT] + member * fan_out * fan_in
        bias = layer[BIAS] + member * fan_out
        target = layer[OUTPUTS] * n
        affine(parameters, weight, bias, fan_in, fan_out, scratch, source, target, n)
        if number < last:
            activate(layer[ACTIVATION], scratch, target, layer[SLOPES] * n, fan_out * n)
        source = target


@loops
def _backward(plan, parameters, gradient, member, scratch, n):
    """Add a member's gradient over the block; the derivatives by its logits are in scratch."""
    of_this, of_previous = plan.derivatives * n, (plan.derivatives + plan.widest) * n
    for number in range(len(plan.layers) - 1, -1, -1):
        layer = plan.layers[number]
        fan_in, fan_out = layer[FAN_IN], layer[FAN_OUT]
        weight = layer[WEIGHT] + member * fan_out * fan_in
        bias = layer[BIAS] + member * fan_out
        source = plan.layers[number - 1, OUTPUTS] * n if number else 0
        add_outer(gradient, weight, bias, fan_in, fan_out, scratch, source, of_this, n)
        if number:
            slopes = plan.layers[number - 1, SLOPES] * n
            back(parameters, weight, fan_in, fan_out, scratch, slopes, of_this, of_previous, n)
            of_this, of_previous = of_previous, of_this


@loops
def _pass(plan, data, state, batch, refill, backward):
    """Fill `losses` with every member's loss of a batch, and the gradient where `backward`."""
    n_train = data.inputs.shape[1]
    per_epoch = (n_train + plan.batch_size - 1) // plan.batch_size
    epoch = batch // per_epoch % len(data.orders)
    first = batch % per_epoch * plan.batch_size
    end = min(first + plan.batch_size, n_train)
    count = (end - first) * plan.outputs
    logits, labels = plan.layers[-1, OUTPUTS], plan.features
    state.losses[:] = float32(0)
    if backward:
        state.gradient[:] = float32(0)
    for start in range(first, end, SAMPLES):
        samples = min(SAMPLES, end - start)
        n = _rounded_up(samples)
        if refill:
            _fill(plan, data, epoch, start, samples, state.scratch)
        for member in range(plan.members):
            _forward(plan, state.parameters, member, state.scratch, n)
            state.losses[member] += measure(
                plan.loss,
                state.scratch,
                logits * n,
                labels * n,
                (labels + plan.outputs) * n,
                plan.derivatives * n,
                plan.outputs,
                n,
                float32(1) / float32(count),
            )
            if backward:
                _backward(plan, state.parameters, state.gradient, member, state.scratch, n)
    for member in range(plan.members):
        state.losses[member] /= float32(count)


@loops
def _add_penalties(plan, state, l1, l2):
    """Add the derivative of l1 Σ|w| + l2 Σw² over the weights of the penalized layers."""
    along, towards = float32(l1), float32(2 * l2)
    for number in range(plan.penalized[0], plan.penalized[1]):
        layer = plan.layers[number]
        end = layer[WEIGHT] + plan.members * layer[FAN_OUT] * layer[FAN_IN]
        w, g = state.parameters[layer[WEIGHT] : end], state.gradient[layer[WEIGHT] : end]
        for q in range(len(w)):
            sign = float32(1) if w[q] > float32(0) else float32(0)
            sign = float32(-1) if w[q] < float32(0) else sign
            g[q] += along * sign + towards * w[q]


@loops
def _one_is_finite(losses):
    finite = 0
    for loss in losses:
        finite += np.isfinite(loss)
    return finite > 0


@entry
def compute_gradient(plan, data, state, batch, l1, l2, backward):
    """Losses of one batch, and the gradient with its penalties where `backward`."""
    _pass(plan, data, state, batch, True, backward)
    if backward and (l1 or l2):
        _add_penalties(plan, state, l1, l2)


@entry
def take_steps(plan, data, state, batch, step, count, rate, l1, l2):
    """Take up to `count` steps, the first with batch number `batch`; return how many were taken.

    Fewer where no member's loss is finite any more: the parameters are then those before that
    step. `step` have been taken before.
    """
    whole = plan.batch_size >= data.inputs.shape[1] and plan.batch_size <= SAMPLES
    for taken in range(count):
        _pass(plan, data, state, batch + taken, taken == 0 or not whole, True)
        if l1 or l2:
            _add_penalties(plan, state, l1, l2)
        if not _one_is_finite(state.losses):
            return taken
        for q in range(len(state.before)):
            state.before[q] = state.parameters[q]
        update(
            plan.optimizer,
            state.parameters,
            state.gradient,
            state.first,
            state.second,
            state.product,
            step + taken + 1,
            rate,
            plan.own,
        )
    return count
