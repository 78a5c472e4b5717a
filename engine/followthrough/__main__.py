"""`python -m followthrough` is the command `followthrough`, also where its script is not on the path.

Nothing imports this module, so the engine stays without a face for whoever imports it.
"""

from followthrough_cli.main import main

if __name__ == "__main__":
    main()
