"""Kwork: the exchange's projects, a project's page, and messages."""
