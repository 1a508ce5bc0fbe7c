"""Words of registers on a terminal."""

from __future__ import annotations

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.text import Text

from totalcapital.cli.screen import escape


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(), max_size=30))
def test_no_word_of_a_register_moves_the_cursor_or_turns_the_order_of_letters(text):
    shown = Text.from_markup(escape(text)).plain
    turning = {"\N{RIGHT-TO-LEFT OVERRIDE}", "\N{RIGHT-TO-LEFT ISOLATE}", "\N{RIGHT-TO-LEFT MARK}"}
    assert not {one for one in shown if unicodedata.category(one) in {"Cc", "Cs"}} - {"\t", "\n"}
    assert not turning & set(shown)


def test_names_in_any_script_stay_as_they_are():
    for name in ("Ysgol Tŷ Gwyn", "مدرسة", "[red]Hall[/red]", "Hall\t1"):
        assert Text.from_markup(escape(name)).plain == name
