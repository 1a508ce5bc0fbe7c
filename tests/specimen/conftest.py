from __future__ import annotations

import sys
from pathlib import Path

# The script and its parts are run as they stand, without being a package of their own.
sys.path.insert(0, str(Path(__file__).parent))
