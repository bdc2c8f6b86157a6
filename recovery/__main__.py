"""`python -m recovery`, for machines where the command is not on the path."""

from recovery.cli import main

if __name__ == "__main__":
    main()
