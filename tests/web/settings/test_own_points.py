"""Own points on the playground: pasted, uploaded, refused, and in the URL."""

import pytest

from core import RunConfig
from core.allowed import Limits
from core.own_points import MOST_BYTES, MOST_POINTS, points_of_csv, read_points, write_csv
from tests.pages.page import ask, ask_alone, change, header_of, open_page, run_of, words
from web.settings import limits
from web.settings.own_points import CSV, EXAMPLE, EXAMPLE_POINTS

XOR = "0,0,no\n0,1,yes\n1,0,yes\n1,1,no\n"
XOR_POINTS = points_of_csv(XOR)


def open_own(points=XOR_POINTS, **address):
    app = open_page(dataset="own", points=points, **address)
    assert not app.exception
    assert not app.warning
    return app


def paste(app, text):
    app.text_area(key=CSV).set_value(text)
    app.button(key="own_use").click().run()
    assert not app.exception
    return app


def upload(app, content, name="points.csv"):
    (uploader,) = app.file_uploader
    uploader.set_value((name, content, "text/csv")).run()
    assert not app.exception
    return app


def error_of(app):
    (error,) = app.error
    return error.value.replace("\\", "")


def test_who_chooses_own_points_begins_with_an_example():
    app = open_page()
    assert not app.text_area
    change(app, "dataset", "own")
    assert app.text_area(key=CSV).value == EXAMPLE
    assert dict(app.query_params) == {"dataset": "own", "points": EXAMPLE_POINTS}
    assert run_of(app).config.points == EXAMPLE_POINTS
    said = words(app).replace("\\", "")
    assert "100 points: 50 of class 0 (versicolor) and 50 of class 1 (virginica)." in said
    assert "x from 3 to 6.9 and y from 1 to 2.5 became -1 to 1." in said
    assert app.slider(key="n_points").disabled
    assert not app.slider(key="noise").disabled


def test_pasted_points_are_learned_and_stand_in_the_url():
    app = open_own(EXAMPLE_POINTS, noise="0.1")
    run_of(app).trainer.train(3)
    paste(app, XOR)
    assert app.query_params["points"] == XOR_POINTS
    assert run_of(app).trainer.step == 0
    assert run_of(app).config.points == XOR_POINTS
    assert run_of(app).config.noise == 0.1
    assert len(run_of(app).trainer.dataset.y_train) == 4
    assert app.text_area(key=CSV).value == XOR
    assert "4 points: 2 of class 0 (no) and 2 of class 1 (yes)." in words(app).replace("\\", "")


def test_a_url_opens_its_points_and_shows_them_as_a_csv():
    opened = open_own()
    assert run_of(opened).config.points == XOR_POINTS
    assert opened.text_area(key=CSV).value == write_csv(*read_points(XOR_POINTS))
    assert dict(opened.query_params) == {"dataset": "own", "points": XOR_POINTS}
    assert not opened.error


def test_text_that_is_not_used_yet_changes_nothing_and_says_so():
    app = open_own()
    run = run_of(app)
    app.text_area(key=CSV).set_value(EXAMPLE).run()
    assert run_of(app) is run
    assert "This text is not learned yet" in words(app)
    app.slider(key="width").set_value(6).run()
    assert app.text_area(key=CSV).value == EXAMPLE
    assert run_of(app).config.points == XOR_POINTS


BAD = [
    ("0,0,a\n0,1,b\n0,z,b\n1,1,a\n", "line 3, column y: 'z' is not allowed; it takes a number"),
    ("0,0,a\n0,1,b\n1,0,c\n1,1,a\n", "line 3, column label: 'c' is a third class"),
    ("", "0 points are too few"),
    ("0,0,<b>*a*</b>\n" * 5, "all points are of one class"),
    ("0,0,é\n" * 12_000, "84,000 bytes are too many; up to 80,000 are read"),
    ("".join(f"0,{i},{i % 2}\n" for i in range(MOST_POINTS + 1)), "line 1001: there are more"),
]


@pytest.mark.parametrize(("text", "said"), BAD)
def test_a_bad_text_is_explained_and_nothing_is_lost(text, said):
    app = open_own()
    run = run_of(app)
    paste(app, text)
    assert said in error_of(app)
    assert error_of(app).endswith("The network still learns the previous points.")
    assert app.text_area(key=CSV).value == text
    assert run_of(app) is run
    assert dict(app.query_params) == {"dataset": "own", "points": XOR_POINTS}
    paste(app, EXAMPLE)
    assert not app.error
    assert run_of(app).config.points == EXAMPLE_POINTS


def test_what_a_stranger_wrote_is_shown_as_plain_text():
    app = paste(open_own(), "0,0,a\n0,[x](http://b.c),b\n")
    (error,) = app.error
    assert r"\[x\]\(http" in error.value
    named = paste(app, "0,0,<b>\n0,1,$y$\n1,0,$y$\n1,1,<b>\n")
    (caption,) = [caption for caption in named.caption if "class 0" in caption.value]
    assert r"\<b\>" in caption.value
    assert r"\$y\$" in caption.value


def test_a_file_is_learned_and_forgotten():
    app = open_own()
    first = app.file_uploader[0].key
    upload(app, EXAMPLE.encode("utf-8-sig"))
    assert run_of(app).config.points == EXAMPLE_POINTS
    assert app.text_area(key=CSV).value == EXAMPLE
    assert app.file_uploader[0].key != first
    assert first not in app.session_state
    assert app.query_params["points"] == EXAMPLE_POINTS


def test_a_bad_file_is_shown_where_it_can_be_mended():
    app = upload(open_own(), b"0,0,a\n0,1,b\n0,z,b\n1,1,a\n")
    assert "line 3, column y: 'z' is not allowed" in error_of(app)
    assert app.text_area(key=CSV).value == "0,0,a\n0,1,b\n0,z,b\n1,1,a\n"
    assert run_of(app).config.points == XOR_POINTS


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("0,0,a\n0,1,é\n".encode("cp1252"), "b.csv: line 2: this is not UTF-8"),
        (b"0,0,0\n" * MOST_BYTES, "b.csv: 480,000 bytes are too many"),
    ],
)
def test_a_file_that_is_no_such_text_is_named_and_the_text_stays(content, said):
    app = open_own()
    before = app.text_area(key=CSV).value
    upload(app, content, "b.csv")
    assert said in error_of(app)
    assert app.text_area(key=CSV).value == before
    assert run_of(app).config.points == XOR_POINTS
    assert not paste(app, XOR).error


def test_own_points_and_their_text_are_there_again_after_another_problem():
    """Streamlit forgets what stands in a field that is not drawn."""
    app = paste(open_own(), "0,0,a\n0,z,b\n")
    change(app, "dataset", "moons")
    assert dict(app.query_params) == {"dataset": "moons"}
    assert run_of(app).config.points == ""
    assert not app.error
    change(app, "dataset", "own")
    assert run_of(app).config.points == XOR_POINTS
    assert app.text_area(key=CSV).value == "0,0,a\n0,z,b\n"
    assert "line 2, column y: 'z'" in error_of(app)


def test_going_back_to_other_points_shows_them_instead_of_the_text():
    app = paste(open_own(), EXAMPLE)
    paste(app, "0,0,a\n0,z,b\n")
    app.query_params["points"] = XOR_POINTS
    ask(app, "read_url")
    assert not app.exception
    assert not app.error
    assert run_of(app).config.points == XOR_POINTS
    assert app.text_area(key=CSV).value == write_csv(*read_points(XOR_POINTS))


def test_a_new_sample_is_another_order_of_the_same_points():
    app = open_own(EXAMPLE_POINTS)
    before = run_of(app).trainer.dataset.x_train
    (button,) = [button for button in app.button if button.label == "New sample"]
    button.click().run()
    assert run_of(app).config.data_seed == 2
    assert run_of(app).config.points == EXAMPLE_POINTS
    assert before.tolist() != run_of(app).trainer.dataset.x_train.tolist()


def test_points_that_are_used_while_the_run_plays_are_learned():
    """Streamlit's browser side may then ask for the live view alone."""
    app = open_own()
    app.text_area(key=CSV).set_value(EXAMPLE)
    app.button(key="own_use").click()
    ask_alone(app, "play", settings_version=header_of(app)["settings_version"])
    assert not app.exception
    assert run_of(app).config.points == EXAMPLE_POINTS
    assert app.query_params["points"] == EXAMPLE_POINTS


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"dataset": "own"}, "dataset: 'own' is not allowed; without `points` it has none"),
        ({"dataset": "own", "points": XOR_POINTS[:-2]}, "it may have lost its end"),
        ({"points": XOR_POINTS}, "only the problem 'own' has points of its own"),
    ],
)
def test_a_url_with_half_of_it_is_named(query, said):
    app = open_page(**query)
    assert not app.exception
    assert said in app.warning[0].value.replace("\\", "")
    assert run_of(app).config.dataset == "xor"
    assert dict(app.query_params) == {}


def test_a_server_may_take_fewer_points(monkeypatch):
    monkeypatch.setitem(limits.PAGE_LIMITS, "n_points", Limits(10, 50, whole=True))
    own = RunConfig(dataset="own", points=EXAMPLE_POINTS, n_points=50)
    config, (problem,) = limits.fit_to_page(own)
    assert config == RunConfig(n_points=50)
    assert problem.field == "points"
    assert problem.allowed == "this server takes up to 50 points"
    assert limits.fit_to_page(own.replace(points=XOR_POINTS))[1] == []


@pytest.mark.parametrize("page", ["microscope", "models", "metrics"])
def test_pages_about_the_run_know_its_points(page):
    app = open_page(page, dataset="own", points=EXAMPLE_POINTS)
    assert not app.exception
    assert not app.warning
    assert not app.error
    assert app.session_state["page_state"].config.points == EXAMPLE_POINTS
    assert app.query_params["points"] == EXAMPLE_POINTS


@pytest.mark.parametrize("page", ["capacity", "adversarial"])
def test_laboratories_with_runs_of_their_own_do_without(page):
    app = open_page(page, dataset="own")
    assert "dataset: 'own' is not allowed; choose one of xor" in app.warning[0].value.replace(
        "\\", ""
    )
