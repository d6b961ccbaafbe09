"""Upwork: search results, find-work feed, job page, proposal form and message room, in the designs since 2024."""
