from tests.support.hall import both_halls, hall, settled

__all__ = ["both_halls", "hall", "settled"]
