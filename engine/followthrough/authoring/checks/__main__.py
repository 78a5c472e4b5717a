"""Write the page about all checks to standard output."""

import sys

from followthrough.authoring.checks.reference_page import page

sys.stdout.write(page())
