"""escrowl: reads what a marketplace page says about a client, and answers with evidence, advice and replies."""

__version__ = "0.1.0"
