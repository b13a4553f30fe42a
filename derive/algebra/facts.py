"""Is it known?  Yes with a proof, no with a reason, or unknown.

Facts are inferred by backward chaining over the table of `derive.algebra.inferences`, with a bound
on the depth.  A fact known of X is also known of what X is defined to be (X = U S V^T), and the
other way round.  What is neither proved nor refuted is unknown, and unknown is never taken for yes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from sympy import Pow, Rational, Symbol

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.dependence import Equations, letters_varying
from derive.algebra.inferences import INFERENCES, Inference
from derive.algebra.normal_form import equal_modulo, key
from derive.algebra.pattern import Bindings, match_fact
from derive.algebra.shapes import shape_of

__all__ = ["Known", "Proof", "ask", "equations_in", "inference", "prove_fact", "varying"]

MAX_DEPTH = 9
# the lines by the predicate that they conclude, in the order of the table
CONCLUDING: dict[str, tuple[Inference, ...]] = {
    predicate: tuple(line for line in INFERENCES if line.conclusion.predicate == predicate)
    for predicate in dict.fromkeys(line.conclusion.predicate for line in INFERENCES)
}


@dataclass(frozen=True, slots=True)
class Proof:
    """Why a fact holds: `by` an inference line, "assumption", "definition" or "arithmetic".

    `bindings` are those of the inference line's variables; `premises` are proved in its order.
    """

    fact: Fact
    by: str
    premises: tuple[Proof, ...] = ()
    bindings: tuple[tuple[t.Term, t.Term], ...] = ()

    def __iter__(self) -> Iterator[Proof]:
        """This proof and those of its premises, conclusion first."""
        yield self
        for premise in self.premises:
            yield from premise


@dataclass(frozen=True, slots=True)
class Known:
    """yes (`value` True, with its proof), no (False, with the reason) or unknown (None)."""

    value: bool | None
    proof: Proof | None = None
    reason: str = ""


def ask(context: Context, fact: Fact) -> Known:
    """Whether the fact follows from the assumptions of the context."""
    proof = prove_fact(context, fact)
    if proof is not None:
        return Known(True, proof)
    reason = _impossible(context, fact)
    return Known(False, None, reason) if reason else Known(None, None, "not known")


def _impossible(context: Context, fact: Fact) -> str:
    shape = shape_of(fact.args[0])
    if len(shape) == 2:
        rows, cols = shape
        if fact.predicate == "full_column_rank" and context.assumed_greater(cols, rows):
            return f"it has more columns ({cols}) than rows ({rows})"
        if fact.predicate == "full_row_rank" and context.assumed_greater(rows, cols):
            return f"it has more rows ({rows}) than columns ({cols})"
    if fact.predicate == "<" and all(isinstance(arg, Rational) for arg in fact.args):
        return "false"
    if fact.predicate == "<" and prove_fact(context, Fact("<", fact.args[::-1])):
        return "false: the opposite is known"
    return ""


@lru_cache(maxsize=256)
def _known(assumed: tuple[Fact, ...]) -> tuple[tuple[Fact, Proof], ...]:
    """The assumed facts, and these of what a defined symbol stands for."""
    known = [(fact, Proof(fact, "assumption")) for fact in assumed]
    for fact in assumed:
        for equation in assumed:
            if equation.predicate != "=" or fact.predicate in ("=", "constant"):
                continue
            symbol, value = equation.args
            if isinstance(symbol, t.MatrixSymbol) and fact.args == (symbol,):
                moved = Fact(fact.predicate, (value,))
                premises = (Proof(fact, "assumption"), Proof(equation, "assumption"))
                known.append((moved, Proof(moved, "definition", premises)))
    return tuple(known)


def prove_fact(context: Context, fact: Fact, depth: int = MAX_DEPTH) -> Proof | None:
    """A proof of the fact from the assumptions, or None when none is found."""
    return _prove(context.facts, context.functions, fact, depth)


@lru_cache(maxsize=8192)
def _prove(
    assumed: tuple[Fact, ...], functions: tuple[tuple[t.Term, t.Term], ...], fact: Fact, depth: int
) -> Proof | None:
    return _Search(assumed, functions).prove(fact, depth)


class _Search:
    """One backward search: what is assumed, the goals open on the way down, and those given up.

    A goal given up while another was open might be reached through that one later; it is not tried
    again, which may leave a fact unknown and never makes one known.
    """

    def __init__(
        self, assumed: tuple[Fact, ...], functions: tuple[tuple[t.Term, t.Term], ...] = ()
    ) -> None:
        self._assumed, self._functions = assumed, functions
        self._known = _known(assumed)
        self._open: set[object] = set()
        self._failed: dict[object, int] = {}

    def prove(self, fact: Fact, depth: int) -> Proof | None:
        for known, proof in self._known:
            if _same_fact(known, fact):
                return proof
        if (arithmetic := self._arithmetic(fact)) is not None:
            return arithmetic
        goal = (fact.predicate, tuple(map(key, fact.args)))
        if depth <= self._failed.get(goal, 0) or goal in self._open:
            return None
        self._open.add(goal)
        found = self._infer(fact, depth)
        self._open.discard(goal)
        if found is None:
            self._failed[goal] = depth
        return found

    def _infer(self, fact: Fact, depth: int) -> Proof | None:
        for inference in CONCLUDING.get(fact.predicate, ()):
            for bindings in match_fact(inference.conclusion, fact):
                found = self._premises(inference.premises, bindings, depth)
                if found is not None:
                    premises, bound = found
                    return Proof(fact, inference.name, premises, tuple(bound.items()))
        return self._by_meaning(fact, depth)

    def _by_meaning(self, fact: Fact, depth: int) -> Proof | None:
        """A fact about a symbol, from the same fact about what it is defined to be."""
        if len(fact.args) != 1 or not isinstance(fact.args[0], t.MatrixSymbol):
            return None
        for equation in self._assumed:
            if equation.predicate == "=" and equation.args[0] == fact.args[0]:
                about = self.prove(Fact(fact.predicate, equation.args[1:]), depth - 1)
                if about is not None:
                    return Proof(fact, "definition", (about, Proof(equation, "assumption")))
        return None

    def _premises(
        self, premises: tuple[Fact, ...], bindings: Bindings, depth: int
    ) -> tuple[tuple[Proof, ...], Bindings] | None:
        if not premises:
            return (), bindings
        first, *rest = premises
        for proof, bound in self._first(first, bindings, depth):
            others = self._premises(tuple(rest), bound, depth)
            if others is not None:
                return (proof, *others[0]), others[1]
        return None

    def _first(
        self, premise: Fact, bindings: Bindings, depth: int
    ) -> Iterator[tuple[Proof, Bindings]]:
        letters = premise.free_symbols
        if letters <= bindings.keys():
            proof = self.prove(premise.substitute(dict(bindings)), depth - 1)
            if proof is not None:
                yield proof, bindings
            return
        for known, proof in self._known:
            for bound in match_fact(premise, known, bindings):
                yield proof, bound

    def _arithmetic(self, fact: Fact) -> Proof | None:
        """Comparisons of numbers, and constancy by absence."""
        done = Proof(fact, "arithmetic")
        if fact.predicate == "constant":
            of, by = fact.args
            changing = varying(self._assumed, by)
            changing |= {f for f, x in self._functions if x in changing}
            return None if changing & t.free_symbols(of) else done
        if fact.predicate not in ("<", "<=", "!="):
            return None
        left, right = fact.args
        if _of_a_size(fact):
            return done
        if not (isinstance(left, Rational) and isinstance(right, Rational)):
            return None
        holds = {"<": left < right, "<=": left <= right, "!=": left != right}
        return done if holds[fact.predicate] else None


def _is_size(term: t.Term) -> bool:
    return isinstance(term, Symbol) and t.dimension(term.name) == term


def _of_a_size(fact: Fact) -> bool:
    """Whether a comparison says no more of a size than that it is 1 at least."""
    left, right = fact.args
    if fact.predicate == "!=" and isinstance(right, Rational):
        left, right = right, left
    if not isinstance(left, Rational) or not _is_size(right):
        return False
    return bool(left <= 1 if fact.predicate == "<=" else left < 1)


def varying(assumed: Iterable[Fact], by: t.Term) -> frozenset[t.Term]:
    """The symbols that may vary with those of `by` where these facts hold."""
    known = tuple(assumed)
    ties = tuple((fact.args[0], fact.args[-1]) for fact in known if _ties(fact, known))
    return letters_varying((*equations_in(known), *ties), by)


# what holds around each point at which it holds: it ties no letters to each other
OPEN = frozenset(
    {
        *("<", "!=", "positive", "nonzero", "invertible", "positive_definite"),
        *("positive_diagonal", "full_column_rank", "full_row_rank", "full_rank"),
    }
)


def _ties(fact: Fact, assumed: tuple[Fact, ...]) -> bool:
    """Whether a fact that is no equation may say an equation between letters, as the symmetry of
    [0, x; y, 0] does; what is said of one letter does not, nor one inequality without squares."""
    if fact.predicate in ("=", "constant") or fact.predicate in OPEN:
        return False
    letters = _letters(fact)
    if len(letters) < 2:
        return False
    if fact.predicate != "<=":
        return True
    others = (one for one in assumed if one is not fact and one.predicate == "<=")
    if any(len(_letters(one)) > 1 and _letters(one) & letters for one in others):
        return True
    return any(isinstance(p, Pow | t.Norm | t.ReLU) for a in fact.args for p in t.subterms(a))


def _letters(fact: Fact) -> frozenset[t.Term]:
    return frozenset().union(*(t.free_symbols(arg) for arg in fact.args))


def equations_in(facts: Iterable[Fact]) -> Equations:
    """The two sides of each equation among the facts."""
    return tuple((fact.args[0], fact.args[1]) for fact in facts if fact.predicate == "=")


def _same_fact(left: Fact, right: Fact) -> bool:
    return (
        left.predicate == right.predicate
        and len(left.args) == len(right.args)
        and all(map(equal_modulo, left.args, right.args))
    )


def inference(name: str) -> Inference:
    """The line of the table with this name.  Raises KeyError for an unknown name."""
    return {line.name: line for line in INFERENCES}[name]
