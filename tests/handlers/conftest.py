from tests.support.hall import hall, settled

__all__ = ["hall", "settled"]
