"""Files of text: with separators, and JSON."""
