"""The live view, Python side: one Streamlit component that stays while frames are sent to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from core import RunConfig, Trainer
from core.config import CATALOGUES
from core.diagnosis import nothing_found
from core.success import can_tell, wilson_interval
from web.charts.assets import loader
from web.charts.packing import pack
from web.live.panels import PANELS, PanelContext
from web.live.protocol import AUTOMATIC, Header, Picture, Request
from web.live.run import SPEEDS, TICK_SECONDS, Run
from web.live.view import View
from web.server.admission import keep_place
from web.server.errors import log_and_describe
from web.server.ids import id_counter
from web.server.metrics import METRICS
from web.server.scheduler import may_compute

KEY = "live"
"""Key of the component, and of its state in the session."""

_component = st.components.v2.component(
    "trainscope_live",
    html='<section class="trainscope-live" data-testid="live"></section>\n',
    js=loader("live/live.js"),
    # plotly.js puts its style sheet into the document, where a shadow root would not see it.
    isolate_styles=False,
)


@dataclass(frozen=True)
class SettingsVersion:
    """The page's settings when it was drawn last; each change of them has another `number`."""

    number: int
    settings: Mapping[str, Any]


@dataclass
class LiveState:
    """What a session holds of its live view."""

    answered: int | None = None
    """Number of the request that was answered last."""

    block: bytes = b""
    """What the browser was sent last."""

    shown: tuple[object, ...] = ()
    """What `block` was made from; when this changes, a new block is made."""

    version: SettingsVersion | None = None
    """The page's settings when it was drawn last; set by `settings_version`."""

    new_sample: bool = False
    """Whether "New sample" was clicked on since the page was drawn.

    Its callback must not change the seed itself. If only the live view runs then, the browser is
    not told of the new seed, and sends the old one again.
    """


def live_state() -> LiveState:
    """The session's LiveState, made when it is first asked for."""
    state: LiveState = st.session_state.setdefault("live_state", LiveState())
    return state


Command = Callable[[Request], None]
"""Something that a request does to the session rather than to the run."""

_ids = id_counter()


def handle_command(commands: Mapping[str, Command]) -> bool:
    """Run the command of a new request; return whether it has one.

    Commands set widgets, which Streamlit allows only before they are drawn: a run of the whole page
    calls this first.
    """
    state = live_state()
    request = Request.read(st.session_state.get(KEY))
    if request is None or request.number == state.answered or request.kind not in commands:
        return False
    state.answered = request.number
    commands[request.kind](request)
    return True


def forget_request() -> None:
    """Ignore the request that is there when a page is opened: it was meant for another session."""
    request = Request.read(st.session_state.get(KEY))
    live_state().answered = request.number if request else None


@st.fragment
def live(run: Run, view: View, commands: Mapping[str, Command], version: SettingsVersion) -> None:
    """Draw the live view of a run; only this fragment runs again when the browser asks for more.

    The whole page is drawn again after a request that is one of the `commands`, and if a control
    has moved since `version`.
    """
    keep_place()
    request = Request.read(st.session_state.get(KEY))
    if handle_command(commands) or _control_has_moved(version, request):
        st.rerun()
    state = live_state()
    is_new = request is not None and request.number != state.answered
    if request and is_new:
        state.answered = request.number
    run.set_probes(view.panels)
    theme = st.context.theme.type
    shown = (state.answered, run.number, run.config, view, version.number, theme)
    if (request and is_new) or state.shown != shown:
        asked = request if is_new else None
        interactive = asked is None or asked.kind not in AUTOMATIC
        with may_compute(TICK_SECONDS, interactive) as granted, METRICS.tick_seconds.time():
            pictures = _pictures(run, asked, view, granted.seconds)
            block = _block(run, view, version, pictures, granted.retry_after())
            state = live_state()  # asked for again: a run that was replaced meanwhile ends here
            state.block = block
    state.shown = shown
    _component(key=KEY, data=state.block, on_request_change=lambda: None)


def _control_has_moved(version: SettingsVersion, request: Request | None) -> bool:
    """Whether a control has moved and Streamlit runs only the live view.

    The browser side of Streamlit sends all that changes at one moment as one message, and names the
    fragment of the live view in it if that is among them: the page itself is not drawn again
    (scheduleFlush, https://github.com/streamlit/streamlit/pull/12747). A request that was under way
    when the page was drawn, and the one right after it, may still bring the values of before:
    neither names the version with which the page was drawn, and no control has moved.
    """
    if request is None or request.settings_version != version.number:
        return False
    state = st.session_state
    present = {name: state.get(name, value) for name, value in version.settings.items()}
    return present != version.settings or live_state().new_sample


def _pictures(run: Run, request: Request | None, view: View, seconds: float) -> list[Picture]:
    """Pictures of the run after it has done the request, within so many seconds.

    Without a request it is one picture of the run as it is. There are none after an error, which is
    logged and shown on the page.
    """
    run.notice = None
    try:
        if request is None:
            return run.render(lambda t: _picture(run, t, view))
        if request.kind == "weight":
            run.set_weight(_picked(run.config, view) or 0, request.argument)
        return run.answer(
            request.kind,
            SPEEDS[request.speed],
            lambda t: _picture(run, t, view),
            request.pace,
            seconds,
        )
    except Exception as error:
        run.failure = log_and_describe(error, "Training failed", "Reset starts again.")
    return []


def _picture(run: Run, trainer: Trainer, view: View) -> Picture:
    dark = st.context.theme.type == "dark"
    context = PanelContext(
        trainer,
        view.options(),
        view.style(dark),
        _picked(trainer.config, view),
        run.theory,
        run.order,
    )
    return Picture(
        _numbers(context),
        _findings(run),
        nothing_found(trainer),
        {name: PANELS[name].draw(context) for name in shown_panels(trainer.config, view)},
    )


def shown_panels(config: RunConfig, view: View) -> list[str]:
    """The chosen panels without those that one member does not have; if all are, all of them."""
    if config.ensemble_size > 1:
        return [*view.panels]
    return [name for name in view.panels if not PANELS[name].needs_several] or [*view.panels]


def _picked(config: RunConfig, view: View) -> int | None:
    """The member that was picked, where this run has it."""
    if view.picked_seed is None:
        return None
    member = view.picked_seed - config.seed
    return member if member in range(config.ensemble_size) else None


def _describe(config: RunConfig) -> str:
    """One line that says what is being trained, with its seed."""
    hidden = [str(config.width)] * config.hidden_layers
    if len(hidden) > 4:
        hidden = [hidden[0], f"({len(hidden)} layers)", hidden[-1]]
    sizes = "–".join([str(len(config.features)), *hidden, "1"])
    labels = [
        CATALOGUES[field][getattr(config, field)].label
        for field in ("activation", "initializer", "optimizer", "dataset")
    ]
    activation, initializer, optimizer, problem = labels
    if config.layer_initializers:
        initializer += " and others"
    return (
        f"{sizes} {activation}, {initializer} · {optimizer}, η = {config.learning_rate:g} · "
        f"{problem} · {_seeds(config)}"
    )


def _seeds(config: RunConfig) -> str:
    last = config.seed + config.ensemble_size - 1
    return f"seed {last}" if config.ensemble_size == 1 else f"seeds {config.seed} to {last}"


def _numbers(context: PanelContext) -> dict[str, float | None]:
    """Step, epoch, members that have solved it now, and the picked member's scores, or medians.

    None for what is not finite, and for `solved` where the validation points cannot tell.
    """
    trainer = context.trainer
    of_members = slice(None) if context.picked is None else context.picked
    scores = {
        name: float(np.median(values.cpu().numpy()[of_members]))
        for name, values in vars(context.scores).items()
    }
    solved = int(context.solved.sum())
    low, high = wilson_interval(solved, context.members)
    return {
        "step": trainer.step,
        "epoch": trainer.epoch,
        "members": context.members,
        "solved": solved if can_tell(trainer.dataset) else None,
        "solved_low": low,
        "solved_high": high,
        **{name: value if np.isfinite(value) else None for name, value in scores.items()},
    }


def _findings(run: Run) -> list[dict[str, str]]:
    return [
        {"name": found.name, "sentence": found.sentence, "advice": found.advice}
        for found in run.diagnose()
    ]


def _label(panel: str, config: RunConfig, view: View) -> str:
    """Name of a panel, with the seed where it shows one of several."""
    label = PANELS[panel].label
    if config.ensemble_size == 1 or not PANELS[panel].of_one_member:
        return label
    return f"{label}, seed {config.seed + (_picked(config, view) or 0)}"


def _whose(config: RunConfig, view: View) -> list[str]:
    """Whose numbers stand above the panels, in two words; nothing where there is one member."""
    if config.ensemble_size == 1:
        return []
    picked = _picked(config, view)
    if picked is None:
        return [f"{config.ensemble_size} seeds", "median"]
    return ["picked", f"seed {config.seed + picked}"]


def _block(
    run: Run, view: View, version: SettingsVersion, pictures: list[Picture], retry_after: float
) -> bytes:
    """The bytes that the browser gets: header and pictures, see `web/live/protocol.py`."""
    header: Header = {
        "block_id": next(_ids),
        "run": run.number,
        "settings_version": version.number,
        "answered": live_state().answered,
        "catching_up_to": run.target if run.catching_up else None,
        "step": run.trainer.step,
        "finished": run.stopped is not None,
        "replayable": run.replayable,
        "changes": run.changes if run.replayable else "",
        "alert": run.stopped or run.notice,
        "speeds": [(name, speed.label) for name, speed in SPEEDS.items()],
        "speed": view.speed,
        "pause": SPEEDS[view.speed].pause,
        "projector": view.projector,
        "panels": {
            name: {"label": _label(name, run.config, view), "describe": PANELS[name].describe}
            for name in shown_panels(run.config, view)
        },
        "whose": _whose(run.config, view),
        "title": _describe(run.config),
        "findings": [picture.findings for picture in pictures],
        "nothing_found": [picture.nothing_found for picture in pictures],
        "numbers": [picture.numbers for picture in pictures],
        "retry_after": retry_after,
    }
    return pack([picture.figures for picture in pictures], dict(header))
