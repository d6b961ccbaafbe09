"""``python -m escrowl``."""

from escrowl.cli import main

if __name__ == "__main__":
    main()
