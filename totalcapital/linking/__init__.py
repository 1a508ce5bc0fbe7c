"""``link``: which records describe the same property, and whose stake each is."""

from __future__ import annotations

from totalcapital.linking.sites import LinkResult, link

__all__ = ["LinkResult", "link"]
