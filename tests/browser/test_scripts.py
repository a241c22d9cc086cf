"""The JavaScript modules one by one, in a real browser, without server or dashboard."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, Route

from web.charts.assets import ASSETS
from web.charts.packing import pack

ORIGIN = "http://scripts.test"

# A page with something to press keys on.
PAGE = "<!doctype html><body><input id=field><button id=button></button><p id=text></p></body>"


def serve(route: Route) -> None:
    """Answer with a file of `web/`; with an empty page at the root."""
    name = urlsplit(route.request.url).path.lstrip("/")
    if name:
        route.fulfill(path=Path(ASSETS, name))
    else:
        route.fulfill(body=PAGE, content_type="text/html")


class Scripts:
    """A page that can import every module."""

    def __init__(self, page: Page) -> None:
        self._page = page
        page.route(f"{ORIGIN}/**", serve)
        page.goto(ORIGIN)

    def run(self, module: str, body: str, argument: Any = None) -> Any:
        """Return what a function's `body` returns; in it the module's exports are `m`."""
        return self._page.evaluate(
            f"async (argument) => {{ const m = await import('/{module}'); {body} }}", argument
        )


@pytest.fixture(scope="module")
def scripts(browser: Browser) -> Iterator[Scripts]:
    context = browser.new_context()
    yield Scripts(context.new_page())
    context.close()


# ---- bytes ---------------------------------------------------------------------------------------


def block_of(frames: list[dict[str, Any]]) -> str:
    steps = range(len(frames))
    header = {
        "run": 3,
        "numbers": [{"step": i} for i in steps],
        "findings": [[{"name": f"finding {i}"}] for i in steps],
        "nothing_found": [f"nothing {i}" for i in steps],
        "panels": {"p": {"label": "P"}},
        "whose": ["picked", "seed 3"],
    }
    return base64.b64encode(pack(frames, header)).decode()


READ_BLOCK = """
    const bytes = Uint8Array.from(atob(argument), (letter) => letter.charCodeAt(0));
    const { header, frames } = m.readBlock(bytes);
    const plot = await import("/charts/plot.js");
"""


def test_a_block_comes_out_as_it_went_in(scripts: Scripts) -> None:
    rows = np.array([[1.5, -2.0], [np.inf, 0.25], [3.0, 4.0]])
    figure = {
        "floats": rows,
        "whole": np.array([-7, 2**31 - 1]),
        "flags": np.array([True, False]),
        "fractions": np.array([0, 13107, 65535], dtype=np.uint16),
        "text": ["a", {"b": None}],
    }

    read = scripts.run(
        "live/protocol.js",
        READ_BLOCK
        + """
        const list = (value) => ArrayBuffer.isView(value) ? [...value] : value;
        const { text, floats, ...flat } = plot.fill(header.figures.p, frames[0].arrays());
        const kinds = Object.values(flat).map((array) => array.constructor.name);
        const others = Object.values(flat).map(list);
        return { text, kinds, others, floats: floats.map((row) => [...row].map(String)) };
        """,
        block_of([{"p": figure}]),
    )

    assert read["text"] == ["a", {"b": None}]
    assert read["floats"] == [["1.5", "-2"], ["Infinity", "0.25"], ["3", "4"]]
    assert read["kinds"] == ["Int32Array", "Int32Array", "Float32Array"]
    assert read["others"][:2] == [[-7, 2**31 - 1], [1, 0]]
    assert read["others"][2] == pytest.approx([0, 0.2, 1])


def test_every_frame_has_its_own_arrays_numbers_and_findings(scripts: Scripts) -> None:
    frames = [{"p": {"x": np.arange(i + 1), "y": np.full(i + 1, i / 2)}} for i in range(3)]

    read = scripts.run(
        "live/protocol.js",
        READ_BLOCK
        + """
        return frames.map((frame) => ({
            step: frame.numbers.step, run: frame.run,
            findings: [frame.findings[0].name, frame.nothingFound],
            captions: frame.captions ?? null,
            arrays: frame.arrays().map((array) => [...array]),
        }));
        """,
        block_of(frames),
    )

    assert [frame["step"] for frame in read] == [0, 1, 2]
    assert {frame["run"] for frame in read} == {3}
    # A caption may hold numbers of the last picture: with an earlier one they would not agree.
    captions = {"panels": {"p": {"label": "P"}}, "whose": ["picked", "seed 3"]}
    assert [frame["captions"] for frame in read] == [None, None, captions]
    assert [frame["findings"] for frame in read] == [
        [f"finding {i}", f"nothing {i}"] for i in range(3)
    ]
    assert [frame["arrays"] for frame in read] == [
        [list(range(i + 1)), [i / 2] * (i + 1)] for i in range(3)
    ]


def test_what_two_figures_share_is_read_once(scripts: Scripts) -> None:
    steps = np.arange(5.0)

    assert scripts.run(
        "live/protocol.js",
        READ_BLOCK + "const [one, other] = frames[0].arrays(); return one === other;",
        block_of([{"p": {"x": steps}, "q": {"x": steps}}]),
    )


# ---- the player ----------------------------------------------------------------------------------

PLAYER = """
    const drawn = [];
    const player = new m.Player((frame) => drawn.push(frame));
"""


def test_the_player_shows_frames_in_order_and_measures_its_pace(scripts: Scripts) -> None:
    drawn, paces = scripts.run(
        "live/player.js",
        PLAYER
        + """
        player.add([..."abcd"]);
        const paces = [0, 20, 40, 60].map((now) => (player.advance(now), player.pace));
        player.advance(80); // nothing is left
        return [drawn, paces];
        """,
    )

    assert drawn == ["a", "b", "c", "d"]
    # From 60 ms a tenth of the way to 20 ms; the last frame does not count: what follows is a wait.
    assert paces == pytest.approx([60, 56, 52.4, 52.4])


def test_a_hidden_tab_does_not_count_as_a_slow_one(scripts: Scripts) -> None:
    pace = scripts.run(
        "live/player.js",
        PLAYER
        + "player.add([...'abcd']); player.advance(0); player.advance(60000); return player.pace;",
    )

    assert pace == pytest.approx(0.9 * 60 + 0.1 * 200)


def test_the_player_pauses_between_frames(scripts: Scripts) -> None:
    drawn = scripts.run(
        "live/player.js",
        PLAYER
        + """
        player.pause = 500;
        player.add([..."abc"]);
        return [0, 499, 500, 501, 999, 1000].map((now) => (player.advance(now), drawn.join("")));
        """,
    )

    assert drawn == ["a", "a", "ab", "ab", "ab", "abc"]


def test_more_is_asked_for_when_frames_last_little_longer_than_an_answer(scripts: Scripts) -> None:
    low = scripts.run(
        "live/player.js",
        PLAYER + "player.add([...'12345']); return [229, 231].map((ms) => player.runsLow(ms));",
    )

    assert low == [False, True]  # five frames of 60 ms last 1.3 times 230.8 ms


def test_pause_goes_to_the_last_frame(scripts: Scripts) -> None:
    drawn, last, shown = scripts.run(
        "live/player.js",
        PLAYER
        + """
        player.add([..."abc"]);
        player.skipToLast();
        const { last } = player;
        player.advance(0);
        player.skipToLast();
        return [drawn, last, player.last];
        """,
    )

    assert (drawn, last, shown) == (["c"], "c", "c")


# ---- requests ------------------------------------------------------------------------------------

REQUESTS = """
    const sent = [], timers = [];
    const { setTimeout } = window;
    window.setTimeout = (run, ms) => (timers.push([run, ms]), timers.length);
    const requests = new m.Requests();
    requests.send = (request) => sent.push(request);
    const page = (settingsVersion) => ({ speed: "max", pace: 50, settingsVersion });
"""


def test_a_request_is_sent_again_until_it_has_its_answer(scripts: Scripts) -> None:
    sent, waits, pending = scripts.run(
        "live/protocol.js",
        REQUESTS
        + """
        requests.ask("step", null, page(1));
        timers.at(-1)[0]();
        requests.receive({ answered: requests.number - 1, retry_after: 0 });
        timers.at(-1)[0]();
        requests.receive({ answered: requests.number, retry_after: 0 });
        timers.at(-1)[0]();
        window.setTimeout = setTimeout;
        return [sent, timers.map(([, ms]) => ms), requests.pending];
        """,
    )

    assert len(sent) == 3
    assert all(request == sent[0] for request in sent)
    assert sent[0]["kind"] == "step"
    assert sent[0]["pace"] == 0.05
    assert waits == [5000] * 3
    assert pending is None


def test_numbers_grow_and_a_request_names_the_page_of_the_one_before(scripts: Scripts) -> None:
    sent = scripts.run(
        "live/protocol.js",
        REQUESTS
        + """
        for (const version of [7, 8, 8]) requests.ask("play", null, page(version));
        window.setTimeout = setTimeout;
        return sent;
        """,
    )

    numbers = [request["number"] for request in sent]
    assert numbers == sorted(set(numbers))
    assert [request["settings_version"] for request in sent] == [None, 7, 8]


# ---- numbers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "text"),
    [
        ("formatCount(1234567)", "1,234,567"),
        ("formatCount(2.25)", "2.3"),
        ("formatSpeed(null)", "–"),
        ("formatSpeed(1234.5)", "1,235"),
        ("formatLoss(null)", "–"),
        ("formatLoss(0.69314)", "0.6931"),
        ("formatLoss(0.001)", "0.0010"),
        ("formatLoss(0.000999)", "9.99e-4"),
        ("formatLoss(0)", "0.00e+0"),
        ("formatLoss(1000)", "1.00e+3"),
        ("formatShare(null)", "–"),
        ("formatShare(1)", "100.0%"),
        ("formatShare(0.9449)", "94.5%"),
        (
            "formatSolved(3, { members: 16, solved_low: 0.066, solved_high: 0.43 })",
            "3 of 16: 7–43%",
        ),
    ],
)
def test_numbers_are_written(scripts: Scripts, call: str, text: str) -> None:
    assert scripts.run("live/numbers.js", f"return m.{call};") == text


def test_steps_a_second_are_measured_over_the_last_two_seconds(scripts: Scripts) -> None:
    read = scripts.run(
        "live/numbers.js",
        """
        const meter = new m.Speedometer();
        const seen = [meter.read(0, 0)];
        for (const [now, step] of [[0, 0], [100, 10], [1000, 100], [4000, 100], [5000, 1100]]) {
            meter.note(now, step);
            seen.push(meter.read(now, step));
        }
        return seen;
        """,
    )

    assert read == [None, None, None, 100, None, 1000]


# ---- keys ----------------------------------------------------------------------------------------

PRESS = """
    let command;
    const listener = (event) => (command = m.commandOf(event));
    document.addEventListener("keydown", listener);
    const { on, ...how } = argument;
    const options = { bubbles: true, composed: true, ...how };
    document.getElementById(on).dispatchEvent(new KeyboardEvent("keydown", options));
    document.removeEventListener("keydown", listener);
    return command;
"""


@pytest.mark.parametrize(
    ("key", "command"),
    [
        (" ", {"kind": "play"}),
        ("s", {"kind": "step"}),
        ("E", {"kind": "epoch"}),
        ("0", {"kind": "reset"}),
        ("n", {"kind": "new_seed"}),
        ("p", {"kind": "projector"}),
        ("k", {"kind": "controls"}),
        ("+", {"faster": 1}),
        ("-", {"faster": -1}),
        ("x", None),
        ("Enter", None),
    ],
)
def test_keys_have_commands(scripts: Scripts, key: str, command: object) -> None:
    assert scripts.run("live/keys.js", PRESS, {"on": "text", "key": key}) == command


@pytest.mark.parametrize(
    "how",
    [
        {"on": "text", "ctrlKey": True},
        {"on": "text", "metaKey": True},
        {"on": "text", "altKey": True},
        {"on": "text", "repeat": True},
        {"on": "field"},
    ],
)
def test_a_key_that_is_meant_for_something_else_is_left_alone(
    scripts: Scripts, how: dict[str, object]
) -> None:
    assert scripts.run("live/keys.js", PRESS, {"key": "s", **how}) is None


def test_space_presses_a_button_only_where_the_keyboard_is_on_it(scripts: Scripts) -> None:
    assert scripts.run("live/keys.js", PRESS, {"on": "button", "key": " "}) == {"kind": "play"}
    # A focus that comes from a script after a key counts as the keyboard's.
    focus = "document.getElementById('button').focus({ focusVisible: true });"
    assert scripts.run("live/keys.js", focus + PRESS, {"on": "button", "key": " "}) is None


# ---- clicks --------------------------------------------------------------------------------------

CLICK = """
    const node = document.createElement("div");
    node.innerHTML = '<div class="xy"><div class="nsewdrag"></div></div>';
    node.style.cssText = "position: absolute; left: 0; top: 0";
    document.body.append(node);
    const axis = { _offset: 10, d2p: (value) => 100 * value }; // 100 pixels a unit
    node._fullLayout = { xaxis: axis, yaxis: axis };
    node.data = argument.traces;
    node._mouseDownTime = 1;
    const clicked = [];
    m.onClick(node, ({ trace, index, x, y }) => clicked.push([trace.name, index, x, y]));
    const send = (type, [clientX, clientY]) => node.querySelector(".nsewdrag").dispatchEvent(
        new PointerEvent(type, { bubbles: true, clientX: clientX + 10, clientY: clientY + 10 }));
    for (const [down, up] of argument.presses) (send("pointerdown", down), send("pointerup", up));
    node.remove();
    return [clicked, node._mouseDownTime];
"""
MAP = {"type": "heatmap", "name": "map", "z": [[0] * 4] * 3, "x0": 1, "dx": 1, "y0": 0, "dy": 1}
LINE = {"type": "scatter", "name": "line", "mode": "lines", "x": [1, None, 3], "y": [1, None, 1]}


def test_a_click_finds_the_cell_of_a_heatmap(scripts: Scripts) -> None:
    presses = [[[140, 40], [140, 40]], [[360, 160], [362, 161]]]

    clicked, _ = scripts.run("charts/clicks.js", CLICK, {"traces": [MAP], "presses": presses})

    assert clicked == [["map", [0, 0], 1, 0], ["map", [2, 3], 4, 2]]


def test_a_point_in_reach_comes_before_the_cell_behind_it(scripts: Scripts) -> None:
    skipped = {**LINE, "name": "skipped", "hoverinfo": "skip"}
    presses = [[[310, 90], [310, 90]], [[200, 100], [200, 100]]]

    clicked, _ = scripts.run(
        "charts/clicks.js", CLICK, {"traces": [MAP, LINE, skipped], "presses": presses}
    )

    assert clicked == [["line", 2, 3, 1], ["map", [1, 1], 2, 1]]


def test_a_drag_is_no_click(scripts: Scripts) -> None:
    presses = [[[140, 40], [160, 40]]]

    clicked, _ = scripts.run("charts/clicks.js", CLICK, {"traces": [MAP], "presses": presses})

    assert clicked == []


@pytest.mark.parametrize(("second", "time"), [([141, 40], 1), ([240, 40], 0)])
def test_plotly_sees_a_double_click_only_at_one_place(
    scripts: Scripts, second: list[int], time: int
) -> None:
    presses = [[[140, 40], [140, 40]], [second, second]]

    clicked, counted_from = scripts.run(
        "charts/clicks.js", CLICK, {"traces": [MAP], "presses": presses}
    )

    assert len(clicked) == 2
    assert counted_from == time


def test_a_click_on_the_wall_or_on_a_thin_line_names_a_member(scripts: Scripts) -> None:
    wall = {"meta": {"columns": 3, "rows": 2, "members": [4, 2, 0, 1, 3]}}
    lines = {"meta": {"length": [50]}}
    points = [
        {"trace": wall, "x": 0.5, "y": 1.5},
        {"trace": wall, "x": 1.2, "y": 0.1},
        {"trace": wall, "x": 2.5, "y": 0.5},  # no tile stands there
        {"trace": lines, "index": 149},
        {"trace": {}, "index": 3},
    ]

    members = scripts.run(
        "live/panels.js", "return argument.map((p) => m.clickedMember(p) ?? null);", points
    )

    assert members == [4, 3, None, 2, None]


# ---- the network's drawing -----------------------------------------------------------------------

FIGURE = """
    const column = (label, units, names) => ({
        label, width: units, units: [...Array(units).keys()], names,
        maps: [], largest: Array(units).fill(1.5),
    });
    const layer = (to, from) => ({
        weights: [...Array(to).keys()].map((i) => [...Array(from).keys()].map((j) => i - j)),
        gradients: Array.from({ length: to }, () => Array(from).fill(0.5)),
        biases: Array(to).fill(-0.25),
    });
    const figure = {
        font_size: 14,
        activation: "tanh",
        columns: [column("inputs", 2, ["x₀", "x₁"]), column("hidden 1", 4), column("output", 1)],
        layers: [layer(4, 2), layer(1, 4)],
    };
"""
PLACES = (
    FIGURE
    + """
    const places = m.arrange(figure, 600, 300, (text) => 7 * text.length);
    """
)


def test_every_unit_is_found_where_it_stands_and_within_the_stage(scripts: Scripts) -> None:
    found, inside = scripts.run(
        "live/network_places.js",
        PLACES
        + """
        const units = places.units.flatMap((rows, column) =>
            rows.map(({ x, y }, row) => ({ x, y, unit: [column, row] })));
        const half = places.size / 2;
        return [
            units.every(({ x, y, unit }) => {
                const found = m.find(places, x + half - 1, y - half + 1);
                return String(found?.unit) === String(unit);
            }),
            units.every(({ x, y }) => x > half && x < 600 - half && y > half && y < 300 - half),
        ];
        """,
    )

    assert found
    assert inside


def test_an_edge_is_found_along_its_curve_and_nothing_beside_it(scripts: Scripts) -> None:
    found = scripts.run(
        "live/network_places.js",
        PLACES
        + """
        const [from, to] = [places.units[0][1], places.units[1][0]];
        const [x0, x1] = [from.x + places.size / 2, to.x - places.size / 2];
        return [0.1, 0.25, 0.75, 0.9].map((t) => {
            // A point of the Bézier curve; in its middle, at ½, another edge crosses it.
            const half = (from.x + to.x) / 2;
            const at = (a, b, c, d) =>
                (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t * t * c + t ** 3 * d;
            const x = at(x0, half, half, x1);
            const y = at(from.y, from.y, to.y, to.y);
            return [m.find(places, x, y)?.edge ?? null, m.find(places, x, -20)];
        });
        """,
    )

    assert [on for on, _ in found] == [[0, 0, 1]] * 4
    assert [beside for _, beside in found] == [None] * 4


def test_edges_are_as_wide_as_their_weights_are_large(scripts: Scripts) -> None:
    levels = scripts.run(
        "live/network_paint.js",
        FIGURE + "return m.edgeLevels(figure, 'weights').map((l) => l.map((row) => [...row]));",
    )

    # The largest weight is 3, of 16 levels; below 0 stands for the colour of what is negative.
    assert levels == [[[0, -6], [6, 0], [11, 6], [16, 11]], [[0, -6, -11, -16]]]


def test_colours_go_from_negative_over_the_middle_to_positive(scripts: Scripts) -> None:
    low, middle, high = scripts.run(
        "live/network_paint.js",
        """
        const colours = { negative: "#ff0000", middle: "#ffffff", positive: "#0000ff" };
        const table = m.colourTable(colours);
        return [table[0], table[128], table[255]].map((pixel) => pixel.toString(16));
        """,
    )

    assert (low, high) == ("ff0000ff", "ffff0000")  # alpha, blue, green, red
    assert middle == "fffffefe"


@pytest.mark.parametrize(
    ("call", "text"),
    [
        ("inWords(0)", "0.00"),
        ("inWords(-1.23456)", "−1.23"),
        ("inWords(0.00012345)", "1.23e−4"),
        ("inWords(12345, 2)", "1.2e+4"),
        ("inWords(NaN)", "not finite"),
        ("symbol(figure, [0, 1])", "x₁"),
        ("symbol(figure, [1, 3])", "a₄⁽¹⁾"),
        ("symbol(figure, [2, 0])", "z"),
        ("nameOf(figure, [1, 3])", "hidden 1, unit 4"),
        ("formula(figure, [1, 1])", "a₂⁽¹⁾ = tanh(1.00·x₀ + 0.00·x₁ − 0.250)"),
    ],
)
def test_the_network_is_put_into_words(scripts: Scripts, call: str, text: str) -> None:
    assert scripts.run("live/network_words.js", f"{FIGURE} return m.{call};") == text


# ---- findings and the address --------------------------------------------------------------------


def test_a_finding_keeps_its_button_while_its_words_change(scripts: Scripts) -> None:
    same, names, applied = scripts.run(
        "live/findings.js",
        """
        const applied = [];
        const list = new m.Findings((name) => applied.push(name));
        const ofStep = (step) => ({ nothingFound: "nothing", numbers: { step, members: 1 } });
        const finding = (name, sentence) => ({ name, sentence, advice: "do" });
        list.show({ findings: [finding("b", "one")], ...ofStep(1) });
        const button = list.node.querySelector("button");
        list.show({ findings: [finding("a", "new"), finding("b", "two")], ...ofStep(2) });
        list.node.querySelectorAll("button")[1].click();
        const items = [...list.node.children];
        const same = button === items[1].querySelector("button");
        return [same, items.map((item) => item.textContent), applied];
        """,
    )

    assert same
    assert names == ["newdo", "twodo"]
    assert applied == ["b"]


def test_the_address_names_what_can_be_replayed(scripts: Scripts) -> None:
    addresses = scripts.run(
        "live/address.js",
        """
        history.replaceState(null, "", "/?width=3&step=4");
        const written = (step, replayable, changes) => {
            m.writeAddress(step, { replayable, changes });
            return window.location.search;
        };
        return [written(12, true, ""), written(13, true, "a~1"), written(14, false, "a~1")];
        """,
    )

    assert addresses == ["?width=3&step=12", "?width=3&step=13&changes=a%7E1", "?width=3"]
