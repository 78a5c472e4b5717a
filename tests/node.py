"""Node.js, where there is one: what runs the JavaScript that the project ships."""

import json
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from functools import cache
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


def started() -> "subprocess.Popen[str]":
    """Start a process of Node.js that checks certificates until its input ends."""
    command = [str(found()), "--input-type=module", "--eval", _CHECK_ALL]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")


_shared = cache(started)
"""The process of the tests, which takes longer to start than to check a certificate; it ends as they do."""


def check_all(
    certificates: Iterable[tuple[object, Mapping[str, Any]]], process: "subprocess.Popen[str] | None" = None
) -> list[list[tuple[str, str]]]:
    """Check certificates, each against the title and the hashes of its base, in a process that was started."""
    process = process or _shared()
    assert process.stdin is not None
    assert process.stdout is not None
    problems = []
    for text, base in certificates:
        told = [text, {part: base[part] for part in base if part != "knowledge"}]
        process.stdin.write(json.dumps(told) + "\n")
        process.stdin.flush()
        problems.append([(where, says) for where, says in json.loads(process.stdout.readline())])
    return problems
