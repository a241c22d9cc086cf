"""The optimizers page: which optimizers arrive, which diverge, and code that prints the same."""

from core.mechanics.race import RATES
from core.mechanics.surfaces import SURFACES
from core.optimizers import OPTIMIZERS
from tests.pages.page import change, open_page, printed


def table(app):
    """The rows of the ranking: label → the other cells."""
    (text,) = [element.value for element in app.markdown if "stays ≤" in element.value]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines()[2:]]
    return {cells[0].split("</span> ")[1]: cells[1:] for cells in rows}


def test_the_ranking_is_what_the_code_prints():
    app = open_page("optimizers", steps="150")
    assert not app.exception
    printed_rows = [line.rsplit(" ", 2) for line in printed(app).splitlines()]
    lines = {name: numbers for name, *numbers in printed_rows}
    rows = table(app)
    assert list(rows)[-1] == "Adam"  # which has not arrived by then
    for name, (arrived, loss, *_) in rows.items():
        printed_step, printed_loss = lines[name]
        assert printed_step == arrived.strip("*").removeprefix("step ").replace("–", "-")
        assert float(printed_loss) == float(loss.replace("−", "-"))
    first = next(iter(rows))
    assert any(f"**{first}** arrives first" in element.value for element in app.markdown)


def test_every_surface_has_its_own_start_and_rate():
    app = open_page("optimizers", steps="20")
    for name, surface in reversed(SURFACES.items()):
        change(app, "surface", name)
        assert (app.slider(key="u").value, app.slider(key="v").value) == surface.start
        assert app.select_slider(key="rate").value == surface.learning_rate
        assert all(row[2] == f"{surface.learning_rate:g}" for row in table(app).values())


def test_an_optimizer_that_diverges_is_named_and_the_others_race_on():
    app = open_page("optimizers", rate="0.1", optimizers="sgd,adagrad,rprop", steps="300")
    (warning,) = app.warning
    assert "Diverged: SGD." in warning.value
    rows = table(app)
    assert rows["SGD"][0].startswith("diverged after step")
    assert rows["Rprop"][0].startswith("**step")


def test_an_optimizer_that_starts_below_the_target_and_stays_there_is_first():
    # Rprop leaves the floor on its first steps, gradient descent never does.
    app = open_page("optimizers", optimizers="rprop,sgd", u="0.01", v="0.001", steps="5")
    first, second = table(app).items()
    assert (first[0], first[1][0]) == ("SGD", "**step 0**")
    assert second[1][0] != "**step 0**"


def test_each_at_its_best_names_its_rate():
    app = open_page("optimizers", rates="best", optimizers="sgd,adam", steps="30")
    assert not app.exception
    assert app.select_slider(key="rate").disabled
    assert {float(row[2]) for row in table(app).values()} <= set(RATES)


def test_more_than_six_and_unknown_optimizers_are_refused_by_name():
    app = open_page("optimizers", optimizers=",".join(OPTIMIZERS), u="7", surface="sea")
    (warning,) = app.warning
    text = warning.value.replace("\\", "")
    assert "name up to 6" in text
    assert "u: '7' is not allowed" in text
    assert "surface: 'sea' is not allowed" in text
    assert len(table(app)) == 4
