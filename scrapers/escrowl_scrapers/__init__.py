"""Headless scraping for testing: saved and local pages through the extension's own snapshot code."""
