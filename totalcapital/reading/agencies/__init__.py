"""One body under many spellings and codes is one agency."""

from totalcapital.reading.agencies.names import agency_key
from totalcapital.reading.agencies.resolving import AgenciesRead, resolve_agencies

__all__ = ["AgenciesRead", "agency_key", "resolve_agencies"]
