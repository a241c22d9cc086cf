"""One run without a browser: `python -m core --width 8 --steps 500 --json`."""

import argparse
import json
import math
import time
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pandas as pd

from core.allowed import ConfigError, FieldProblem
from core.config import PARAMETERS, RunConfig
from core.datasets import OWN
from core.own_points import MOST_BYTES, PointsError, points_of_csv
from core.trainer import DeviceUnavailableError, Trainer


def make_parser() -> argparse.ArgumentParser:
    """One option for each field of RunConfig, and what to do with the run."""
    parser = argparse.ArgumentParser(
        prog="python -m core", description="Train one run, and print how well it does."
    )
    settings = parser.add_argument_group("settings of the run")
    fields = {name: field for name, field in RunConfig.model_fields.items() if name != "points"}
    for name, field in fields.items():
        default = PARAMETERS[name].default if name in PARAMETERS else field.default
        text = f"{field.description} ({RunConfig.allowed(name)}; default: {default})"
        settings.add_argument(
            f"--{name.replace('_', '-')}",
            default=argparse.SUPPRESS,
            metavar="VALUE",
            help=text.replace("%", "%%"),
        )
    settings.add_argument(
        "--points",
        type=Path,
        default=argparse.SUPPRESS,
        metavar="FILE.csv",
        help="points of your own: x, y and label of one point a line, of two classes",
    )
    parser.add_argument(
        "--steps", type=_whole_number, default=1000, help="steps to take (default: %(default)s)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--history", type=Path, metavar="FILE.parquet", help="where to write what was recorded"
    )
    return parser


def _read(file: Path) -> dict[str, str]:
    """The fields of a run that learns the points of a CSV. Raises ConfigError."""
    try:
        with file.open("rb") as opened:
            points = points_of_csv(opened.read(MOST_BYTES + 1))
    except (OSError, PointsError) as error:
        raise ConfigError([FieldProblem("points", str(file), str(error))]) from None
    return {"dataset": OWN, "points": points}


def _whole_number(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not allowed; it takes a whole number from 0")
    return int(text)


def summary(trainer: Trainer, seconds: float) -> dict[str, Any]:
    """The run as JSON can hold it: a number that is not finite becomes None."""
    return {
        "config": dict(trainer.config),
        "step": trainer.step,
        "metrics": [
            {str(name): value if math.isfinite(value) else None for name, value in member.items()}
            for member in trainer.metrics().reset_index().to_dict("records")
        ],
        "steps_per_second": trainer.step / seconds,
        "diverged": str(trainer.divergence) if trainer.divergence else None,
    }


def table(metrics: pd.DataFrame) -> str:
    """The metrics as text, one row each; for several members mean, minimum and maximum."""
    several = len(metrics) > 1
    rows = metrics.agg(["mean", "min", "max"]).T if several else metrics.T
    return rows.to_string(header=several, float_format="{:.4f}".format)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line. Exit code 2 where an argument is refused."""
    parser = make_parser()
    options = vars(parser.parse_args(arguments))
    steps, as_json, history = options.pop("steps"), options.pop("json"), options.pop("history")
    try:
        if "points" in options:
            options = _read(options.pop("points")) | options
        trainer = Trainer(RunConfig(**options), quantities=())
        # Opened before training, so that a path that cannot be written does not cost a run.
        with history.open("wb") if history else nullcontext() as file:
            start = time.perf_counter()
            trainer.train(steps)
            seconds = time.perf_counter() - start
            if file:
                trainer.history.frame().to_parquet(file)
    except (ConfigError, DeviceUnavailableError) as error:
        parser.exit(2, f"{error}\n")
    except OSError as error:
        parser.exit(2, f"history: {error}\n")
    if as_json:
        print(json.dumps(summary(trainer, seconds), allow_nan=False))
        return
    print(table(trainer.metrics()))
    print(f"\n{trainer.step} steps, {trainer.step / seconds:.0f} a second")
    if trainer.divergence:
        print(f"diverged: {trainer.divergence}")


if __name__ == "__main__":
    main()
