"""What tests of lost servers look at: the run that an address names, and what a page says."""

from urllib.parse import parse_qsl, urlsplit

import numpy as np

from core import RunConfig, Trainer
from core.changes import read_changes
from tests.browser.live_page import LivePage
from web.settings.limits import START

GONE = "The server does not answer. As soon as it does, this page goes on by itself."
EXPECTED = (
    "Cannot send rerun backMessage",
    "Client Error in reaching server endpoint",
    "Failed to load resource",
    "Streamlit server is not responding",
    "WebSocket connection to",
)
"""What Streamlit and Chromium say in the console about a server that is gone."""


def unexpected(live: LivePage) -> list[str]:
    return [said for said in live.complaints if not any(known in said for known in EXPECTED)]


def run_of(url: str) -> tuple[RunConfig, Trainer]:
    """The run that an address names, trained without a pause by a plain trainer."""
    address = dict(parse_qsl(urlsplit(url).query))
    step, text = int(address.get("step", 0)), address.get("changes", "")
    of_config = {name: value for name, value in address.items() if name in RunConfig.model_fields}
    config, problems = RunConfig.from_text(of_config, START)
    assert problems == []
    at_start, changes = read_changes(text, config)
    trainer = Trainer(config.replace(**at_start))
    for change in changes:
        trainer.train(change.step - trainer.step)
        trainer.apply(change)
    return config, trainer.train(step - trainer.step)


def shows(live: LivePage, trainer: Trainer) -> bool:
    """Whether the page shows the numbers of this trainer."""
    scores = trainer.scores()
    return (live.step, live.number("train_loss"), live.number("validation_accuracy")) == (
        trainer.step,
        f"{np.median(scores.train_loss):.4f}",
        f"{100 * np.median(scores.validation_accuracy):.1f}%",
    )
