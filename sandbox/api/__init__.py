"""The Bot API's methods, a file a subject. Importing this package registers them all."""

from sandbox.api import callbacks, chats, editing, files, media, messages, profile, updates
from sandbox.api.call import METHODS, Call

__all__ = ["METHODS", "Call", "callbacks", "chats", "editing", "files", "media", "messages", "profile", "updates"]
