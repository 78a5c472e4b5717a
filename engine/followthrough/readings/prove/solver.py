"""A circuit, put to clingo: it finds leads in which what is asked for holds, or proves that there are none.

The only module that imports clingo. A circuit becomes a logic program whose answer sets are the leads that fit: a free
atom is a choice, a definition is a rule for each of its alternatives. It is built once and then asked many times, each
time under other assumptions. Atoms are added as bare numbers through clingo's backend, so there is nothing to ground.
"""

from collections.abc import Callable, Generator, Iterable, Sequence
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from followthrough.errors import NotSettled
from followthrough.readings.prove.circuit import AtLeast, Body, Circuit, Literal
from followthrough.readings.prove.limits import WATCHDOG, is_over, shared_work, uninterrupted, work_of_a_proof

if TYPE_CHECKING:  # clingo is imported with the first solver: where diagrams are kept, nothing may be left to solve
    from clingo import Backend, Model, SolveHandle

SECONDS = float("inf")
"""How long one question to clingo may take, where nobody waits for it: until its work is done (`limits.WORK`)."""

T = TypeVar("T")

Holds = Callable[[Literal], bool]
"""Returns whether a literal holds in the lead that was found."""

Block = Callable[[Sequence[Literal]], None]
"""Lets no further lead be found in which all these literals hold."""


class Solver:
    """All ways to choose the free atoms of a circuit in which no `forbidden` body holds.

    `choices` are literals of which one may hold. A solution is the simpler the earlier the one that holds, and simpler
    still if none does; the first choice counts before all others.

    Every question raises NotSettled when it takes more work than a proof may (`limits.WORK`), or `seconds` run out. Who
    adds statements to a circuit that others may be asking about holds the lock `growing` until they are learned.
    """

    def __init__(
        self,
        circuit: Circuit,
        forbidden: Iterable[Body],
        *,
        choices: Sequence[Sequence[Literal]] = (),
        seconds: float = SECONDS,
    ) -> None:
        from clingo import Control

        self.seconds = seconds
        self._circuit = circuit
        self._added = 0
        self._busy = Lock()
        self.growing = Lock()
        self._control = Control(["--models=0", "--opt-mode=ignore", "--opt-heuristic=sign,model"])
        self._looking_for = ("0", "", "ignore")
        self.grow()
        self.forbid(forbidden)
        with self._control.backend() as backend:
            for place, literals in enumerate(choices):
                backend.add_minimize(-place, [(literal, number) for number, literal in enumerate(literals, 1)])

    def grow(self) -> None:
        """Learn the statements that the circuit has got since, so that they can be assumed as well."""
        if self._added < self._circuit.size:
            with self._busy, self._control.backend() as backend:
                _add(self._circuit, backend, self._added)
            self._added = self._circuit.size

    def forbid(self, bodies: Iterable[Body]) -> None:
        """Let no lead be found any more in which all literals of one of these bodies hold."""
        with self._busy, self._control.backend() as backend:
            for body in bodies:
                backend.add_rule([], body)

    def first(self, assumed: Sequence[Literal], read: Callable[[Holds], T]) -> T | None:
        """Read the first lead found in which all that is assumed holds; None if there is none."""
        with self._busy, uninterrupted():
            self._look_for(1)
            try:
                with self._control.solve(assumptions=assumed, yield_=True) as handle:
                    model = self._next(handle)
                    return None if model is None else read(model.is_true)
            finally:
                self._count_work()

    def simplest(self, assumed: Sequence[Literal], read: Callable[[Holds], T]) -> T | None:
        """Read the simplest lead in which all that is assumed holds; None if there is none.

        The solver minimizes choice by choice: each lead that it finds is simpler than the one before.
        """
        simplest: T | None = None
        with self._busy, uninterrupted():
            self._look_for(0, "opt")
            try:
                with self._control.solve(assumptions=assumed, yield_=True) as handle:
                    while (model := self._next(handle)) is not None:
                        simplest = read(model.is_true)
            finally:
                self._count_work()
        return simplest

    def each(self, assumed: Sequence[Literal], read: Callable[[Holds, Block], T]) -> Generator[T, None, None]:
        """Read every lead in which all that is assumed holds; `read` may block leads like the one it reads.

        The limit of work is for all leads together, that of time for each. The order is clingo's, the same for the same
        circuit. Until the last lead has been read, or the generator is closed, nothing else can be asked.
        """
        with self._busy:
            self._look_for(0)
            with uninterrupted():
                handle = self._control.solve(assumptions=assumed, yield_=True)
            try:
                while True:
                    with uninterrupted():
                        model = self._next(handle)
                    if model is None:
                        return
                    yield read(model.is_true, partial(_block, model))
            finally:
                with uninterrupted():
                    handle.__exit__(None, None, None)  # type: ignore[no-untyped-call]  # it has no types there

    def _look_for(self, models: int, opt_mode: str = "ignore") -> None:
        wanted = str(models), f"{work_of_a_proof()},umax", opt_mode
        if wanted != self._looking_for:  # to set what is set already takes as long as an easy proof
            options: Any = self._control.configuration.solve
            options.models, options.solve_limit, options.opt_mode = self._looking_for = wanted

    def _count_work(self) -> None:
        """Take the conflicts of the last search from the work that is shared, if any is."""
        shared = shared_work()
        if shared is not None:
            shared.left -= int(self._control.statistics["solving"]["solvers"]["conflicts"])

    def _next(self, handle: "SolveHandle") -> "Model | None":
        """Search for the next answer set, no longer than the limits."""
        with WATCHDOG.limit(self.seconds, self._control.interrupt) as limit:
            handle.resume()
            model = handle.model()
        if limit.ran_out:
            self._take_back_interrupt(handle)
            raise NotSettled(
                f"not settled within {self.seconds:g} seconds", "seconds in all" if is_over() else "seconds"
            )
        if model is None and not handle.get().exhausted:
            raise NotSettled(f"not settled with {work_of_a_proof():,} conflicts in the search")
        return model

    def _take_back_interrupt(self, handle: "SolveHandle") -> None:
        """Let no interrupt that came after a search had ended hit the next one."""
        if not handle.get().interrupted:
            handle.cancel()
            self._control.solve(assumptions=[1, -1])


def _block(model: "Model", body: Sequence[Literal]) -> None:
    model.context.add_clause([-literal for literal in body])


def _add(circuit: Circuit, backend: "Backend", since: int) -> None:
    """Write a circuit as a logic program, without its first atoms; its atoms keep their numbers."""
    for _ in range(since, circuit.size):
        backend.add_atom()
    for atom in range(since + 1, circuit.size + 1):
        definition = circuit.definitions.get(atom)
        if definition is None:
            backend.add_rule([atom], [], choice=True)
        elif isinstance(definition, AtLeast):
            weighted = list(zip(definition.literals, definition.weights, strict=True))
            backend.add_weight_rule([atom], definition.least, weighted)
        else:
            for body in definition.bodies:
                backend.add_rule([atom], body)
