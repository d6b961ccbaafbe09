"""How fast escrowl is, always as a ratio to something plain measured in the same run: ``python -m bench``."""
