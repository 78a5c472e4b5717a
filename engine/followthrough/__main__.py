"""`python -m followthrough` runs the command `followthrough`, even if its script is not on the path.

Nothing imports this module, so importing the engine does not import the command line.
"""

from followthrough_cli.main import main

if __name__ == "__main__":
    main()
