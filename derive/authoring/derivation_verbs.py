"""The verbs of a part that begin a derivation and add its lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.facts import ask
from derive.algebra.normal_form import equal_modulo
from derive.algebra.occurrences import find
from derive.algebra.pattern import get, positions
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.authoring.draft import Draft
from derive.authoring.entries import Whole
from derive.authoring.formulas import formula
from derive.authoring.parts import Argument, Part
from derive.authoring.result_names import check_called
from derive.authoring.solve_for import in_letters
from derive.authoring.source_location import located
from derive.errors import SpecError, StepError
from derive.latex.printer import latex
from derive.proof import kernel
from derive.proof.explain import explain, explain_operation, refuse_other_shape
from derive.proof.moves import Direction, Fuel, normalize, replay_moves
from derive.proof.primitives.entrywise import entrywise
from derive.proof.rule_choice import ALL, Library
from derive.proof.step import Step
from derive.proof.substitution import put_in
from derive.rules.library import find_rule
from derive.rules.rule import Rule

__all__ = ["DerivationVerbs"]

FUEL = 200


class DerivationVerbs(Draft):
    """From a line to the next."""

    def start(self, text: str | Term, *, named: str | Term | None = None) -> None:
        """Begin a derivation at this term or equation; `named` is what its left side is called."""
        with located(text):
            self._begin(formula(text, self._context))
            if named is not None:
                self._called = formula(named, self._context)
                self._refuse_unshown(self._called, self._current(), None)
                check_called(self._called, self._current(), self._context)

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
                steps = explain_operation(self._context, before, after, both_sides, operand)
            else:
                rules = Library.of(map(find_rule, by)) if by else ALL
                steps = explain(self._context, before, after, rules)
            self._add(steps, why)

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
            refuse_other_shape(whole.outside, whole.before, after)
            wanted = whole.entry_of(after)
            if not equal_modulo(self._current(), wanted):
                self._add(explain(self._context, self._current(), wanted), "")
            entries = kernel.derivation(self._context, whole.entry, [s for s, _ in self._steps])
            reasons = tuple(said for _, said in self._steps)
            self._blocks.append(Argument(entries, None, reasons, entries=True))
            self._context, self._whole = whole.outside, None
            self._start, self._called, self._steps = whole.start, whole.called, [*whole.steps]
            step = kernel.apply(
                whole.outside, whole.before, entrywise, after, entries, whole.row, whole.column
            )
            self._add((step,), why)

    def by(self, name: str, *, of: str | None = None, why: str = "") -> None:
        """The next line by a rule, wherever it applies (`<-name` from right to left)."""
        with located(name):
            rule, forward = find_rule(name.removeprefix("<-")), not name.startswith("<-")
            chosen = None if of is None else formula(of, self._context)
            uses = [Direction(rule, forward)]
            moves = normalize(self._context, self._current(), uses, Fuel(FUEL), of=chosen)
            if not moves:
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
            step = _put_in_result(self._context, self._current(), self._earlier[part])
            self._add((step,), why)


def _put_in_result(context: Context, term: Term, part: Part) -> Step:
    """The step by an equality of a part: one end of it, wherever it stands, becomes the other.

    Raises StepError if neither end of any stands in the term, or it is not known to hold here.
    """
    equalities = [a.derivation for a in part.arguments if a.derivation.relation == "="]
    for lemma, forward in [(e, True) for e in equalities] + [(e, False) for e in equalities]:
        source = lemma.start if forward else lemma.end
        found = tuple(
            where
            for where in positions(term)
            if shape_of(get(term, where)) == shape_of(source)
            and equal_modulo(get(term, where), source)
        )
        if found:
            apart = [w for w in found if not any(_inside(w.path, o.path) for o in found)]
            return kernel.rewrite_by_result(context, term, part.name, lemma, apart, forward=forward)
    raise StepError(f"no result of ({part.name}) stands in {latex(term)}")


def _inside(path: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return len(other) < len(path) and path[: len(other)] == other
