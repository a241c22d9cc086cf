"""The settings of a deployment."""

import os
import subprocess
import sys
import tomllib

import pytest

from web.server.deployment import FILE, Deployment, DeploymentError


def write(folder, text):
    file = folder / "trainscope.toml"
    file.write_text(text)
    return file


def test_the_file_states_the_defaults():
    assert tomllib.loads(FILE.read_text()) == Deployment().model_dump(mode="json")


def test_defaults_hold_without_a_file(tmp_path):
    assert Deployment.read(tmp_path / "none.toml", {}) == Deployment()


def test_the_environment_overrides_the_file(tmp_path):
    file = write(tmp_path, "largest_width = 16\nlargest_depth = 3\n")
    read = Deployment.read(file, {"TRAINSCOPE_LARGEST_WIDTH": "32", "PATH": "/"})
    assert (read.largest_width, read.largest_depth) == (32, 3)


def test_lists_in_the_environment_are_separated_by_commas(tmp_path):
    environment = {"TRAINSCOPE_ALLOWED_HOSTS": " a.org, *.b.org,", "TRAINSCOPE_EMBEDDING_SITES": ""}
    read = Deployment.read(write(tmp_path, "embedding_sites = ['https://c.org']"), environment)
    assert (read.allowed_hosts, read.embedding_sites) == (("a.org", "*.b.org"), ())


@pytest.mark.parametrize(
    ("text", "environment", "words"),
    [
        ("largest_width = 0", {}, "largest_width: 0 from trainscope.toml is not allowed; input"),
        ("training_share = 2.5", {}, "training_share: 2.5 from trainscope.toml"),
        ("largest_widht = 8", {}, "largest_widht: 8 from trainscope.toml is not allowed; the sett"),
        ("largest_width = ", {}, "trainscope.toml: Invalid value"),
        (
            "",
            {"TRAINSCOPE_LARGEST_DEPTH": "deep"},
            "largest_depth: 'deep' from the environment's TRAINSCOPE_LARGEST_DEPTH is not allowed",
        ),
        (
            "",
            {"TRAINSCOPE_ALLOWED_HOSTS": "a.org, http://b.org"},
            "allowed_hosts: 'http://b.org' from the environment's TRAINSCOPE_ALLOWED_HOSTS is not "
            "allowed; a host is like trainscope.example.org",
        ),
        (
            "embedding_sites = ['*']",
            {},
            "embedding_sites: '*' from trainscope.toml is not allowed; a site is like https://",
        ),
    ],
)
def test_an_error_names_the_setting_and_its_source(tmp_path, text, environment, words):
    with pytest.raises(DeploymentError) as refused:
        Deployment.read(write(tmp_path, text), environment)
    assert words in str(refused.value)


def test_pages_keep_to_the_limits(tmp_path):
    """In a process of its own: limits are read once, when a server starts."""
    program = (
        "from tests.pages.page import open_page, run_of\n"
        "app = open_page(width='9', ensemble_size='8')\n"
        "print(int(app.slider(key='width').max), run_of(app).config.ensemble_size)\n"
        "print(app.warning[0].value)\n"
        "print(run_of(open_page()).config.n_points)\n"
    )
    limits = {"LARGEST_WIDTH": "8", "LARGEST_ENSEMBLE": "5", "MOST_POINTS": "50"}
    environment = {**os.environ, **{f"TRAINSCOPE_{name}": value for name, value in limits.items()}}
    output = subprocess.run(
        [sys.executable, "-c", program],
        cwd=FILE.parent,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    first, *warning, last = output.splitlines()
    assert first == "8 5"
    assert "a whole number from 1 to 8" in " ".join(warning)
    assert last == "50"
