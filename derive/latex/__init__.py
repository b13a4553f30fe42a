r"""LaTeX to terms, and terms to LaTeX.

A formula is read in four passes: text → tokens → untyped nodes → typed terms → what is asked for
(a term, a statement, declarations, an answer).  Every token is consumed or refused, and each error
shows its place in the text.  The files in order; each imports only files that stand before it.

Text
`macros`: the author's own commands, expanded before anything is read
`token_layout`: `Token`; phantoms, tags, empty delimiters, comments: what is no part of a formula
`tokens`: LaTeX and Unicode text as tokens with their places
`operation_words`: operations that are a word before one matrix, with all their spellings
`names`: the one spelling of a name: letter, accents, scripts; the words that are operators
`families`: letters x_1, …, x_m of one shape, as the columns of one matrix
`token_aliases`: rare spellings of tokens, brought to the common one

Nodes: what is written, by precedence; shapes are not known here
`cursor`: `Node`, and `Cursor`, a place in the tokens with the names known there
`identifiers`: which declared name or operator word stands here
`groups`: braces and boxes, which print no bracket, as a part of what is around them
`syntax`: `Syntax`: sums, products, scripts and arguments; it is given the reader of atoms
`environments`: matrices, rows in brackets, cases, indicators
`bars`: absolute values, determinants, norms, inner products
`derivative_notation`: derivatives, gradients, Hessians, values at a point
`limit_notation`: limits
`island_notation`: where integrals, binomial coefficients and their like begin and end
`index_sum_notation`: sums and products over an index
`optimum_notation`: what is optimised, over which letters
`operator_notation`: operators with their arguments, fractions, roots
`built_in_notation`: I, 0, 1, e, \pi, \sigma( … ), densities: what needs no declaration
`atoms`: the table of all of these by the token that begins them
`statement_syntax`: equations, comparisons, systems, optima, limits; texts to nodes

Terms: what a node means by the declared shapes
`elaborate`: `Value`, and `Elaborator`: sizes, scalars and errors; it is given the typing rules
`arithmetic_rules`: sums, products, quotients
`power_rules`: transposes, inverses, powers
`comparisons`: comparisons as 0 and 1, Kronecker deltas
`matrix_rules`: names, constant matrices and their sizes, literal and block matrices, cases
`function_rules`: functions, norms, inner products, densities
`index_rules`: entries, unit vectors, sums over an index
`progressions`: lists with dots
`island_rules`: what integrals, binomial coefficients and their like are, by another reader
`optimum_rules`: places and values of optima, the largest eigenvalue
`calculus_rules`: derivatives, gradients, limits
`typing_rules`: the table of all of these by the operation of the node

Use
`reader`: a text to a term (`parse`, `read`) or a statement (`read_statement`)
`layouts`: whether a derivative of a scalar is a row or has the shape of what it is by
`answer_parts`: the formulas of an answer: where one ends and the next begins
`sizes`: sizes of matrices as they are declared
`family_declarations`: families as they are declared; the rows and columns of a matrix
`assumptions`: assumptions
`declare`: declarations, and the context of a question in JSON
`labels`: what an answer calls the quantity that it gives
`answer`: an answer as people write it: boxes, labels, chains, where-clauses
`printer_forms`: how tightly each operation binds, and how it is written
`printed_pieces`: names and numbers as they are printed
`printer`: a term to LaTeX that is read back as the same term
`unicode_text`: formulas and the prose around them for terminals

To add a notation: a reader in the file of its kind, with a row in `atoms`; a typing rule with a row
in `typing_rules`; a form in `printer_forms`; examples in `tests/latex/test_notations.py`.
"""
