"""The ``replylint`` program: the command line of the Rust program, in this process."""

from __future__ import annotations

import sys
from typing import NoReturn

from replylint import _core


def main() -> NoReturn:
    """Runs the command line on ``sys.argv`` and exits with its code.

    0: clean. 1: findings, or a verdict at or above ``--fail-on``. 2: usage or configuration. 3: rows failed or were
    not checked. 130: Ctrl-C.
    """
    sys.exit(_core._main(["replylint", *sys.argv[1:]]))
