"""A part while its author writes it: what is said so far, and the derivation that is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType, TracebackType

from sympy import Symbol

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.term import Term
from derive.authoring.entries import Whole
from derive.authoring.formulas import words
from derive.authoring.parts import Argument, Block, Part, Words
from derive.errors import SpecError, StepError
from derive.latex.printer import latex
from derive.proof import kernel
from derive.proof.standing import Standing, asks_for, refuse_tied
from derive.proof.step import Derivation, Step

__all__ = ["Draft"]


class Draft:
    """The bookkeeping below the verbs of a part; the part is made when its `with` block ends."""

    def __init__(
        self,
        name: str,
        title: str,
        question: str,
        given: tuple[Fact, ...],
        context: Context,
        done: Callable[[Part], None],
        earlier: Mapping[str, Part] = MappingProxyType({}),
    ) -> None:
        self._name, self._title, self._given, self._done = name, title, given, done
        self._earlier = earlier
        self._question = words(question, context)
        self._context = context
        self._blocks: list[Block] = []
        self._goal: Term | None = None
        self._goal_now: Term | None = None  # what is left of it when a letter is eliminated
        self._reached: Term | None = None  # the optimum that a derivation ended in last
        self._derived: list[Fact] = []  # equations that derivations end in, assumed after them
        self._answered = False
        self._start: Term | None = None
        self._called: Term | None = None
        self._steps: list[tuple[Step, Words]] = []
        self._whole: Whole | None = None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            return
        self._finish()
        if self._goal is None:
            raise SpecError(f"part {self._name} derives nothing", hint="begin with start(…)")
        if isinstance(self._goal, t.OPTIMA):
            refuse_tied(self._goal, self._assumed())
            if not asks_for(self._question, self._goal):
                raise SpecError(
                    f"the question of part {self._name} does not say what the optimum is of",
                    hint="write the objective and the constraint between dollars",
                )
            if not self._answered:
                self._answer_found()
            if not self._answered:
                raise SpecError(
                    f"no answer of part {self._name} ends what is derived from its optimum",
                    hint="go on from stationary(), lagrange(…) or objective(…) to an answer",
                )
        self._done(
            Part(
                self._name,
                self._title,
                self._question,
                self._given,
                self._context,
                self._goal,
                tuple(self._blocks),
            )
        )

    def _answer_found(self) -> None:
        """The answer where none is stated, and the last line says what the optimum is."""

    # -- the derivation that is open ----------------------------------------------------------

    def _begin(self, start: Term) -> None:
        self._finish()
        self._start = start
        if self._goal is None:
            self._goal = start

    def _current(self) -> Term:
        if self._start is None:
            raise SpecError("no derivation is begun here", hint="begin with start(…)")
        return self._steps[-1][0].after if self._steps else self._start

    def _add(self, steps: Sequence[Step], why: str) -> None:
        self._steps.append((kernel.chain(self._context, steps), words(why, self._context)))

    def _finish(self) -> None:
        """Close the derivation that is open, if one is, and keep what it shows."""
        if self._whole is not None:
            raise SpecError("an entry was looked at, and nothing is made of it", hint="assemble(…)")
        if self._start is None:
            return
        if not self._steps:
            raise SpecError("this derivation has no line but its first")
        steps = [step for step, _ in self._steps]
        made = kernel.derivation(self._context, self._start, steps)
        reasons = tuple(why for _, why in self._steps)
        self._blocks.append(Argument(made, self._called, reasons))
        self._start, self._called, self._steps = None, None, []
        end = made.end
        if isinstance(end, t.OPTIMA):
            self._reached = end
        if isinstance(end, t.Equation) and isinstance(end.lhs, t.MatrixSymbol | Symbol):
            fact = Fact("=", end.args)
            if fact not in self._context.facts:
                self._derived.append(fact)
            self._context = self._context.assume(fact)

    # -- what was derived -----------------------------------------------------------------------

    def _last(self, missing: str) -> tuple[int, Argument]:
        """The last derivation of the part, and its place; SpecError if there is none."""
        self._finish()
        for place in reversed(range(len(self._blocks))):
            block = self._blocks[place]
            if isinstance(block, Argument):
                return place, block
        raise SpecError(missing)

    def _gradient(self) -> Derivation:
        """The last derivation of a derivative in this part."""
        for block in reversed(self._blocks):
            if isinstance(block, Argument) and isinstance(block.derivation.start, t.DERIVATIVES):
                return block.derivation
        raise StepError("derive the derivative first: start from it, end in its value")

    def _assumed(self) -> tuple[Fact, ...]:
        """What the part assumes, without what it derived."""
        return tuple(fact for fact in self._context.facts if fact not in self._derived)

    def _standing(self, goal: Term) -> Standing:
        made = (b.derivation for b in self._blocks if isinstance(b, Argument) and not b.entries)
        return Standing(goal, self._context, self._assumed(), tuple(made))

    def _refuse_unshown(self, named: Term | None, term: Term, shown: Term | None) -> None:
        """Raise StepError if a letter that an optimum is over names what is not shown to be its
        value; `shown` is the letter of which it is."""
        goal = self._goal
        letter = named.args[0] if isinstance(named, t.Entry) else named
        if not isinstance(goal, t.OPTIMA) or letter not in t.free_symbols(goal.args[0]):
            return
        if shown is None and letter == named and self._standing(goal).is_value(letter, term):
            return
        if letter != shown or letter != named:
            raise StepError(
                f"nothing shows that {latex(term)} is the only optimum over {latex(letter)}",
                hint="what is derived from the optimum must end in it, every equation being solved",
            )

    # -- what is to be derived ------------------------------------------------------------------

    def _minimum(self) -> Term:
        self._finish()
        last = self._goal if self._goal_now is None else self._goal_now
        last = last if self._reached is None else self._reached
        if not isinstance(last, t.Minimizer):
            raise SpecError("nothing is to be minimised here", hint="say what with minimize(…)")
        return last

    def _optimum(self) -> Term:
        goal = self._goal if self._goal_now is None else self._goal_now
        if not isinstance(goal, t.OPTIMA):
            raise SpecError("there is no objective here", hint="say it with minimize(…)")
        return goal

    def _open_optimum(self) -> Term:
        """The last line, if it is an optimum, or else the goal, from which a derivation begins."""
        if self._start is None or not isinstance(self._current(), t.OPTIMA):
            self._begin(self._optimum())
        return self._current()
