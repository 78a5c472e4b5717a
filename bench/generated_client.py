# ruff: noqa: T201  a script that prints
"""Generate a client from the OpenAPI document of a served base with a public generator, and let it ask for advice.

    python -m venv /tmp/generator && /tmp/generator/bin/pip install openapi-python-client
    python bench/generated_client.py /tmp/generator/bin/python

The generator, https://github.com/openapi-generators/openapi-python-client, is no dependency of ours. The client is
compared with what the server says to the same request without it.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

_ASKS = """
import json, sys
from generated import Client
from generated.api.default import advise, advise_by_post, next_, next_by_post
from generated.models import AboutALead, FaultReply

client = Client(base_url=sys.argv[1])
lead = {"interview": "upcoming", "want_it": "yes"}
answers = [f"{question}={answer}" for question, answer in lead.items()]
sent = AboutALead.from_dict({"lead": lead})
refused = advise.sync(client=client, answer=["want_it=yess"])
assert isinstance(refused, FaultReply), refused
assert refused.problems[0].remedy == "did you mean 'yes'?", refused
replies = {
    "advise": [advise.sync(client=client, answer=answers), advise_by_post.sync(client=client, body=sent)],
    "next": [next_.sync(client=client, answer=answers), next_by_post.sync(client=client, body=sent)],
}
print(json.dumps({name: [one.to_dict() for one in both] for name, both in replies.items()}))
"""


@contextmanager
def served(log: Path) -> Iterator[str]:
    """Serve the built-in base on a free port, and return the address."""
    command = [sys.executable, "-m", "followthrough", "serve", "--port", "0", "--no-open", "--log", str(log)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            found = next(address for line in server.stdout if (address := re.search(r"http://[\w.:]+", line)))
            yield found[0]
        finally:
            server.terminate()


def main(python: str) -> None:
    """Generate, ask, compare, and print what was asked. Raises AssertionError if a reply differs."""
    with TemporaryDirectory() as folder, served(Path(folder, "leads.sqlite")) as address:
        document = Path(folder, "openapi.json")
        document.write_bytes(urlopen(f"{address}/v1/openapi.json").read())
        settings = Path(folder, "settings.yaml")
        settings.write_text("post_hooks: []\n", encoding="utf-8")  # no formatting, which would need Ruff on the path
        named = ["--path", str(document), "--output-path", f"{folder}/generated", "--config", str(settings)]
        generate = ["generate", *named, "--meta", "none", "--fail-on-warning"]
        subprocess.run([python, "-m", "openapi_python_client", *generate], check=True, stdout=subprocess.DEVNULL)
        asked = subprocess.run([python, "-c", _ASKS, address], cwd=folder, stdout=subprocess.PIPE, check=True)
        for name, replies in json.loads(asked.stdout).items():
            plain = json.load(urlopen(f"{address}/v1/{name}?answer=interview=upcoming&answer=want_it=yes"))
            assert replies == [plain, plain], name
            print(f"{name}: the generated client returns what the server says, by GET and by POST")


if __name__ == "__main__":
    main(sys.argv[1])
