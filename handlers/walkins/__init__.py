"""Walk-ins and callers: what an officer takes down for them, and how they take it over."""
