"""The administrators' room: who holds what in a unit, taking it away, and handing it over."""
