"""Freelancer.com: search results and project pages, signed in or not."""
