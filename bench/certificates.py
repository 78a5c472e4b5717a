"""Change 10,000 certificates in one thing each, and count what each checker refuses and how long a check takes.

    python bench/certificates.py [CHANGES]

First those of all cases of the built-in base under each counsel are checked as they are.
Half of them certify advice on the cases of the built-in base, the others advice on random bases. Processor seconds.
"""

import resource
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from time import process_time
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "tests")]

import node  # noqa: E402
from changed_certificates import Changed, changed, is_in_order  # noqa: E402
from followthrough import advise, load  # noqa: E402
from followthrough.advising.advice import Advice  # noqa: E402
from followthrough.certificates.checker import check  # noqa: E402
from followthrough.certificates.writing import about, certificate, text_of  # noqa: E402
from followthrough.format.expectations import CASE_DAY  # noqa: E402
from random_bases import TODAY, random_base, random_lead  # noqa: E402  # after the path to it is set

CHANGES = 10_000
BATCH = 500
"""How many certificates are held at once."""


def advised(random: Random) -> Iterator[Advice]:
    """Advise on cases of the built-in base and on random leads of random bases, in turn, without an end."""
    built_in = load()
    while True:
        case, counsel = random.choice(built_in.cases), random.choice([*built_in.counsels])
        yield advise(built_in, dict(case.lead), counsel=counsel, today=CASE_DAY)
        base = random_base(random.randrange(300), sums=random.random() < 0.5, spans=random.random() < 0.5)
        yield advise(base, random_lead(base, random), counsel=random.choice([*base.counsels]), today=TODAY)


def claims_the_same(advice: Advice, one: Changed) -> bool:
    """Return whether only the order of the steps is another one, in which nothing comes before what it rests on."""
    return (
        one.kind == "an order" and one.seal != "left as it was" and is_in_order(advice.base, advice.counsel, one.text)
    )


def report_cases() -> None:
    """Print how many certificates of the cases of the built-in base both checkers accept, under each counsel."""
    base = load()
    for counsel in base.counsels:
        own = about(base, counsel)
        texts = [
            text_of(certificate(advise(base, dict(case.lead), counsel=counsel, today=CASE_DAY))) for case in base.cases
        ]
        here = sum(check(text, own) == [] for text in texts)
        there = sum(found == [] for found in node.check_all((text, own) for text in texts))
        tell(f"of {len(texts)} cases under {counsel}, {here} are accepted in Python and {there} in JavaScript")


def tell(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def children() -> float:
    """Return the processor seconds of Node.js so far."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime


def main(changes: int) -> None:
    """Print what was refused, by the kind of the change and by how it was sealed."""
    report_cases()
    random = Random(1)
    pool = [(advice, certificate(advice)) for advice, _ in zip(advised(random), range(200), strict=False)]
    refused: Counter[tuple[str, str]] = Counter()
    same, wrong, here = 0, list[Any](), 0.0
    before_all = children()
    with node.started() as process:
        for start in range(0, changes, BATCH):
            made = [(one, changed(data, random)) for one, data in random.choices(pool, k=min(BATCH, changes - start))]
            bases = [about(advice.base, advice.counsel) for advice, _ in made]
            before = process_time()
            by_python = [check(one.text, base) for (_, one), base in zip(made, bases, strict=True)]
            here += process_time() - before
            by_node = node.check_all(((one.text, base) for (_, one), base in zip(made, bases, strict=True)), process)
            for (advice, one), first, second in zip(made, by_python, by_node, strict=True):
                is_same = claims_the_same(advice, one)
                same += is_same
                refused[one.kind, one.seal] += not is_same
                if {first == [], second == []} != {is_same}:
                    wrong.append((one.kind, one.seal, one.where, first, second))
        assert process.stdin is not None
        process.stdin.close()
    there = children() - before_all
    sizes = [len(text_of(data)) for _, data in pool]
    tell(f"certificates of {min(sizes):,} to {max(sizes):,} characters, {sum(sizes) // len(sizes):,} on average")
    for (kind, seal), count in sorted(refused.items()):
        tell(f"{count:6,} refused by both: {kind} changed, {seal}")
    tell(f"{sum(refused.values()):6,} refused by both in all; {same:,} claim the same (another order) and are accepted")
    tell(f"a check takes {here / changes * 1000:.1f} ms in Python, {there / changes * 1000:.1f} ms in JavaScript")
    report(wrong)


def report(wrong: list[Any]) -> None:
    """Print where a checker erred, and exit with 1 if one did."""
    for one in wrong[:10]:
        tell(f"WRONG {one}")
    tell(f"{len(wrong)} wrong")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else CHANGES)
