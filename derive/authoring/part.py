"""One part of a problem, as its author writes it: prose, derivations, definitions, answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType, TracebackType
from typing import TypeAlias

from sympy import Symbol

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.facts import ask
from derive.algebra.normal_form import equal_modulo
from derive.algebra.pattern import find
from derive.algebra.shapes import shape_of, show_shape
from derive.algebra.term import Term
from derive.authoring.case_tables import case_table, conditions, four
from derive.authoring.entries import Whole
from derive.authoring.figure import Panel, plot
from derive.authoring.formulas import formula, read_claim, words
from derive.authoring.parts import (
    Answer,
    Argument,
    Block,
    CaseColumn,
    Definition,
    Figure,
    Part,
    Prose,
    Refutation,
    ShapeRow,
    Shapes,
    Sign,
    Words,
)
from derive.authoring.results import put_in_result
from derive.authoring.solve_for import in_letters
from derive.authoring.source_location import located
from derive.errors import SpecError, StepError
from derive.latex.declare import read_declarations
from derive.latex.names import canonical_name
from derive.latex.printer import latex
from derive.models.equivalence import compare, holds
from derive.models.optimum_comparison import free_of
from derive.proof import kernel
from derive.proof.case_analysis import prove_claim
from derive.proof.equations import explain_equation, lagrange, stationary, wrong_equation
from derive.proof.limit_evaluation import quotient_limit
from derive.proof.moves import Fuel, replay_moves
from derive.proof.objectives import explain_objective
from derive.proof.quantifiers import explain_for_every
from derive.proof.search import ALL, Library, explain, put_in
from derive.proof.step import Derivation, Step
from derive.proof.strategy import everywhere
from derive.rules.library import find_rule
from derive.rules.rule import Rule

__all__ = ["PartBuilder"]

FUEL = 200
Varied: TypeAlias = str | Term | Sequence[str | Term]


class PartBuilder:
    """What an author says of a part, in order; the part is made when its `with` block ends."""

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
        self._start: Term | None = None
        self._called: Term | None = None
        self._steps: list[tuple[Step, Words]] = []
        self._whole: Whole | None = None

    def __enter__(self) -> PartBuilder:
        return self

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

    # -- prose ------------------------------------------------------------------------------

    def idea(self, text: str) -> None:
        """The idea in a sentence or two, before the derivation."""
        self._prose("idea", text)

    def say(self, text: str) -> None:
        """A paragraph between derivations."""
        self._prose("text", text)

    def remark(self, text: str) -> None:
        """What the result means, after it."""
        self._prose("remark", text)

    def _prose(self, kind: str, text: str) -> None:
        with located(text):
            self._finish()
            self._blocks.append(Prose(kind, words(text, self._context)))

    # -- declarations of the part -----------------------------------------------------------

    def declare(self, declaration: str | Term) -> None:
        """A letter of this part only."""
        with located(declaration):
            new = read_declarations(declaration) if isinstance(declaration, str) else [declaration]
            self._context = self._context.declare(*new)

    def define(self, name: str, meaning: str | Term) -> Term:
        """Let `name` stand for a term; the symbol, declared with that term's shape, is returned."""
        with located(meaning):
            self._finish()
            name = canonical_name(name)
            declared = self._context.symbols.get(name)
            expected = None if declared is None else shape_of(declared)
            term = formula(meaning, self._context, expected)
            shape = shape_of(term)
            symbol = t.matrix(name, *shape) if shape else t.scalar(name)
            if declared not in (None, symbol):
                raise SpecError(f"{name} is declared, with another shape than its meaning has")
            fact = Fact("=", (symbol, term))
            self._context = self._context.declare(symbol).assume(fact)
            self._blocks.append(Definition(fact))
        return symbol

    # -- derivations ------------------------------------------------------------------------

    def start(self, text: str | Term, *, named: str | Term | None = None) -> None:
        """Begin a derivation at this term or equation; `named` is what its left side is called."""
        with located(text):
            self._begin(formula(text, self._context))
            if named is not None:
                self._called = formula(named, self._context)

    def minimize(
        self, objective: str | Term, *, over: Varied, subject_to: str | Term | None = None
    ) -> None:
        """The goal: `over`, a letter or several, minimises the objective (under an equation).

        `stationary` or `lagrange` begins the derivation, once the derivative is derived; or
        `objective`, which goes to another one with the same minima.
        """
        self._optimize(t.Minimizer, objective, over, subject_to)

    def maximize(
        self, objective: str | Term, *, over: Varied, subject_to: str | Term | None = None
    ) -> None:
        """The goal: `over` maximises the objective (under an equation)."""
        self._optimize(t.Maximizer, objective, over, subject_to)

    def _optimize(
        self,
        kind: Callable[..., Term],
        objective: str | Term,
        over: Varied,
        subject_to: str | Term | None,
    ) -> None:
        with located(objective):
            letters = [over] if isinstance(over, str | Term) else over
            varied = [formula(letter, self._context) for letter in letters]
            x = varied[0] if len(varied) == 1 else t.blocks([[letter] for letter in varied])
            parts = [x, formula(objective, self._context, ())]
            if subject_to is not None:
                parts.append(formula(subject_to, self._context))
            self._goal = kind(*parts)

    def constraint(
        self, text: str | Term, why: str = "", *, both_sides: str = "", with_: str | Term = ""
    ) -> None:
        """The next line: the constraint of an optimum, rewritten or with an operation done to both
        its sides, `both_sides`, as for `line`."""
        with located(text):
            before = self._open_optimum()
            after = type(before)(*before.args[:2], formula(text, self._context))
            steps: tuple[Step, ...] = ()
            if both_sides:
                operand = formula(with_, self._context) if with_ else None
                step = kernel.apply_to_both_sides(self._context, before, both_sides, operand)
                steps, before = (step,), step.after
            if before != after:
                free = free_of(self._context, before.args[0])
                steps = (*steps, *explain(free, before, after))
            self._add(steps, why)

    def eliminate(self, letter: str | Term, why: str = "") -> None:
        """The next line: a letter put in as the constraint says.  What follows is about the optimum
        over the other letters."""
        with located(letter):
            symbol = formula(letter, self._context)
            self._add((kernel.eliminate(self._context, self._open_optimum(), symbol),), why)
            self._goal_now = self._current().args[0]
            self._finish()

    def _open_optimum(self) -> Term:
        """The last line, if it is an optimum, or else the goal, from which a derivation begins."""
        if self._start is None or not isinstance(self._current(), t.OPTIMA):
            self._begin(self._optimum())
        return self._current()

    def objective(self, text: str | Term, why: str = "", *, sense: str = "") -> None:
        """The next line: another objective with the same optima, from the goal if none is open.

        `sense`, "min" or "max", turns a maximum into a minimum or the other way round.
        """
        with located(text):
            before = self._open_optimum()
            kind = {"": type(before), "min": t.Minimizer, "max": t.Maximizer}.get(sense)
            if kind is None:
                raise SpecError(f"no such sense: {sense}", expected='"min" or "max"')
            x, _, *constraint = before.args
            after = kind(x, formula(text, self._context, ()), *constraint)
            self._add(explain_objective(self._context, before, after), why)

    def _begin(self, start: Term) -> None:
        self._finish()
        self._start = start
        if self._goal is None:
            self._goal = start

    def line(
        self,
        text: str | Term,
        why: str = "",
        *,
        by: Sequence[str] = (),
        both_sides: str = "",
        with_: str | Term | None = None,
    ) -> None:
        """The next line.  It is verified, and the rules that justify it are found.

        `by` names the only rules to use; `both_sides` one of the kernel's
        operations on equations, with its operand in `with_`.
        """
        with located(text):
            before = self._current()
            expected = None if isinstance(before, t.STATEMENTS) else shape_of(before)
            after = formula(text, self._context, expected)
            if both_sides:
                operand = None if with_ is None else formula(with_, self._context)
                steps = self._operate(before, after, both_sides, operand)
            elif isinstance(before, t.Equation) and isinstance(after, t.Equation) and not by:
                steps = self._equation(before, after)
            elif isinstance(before, t.ForAll) and isinstance(after, t.STATEMENTS) and not by:
                steps = explain_for_every(self._context, before, after)
            elif isinstance(before, t.OPTIMA) and isinstance(after, t.OPTIMA) and not by:
                steps = explain_objective(self._context, before, after)
            else:
                self._fits(before, after)
                rules = Library.of(map(find_rule, by)) if by else ALL
                steps = explain(self._context, before, after, rules)
            self._add(steps, why)

    def _fits(self, before: Term, after: Term) -> None:
        shapes = shape_of(before), shape_of(after)
        if not self._context.dims().same_shape(*shapes):
            raise StepError(
                f"this line is {show_shape(shapes[1])}, the line before is {show_shape(shapes[0])}"
            )

    def _equation(self, before: Term, after: Term) -> tuple[Step, ...]:
        steps = explain_equation(self._context, before, after)
        if steps is None:
            raise wrong_equation(self._context, before, after)
        return steps

    def _operate(
        self, before: Term, after: Term, operation: str, operand: Term | None
    ) -> tuple[Step, ...]:
        step = kernel.apply_to_both_sides(self._context, before, operation, operand)
        rest = explain_equation(self._context, step.after, after, depth=0)
        if rest is None:
            raise StepError(f"{operation} gives {step.after}, which is not this line")
        return (step, *rest)

    def entry(self, *names: str) -> None:
        """Look at one entry of the current matrix, by the names of its indices.

        The lines that follow are about that entry, until `assemble`.  A row or column has one
        index.
        """
        with located():
            if self._whole is not None:
                raise SpecError("this is an entry already", hint="assemble(…) ends it")
            whole = Whole.of(self._context, self._current(), names)
            self._whole = replace(
                whole, start=self._start, called=self._called, steps=tuple(self._steps)
            )
            self._context = whole.inside
            self._start, self._called, self._steps = whole.entry, None, []

    def assemble(self, text: str | Term, why: str = "") -> None:
        """The line whose entries were derived: they are equal for every index."""
        with located(text):
            whole = self._whole
            if whole is None:
                raise SpecError("no entry was looked at", hint="begin with entry(…)")
            after = formula(text, whole.outside, shape_of(whole.before))
            self._fits(whole.before, after)
            wanted = whole.entry_of(after)
            if not equal_modulo(self._current(), wanted):
                self._add(explain(self._context, self._current(), wanted), "")
            entries = kernel.derivation(self._context, whole.entry, [s for s, _ in self._steps])
            reasons = tuple(said for _, said in self._steps)
            self._blocks.append(Argument(entries, None, reasons, entries=True))
            self._context, self._whole = whole.outside, None
            self._start, self._called, self._steps = whole.start, whole.called, [*whole.steps]
            step = kernel.entrywise(
                whole.outside, whole.before, after, entries, whole.row, whole.column
            )
            self._add((step,), why)

    def by(self, name: str, *, of: str | None = None, why: str = "") -> None:
        """The next line by a rule, wherever it applies (`<-name` from right to left)."""
        with located(name):
            rule, forward = find_rule(name.removeprefix("<-")), not name.startswith("<-")
            chosen = None if of is None else formula(of, self._context)
            strategy = everywhere(rule, forward=forward, of=chosen)
            moves = strategy(self._context, self._current(), Fuel(FUEL))
            if moves is None:
                raise self._no_use(rule, forward)
            self._add(replay_moves(self._context, moves), why)

    def _no_use(self, rule: Rule, forward: bool) -> StepError:
        """Why a rule cannot be used here: nothing fits, or a guard is not met."""
        source, _ = rule.sides(forward)
        for _, bindings in find(source, self._current()):
            for guard in rule.needs(forward):
                needed = guard.substitute(dict(bindings))
                known = ask(self._context, needed)
                if not known.value:
                    return StepError(f"{rule.name} needs {needed}, which is {known.reason}")
        where = " and ".join(map(str, rule.needs(forward)))
        said = f"{latex(rule.lhs)} = {latex(rule.rhs)}" if rule.relation == "=" else rule.words
        return StepError(
            f"{rule.name} applies nowhere in {latex(self._current())}",
            hint=f"it says {said}" + (f", where {where}" if where else ""),
        )

    def substitute(self, name: str, why: str = "") -> None:
        """The next line by putting in what a letter stands for."""
        with located(name):
            symbol = formula(name, self._context)
            self._add((put_in(self._context, self._current(), symbol),), why)

    def in_terms_of(self, *names: str, why: str = "") -> None:
        """The next line: the current scalar in these letters, by the equations that are assumed."""
        with located():
            allowed = {formula(name, self._context) for name in names}
            before = self._current()
            after = in_letters(self._context, before, allowed)
            self._add(explain(self._context, before, after), why)

    def result(self, part: str, why: str = "") -> None:
        """The next line by a result of an earlier part, put in wherever one side of it stands."""
        with located(part):
            if part not in self._earlier:
                raise SpecError(f"no part before this one is called {part}")
            step = put_in_result(self._context, self._current(), self._earlier[part])
            self._add((step,), why)

    def stationary(self, why: str = "") -> None:
        """Begin at the goal to minimise: the derivative, derived before, is zero."""
        with located():
            self._begin(self._minimum())
            step = stationary(self._context, self._current(), self._gradient())
            self._add((step,), why)

    def lagrange(self, multiplier: str | Term, why: str = "") -> None:
        """Begin at the goal to minimise under a constraint: Lagrange's conditions."""
        with located(multiplier):
            self._begin(self._minimum())
            symbol = formula(multiplier, self._context)
            step = lagrange(self._context, self._current(), self._gradient(), symbol)
            self._add((step,), why)

    # -- what stands beside the derivations ---------------------------------------------------

    def shapes(self, *rows: str | tuple[str, str]) -> None:
        """A table of shapes; each row a formula, or a formula and a note."""
        self._finish()
        made = []
        for row in rows:
            text, note = (row, "") if isinstance(row, str) else row
            with located(text):
                made.append(ShapeRow(formula(text, self._context), words(note, self._context)))
        self._blocks.append(Shapes(tuple(made)))

    def figure(self, *panels: Panel, caption: str, alt: str) -> None:
        """A figure of one or more panels; `alt` says in words what is to be seen."""
        with located(caption):
            self._finish()
            if not panels or not alt.strip():
                raise SpecError("a figure needs a panel, and alt: what it shows, in words")
            plots = tuple(plot(panel, self._context) for panel in panels)
            self._blocks.append(Figure(plots, words(caption, self._context), alt))

    def refute(self, claim: str | Term, *, given: Sequence[str] = ()) -> None:
        """State that an equation or a comparison does not hold, with a counterexample.

        `given` are conditions under which it does not hold either.
        """
        with located(claim):
            self._finish()
            stated = read_claim(claim, self._context)
            more = conditions(given, self._context)
            here = self._context.assume(*more)
            verdict = (
                holds(here, stated) if isinstance(stated, Fact) else compare(here, *stated.args)
            )
            if verdict.counterexample is None:
                raise StepError(f"no counterexample was found: {verdict.reason}")
            self._blocks.append(Refutation(stated, verdict.counterexample, more))

    def sign(self, claim: str, so: str = "", *, given: Sequence[str] = ()) -> None:
        """State a comparison, as `e - c > 0`; its proof is found, and printed with what it says.

        `so` says what follows; `given` are conditions that are assumed besides those of the part.
        """
        with located(claim):
            self._finish()
            stated = read_claim(claim, self._context)
            if not isinstance(stated, Fact):
                raise SpecError("this is no comparison", hint="as e - c > 0")
            more = conditions(given, self._context)
            proof = prove_claim(self._context.assume(*more), stated)
            self._blocks.append(Sign(more, proof, words(so, self._context)))

    def cases(
        self,
        *rows: tuple[Sequence[str], Sequence[str]],
        columns: Sequence[tuple[str, str, str]],
        domain: Sequence[str] = (),
    ) -> None:
        """A table of cases that cover a domain: what the part assumes, and `domain` besides.

        A column is its title, a term, and words for the signs as "falls, stays, rises[, none]"; a
        row its conditions, and for each column `<`, `=`, `>`, or `none` where it has no value.
        """
        with located(", ".join(domain)):
            self._finish()
            context = self._context
            made = [
                CaseColumn(words(title, context), formula(term, context, ()), four(said))
                for title, term, said in columns
            ]
            table = [(conditions(given, context), signs) for given, signs in rows]
            self._blocks.append(case_table(context, conditions(domain, context), made, table))

    def answer(
        self,
        name: str,
        text: str | Term | None = None,
        *,
        in_terms_of: Sequence[str] | None = None,
        shown: str | Term | None = None,
    ) -> None:
        """The result: the end of the last derivation, which `text` repeats for the reader.

        It is shown as the value of its name, or of what is `shown` instead.
        """
        with located(text if text is not None else name):
            place, made = self._last("an answer needs a derivation that ends in it")
            end = made.end
            statement: Term | None = end if isinstance(end, t.OPTIMA) else None
            term = end.args[1] if _solved(end) or statement is not None else end
            if text is not None:
                shape = None if isinstance(term, t.STATEMENTS) else shape_of(term)
                stated = formula(text, self._context, shape)
                if not equal_modulo(stated, term):
                    raise StepError(f"the answer is not where the derivation ends: {term}")
            allowed = tuple(formula(symbol, self._context) for symbol in in_terms_of or ())
            foreign = t.free_symbols(term) - set(allowed)
            if in_terms_of is not None and foreign:
                raise StepError(f"the answer contains {', '.join(map(str, foreign))}")
            if shown is not None:
                statement = t.Equation(formula(shown, self._context), term)
                shape_of(statement)
            self._blocks.append(Answer(name, term, place, allowed, statement))

    def leading(self, text: str | Term, *, name: str = "leading") -> None:
        r"""A result f \sim g: the last derivation shows that the limit of f / g is 1.

        The leading term g is what is asked for by the name.
        """
        with located(text):
            place, made = self._last("a leading term needs the limit of a quotient")
            statement = formula(text, self._context)
            if not isinstance(statement, t.Asymptotic):
                raise SpecError(r"this is no leading term", hint=r"write f \sim g \quad (x \to 0)")
            limit = quotient_limit(statement)
            if not (
                equal_modulo(made.start, limit.args[0]) and equal_modulo(made.end, limit.args[1])
            ):
                raise StepError(f"the derivation before does not show that {latex(limit)}")
            self._blocks.append(Answer(name, statement.args[1], place, (), statement))

    def _last(self, missing: str) -> tuple[int, Derivation]:
        """The last derivation of the part, and its place; SpecError if there is none."""
        self._finish()
        for place in reversed(range(len(self._blocks))):
            block = self._blocks[place]
            if isinstance(block, Argument):
                return place, block.derivation
        raise SpecError(missing)

    # -- inside -----------------------------------------------------------------------------

    def _current(self) -> Term:
        if self._start is None:
            raise SpecError("no derivation is begun here", hint="begin with start(…)")
        return self._steps[-1][0].after if self._steps else self._start

    def _add(self, steps: Sequence[Step], why: str) -> None:
        self._steps.append((kernel.chain(self._context, steps), words(why, self._context)))

    def _minimum(self) -> Term:
        if not isinstance(self._goal, t.Minimizer):
            raise SpecError("nothing is to be minimised here", hint="say what with minimize(…)")
        return self._goal

    def _optimum(self) -> Term:
        goal = self._goal if self._goal_now is None else self._goal_now
        if not isinstance(goal, t.OPTIMA):
            raise SpecError("there is no objective here", hint="say it with minimize(…)")
        return goal

    def _gradient(self) -> Derivation:
        """The last derivation of a derivative in this part."""
        for block in reversed(self._blocks):
            if isinstance(block, Argument) and isinstance(block.derivation.start, t.DERIVATIVES):
                return block.derivation
        raise StepError("derive the derivative first: start from it, end in its value")

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
        if isinstance(end, t.Equation) and isinstance(end.lhs, t.MatrixSymbol | Symbol):
            self._context = self._context.assume(Fact("=", end.args))


def _solved(end: Term) -> bool:
    """Whether a derivation ends in an equation that says what a letter is."""
    if not isinstance(end, t.Equation) or not isinstance(end.lhs, t.MatrixSymbol | Symbol):
        return False
    return end.lhs not in t.free_symbols(end.rhs)
