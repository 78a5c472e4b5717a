"""Node.js, where there is one: what runs the JavaScript that the project ships."""

import json
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import followthrough

CHECKER = Path(followthrough.__file__).parent / "certificates" / "checker.mjs"
NONE = "there is no Node.js on this machine (Debian: apt-get install nodejs)"

_CHECK_ALL = f"""
import {{ createInterface }} from "node:readline";
import {{ check }} from {json.dumps(CHECKER.as_uri())};
for await (const line of createInterface({{ input: process.stdin }})) {{
  const [certificate, base] = JSON.parse(line);
  console.log(JSON.stringify(check(certificate, base).problems.map((one) => [one.where, one.says])));
}}
"""


def found() -> str | None:
    """Find Node.js; None if this machine has none."""
    return shutil.which("node")


def check_all(certificates: Iterable[tuple[object, Mapping[str, Any]]]) -> list[list[tuple[str, str]]]:
    """Check certificates, each against the title and the hashes of its base, in one process of Node.js."""
    told = ([text, {part: base[part] for part in base if part != "knowledge"}] for text, base in certificates)
    lines = "".join(json.dumps(one) + "\n" for one in told)
    command = [str(found()), "--input-type=module", "--eval", _CHECK_ALL]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=True, encoding="utf-8")
    return [[(where, says) for where, says in json.loads(line)] for line in done.stdout.splitlines()]
