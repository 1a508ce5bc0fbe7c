"""The errors a caller can act on.

Every message says what was expected, what was found and what to do next.
Bad *data* is a row of the ``issues`` table; a bad *call* is one of these.
"""

from __future__ import annotations

__all__ = [
    "DecisionError",
    "EstateFileError",
    "OutputError",
    "ResourceError",
    "RowCountError",
    "TableError",
    "TotalCapitalError",
    "UnknownIdError",
    "UnreadableFileError",
]


class TotalCapitalError(Exception):
    """Root of every error the project raises on purpose."""


class EstateFileError(TotalCapitalError, ValueError):
    """The estate file cannot be used as it stands."""


class UnreadableFileError(TotalCapitalError, OSError):
    """A register, boundary or lookup file cannot be read at all."""


class RowCountError(TotalCapitalError, ArithmeticError):
    """Rows read do not equal rows kept plus rows set aside."""


class TableError(TotalCapitalError, TypeError):
    """A table handed to a stage does not keep the contract of ``totalcapital.tables``."""


class OutputError(TotalCapitalError, OSError):
    """A result could not be written or is not what was written."""


class DecisionError(TotalCapitalError, ValueError):
    """A decision cannot be taken as it was given."""


class UnknownIdError(TotalCapitalError, LookupError):
    """Nothing of the estate, or more than one thing, is called so."""


class ResourceError(TotalCapitalError, FileNotFoundError):
    """A file of ``geodata/`` or ``maps/`` is missing from the installation."""
