"""``python -m totalcapital``."""

from totalcapital.cli import main

main()
