"""An overlay for tests: a hiker, whose counsel is laid over the base that `rules new base` starts."""

from collections.abc import Mapping
from pathlib import Path

from followthrough.authoring.starting import starter_files

HIKER = {
    "base.yaml": """\
counsels:
  hiker: {name: The hiker, work: told at the hut, follows: leaflet}
shows: [pack]
""",
    "sources.yaml": """\
hiker:
  h1: A good coat is worth more than any umbrella.
  h2: In hail, stay in.
""",
    "questions.yaml": """\
- question: coat
  ask: Have you got a good coat?
  kind: yes/no
  unknown: allowed
  why: It may do.
- question: rain
  choices: {hail: it hails}
- never: {coat: yes, rain: hail}
  because: nobody lends a coat in hail.
""",
    "concepts.yaml": """\
- concept: reminder
  values: {put on your coat: Put on your coat.}
- concept: umbrella
  values: {stay in: Stay in.}
- concept: pack
  means: What to pack.
  values: {a map: Take a map.}
""",
    "rules/hiker.yaml": """\
- rule: a-coat-is-better
  counsel: hiker
  source: h1
  if: {rain: now, coat: yes}
  then: {umbrella: leave, reminder: put on your coat, pack: a map}
  because: A coat is better.
  overrides: rain-wants-an-umbrella
""",
    "rules/hail.csv": """\
source: h2,,
rain,then: umbrella,because
hail,stay in,It hails.
""",
    "cases/hiker.yaml": """\
- case: rain, and a coat
  lead: {rain: now, wind: 5, coat: yes}
  expect:
    leaflet: {umbrella: take}
    hiker: {umbrella: leave, fired: a-coat-is-better, defeated: rain-wants-an-umbrella}
""",
    "laws/hiker.yaml": """\
- law: no umbrella over a coat
  counsel: hiker
  if: {rain: now, coat: yes}
  never: {umbrella: take}
  because: It would be in the way.
""",
    "letters/stay in.txt": """\
Dear friend,

I stay in.
""",
}
"""The files of the overlay, by their path in it."""


def written(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files into a folder."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def umbrella(folder: Path) -> Path:
    """Write the base that is beneath the hiker's counsel."""
    return written(folder, {name: text for name, text in starter_files().items() if name.endswith(".yaml")})
