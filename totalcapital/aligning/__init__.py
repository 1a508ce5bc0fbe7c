"""The ``align`` stage: capital projects that meet each other, or a building's fate, in place and time."""
