"""The page of the computation graph: what a person does with it, and what it answers."""

from pages.graph.settings import GraphSettings
from tests.pages.page import change, open_page, printed


def open_graph(**address):
    app = open_page("graph", **address)
    assert not app.exception
    return app


def picture(app):
    (chart,) = app.get("graphviz_chart")
    return chart.proto.spec


def table(app):
    (shown,) = app.table
    return shown.value


def test_the_book_s_example_is_what_the_page_opens_with():
    app = open_graph()
    assert table(app)["value"].to_dict() == {"a": "1", "b": "2", "c": "3", "z": "1"}
    assert [app.slider(key=f"{name}_slider").value for name in "abc"] == [1, 2, 3]
    assert "SubBackward0" in picture(app)
    assert not app.error


def test_a_slider_moves_z_and_is_in_the_url():
    app = open_graph()
    change(app, "c_slider", 5.0)
    assert table(app)["value"]["z"] == "3"
    assert app.query_params["c"] == "5"


def test_every_rank_gives_the_book_s_number():
    app = open_graph()
    for rank in (1, 2, 0):
        for name in "abc":
            change(app, f"{name}_rank", rank)
        assert table(app)["value"]["z"] == "[" * rank + "1" + "]" * rank
    assert not app.query_params


def test_only_leaves_that_occur_have_controls():
    app = open_graph(expression="sin(d) * h")
    assert {slider.key for slider in app.slider} == {"d_slider", "h_slider"}
    change(app, "expression", "a")
    assert {slider.key for slider in app.slider} == {"a_slider"}


def test_a_leaf_without_requires_grad_is_not_recorded():
    app = open_graph()
    assert table(app)[".grad"].to_dict() == {"a": "2", "b": "−2", "c": "None", "z": "not kept"}
    change(app, "c_grad", "yes")
    assert table(app)[".grad"]["c"] == "1"
    for name in "abc":
        change(app, f"{name}_grad", "no")
    assert "does not require grad and does not have a grad_fn" in app.info[0].value
    assert "Backward0" not in picture(app)


def test_a_gradient_asked_for_later_needs_z_computed_again():
    app = open_graph()
    assert not app.toggle
    change(app, "a_grad", "later")
    assert "set after z was computed" in picture(app)
    assert table(app)["requires_grad"]["a"] == "True"
    assert table(app)[".grad"]["a"] == "None"
    change(app, "again", True)
    assert table(app)[".grad"]["a"] == "2"


def test_an_integer_leaf_with_a_gradient_is_refused_with_pytorch_s_reason():
    app = open_graph()
    change(app, "a_dtype", "int64")
    (error,) = app.error
    assert "Only Tensors of floating point and complex dtype can require gradients" in error.value
    assert "dtype=torch.int64, requires_grad=True" in app.code[0].value
    change(app, "a_grad", "no")
    assert not app.error
    assert table(app)["dtype"]["a"] == "int64"


HOSTILE = [
    ("", 0, "There is no expression yet"),
    ("2*(a - b", 8, "It ends here"),
    ("2a", 1, "before a"),
    ("**[x](y)** `$z$", 0, "** stands here"),
    ("~~~~~~~~~~", 0, "does not belong"),
    ("<script>alert(1)</script>", 0, "does not belong"),
    ("__import__('os').system('ls')", 0, "There is no __import__"),
    ("(" * 200, 20, "at most 20 deep"),
    ("\x00\n🙂", 0, "does not belong"),
    ("9**9**9*a", 1, "does not fit into 64 bits"),
    ("a + 1/0", 5, "division by zero"),
]


def test_a_wrong_expression_has_an_error_with_a_caret_at_its_place():
    app = open_graph()
    for expression, caret, words in HOSTILE:
        change(app, "expression", expression)
        (error,) = app.error
        assert words in error.value.replace("\\", "")
        line, pointed = error.value.split("\n")[2:4]
        assert line.startswith("z = ")
        assert pointed == " " * (4 + caret) + "^"
        assert not app.code
    change(app, "expression", "a")
    assert not app.error


def test_a_wrong_value_is_explained_and_can_be_corrected():
    app = open_graph(a="[1, 2", b="nan")
    first, second = app.error
    assert first.value.splitlines()[2:4] == ["a = [1, 2", " " * 9 + "^"]
    assert "A number or [ is expected here" in second.value.replace("\\", "")
    change(app, "a", "[1, 2]")
    change(app, "b", "0.5")
    assert not app.error
    assert table(app)["value"]["z"] == "[4, 6]"


def test_shapes_that_do_not_fit_point_at_the_sign():
    app = open_graph(a="[1, 2]", b="[1, 2, 3]")
    (error,) = app.error
    assert "The size of tensor a (2) must match" in error.value.replace("\\", "")
    assert error.value.splitlines()[2:4] == ["z = 2*(a - b) + c", " " * 9 + "^"]


def test_a_number_beyond_the_slider_has_a_field_of_its_own():
    app = open_graph(a="1e30")
    assert "a_slider" not in {slider.key for slider in app.slider}
    change(app, "a", "4")
    assert app.slider(key="a_slider").value == 4


def test_the_code_shown_prints_the_numbers_shown():
    app = open_graph(expression="a*b + sin(c)/2", a="[1, 2]", b_dtype="float64", c_grad="yes")
    output = printed(app)
    assert "a.grad = tensor([2., 2.])" in output
    assert table(app)[".grad"]["a"] == "[2, 2]"
    assert "b.grad = tensor(3., dtype=torch.float64)" in output
    assert table(app)[".grad"]["b"] == "3"


def test_a_url_holds_the_whole_page():
    address = {"expression": "a**h", "a": "[2, 3]", "h": "2", "h_dtype": "int64", "h_grad": "no"}
    app = open_graph(**address)
    assert table(app)["value"]["z"] == "[4, 9]"
    assert not app.warning
    assert dict(app.query_params) == address


def test_every_setting_is_explained():
    for name, field in GraphSettings.model_fields.items():
        assert field.title, name
        assert field.description.endswith("."), name
