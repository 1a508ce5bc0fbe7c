"""The ``account`` stage: what the public purse spends in a place, by whom and on what."""
