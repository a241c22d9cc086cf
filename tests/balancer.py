"""The nginx of `deploy/`, in front of real servers on this machine."""

import shutil
import subprocess
import time
import urllib.request
from pathlib import Path
from threading import Event

from tests.server import ROOT, free_port

CONF = ROOT / "deploy" / "nginx" / "nginx.conf"


class Balancer:
    """nginx as it is deployed, but for the port, and for `replicas`: the text of replicas.conf."""

    def __init__(self, folder: Path, replicas: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        conf, listen = CONF.read_text(), "listen 8080;"
        assert conf.count(listen) == 1
        (folder / "nginx.conf").write_text(conf.replace(listen, f"listen 127.0.0.1:{self.port};"))
        (folder / "replicas.conf").write_text(replicas)
        self.log = folder / "nginx.txt"
        self._command = [nginx(), "-p", str(folder), "-c", str(folder / "nginx.conf")]

    def check(self) -> str:
        """What nginx says of its configuration."""
        command = [*self._command, "-t"]
        return subprocess.run(command, capture_output=True, text=True, check=False).stderr

    def start(self) -> "Balancer":
        with self.log.open("w") as output:
            self._process = subprocess.Popen(
                [*self._command, "-g", "daemon off;"], stdout=output, stderr=output
            )
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            assert self._process.poll() is None, self.log.read_text()
            try:
                urllib.request.urlopen(f"{self.url}healthz", timeout=5).close()
            except OSError:
                Event().wait(0.1)
            else:
                return self
        raise AssertionError(f"nginx did not start\n{self.log.read_text()}")

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=20)


def nginx() -> str:
    """Path of the program. Debian puts it where only root's PATH leads."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    assert found, "nginx is not there; `make browser` installs it"
    return found
