"""The drawing of the network in a real browser: pointing, choosing, and setting a weight."""

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

from tests.browser.live_page import LivePage
from tests.browser.waiting import wait_until

LEVELS = 16
"""Widths of an edge."""

DECADES = 5
"""Powers of ten between the thickest and the thinnest gradient."""

INK = {"light": "#111111", "dark": "#FFFFFF"}

DRAWING = "document.querySelector('[data-testid=panel-network]')?.drawing"

WIDE = "hidden_layers=12&width=64"

# Places and room at one moment: a sidebar that goes makes room little by little.
_FITTED = f"""() => new Promise((resolve, reject) => {{
    setTimeout(() => reject(new Error("the drawing never fits its room")), 30000);
    const look = () => {{
        const {{ canvas, places }} = {DRAWING} ?? {{}};
        if (places?.size >= 10 && canvas.clientWidth === places.width) {{
            const {{ clientWidth: width, clientHeight: height }} = canvas;
            resolve({{ size: places.size, units: places.units, width, height }});
        }} else requestAnimationFrame(look);
    }};
    look();
}})"""


class Network:
    """The panel as a person meets it; places are pixels of its canvas."""

    def __init__(self, live: LivePage) -> None:
        self.live = live
        self.panel: Locator = live.root.get_by_test_id("panel-network")
        self.canvas = self.panel.get_by_role("application")
        self.tip = self.panel.locator(".tip")
        self.map = self.panel.get_by_role("dialog", name="Map of a unit")
        self.form = self.panel.get_by_role("dialog", name="Set a weight")

    def read(self, expression: str) -> Any:
        """Evaluate JavaScript on the panel's `drawing`, once all that has changed is painted."""
        return self.panel.evaluate(
            f"""async ({{ drawing: d }}) => {{
                while (!d.places || d.waiting) await new Promise(requestAnimationFrame);
                return {expression};
            }}"""
        )

    def unit(self, column: int, row: int) -> dict[str, float]:
        place = self.read(f"d.places.units[{column}][{row}]")
        return {"x": place["x"], "y": place["y"]}

    def edge(self, layer: int, row: int, source: int) -> dict[str, float]:
        """A place on an edge, so near its source that no other edge is nearer."""
        source_unit, unit = self.unit(layer, source), self.unit(layer + 1, row)
        size, t = self.read("d.places.size"), 0.1
        across, along = 1.5 * t * (1 - t) + t**3, t * t * (3 - 2 * t)
        return {
            "x": source_unit["x"] + size / 2 + across * (unit["x"] - source_unit["x"] - size),
            "y": source_unit["y"] + along * (unit["y"] - source_unit["y"]),
        }

    def weight(self, layer: int, row: int, source: int) -> float:
        return float(self.read(f"d.figure.layers[{layer}].weights[{row}][{source}]"))

    def levels(self) -> list[list[list[int]]]:
        """How each edge was painted last: its width in 16ths, negative in that colour."""
        painted: list[list[list[int]]] = self.read("d.levels.map(l => l.map(row => [...row]))")
        return painted

    def shown(self, kind: str) -> list[list[list[float]]]:
        """The weights or gradients of the figure, [layer][row][source]."""
        numbers: list[list[list[float]]] = self.read(
            f"d.figure.layers.map(layer => layer.{kind}.map(row => [...row]))"
        )
        return numbers

    def tab_to(self, control: Locator) -> None:
        """Go on with the Tab key until a control has the focus."""
        for _ in range(20):
            self.live.page.keyboard.press("Tab")
            if control.evaluate("node => node === document.activeElement"):
                return
        raise AssertionError(f"the Tab key does not get to {control}")


@pytest.fixture
def network(live: LivePage) -> Network:
    live.open("?panels=network")
    return Network(live)


def minus(text: str) -> str:
    return text.replace("-", "−")


def pick_the_sixth(live: LivePage) -> None:
    """Show another member than the first."""
    live.tab("Display")
    field = live.page.get_by_label("Picked seed", exact=True)
    field.fill("6")
    field.press("Enter")


def levels(
    layers: list[list[list[float]]], width: Callable[[float], float]
) -> list[list[list[int]]]:
    """How edges should be painted; `width` is that of a share of the largest number."""
    largest = max(abs(value) for layer in layers for row in layer for value in row)

    def level(value: float) -> int:
        return int(math.copysign(math.ceil(LEVELS * width(abs(value) / largest)), value))

    return [[[level(value) for value in row] for row in layer] for layer in layers]


def test_pointing_at_a_unit_gives_its_formula(network: Network) -> None:
    network.canvas.hover(position=network.unit(1, 2))

    expect(network.tip).to_contain_text("hidden 1, unit 3")
    expect(network.tip).to_contain_text("a₃⁽¹⁾ = tanh(")
    size = abs(network.weight(0, 2, 1))
    expect(network.tip).to_contain_text(f"{size:#.3g}·x₁")
    expect(network.tip).to_contain_text("bias")
    network.canvas.hover(position=network.unit(3, 0))
    expect(network.tip).to_contain_text("P(class 1) = σ(z)")


def test_a_symbol_says_which_layer_its_unit_is_in(network: Network) -> None:
    network.canvas.hover(position=network.unit(2, 0))
    expect(network.tip).to_contain_text("a₁⁽²⁾ = tanh(")
    for row in range(4):
        expect(network.tip).to_contain_text(f"·a{'₁₂₃₄'[row]}⁽¹⁾")

    network.panel.get_by_role("button", name="Set weight").click()
    network.form.get_by_label("of").select_option("hidden 2")
    units = network.form.get_by_label("unit").locator("option")
    sources = network.form.get_by_label("from").locator("option")
    expect(units).to_have_text([f"a{i}⁽²⁾" for i in "₁₂₃₄"])
    expect(sources).to_have_text([f"a{i}⁽¹⁾" for i in "₁₂₃₄"])


def test_pointing_at_an_edge_gives_its_weight_and_gradient(network: Network) -> None:
    network.canvas.hover(position=network.edge(0, 0, 0))

    expect(network.tip).to_contain_text("input x₀ → hidden 1, unit 1")
    expect(network.tip).to_contain_text(f"weight {minus(f'{network.weight(0, 0, 0):#.3g}')}")
    gradient = minus(f"{network.shown('gradients')[0][0][0]:#.3g}")
    expect(network.tip).to_contain_text(f"∂L/∂w of the last batch {gradient}")


def test_a_unit_is_shown_large_and_goes_on_with_the_run(network: Network) -> None:
    network.canvas.click(position=network.unit(2, 0))
    expect(network.map).to_be_visible()
    expect(network.map).to_contain_text("hidden 2, unit 1")
    formula = network.map.locator("p").first.inner_text()

    network.live.press("Play").wait("step > 20").pause()

    expect(network.map.locator("p").first).not_to_have_text(formula)
    network.map.click()
    expect(network.map).to_be_hidden()


def test_escape_closes_the_map_wherever_the_focus_is(network: Network) -> None:
    network.canvas.click(position=network.unit(2, 0))
    play = network.live.root.get_by_role("button", name="Play")
    play.focus()
    network.live.page.keyboard.press("Escape")

    expect(network.map).to_be_hidden()
    expect(play).to_be_focused()


def test_a_click_that_closes_the_map_gives_the_focus_back(network: Network) -> None:
    network.canvas.click(position=network.unit(2, 0))
    network.map.locator("canvas").click()

    expect(network.map).to_be_hidden()
    expect(network.canvas).to_be_focused()


def test_the_map_is_that_of_the_picked_member_and_of_the_present_run(network: Network) -> None:
    formula = network.map.locator("p").first
    network.canvas.click(position=network.unit(2, 0))
    texts = {formula.inner_text()}
    steps = (pick_the_sixth, lambda live: live.press("Step"), lambda live: live.press("Reset"))
    for change in steps:
        change(network.live)
        expect(formula).not_to_have_text(texts.pop())
        network.live.settled()
        expect(formula).to_contain_text(f"{abs(network.weight(1, 0, 0)):#.3g}·a₁⁽¹⁾")
        texts.add(formula.inner_text())


def test_the_form_says_the_weight_of_the_picked_member(network: Network) -> None:
    network.canvas.click(position=network.edge(1, 0, 0))
    present = network.form.locator("output")
    before = present.inner_text()
    pick_the_sixth(network.live)

    expect(present).not_to_have_text(before)
    network.live.settled()
    expect(present).to_have_text(minus(f"now {network.weight(1, 0, 0):#.4g}"))


def test_a_unit_that_another_member_does_not_show_has_no_map(live: LivePage) -> None:
    live.open("?panels=network&width=64")
    network = Network(live)
    unit = network.read("d.figure.columns[1].units[0]")
    network.canvas.click(position=network.unit(1, 0))
    expect(network.map.locator("canvas")).to_be_visible()
    pick_the_sixth(live)

    expect(network.map).to_contain_text("Not among the units shown now.")
    expect(network.map).to_contain_text(f"hidden 1, unit {unit + 1}")
    expect(network.map.locator("canvas")).to_be_hidden()
    expect(network.map.locator("p").first).to_be_hidden()


@pytest.mark.parametrize("opened", ["map", "form"])
def test_what_another_network_closes_leaves_the_focus_elsewhere(
    network: Network, opened: str
) -> None:
    place = network.unit(2, 0) if opened == "map" else network.edge(0, 0, 0)
    network.canvas.click(position=place)
    expect(getattr(network, opened)).to_be_visible()
    slider = network.live.page.get_by_role("slider", name="Width")
    slider.press("ArrowRight")

    expect(network.live.title).to_contain_text("2–5–5–1")
    expect(getattr(network, opened)).to_be_hidden()
    expect(slider).to_be_focused()


def test_a_weight_set_by_hand_is_where_training_goes_on(network: Network) -> None:
    live = network.live
    live.press("Step").settled()
    network.canvas.click(position=network.edge(0, 0, 0))
    expect(network.form).to_be_visible()
    weight = network.form.get_by_label("weight")
    assert float(weight.input_value()) == pytest.approx(network.weight(0, 0, 0), rel=1e-3)

    weight.fill("2.5")
    weight.press("Enter")

    expect(network.form).to_be_hidden()
    wait_until(
        live.page,
        "() => document.querySelector('[data-testid=panel-network]')"
        ".drawing.figure.layers[0].weights[0][0] === 2.5",
    )
    assert live.settled() == 1
    others = network.weight(0, 1, 0)
    assert live.press("Step").settled() == 2
    assert network.weight(0, 0, 0) == pytest.approx(2.5, abs=0.1)
    assert network.weight(0, 0, 0) != 2.5
    assert network.weight(0, 1, 0) == pytest.approx(others, abs=0.1)


@pytest.mark.parametrize("bad", ["", "5000", "-1e400"])
def test_what_no_weight_can_be_is_refused_in_words(network: Network, bad: str) -> None:
    before = network.weight(0, 0, 0)
    network.canvas.click(position=network.edge(0, 0, 0))
    network.form.get_by_label("weight").fill(bad)
    network.form.get_by_role("button", name="Set").click()

    expect(network.form.get_by_role("alert")).to_have_text(
        "weight: it takes a number from −1000 to 1000"
    )
    network.form.get_by_role("button", name="Cancel").click()
    expect(network.form).to_be_hidden()
    assert network.weight(0, 0, 0) == before


def test_all_of_it_works_by_keyboard(network: Network) -> None:
    keyboard = network.live.page.keyboard
    network.live.root.get_by_role("button", name="Controls").focus()
    keyboard.press("Tab")
    expect(network.canvas).to_be_focused()
    expect(network.tip).to_contain_text("input x₀")
    keyboard.press("ArrowRight")
    keyboard.press("ArrowDown")
    expect(network.tip).to_contain_text("hidden 1, unit 2")
    expect(network.panel.get_by_role("status")).to_contain_text("hidden 1, unit 2")

    keyboard.press("Enter")
    expect(network.map).to_contain_text("hidden 1, unit 2")
    keyboard.press("Escape")
    expect(network.map).to_be_hidden()
    expect(network.canvas).to_be_focused()

    network.tab_to(network.panel.get_by_role("button", name="Set weight"))
    keyboard.press("Enter")
    expect(network.form.get_by_label("unit")).to_have_value("1")
    network.form.get_by_label("of").focus()
    keyboard.press("o")  # picks the output, and is no command to the run
    expect(network.form.get_by_label("of")).to_have_value("2")
    keyboard.press("Escape")
    expect(network.form).to_be_hidden()
    assert network.live.step == 0


def test_edges_can_show_gradients(network: Network) -> None:
    weights, gradients = network.shown("weights"), network.shown("gradients")
    assert network.levels() == levels(weights, lambda share: share)
    button = network.panel.get_by_role("button", name="Gradients")
    button.click()

    expect(button).to_have_attribute("aria-pressed", "true")
    expect(network.panel).to_contain_text("decades")
    expected = levels(gradients, lambda share: max(0.0, 1 + math.log10(share) / DECADES))
    assert network.levels() == expected


def test_edges_that_are_not_finite_are_not_drawn(network: Network) -> None:
    network.read("Object.assign(d.figure.layers[0].weights[0], [NaN, -Infinity])")
    network.read("d.colour('weights')")

    painted = network.levels()
    assert painted[0][0] == [0, 0]
    assert 0 not in painted[0][1]


@pytest.mark.parametrize("query", [WIDE, f"{WIDE}&projector=true", "hidden_layers=0"])
@pytest.mark.parametrize("panels", ["network", "boundary,network,loss,gradient_variance"])
def test_units_do_not_overlap_and_lie_within_the_panel(
    live: LivePage, query: str, panels: str
) -> None:
    live.open(f"?panels={panels}&{query}")
    fitted = live.page.evaluate(_FITTED)
    size, columns = fitted["size"], fitted["units"]
    xs = [column[0]["x"] for column in columns]
    assert all(b - a >= size + 6 for a, b in pairwise(xs))
    assert size / 2 <= xs[0]
    assert xs[-1] <= fitted["width"] - size / 2
    for column in columns:
        ys = [unit["y"] for unit in column]
        assert all(b - a > size for a, b in pairwise(ys))
        assert size / 2 <= ys[0]
        assert ys[-1] <= fitted["height"] - size / 2
    if WIDE in query:
        expect(Network(live).panel).to_contain_text("8 of 64 units shown")


def test_another_network_closes_what_was_open(network: Network) -> None:
    network.canvas.click(position=network.unit(2, 0))
    network.live.page.evaluate("""() => {
        history.pushState({}, "", "?panels=network&hidden_layers=1");
        history.pushState({}, "", "?panels=network&hidden_layers=1");
        history.back();
    }""")
    expect(network.live.title).to_contain_text("2–4–1")
    network.live.settled()

    expect(network.map).to_be_hidden()
    assert len(network.read("d.places.units")) == 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(live: LivePage, scheme: str) -> None:
    page = live.page
    page.emulate_media(color_scheme=scheme)
    live.open("?panels=network")
    network = Network(live)
    assert network.read("d.figure.colours.ink") == INK[scheme]
    network.panel.get_by_role("button", name="Set weight").click()

    found = Axe().run(page, context="[data-testid=panel-network]").response["violations"]

    assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []
