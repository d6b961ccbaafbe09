"""The companion server on 127.0.0.1: guard, API, dashboard, and the command line's client of it."""
