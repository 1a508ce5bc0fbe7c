"""Fixtures of the looks at files."""

from __future__ import annotations

from one_door import _opened, one_door  # noqa: F401 - fixtures
