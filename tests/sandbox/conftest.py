"""Every test here has a sandbox of its own."""

from tests.support.sandbox import sandbox

__all__ = ["sandbox"]
