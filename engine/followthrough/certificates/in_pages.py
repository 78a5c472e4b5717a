"""The checker in JavaScript, as a page holds it."""

from pathlib import Path

_COMMAND = "// As a command of Node.js"
"""How the comment begins above the part of the checker that pages leave out."""


def page_script() -> str:
    """Return the checker as a script of a page, in which `certificates.check` checks, and no other name is taken."""
    program = Path(__file__).with_name("checker.mjs").read_text(encoding="utf-8").partition(_COMMAND)[0]
    inside = program.replace("\nexport function ", "\nfunction ").rstrip()
    return f"const certificates = (() => {{\n{inside}\nreturn {{ check, canonical, digest }};\n}})();\n"
