"""A program that logs all it can, gives advice, serves the pages and advises on a file: run by test_privacy.

It writes every log record that is made at all to standard error, whether a handler wants it or not.
"""

import logging
import logging.config
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

SECRETS = {"company": "Zephyrine Quux", "your_name": "Aloysia Quibblewick", "interviewer": "Dr. Xanthe Vole"}
LEAD = {"interview": "upcoming", "want_it": "unsure", "hard_to_please": "no", **SECRETS}
TALKATIVE: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"all": {"class": "logging.StreamHandler", "level": "DEBUG"}},
    "root": {"level": "DEBUG", "handlers": ["all"]},
    "loggers": {
        name: {"level": "DEBUG", "propagate": True, "handlers": ["all"]}
        for name in ("experta", "experta.watchers", "experta.watchers.FACTS", "uvicorn", "uvicorn.error")
    },
}


def log_everything() -> None:
    """Configure logging, as a host program may do at any time."""
    logging.config.dictConfig(TALKATIVE)
    for name in list(logging.root.manager.loggerDict):
        logger = logging.getLogger(name)
        logger.disabled, logger.propagate = False, True
        logger.setLevel(logging.DEBUG)


def write_every_record() -> None:
    """Write records down as they are made."""
    make = logging.getLogRecordFactory()

    def written(*arguments: Any, **more: Any) -> logging.LogRecord:
        record = make(*arguments, **more)
        sys.stderr.write(f"record of {record.name}: {record.getMessage()} {record.exc_info}\n")
        return record

    logging.setLogRecordFactory(written)


def advise() -> None:
    """Use the API."""
    import followthrough as ft

    base = ft.load()
    log_everything()
    for counsel in base.counsels:
        advice = ft.advise(base, LEAD, counsel=counsel, today=date(2026, 11, 22))
        ft.why(advice, "stance")
    ft.next_question(base, {"interview": "upcoming"}, today=date(2026, 11, 22))
    try:
        ft.advise(base, {**LEAD, "want_it": SECRETS["company"]}, today=date(2026, 11, 22))
    except ft.LeadError:
        pass
    else:
        raise AssertionError("an answer that cannot be was taken")


def serve(folder: Path) -> None:
    """Use the pages: what can be answered, what is refused, and what goes wrong by our fault."""
    from web.visiting import served

    with served(folder / "leads.sqlite") as address:
        log_everything()
        query = urlencode(LEAD)
        assert "Aloysia" in page(f"{address}/letter?{query}&the-letter=write+a+thank-you+letter", 200)
        page(f"{address}/?{query}", 200)
        page(f"{address}/?want_it={SECRETS['company'].replace(' ', '+')}", 400)
        page(f"{address}/leads/{SECRETS['company'].replace(' ', '+')}", 404)
        page(f"{address}/save?{query}", 403, {"name": SECRETS["company"]})
        page(f"{address}/{SECRETS['company'].replace(' ', '+')}", 404)
        with patch("followthrough_web.consultation.talk", side_effect=ValueError(SECRETS["company"])):
            page(f"{address}/?{query}", 500)


def page(address: str, status: int, form: dict[str, str] | None = None) -> str:
    """Ask for a page, and look whether it is answered as it should be."""
    request = Request(address, urlencode(form).encode() if form else None)
    try:
        with urlopen(request, timeout=60) as answer:
            found, text = answer.status, answer.read().decode()
    except HTTPError as error:
        found, text = error.code, error.read().decode()
    assert found == status, (found, text)
    return text


def advise_on_a_file(folder: Path) -> None:
    """Use `batch`, on a file with a faulty row."""
    from cli.running import followthrough

    log_everything()
    rows = [LEAD, {**LEAD, "want_it": SECRETS["company"]}]
    lines = [",".join(LEAD), *(",".join(row.values()) for row in rows)]
    (folder / "leads.csv").write_text("\n".join(lines) + "\n")
    out = folder / "out.csv"
    done = followthrough("batch", folder / "leads.csv", "-o", out, "--set-aside", folder / "aside.csv")
    assert out.exists(), done


if __name__ == "__main__":
    write_every_record()
    log_everything()
    folder = Path(sys.argv[1])
    works: list[Callable[[], None]] = [advise, lambda: serve(folder), lambda: advise_on_a_file(folder)]
    for work in works:
        work()
    logging.getLogger("the host").debug("that was all")
