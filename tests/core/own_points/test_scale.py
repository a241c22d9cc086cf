import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.preprocessing import MinMaxScaler

from core.own_points import points_of_csv, read_csv, read_points, scaled, write_csv

coordinates = st.lists(st.tuples(*[st.floats(-1e12, 1e12)] * 2), min_size=1, max_size=30)


def test_axes_beyond_the_square_are_scaled_like_scikit_learns():
    points = np.random.default_rng(1).normal([170, 70], [10, 20], size=(50, 2))
    expected = MinMaxScaler((-1, 1)).fit_transform(points)
    np.testing.assert_allclose(scaled(points), expected, atol=1e-12)


def test_an_axis_within_the_square_stays_as_it_is():
    points = np.array([[0.0, 0.0], [0.0, 5.0], [1.0, 10.0]])
    assert scaled(points).tolist() == [[0, -1], [0, 0], [1, 1]]
    assert np.array_equal(scaled(points / 10), points / 10)


def test_an_axis_with_one_value_is_in_the_middle():
    assert scaled(np.array([[7.0, 0.5]] * 3)).tolist() == [[0, 0.5]] * 3


@given(coordinates)
def test_every_point_lies_in_the_square(rows):
    points = np.array(rows)
    result = scaled(points)
    assert np.abs(result).max() <= 1
    assert np.array_equal(scaled(result), result)


def test_the_text_of_a_csv_is_that_of_the_csv_that_is_written_of_it():
    random = np.random.default_rng(1)
    given_points, labels = random.normal(50, 20, (30, 2)), np.arange(30) % 2.0
    text = points_of_csv(write_csv(given_points, labels))
    assert points_of_csv(write_csv(*read_points(text))) == text
    table = read_csv(write_csv(*read_points(text)))
    assert np.array_equal(table.labels, labels)
    np.testing.assert_allclose(table.points, scaled(given_points), atol=0.5e-4)


def test_a_csv_of_bytes_is_one_of_text():
    text = "0,0,a\n0,1,b\n1,0,b\n1,1,a\n"
    assert points_of_csv(text.encode()) == points_of_csv(text)
    with pytest.raises(ValueError, match="more than 3 points"):
        points_of_csv(text, most=3)
