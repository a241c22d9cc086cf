"""The image and the files of `deploy/`: what of them can be checked without a container engine."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest
import yaml

from tests.balancer import Balancer
from tests.server import ROOT, free_port
from web.server import health
from web.server.deployment import PREFIX, Deployment
from web.server.metrics import METRICS, ROUTE

DEPLOY = ROOT / "deploy"
YAML = sorted(DEPLOY.rglob("*.yaml"))
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")


def documents(name):
    return list(yaml.safe_load_all((DEPLOY / name).read_text()))


RULES = documents("alerts.yaml")[0]["groups"][0]["rules"]


def pod():
    deployment = documents("kubernetes/deployment.yaml")[0]
    return deployment["spec"]["template"]


def instruction(name):
    """What follows the instructions of this name in the Dockerfile."""
    return re.findall(rf"^ *{name} +(.*)$", DOCKERFILE, re.M)


def copied():
    """What the Dockerfile copies of this repository."""
    lines = [line.split()[:-1] for line in instruction("COPY") if "--from" not in line]
    return {name for line in lines for name in line}


def test_nginx_takes_its_configuration(tmp_path):
    upstream = (DEPLOY / "nginx" / "replicas.conf").read_text()
    said = Balancer(tmp_path, upstream.replace("trainscope:", "127.0.0.1:")).check()
    assert "test is successful" in said, said


@pytest.mark.parametrize("file", YAML, ids=lambda file: file.name)
def test_settings_that_are_named_are_there(file):
    named = re.findall(rf"\b{PREFIX}([A-Z_]+)", file.read_text())
    assert {name.lower() for name in named} <= set(Deployment.model_fields)
    assert all(yaml.safe_load_all(file.read_text()))


def test_alerts_are_about_metrics_that_are_there():
    known = {sample.name for family in METRICS.registry.collect() for sample in family.samples}
    named = {
        name for rule in RULES for name in re.findall(r"\b(?:trainscope|process)_\w+", rule["expr"])
    }
    assert named
    assert named <= known


def test_everybody_asks_for_the_same_health():
    container = pod()["spec"]["containers"][0]
    for kind in ("startup", "readiness", "liveness"):
        assert container[f"{kind}Probe"]["httpGet"] == {"path": health.ROUTE, "port": "http"}
    annotations = pod()["metadata"]["annotations"]
    assert annotations["prometheus.io/path"] == ROUTE
    port = str(container["ports"][0]["containerPort"])
    assert annotations["prometheus.io/port"] == port == instruction("EXPOSE")[0]
    upstream = (DEPLOY / "nginx" / "replicas.conf").read_text()
    assert f"server trainscope:{port} " in upstream
    assert "trainscope" in documents("compose.yaml")[0]["services"]


def test_a_rolling_update_finds_what_it_replaces():
    deployment, budget = documents("kubernetes/deployment.yaml")
    labels = pod()["metadata"]["labels"]
    service = documents("kubernetes/service.yaml")[0]
    for selector in (
        deployment["spec"]["selector"]["matchLabels"],
        budget["spec"]["selector"]["matchLabels"],
        service["spec"]["selector"],
    ):
        assert selector == labels


def test_the_image_has_all_that_the_server_needs(tmp_path):
    """Its files alone, and nothing of the repository beside them."""
    ignored = shutil.ignore_patterns("__pycache__")
    for name in copied():
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        options = {"ignore": ignored} if (ROOT / name).is_dir() else {}
        copy(ROOT / name, tmp_path / name, **options)
    program = (
        "import dashboard\n"
        "from streamlit.testing.v1 import AppTest\n"
        "app = AppTest.from_file('pages/app.py', default_timeout=60).run()\n"
        "print([e.message for e in app.exception], app.session_state['run_state'].run.trainer.step)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout == "[] 0\n", done.stderr
    context = (ROOT / ".dockerignore").read_text().splitlines()
    assert {line[1:] for line in context if line.startswith("!")} == {"Dockerfile", *copied()}


def test_the_image_asks_a_server_for_its_health(server):
    _, _, command = instruction("HEALTHCHECK")[0].partition("CMD ")
    program, *arguments = json.loads(command)
    assert program == "python"

    def health_of(port):
        environment = {**os.environ, "STREAMLIT_SERVER_PORT": str(port)}
        command = [sys.executable, *arguments]
        return subprocess.run(command, env=environment, capture_output=True, check=False).returncode

    assert health_of(server.port) == 0
    assert health_of(free_port()) != 0


def test_the_operators_page_has_every_metric_and_alert():
    page = (ROOT / "docs" / "operations.md").read_text()
    described = set(re.findall(r"^\| `(trainscope_\w+)", page, re.M))
    ours = {family.name for family in METRICS.registry.collect() if "process" not in family.name}
    assert {name.removesuffix("_total") for name in described} == ours
    alerts = set(re.findall(r"^\| `(Trainscope\w+)`", page, re.M))
    assert alerts == {rule["alert"] for rule in RULES}
