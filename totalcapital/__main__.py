"""``python -m totalcapital``."""

from totalcapital.cli import main

if __name__ == "__main__":  # the publishing processes import this module without running it
    main()
