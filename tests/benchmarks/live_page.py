"""The live page in a real headless Chromium: frames, delays, time to a solution, server load."""

import os
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
from playwright.sync_api import Browser, sync_playwright

from tests.benchmarks.table import show
from tests.browser.conftest import launch_arguments
from tests.browser.live_page import LivePage
from tests.browser.waiting import wait_until
from tests.server import Server
from web.live.run import SPEEDS

SECONDS = 6
ROUNDS = 3
VIEWPORT = {"width": 1280, "height": 720}

ONE_MEMBER = "ensemble_size=1&panels=boundary,loss,gradient_variance"
MANY_MEMBERS = "ensemble_size=32&panels=boundary,loss,wall,gradient_variance"
FRAMES = [
    (ONE_MEMBER, "20", "one member, three panels", 0.85),
    (ONE_MEMBER, "max", "one member, three panels", 0.85),
    (MANY_MEMBERS, "20", "32 members, four panels", 0.7),
    (MANY_MEMBERS, "max", "32 members, four panels", 0.7),
]
"""Address, speed, what that is, and the goal of the ratio to bare Plotly.react."""

# TensorFlow Playground's own settings: its data, its start, tanh 4-4, MSE, SGD 0.03, batch 10.
PEER = (
    f"?{ONE_MEMBER}&dataset=playground_xor&n_points=500&train_share=0.5&hidden_layers=2&width=4&activation=tanh"
    "&initializer=uniform&weight_scale=0.5&bias_initializer=constant&bias_constant=0.1"
    "&loss=mse&optimizer=sgd&learning_rate=0.03&batch_size=10"
)
PEER_SECONDS = 3.8

# Keep what Plotly.react is called with, frame by frame and panel by panel.
_RECORD = """() => {
    const react = window.Plotly.react;
    window.recorded = {};
    window.Plotly.react = function (node, data, layout, config) {
        (window.recorded[node.dataset.testid] ??= []).push(structuredClone([data, layout]));
        window.config = config;
        return react.call(this, node, data, layout, config);
    };
    window.stopRecording = () => { window.Plotly.react = react; };
}"""

# Draw the recorded figures one frame after the other, as fast as the browser can, without anything
# of ours or Streamlit's: frames per second.
_BARE = """(seconds) => new Promise((done) => {
    const names = Object.keys(window.recorded);
    const count = Math.min(...names.map((name) => window.recorded[name].length));
    const nodes = names.map((name) => {
        const box = document.querySelector(`[data-testid=${name}]`).getBoundingClientRect();
        const node = document.createElement("div");
        node.style.cssText = `position: fixed; z-index: 99999; background: white; left: ${box.x}px;
            top: ${box.y}px; width: ${box.width}px; height: ${box.height}px`;
        document.body.append(node);
        return node;
    });
    const start = performance.now();
    let frames = 0;
    const draw = () => {
        names.forEach((name, i) => {
            const [data, layout] = window.recorded[name][frames % count];
            window.Plotly.react(nodes[i], data, layout, window.config);
        });
        frames += 1;
        const elapsed = performance.now() - start;
        if (elapsed < 1000 * seconds) return requestAnimationFrame(draw);
        nodes.forEach((node) => node.remove());
        done(1000 * frames / elapsed);
    };
    requestAnimationFrame(draw);
})"""

# Milliseconds from an action of ours to the next frame.
_TIME_TO_FRAME = """() => new Promise((done) => {
    const root = document.querySelector("[data-testid=live]");
    const before = root.dataset.frames;
    const start = performance.now();
    const button = [...root.querySelectorAll("button")].find((b) => b.textContent === "Play");
    new MutationObserver((_, observer) => {
        if (root.dataset.frames === before) return;
        observer.disconnect();
        done(performance.now() - start);
    }).observe(root, { attributes: true });
    button.click();
})"""


def counters(live: LivePage) -> tuple[float, int, int]:
    """Milliseconds, frames and steps, read in one moment."""
    now, frames, step = live.root.evaluate(
        "node => [performance.now(), Number(node.dataset.frames), Number(node.dataset.step)]"
    )
    return now, frames, step


def rates(live: LivePage, seconds: float) -> tuple[float, float]:
    """Frames and steps per second, over some seconds of training."""
    start = counters(live)
    wait_until(live.page, "end => performance.now() >= end", start[0] + 1000 * seconds, timeout=100)
    now, frames, step = (b - a for a, b in zip(start, counters(live), strict=True))
    return 1000 * frames / now, 1000 * step / now


def open_page(browser: Browser, server: Server, query: str = "") -> LivePage:
    return LivePage(browser.new_page(viewport=VIEWPORT), server.url).open(query)


def measure_frames(
    browser: Browser, server: Server, query: str, speed: str, what: str, goal: float
) -> list[list[object]]:
    live = open_page(browser, server, f"?{query}&speed={speed}")
    process = psutil.Process(server.process.pid)
    frames, bare, steps, load = [], [], [], []
    live.press("Play").wait("frames > 40")
    live.page.evaluate(_RECORD)
    live.wait(f"frames > {live.frames + 40}")
    live.page.evaluate("() => window.stopRecording()")
    for _ in range(ROUNDS):
        busy, start = sum(process.cpu_times()[:2]), time.perf_counter()
        frame_rate, step_rate = rates(live, SECONDS)
        load.append((sum(process.cpu_times()[:2]) - busy) / (time.perf_counter() - start))
        live.pause()
        frames.append(frame_rate)
        steps.append(step_rate)
        bare.append(live.page.evaluate(_BARE, SECONDS))
        live.press("Play").wait(f"frames > {live.frames}")
    mounts = live.data("mounts")
    live.page.close()
    ratio = statistics.median(a / b for a, b in zip(frames, bare, strict=True))
    at = f"{what}, “{SPEEDS[speed].label}”"
    return [
        [f"{at}: frames/s", f"{statistics.median(frames):.1f}", ""],
        [f"{at}: frames/s of bare Plotly.react", f"{statistics.median(bare):.1f}", ""],
        [f"{at}: ratio, median of rounds", f"{ratio:.2f}", f"≥ {goal}"],
        [f"{at}: mounts of chart nodes", mounts, str(query.count(",") + 1)],
        [f"{at}: steps/s", f"{statistics.median(steps):.0f}", ""],
        [f"{at}: server CPU, of one core", f"{100 * statistics.median(load):.0f} %", ""],
    ]


def measure_tick(browser: Browser, server: Server) -> list[list[object]]:
    """Server CPU per tick where next to nothing is trained: the price of the frames themselves."""
    live = open_page(browser, server, f"?{ONE_MEMBER}&speed=1").press("Play").wait("frames > 20")
    process = psutil.Process(server.process.pid)
    busy, frames = sum(process.cpu_times()[:2]), live.frames
    live.wait(f"frames >= {frames + 80}", timeout=120)
    cost = (sum(process.cpu_times()[:2]) - busy) / (live.frames - frames)
    live.page.close()
    return [["server CPU a frame, one step each", f"{1000 * cost:.1f} ms", ""]]


def measure_first_frame(browser: Browser, server: Server) -> list[list[object]]:
    delays = []
    for _ in range(5):
        live = open_page(browser, server)
        delays.append(live.page.evaluate(_TIME_TO_FRAME))
        live.page.close()
    return [["click on Play → first new frame", f"{statistics.median(delays):.0f} ms", "≤ 400 ms"]]


def measure_control(browser: Browser, server: Server) -> list[list[object]]:
    live = open_page(browser, server)
    delays = []
    for _ in range(5):
        frames, start = live.frames, time.perf_counter()
        live.page.get_by_role("slider", name="Width").press("ArrowRight")
        live.wait(f"frames > {frames}")
        delays.append(time.perf_counter() - start)
    live.page.close()
    return [["control moved → new picture", f"{1000 * statistics.median(delays):.0f} ms", ""]]


def measure_solution(browser: Browser, server: Server) -> list[list[object]]:
    """From the click on Play to a validation accuracy of 95 % on the screen, over ten seeds."""
    times = []
    for seed in range(1, 11):
        live = open_page(browser, server, f"{PEER}&seed={seed}")
        start = time.perf_counter()
        live.press("Play").wait("accuracy >= 0.95", timeout=120)
        times.append(time.perf_counter() - start)
        live.page.close()
    shown = ", ".join(f"{t:.1f}" for t in sorted(times))
    return [
        [
            "click on Play → solved, median of ten seeds",
            f"{statistics.median(times):.1f} s ({shown})",
            f"≤ {PEER_SECONDS} s",
        ]
    ]


def measure_first_paint(browser: Browser, log: Path) -> list[list[object]]:
    start = time.perf_counter()
    server = Server(log)
    up = time.perf_counter() - start
    open_page(browser, server).page.close()
    painted = time.perf_counter() - start
    server.stop()
    return [
        ["`streamlit run` → server answers", f"{up:.1f} s", ""],
        ["`streamlit run` → first picture in the browser", f"{painted:.1f} s", ""],
    ]


def measure_live_page() -> None:
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_arguments())
        rows = measure_first_paint(browser, Path(folder) / "first.txt")
        server = Server(Path(folder) / "log.txt")
        try:
            for frames in FRAMES:
                rows += measure_frames(browser, server, *frames)
            for measure in (
                measure_tick,
                measure_first_frame,
                measure_control,
                measure_solution,
            ):
                rows += measure(browser, server)
        finally:
            server.stop()
        show(
            f"Live page in Chromium {browser.version}, {os.cpu_count()} cores",
            ["", "measured", "goal"],
            rows,
        )
