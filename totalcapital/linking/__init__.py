"""``link``: which records describe the same property, and whose stake each is."""

from __future__ import annotations

from totalcapital.linking.linkage import LinkResult, link, link_id, weigh

__all__ = ["LinkResult", "link", "link_id", "weigh"]
