"""Upwork: search results, find-work feed, job page, proposal form, offers, contracts and message rooms."""
