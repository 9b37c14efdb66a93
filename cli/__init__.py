"""`wbm`: the command line, one command a file. Parses, calls, prints."""
