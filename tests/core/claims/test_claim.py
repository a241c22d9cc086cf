"""Tolerances against the formulas that they name."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binom

from core.claims.claim import Measurement, Origin, Source, around, between, rate


def test_a_tolerance_around_numbers_is_a_share_of_each():
    expected = [0.5, -2.0]
    just = around("some", expected, Origin.OWN, np.array([0.524, -2.09]), 0.05)
    assert just.agrees
    assert just.expected == "0.5, -2"
    assert just.tolerance == "±5% each"
    assert not around("some", expected, Origin.OWN, np.array([0.526, -2.0]), 0.05).agrees
    assert not around("some", expected, Origin.OWN, np.array([0.5, -2.11]), 0.05).agrees


@pytest.mark.parametrize(
    ("measured", "agrees"), [(1.0, True), (2.0, True), (2.001, False), (math.nan, False)]
)
def test_between(measured, agrees):
    assert between("one", "1", Origin.DERIVED, measured, 1.0, 2.0).agrees is agrees


@pytest.mark.parametrize("expected", [0.0, 0.05, 0.5, 0.98, 1.0])
def test_a_rate_of_the_same_coin_agrees_and_one_of_another_does_not(expected):
    """By the exact distribution: of samples of one coin fewer than 1 in 1,000 disagree."""
    n, of = 250, 1000
    slack = rate("one", expected, Origin.OWN, 0, n, of).high[0] - expected
    beyond = [k for k in range(n + 1) if abs(k / n - expected) > slack]
    # The coin that the earlier sample makes likely: never sure.
    coin = (expected * of + 1) / (of + 2)
    assert sum(binom.pmf(k, n, coin) for k in beyond) < 1e-3
    other = expected + 0.2 if expected < 0.5 else expected - 0.2
    agreeing = sum(binom.pmf(k, n, other) for k in range(n + 1) if k not in beyond)
    assert agreeing < 0.1


def test_a_rate_says_its_tolerance():
    row = rate("one", 0.5, Origin.OWN, 130, 250, of=1000)
    assert row.measured == (0.52,)
    assert row.tolerance == "±0.14, 4 σ of two samples"
    assert row.high[0] - 0.5 == pytest.approx(4 * math.sqrt(0.25 * (1 / 250 + 1 / 1000)))


def test_against_a_formula_there_is_one_sample():
    row = rate("one", 0.25, Origin.DERIVED, 100, 400)
    assert row.tolerance == "±0.087, 4 σ"
    assert row.high[0] - 0.25 == pytest.approx(4 * binom.std(400, 0.25) / 400)
    assert row.agrees


def test_a_source_is_cited_as_papers_do():
    one = Source("Glorot and Bengio", 2010, "Title", "Fig. 1", "https://example.org")
    assert str(one) == "Glorot and Bengio, 2010"
    assert str(replace(one, authors="He, Zhang, Ren and Sun")) == "He et al., 2010"


def test_what_is_not_finished_agrees_with_nothing_yet():
    row = between("one", "1", Origin.DERIVED, 1.0, 1.0, 2.0)
    assert Measurement((row,)).agrees
    assert not Measurement((row,), finished=False).agrees
    wrong = between("one", "1", Origin.DERIVED, 3.0, 1.0, 2.0)
    assert not Measurement((row, wrong)).agrees


def test_an_aside_is_shown_but_the_claim_stands_without_it():
    row = between("one", "1", Origin.PRINTED, 1.0, 1.0, 2.0)
    aside = between("two", "2", Origin.ASIDE, 3.0, 1.0, 2.0)
    measurement = Measurement((row, aside))
    assert measurement.agrees
    assert measurement.of_statement == (row,)
    assert measurement.asides == (aside,)
    assert not Measurement(
        (replace(row, origin=Origin.ASIDE), replace(aside, origin=Origin.OWN))
    ).agrees
