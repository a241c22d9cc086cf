"""The three matrix products of backpropagation, in blocks of 4 rows by LANES samples.

Samples lie side by side: a matrix of units × samples has row u from `start + u·n` on, where n is a
multiple of LANES. A block stays in registers while the sum over the other dimension is taken.
"""

import numpy as np

from core.engine.jit import loops
from core.engine.lanes import LANES, load, multiply_add, spread, store, total


@loops
def affine(parameters, weight, bias, fan_in, fan_out, numbers, source, target, n):
    """target[o] = bias[o] + Σᵢ weight[o, i] source[i], for n samples."""
    for j in range(0, n, LANES):
        o = 0
        while o + 4 <= fan_out:
            w0 = weight + o * fan_in
            w1, w2, w3 = w0 + fan_in, w0 + 2 * fan_in, w0 + 3 * fan_in
            t0 = spread(parameters[bias + o])
            t1 = spread(parameters[bias + o + 1])
            t2 = spread(parameters[bias + o + 2])
            t3 = spread(parameters[bias + o + 3])
            for i in range(fan_in):
                x = load(numbers, source + i * n + j)
                t0 = multiply_add(spread(parameters[w0 + i]), x, t0)
                t1 = multiply_add(spread(parameters[w1 + i]), x, t1)
                t2 = multiply_add(spread(parameters[w2 + i]), x, t2)
                t3 = multiply_add(spread(parameters[w3 + i]), x, t3)
            row = target + o * n + j
            store(numbers, row, t0)
            store(numbers, row + n, t1)
            store(numbers, row + 2 * n, t2)
            store(numbers, row + 3 * n, t3)
            o += 4
        while o < fan_out:
            w0 = weight + o * fan_in
            t0 = spread(parameters[bias + o])
            for i in range(fan_in):
                x = load(numbers, source + i * n + j)
                t0 = multiply_add(spread(parameters[w0 + i]), x, t0)
            store(numbers, target + o * n + j, t0)
            o += 1


@loops
def back(parameters, weight, fan_in, fan_out, numbers, slopes, source, target, n):
    """target[i] = slopes[i] · Σₒ weight[o, i] source[o], for n samples."""
    zero = spread(np.float32(0))
    for j in range(0, n, LANES):
        i = 0
        while i + 4 <= fan_in:
            t0, t1, t2, t3 = zero, zero, zero, zero
            for o in range(fan_out):
                x = load(numbers, source + o * n + j)
                w = weight + o * fan_in + i
                t0 = multiply_add(spread(parameters[w]), x, t0)
                t1 = multiply_add(spread(parameters[w + 1]), x, t1)
                t2 = multiply_add(spread(parameters[w + 2]), x, t2)
                t3 = multiply_add(spread(parameters[w + 3]), x, t3)
            row, slope = target + i * n + j, slopes + i * n + j
            store(numbers, row, multiply_add(t0, load(numbers, slope), zero))
            store(numbers, row + n, multiply_add(t1, load(numbers, slope + n), zero))
            store(numbers, row + 2 * n, multiply_add(t2, load(numbers, slope + 2 * n), zero))
            store(numbers, row + 3 * n, multiply_add(t3, load(numbers, slope + 3 * n), zero))
            i += 4
        while i < fan_in:
            t0 = zero
            for o in range(fan_out):
                x = load(numbers, source + o * n + j)
                t0 = multiply_add(spread(parameters[weight + o * fan_in + i]), x, t0)
            slope = load(numbers, slopes + i * n + j)
            store(numbers, target + i * n + j, multiply_add(t0, slope, zero))
            i += 1


@loops
def add_outer(gradient, weight, bias, fan_in, fan_out, numbers, source, slopes, n):
    """Add Σⱼ slopes[o, j] source[i, j] to weight[o, i], and Σⱼ slopes[o, j] to bias[o]."""
    zero = spread(np.float32(0))
    o = 0
    while o + 2 <= fan_out:
        w0 = weight + o * fan_in
        w1 = w0 + fan_in
        d = slopes + o * n
        b0, b1 = zero, zero
        one = spread(np.float32(1))
        for j in range(0, n, LANES):
            b0 = multiply_add(load(numbers, d + j), one, b0)
            b1 = multiply_add(load(numbers, d + n + j), one, b1)
        gradient[bias + o] += total(b0)
        gradient[bias + o + 1] += total(b1)
        i = 0
        while i + 4 <= fan_in:
            a0, a1, a2, a3 = zero, zero, zero, zero
            c0, c1, c2, c3 = zero, zero, zero, zero
            x = source + i * n
            for j in range(0, n, LANES):
                d0, d1 = load(numbers, d + j), load(numbers, d + n + j)
                x0, x1 = load(numbers, x + j), load(numbers, x + n + j)
                x2, x3 = load(numbers, x + 2 * n + j), load(numbers, x + 3 * n + j)
                a0 = multiply_add(d0, x0, a0)
                a1 = multiply_add(d0, x1, a1)
                a2 = multiply_add(d0, x2, a2)
                a3 = multiply_add(d0, x3, a3)
                c0 = multiply_add(d1, x0, c0)
                c1 = multiply_add(d1, x1, c1)
                c2 = multiply_add(d1, x2, c2)
                c3 = multiply_add(d1, x3, c3)
            gradient[w0 + i] += total(a0)
            gradient[w0 + i + 1] += total(a1)
            gradient[w0 + i + 2] += total(a2)
            gradient[w0 + i + 3] += total(a3)
            gradient[w1 + i] += total(c0)
            gradient[w1 + i + 1] += total(c1)
            gradient[w1 + i + 2] += total(c2)
            gradient[w1 + i + 3] += total(c3)
            i += 4
        while i < fan_in:
            a0, c0 = zero, zero
            for j in range(0, n, LANES):
                x0 = load(numbers, source + i * n + j)
                a0 = multiply_add(load(numbers, d + j), x0, a0)
                c0 = multiply_add(load(numbers, d + n + j), x0, c0)
            gradient[w0 + i] += total(a0)
            gradient[w1 + i] += total(c0)
            i += 1
        o += 2
    while o < fan_out:
        b0 = zero
        for j in range(0, n, LANES):
            b0 = multiply_add(load(numbers, slopes + o * n + j), spread(np.float32(1)), b0)
        gradient[bias + o] += total(b0)
        for i in range(fan_in):
            a0 = zero
            for j in range(0, n, LANES):
                x0 = load(numbers, source + i * n + j)
                a0 = multiply_add(load(numbers, slopes + o * n + j), x0, a0)
            gradient[weight + o * fan_in + i] += total(a0)
        o += 1
