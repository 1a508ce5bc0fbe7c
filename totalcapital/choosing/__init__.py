"""``choose``: the best set of moves that can all happen together."""
