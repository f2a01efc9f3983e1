"""Settings that administrators keep in chat (`/settings`), each for the own unit and those below it."""
