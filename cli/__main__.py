"""`python -m cli`: the command line from a checkout."""

from cli.main import main

main()
