"""What is explained of findings that make `load` refuse a base: `vocabulary` and `resolve` look for them."""

CIRCLE_TEXT = """\
Find rules, questions or counsels that wait for themselves.

## What it does

Follows each rule to what must be settled before it: the concepts that it tests, and the rules that override it. Follows
each `only if` to the questions that must be answered before, and `follows` from counsel to counsel. A path that leads
back to where it began is a finding, once for each circle. No lead can show it, as none is advised.

## Why it matters

What waits for itself is never settled, so nothing can be concluded. A base with a circle is not read, and no other
check looks at it.

## Example

```yaml
- rule: calm-at-home
  if: {verdict: stay}
  then: {manner: calm}
- rule: calm-stays
  if: {manner: calm}
  then: {verdict: stay}
```

## Instead

Let one of them test something that is settled earlier, such as an answer, or remove an override.

```yaml
- rule: calm-at-home
  if: {wet: yes}
  then: {manner: calm}
```
"""

UNKNOWN_CITATION_TEXT = """\
Find a citation of a passage that does not exist.

## What it does

Looks up every `source` among the passages, in sources.yaml, of the rule's counsel and of those it follows. Only the
files show it; no lead does.

## Why it matters

Readers of the advice are led to the passage it rests on and find nothing, or somebody else's words. A base with such a
citation is not read.

## Example

```yaml
# sources.yaml
elder: {e1: Set out when it is dry.}
# rules
- rule: go
  counsel: elder
  source: page 12
```

## Instead

Cite the passage by its name, or add its gist.

```yaml
- rule: go
  counsel: elder
  source: e1
```
"""
