"""Where `ask` keeps answers as they are given: in the search log if the lead is there, otherwise in a file."""

from collections.abc import Mapping
from shlex import quote
from typing import TYPE_CHECKING

from followthrough.errors import LeadError, LogError
from followthrough.format.conditions import Value
from followthrough.format.model import KnowledgeBase
from followthrough.leads.log.aside import Aside, aside_in
from followthrough_cli.answers_file import AnswersFile, as_yaml
from followthrough_cli.options import Request
from followthrough_cli.replies import command
from followthrough_cli.terminal import Line, Terminal

if TYPE_CHECKING:
    from followthrough.leads.log import History

_NO = ("", "q", "n", "no", "none", "quit", "skip", "done", "no thanks", "stop", "exit")
"""What people type who want nothing more, in small letters: none of it is the name of a lead or a file."""


class Keeper:
    """Keeps the answers of a consultation after each one.

    If the log cannot keep them, it says so once, and keeps them in a file from then on.
    """

    def __init__(
        self, terminal: Terminal, request: Request, base: KnowledgeBase, history: "History | None", file: AnswersFile
    ) -> None:
        self.terminal = terminal
        self.request = request
        self.base = base
        self.history = history
        self.file = file
        self.aside = aside_in(history, request.today) if history is not None else file.aside()
        self.answers: dict[str, Value] = {}

    def __call__(self, answers: Mapping[str, Value], aside: Mapping[str, Aside]) -> None:
        """Keep the answers, and those put aside."""
        self.answers, self.aside = dict(answers), dict(aside)
        if self.history is not None:
            self._keep_in_the_log(self.history)
        if self.history is None:
            is_new = self.file.path is None
            self.file.keep(answers, aside)
            if is_new and self.file.path is not None:
                said = f"Your answers are kept in {self.file.path} as you give them."
                self.terminal.show(Line(said, indent=2, style="faint"))

    def _keep_in_the_log(self, history: "History") -> None:
        from followthrough.leads.log import actions

        try:
            actions.keep_answers(self.request.log(), self.base, history, self.answers, today=self.request.today)
        except (LogError, LeadError) as error:
            self.history = None
            self.terminal.note(f"{error}; your answers will be kept in a file")

    def hints(self) -> dict[str, str]:
        """Return a hint for questions about the whole search: how many leads the log has, and that it is asked once."""
        from followthrough.format.phrases import counted
        from followthrough.leads.log.whole_search import of_search

        if self.history is None:
            return {}
        others = [lead for lead in self.request.log().active(self.request.today) if lead.key != self.history.key]
        said = f"Your answer holds for all leads. Your log has {counted(len(others), 'other active lead')}."
        return dict.fromkeys(of_search(self.base), said)

    def say_where(self) -> None:
        """Say where the answers are, and how to continue from there; print them if they could not be kept."""
        if self.history is not None:
            at = self.request.log_at
            asks = asking(self.history.name, self.request, f"--log {quote(at)}" if at is not None else "")
            self.terminal.note(f"Your answers are in the log; continue with: {asks}")
        elif self.file.lost:
            self.terminal.note(f"{self.file.lost}; here are your answers:")
            self.terminal.verbatim(as_yaml(self.answers, self.aside).rstrip())
        elif self.answers and self.file.path is not None:
            path = str(self.file.path)
            asks = asking(f"./{path}" if path.startswith("-") else path, self.request)
            self.terminal.note(f"Your answers are in {path}; continue with: {asks}")

    def offer(self, *, name: bool) -> bool:
        """Offer to review the answers, and to `name` them: as a lead, or in a file. Return whether to review them."""
        review = "r reviews your answers" if name else "Type r to review your answers, or press Enter to end"
        left = f"; Enter leaves them in {self.file.path}" if name and self.file.path is not None else ""
        asked = "Keep it as a lead called …? Type a name, such as the employer's; " if name else ""
        self.terminal.show(Line(), Line(f"{asked}{review}{left}."))
        try:
            while (typed := self.terminal.ask("> ").strip("\"'")).casefold().rstrip(".!") not in _NO:
                if typed.casefold() in ("r", "review"):
                    return True
                wrong = self._name(typed) if name else "Type r, or press Enter."
                if not wrong:
                    break
                self.terminal.show(Line(wrong, style="warning"))
        except (EOFError, KeyboardInterrupt):
            self.terminal.show(Line())
        return False

    def _name(self, typed: str) -> str:
        """Keep the answers under a name, and return why that is impossible; nothing if it was done."""
        if typed.isdigit() or typed.casefold() in ("y", "yes") or command({}, typed) is not None:
            return "Type the name of the employer or the job, or press Enter."
        try:
            if "/" in typed or typed.startswith("~") or typed.endswith((".yaml", ".yml", ".json")):
                self.file.rename(typed)
            else:
                self._keep_as_a_lead(typed)
        except FileExistsError:
            return f"{typed} already exists; type another name."
        except OSError as error:
            return f"{typed}: cannot be written ({error.strerror}); type another name."
        except (LeadError, LogError) as error:
            return f"{error}."
        return ""

    def _keep_as_a_lead(self, name: str) -> None:
        """Start a lead with the answers, and remove the file that had them; it stays if answers are aside in it."""
        from followthrough.advising.advise import advise
        from followthrough.leads.log import actions
        from followthrough_cli.leads.edit import keep_given

        today = self.request.today
        self.history = actions.add(self.request.log(), self.base, name, self.answers, today=today).history
        if self.file.path is not None and not self.aside:
            self.file.path.unlink(missing_ok=True)
        advice = advise(self.base, self.answers, counsel=self.request.counsel, today=today)
        keep_given(self.terminal, self.request, self.history, advice)


def keep_answers(
    terminal: Terminal, base: KnowledgeBase, answers: Mapping[str, Value], keep: str | None, request: Request
) -> None:
    """Write the answers to a new file and say where, or print them if that is impossible."""
    if answers:
        keeper = Keeper(terminal, request, base, None, AnswersFile(base, request.today, keep=keep))
        keeper.answers = dict(answers)
        keeper.file.keep(answers, {})
        keeper.say_where()


def asking(lead: str, request: Request, log: str = "") -> str:
    """Return the command that goes on asking about a lead, by the same rules."""
    options = f"{request.folders.options} {log}".strip()
    if lead.startswith("-"):
        return " ".join(filter(None, ("followthrough ask", options, "--", quote(lead))))
    return f"followthrough ask {quote(lead)} {options}".rstrip()
