"""Proofs of facts, checked node by node: an assumption, arithmetic, or a line of the table.

Each line of inference that the certificate carries is attacked on exact models of its premises.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from derive.replay.axioms import inference_text, shipped
from derive.replay.bindings import read_bindings, scope_of
from derive.replay.claims import COMPARISONS, Fact, holds
from derive.replay.domains import same, same_fact
from derive.replay.drawing import Setting
from derive.replay.jets import UndefinedError
from derive.replay.normal import Normal
from derive.replay.plain import items, record, text
from derive.replay.reading import Formulas, Scope
from derive.replay.report import ReplayError
from derive.replay.sampling import Sampler
from derive.replay.trees import subterms

__all__ = ["Inference", "Prover", "tied"]

BUILT_IN = ("assumption", "definition", "arithmetic")


@dataclass(frozen=True, slots=True)
class Inference:
    """premises ⊢ conclusion, for all values of the symbols in it."""

    premises: tuple[Fact, ...]
    conclusion: Fact
    scope: Scope


class Prover:
    """Checks proofs against the table of inferences that the certificate carries."""

    def __init__(self, normal: Normal, sampler: Sampler, formulas: Formulas) -> None:
        self._normal, self._sampler, self._formulas = normal, sampler, formulas
        self._table: dict[str, Inference] = {}
        self.foreign: list[str] = []  # lines that derive has never shipped

    def add(self, name: str, data: object) -> None:
        """Read a line of the table and attack it on models.  ReplayError if one refutes it."""
        given = record(data, "premises", "conclusion", "words")
        if name in BUILT_IN:
            raise ReplayError(f"{name} is no name for a line of inference")
        text(given["words"])
        premises = self._formulas.facts(given["premises"])
        conclusion = self._formulas.fact(given["conclusion"])
        if any(fact.predicate in ("=", "constant") for fact in (*premises, conclusion)):
            raise ReplayError("equations and constancy are not inferred by lines of a table")
        scope = scope_of(*(arg for fact in (*premises, conclusion) for arg in fact.args))
        line = Inference(premises, conclusion, scope)
        known = inference_text(premises, conclusion) in shipped()
        if not self._attack(line) and not known:
            raise ReplayError("its conclusion is defined on no model of the premises")
        if not known:
            self.foreign.append(name)
        self._table[name] = line

    def _attack(self, line: Inference) -> bool:
        """Whether a model decides the line; ReplayError if one refutes it.  Roots and exponentials
        of matrices have no exact values: such a line rests on the table that is shipped."""
        symbols = tuple(line.scope.symbols.items())
        about = (symbols, line.premises, line.scope.dims)
        setting = Setting(*about, indices=line.scope.indices, ordered=True)
        decided = 0
        for model in self._sampler.models(setting):
            try:
                verdict = holds(line.conclusion, model)
            except UndefinedError:
                continue
            if verdict is False:
                raise ReplayError(f"a model of the premises refutes it ({_sizes(model.sizes)})")
            decided += verdict is True
        return decided > 0

    def proof(self, data: object, scope: Scope, assumed: tuple[Fact, ...]) -> Fact:
        """The fact that a proof proves.  ReplayError if it is none."""
        given = record(data, "fact", "by", "premises", "bindings")
        fact = self._formulas.fact(given["fact"], scope)
        by, premises = text(given["by"]), items(given["premises"])
        if by not in ("definition", *self._table) and premises:
            raise ReplayError(f"{by[:40]} has no premises")
        if by in BUILT_IN and items(given["bindings"]):
            raise ReplayError(f"{by} has no bindings")
        proved = [self.proof(premise, scope, assumed) for premise in premises]
        if by == "assumption":
            if not any(same_fact(self._normal, fact, known, assumed) for known in assumed):
                raise ReplayError(f"it is not among the assumptions: {fact.predicate}")
        elif by == "definition":
            self._definition(fact, proved, premises)
        elif by == "arithmetic":
            if not self._arithmetic(fact, scope, assumed):
                raise ReplayError(f"this does not follow by arithmetic: {fact.predicate}")
        elif by in self._table:
            self._inferred(fact, self._table[by], proved, given["bindings"], scope)
        else:
            raise ReplayError(f"unknown inference {by[:40]}")
        return fact

    def assumptions(self, data: Mapping[str, object], scope: Scope) -> Iterator[Fact]:
        """The assumptions that a proof (already checked) rests on."""
        if data["by"] == "assumption":
            yield self._formulas.fact(data["fact"], scope)
        for premise in items(data["premises"]):
            yield from self.assumptions(premise, scope)

    def _definition(self, fact: Fact, proved: list[Fact], premises: list[object]) -> None:
        if len(proved) != 2:
            raise ReplayError("a definition has two premises")
        about, equation = proved
        last = premises[1]
        assumed = isinstance(last, dict) and last.get("by") == "assumption"
        if not assumed or equation.predicate != "=" or equation.args[0].op != "symbol":
            raise ReplayError("the second premise of a definition says what a symbol stands for")
        if about.predicate in ("=", "constant") or len(about.args) != 1:
            raise ReplayError("a definition moves a fact between a symbol and its meaning")
        ends = [Fact(about.predicate, (side,)) for side in equation.args]
        if not any(
            same_fact(self._normal, about, one) and same_fact(self._normal, fact, other)
            for one, other in (ends, ends[::-1])
        ):
            raise ReplayError("it is not the same fact about a symbol and its meaning")

    def _arithmetic(self, fact: Fact, scope: Scope, assumed: tuple[Fact, ...]) -> bool:
        if fact.predicate == "=":
            return same(self._normal, fact.args[0], fact.args[1], assumed)
        if fact.predicate == "constant":
            of, by = fact.args
            vary = {f for f, x in scope.varying if x in by.symbols}
            known = tuple(dict.fromkeys((*scope.facts, *assumed)))
            return not of.symbols & (tied(by.symbols, known) | vary)
        if fact.predicate in ("<", "<=", "!=") and _of_a_size(fact):
            return True
        if fact.predicate not in COMPARISONS or any(arg.op != "number" for arg in fact.args):
            return False
        left, right = (arg.value for arg in fact.args)
        return {"<": left < right, "<=": left <= right, "!=": left != right}[fact.predicate]

    def refuse_ties(self, facts: tuple[Fact, ...], scope: Scope) -> None:
        """ReplayError if something is assumed to be constant that other facts tie to a letter."""
        for fact in facts:
            if fact.predicate == "constant" and not self._arithmetic(fact, scope, facts):
                raise ReplayError("what is assumed to be constant is tied to the letter")

    def _inferred(
        self, fact: Fact, line: Inference, proved: list[Fact], data: object, scope: Scope
    ) -> None:
        bound = read_bindings(self._formulas, data, line.scope, scope)
        conclusion = line.conclusion.at(bound.values, bound.sizes)
        if not same_fact(self._normal, fact, conclusion):
            raise ReplayError("it is no instance of the conclusion")
        if len(proved) != len(line.premises):
            raise ReplayError("a premise is missing, or one is too many")
        for premise, shown in zip(line.premises, proved, strict=True):
            if not same_fact(self._normal, premise.at(bound.values, bound.sizes), shown):
                raise ReplayError("a premise is no instance of the line's")


def _of_a_size(fact: Fact) -> bool:
    """Whether no more is said of a size than that it is at least 1."""
    least, size = fact.args
    if fact.predicate == "!=" and size.op == "number":
        least, size = size, least
    if least.op != "number" or size.op != "dimension":
        return False
    return least.value <= 1 if fact.predicate == "<=" else least.value < 1


def tied(by: frozenset[str], assumed: tuple[Fact, ...]) -> frozenset[str]:
    """The symbols that may vary with these where the equations hold.

    An equation f = t, the only one that f occurs in on its left or is put into before, lets f vary
    with t; any other ties all its symbols, and what they stand for, together.
    """
    given: dict[str, frozenset[str]] = {}
    others: list[frozenset[str]] = []
    for fact in assumed:
        if fact.predicate != "=":
            others += [fact.symbols] if _ties(fact, assumed) else []
            continue
        left, right = fact.args
        inside = right.symbols.union(*(given.get(name, frozenset()) for name in right.symbols))
        name = left.name if left.op == "symbol" else None
        used = name in by or name in inside or any(name in value for value in given.values())
        if name is not None and name not in given and not used:
            given[name] = inside
        else:
            others.append(left.symbols | inside)
    knots = [knot.union(*(given.get(name, frozenset()) for name in knot)) for knot in others]
    found = set(by)
    while True:
        more = {name for name, inside in given.items() if inside & found}
        more = more.union(*(knot for knot in knots if knot & (found | more))) - found
        if not more:
            return frozenset(found)
        found |= more


OPEN = (
    *("<", "!=", "positive", "nonzero", "invertible", "positive_definite", "positive_diagonal"),
    *("full_column_rank", "full_row_rank", "full_rank"),
)


def _ties(fact: Fact, assumed: tuple[Fact, ...]) -> bool:
    """Whether a fact that is no equation may tie letters as one: what holds around each point at
    which it holds ties none, nor what is said of one letter."""
    if fact.predicate in (*OPEN, "constant") or len(fact.symbols) < 2:
        return False
    if fact.predicate != "<=":
        return True
    return any(
        other is not fact and other.predicate == "<=" and fact.symbols & other.symbols
        for other in assumed
        if len(other.symbols) > 1
    ) or any(part.op in ("pow", "norm", "relu") for arg in fact.args for part in subterms(arg))


def _sizes(sizes: Mapping[str, int]) -> str:
    return ", ".join(f"{name} = {size}" for name, size in sizes.items()) or "fixed sizes"
