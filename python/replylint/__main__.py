"""``python -m replylint``: the same command line as the ``replylint`` program."""

from replylint._cli import main

if __name__ == "__main__":
    main()
