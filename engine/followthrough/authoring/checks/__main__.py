"""Write the page about all checks to standard output."""

import sys

from followthrough.authoring.checks.pages import page

sys.stdout.write(page())
