from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1] / "pipeline")]

from one_door import _opened, one_door  # noqa: F401, E402 - fixtures
