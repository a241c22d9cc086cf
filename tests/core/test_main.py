import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import torch

import core
from core import RunConfig, Trainer
from core.__main__ import main, make_parser
from core.own_points import points_of_csv

ROOT = Path(core.__file__).parents[1]
SMALL = ["--n-points", "30", "--width", "3", "--steps", "20"]


def run_json(capsys, *arguments):
    """The one JSON object on standard output; NaN and Infinity are not JSON."""

    def refuse(constant):
        raise ValueError(constant)

    main([*SMALL, *arguments, "--json"])
    return json.loads(capsys.readouterr().out, parse_constant=refuse)


def refused(capsys, *arguments):
    """What standard error says about arguments that end with exit code 2."""
    with pytest.raises(SystemExit) as raised:
        main([*SMALL, *arguments])
    assert raised.value.code == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert "Traceback" not in output.err
    return output.err


def test_every_field_is_an_option():
    options = {option for action in make_parser()._actions for option in action.option_strings}
    fields = {f"--{name.replace('_', '-')}" for name in RunConfig.model_fields}
    assert options == fields | {"--steps", "--json", "--history", "--help", "-h"}


def test_help_says_what_is_allowed():
    text = " ".join(make_parser().format_help().split())
    assert "Number of units in every hidden layer. (it takes a whole number from 1 to 1024" in text
    assert "choose one of bce, mse" in text


def test_json_is_the_run_of_the_config(capsys):
    report = run_json(
        capsys, "--optimizer", "momentum", "--momentum", "0.5", "--ensemble-size", "2"
    )
    config = RunConfig(n_points=30, width=3, optimizer="momentum", momentum=0.5, ensemble_size=2)
    assert set(report) == {"config", "step", "metrics", "steps_per_second", "diverged"}
    assert RunConfig(**report["config"]) == config
    assert report["step"] == 20
    assert report["steps_per_second"] > 0
    assert report["diverged"] is None
    expected = Trainer(config).train(20).metrics().reset_index()
    assert pd.DataFrame(report["metrics"]).astype(float).equals(expected.astype(float))


def test_json_of_a_diverged_run(capsys):
    report = run_json(capsys, "--activation", "identity", "--learning-rate", "10", "--l2", "10")
    assert report["step"] < 20
    assert f"after step {report['step'] + 1}" in report["diverged"]


def test_json_of_what_is_not_a_number(capsys):
    """One training point is of one class, which has no AUC."""
    report = run_json(capsys, "--n-points", "2")
    assert report["metrics"][0]["train_auc"] is None
    assert report["metrics"][0]["train_loss"] > 0


def test_points_of_a_file(capsys, tmp_path):
    file = tmp_path / "points.csv"
    file.write_text("0,0,a\n0,1,b\n1,0,b\n1,1,a\n")
    report = run_json(capsys, "--points", str(file), "--train-share", "0.75")
    points = points_of_csv(file.read_text())
    config = RunConfig(n_points=30, width=3, dataset="own", points=points, train_share=0.75)
    assert RunConfig(**report["config"]) == config
    expected = Trainer(config).train(20).metrics()["train_loss"][0]
    assert report["metrics"][0]["train_loss"] == pytest.approx(expected)


def test_points_that_are_refused(capsys, tmp_path):
    file = tmp_path / "p.csv"
    assert "No such file" in refused(capsys, "--points", str(file))
    file.write_text("0,0,a\n0,z,b\n")
    assert "line 2, column y: 'z' is not allowed" in refused(capsys, "--points", str(file))
    file.write_text("0,0,a\n0,1,b\n1,0,b\n1,1,a\n")
    other = refused(capsys, "--points", str(file), "--dataset", "xor")
    assert "only the problem 'own' has points" in other
    assert "without `points`" in refused(capsys, "--dataset", "own")


def test_full_batch_and_no_steps(capsys):
    report = run_json(capsys, "--batch-size", "full", "--steps", "0")
    assert report["config"]["batch_size"] is None
    assert report["step"] == 0


@pytest.mark.parametrize("members", ["1", "3"])
def test_table(capsys, members):
    main([*SMALL, "--ensemble-size", members])
    lines = capsys.readouterr().out.splitlines()
    expected = Trainer(RunConfig(n_points=30, width=3, ensemble_size=int(members))).train(20)
    (row,) = [line.split() for line in lines if line.startswith("validation_auc")]
    auc = expected.metrics()["validation_auc"]
    numbers = [auc[0]] if members == "1" else [auc.mean(), auc.min(), auc.max()]
    assert row[1:] == [f"{number:.4f}" for number in numbers]
    assert lines[-1].startswith("20 steps, ")
    assert len(lines) < 20


def test_table_of_a_diverged_run(capsys):
    main([*SMALL, "--activation", "identity", "--learning-rate", "10", "--l2", "10"])
    assert "diverged: the loss became" in capsys.readouterr().out


def test_history(tmp_path):
    main([*SMALL, "--history", str(tmp_path / "run.parquet")])
    expected = Trainer(RunConfig(n_points=30, width=3)).train(20).history.frame()
    assert pd.read_parquet(tmp_path / "run.parquet").equals(expected)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--width", "0"], "width: '0' is not allowed; it takes a whole number from 1 to 1024\n"),
        (["--learning-rate", "nan"], "learning_rate: 'nan' is not allowed; it takes a number"),
        (["--loss", "bogus"], "loss: 'bogus' is not allowed; choose one of bce, mse\n"),
        (["--momentum", "0.5"], "momentum: '0.5' is not allowed; the present choices have no"),
    ],
)
def test_refused_values(capsys, arguments, message):
    assert refused(capsys, *arguments).startswith(message)


@pytest.mark.parametrize("steps", ["-1", "1.5", "bogus", ""])
def test_refused_steps(capsys, steps):
    assert "it takes a whole number from 0" in refused(capsys, f"--steps={steps}")


def test_unknown_option(capsys):
    assert "--bogus" in refused(capsys, "--bogus", "1")


def test_a_path_that_cannot_be_written(capsys, tmp_path):
    missing = tmp_path / "missing" / "run.parquet"
    assert str(missing) in refused(capsys, "--history", str(missing))
    assert str(tmp_path) in refused(capsys, "--history", str(tmp_path))


@pytest.mark.skipif(torch.cuda.is_available(), reason="a CUDA device is there")
def test_a_missing_device(capsys):
    assert refused(capsys, "--device", "cuda").startswith("device: 'cuda' is not available here")


def test_python_dash_m_core():
    command = [sys.executable, "-m", "core", *SMALL, "--json"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(result.stdout)["step"] == 20
    assert result.stderr == ""
