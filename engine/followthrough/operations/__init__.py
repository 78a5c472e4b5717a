"""What programs ask: typed requests, and replies that are the data of the command line's `--json`."""
