"""What is explained of findings that make `load` refuse a base: `vocabulary` and `resolve` look for them."""

CIRCLE_TEXT = """\
Find rules, questions or counsels that wait for themselves.

## What it does

Follows what each rule tests and what overrides it to the rules that must be settled before; what each `only if` tests
to the questions that must be answered before; and `follows` from counsel to counsel. A way that leads back to where
it began is a finding, once for each circle. No lead can show it: none is advised.

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

Let one of them test something that is settled before, such as an answer; or take an override away.

```yaml
- rule: calm-at-home
  if: {wet: yes}
  then: {manner: calm}
```
"""

UNKNOWN_CITATION_TEXT = """\
Find a citation of a passage that is not there.

## What it does

Looks every `source` up among the passages of the rule's counsel and of those it follows, in sources.yaml. It shows in
the files alone, and in no lead.

## Why it matters

The reader of an advice is led to the passage it rests on, and finds nothing, or the words of somebody else. A base with
such a citation is not read.

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

Cite the passage by the name it has, or add its gist.

```yaml
- rule: go
  counsel: elder
  source: e1
```
"""
