"""Tests that take seconds each run in `make test-slow`; others are marked where they stand."""

from __future__ import annotations

import pytest

SLOW = (
    "test_cli.py::test_commands[arguments13",
    "test_cli.py::test_commands[arguments15",
    "test_cli.py::test_list_counts_parts_problems_and_all",
    "test_cli.py::test_a_changed_certificate_does_not_replay",
    "specs/test_relu_elbow.py",
    "specs/test_answers.py",
    "specs/test_ridge_map.py",
    "specs/test_ridge_limits.py",
    "publish/test_figures.py",
    "specs/test_vector_calculus.py::test_both_ways_lead_to_the_answer",
    "publish/test_questions.py",
    "publish/test_pdf.py::test_same_bytes_anywhere",
    "publish/test_build.py::test_two_builds_are_the_same_to_the_byte",
    "publish/test_build.py::test_a_pdf_asked_for_by_name_without_tex_is_an_error",
    "rules/test_attack.py::test_a_fact_follows_from_its_premises[full_column_rank_core]",
    "rules/test_attack.py::test_a_fact_follows_from_its_premises[full_row_rank_core]",
    "rules/test_attack.py::test_a_rule_that_is_no_axiom_is_derived_from_rules_before_it[pinv_limit]",
    "proof/test_slopes.py::test_a_derivative_by_a_row[\\\\operatorname{tr}(\\\\sin(X))",
    "proof/test_slopes.py::test_a_derivative_by_a_row[\\\\operatorname{tr}(e^X)",
    "proof/test_slopes.py::test_a_derivative_by_a_row[\\\\operatorname{tr}(A \\\\otimes X)",
    "proof/test_limit_evaluation.py::test_found[context0-\\\\lim_{\\\\lambda \\\\to \\\\infty}",
    "replay/test_replay.py::test_whatever_is_accepted_of_random_changes_is_true",
    "judging/test_families.py::test_every_answer_of_a_family_gets_its_verdict[batchnorm]",
    "judging/test_claims.py::test_batches",
    "judging/test_properties.py",
    "judging/test_hostile.py",
    "batch/test_runner.py::test_an_item_over_its_time_is_undecided_alone",
    "batch/test_runner.py::test_the_command[arguments6",
    "proof/test_cancellation.py",
    "replay/test_entries.py",
    "replay/test_optima.py",
    "replay/test_rules.py",
    "replay/test_signs.py",
    "proof/test_densities.py",
    "publish/test_accessibility.py",
    "latex/test_reader_limits.py",
    "latex/test_round_trip.py",
    "latex/test_deletion.py::test_no_token_of_an_answer_is_idle",
    "algebra/test_words_referee.py",
    "replay/test_problem.py",
    "replay/test_forgeries.py::test_a_change_of_what_is_said_is_refused",
    "replay/test_forgeries.py::test_what_was_built_replays[cases]",
    "replay/test_forgeries.py::test_a_name_in_words",
    "replay/test_forgeries.py::test_a_letter_cannot",
    "replay/test_axioms.py::test_the_table",
    "attack/test_sceptic.py::test_what_has_a_witness_is_not_accepted[F8",
    "attack/test_sceptic.py::test_what_has_a_witness_is_not_accepted[F5b: c ~ c + \\\\operatorname{tr}",
    "attack/test_sceptic.py::test_what_has_a_witness_is_not_accepted[F8",
    "attack/test_sceptic.py::test_what_has_a_witness_is_not_accepted[F5b: c",
    "models/test_equivalence.py::test_every_process_says_the_same",
    "test_docs.py::test_the_commands_print_what_is_said[docs/checking.md]",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of the list, by the beginning of their names below tests/."""
    for item in items:
        if item.nodeid.removeprefix("tests/").startswith(SLOW):
            item.add_marker(pytest.mark.slow)
