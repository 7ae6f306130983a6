"""Proposals: which texts make the same proposal, and how long a proposal stays open."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camket.ledger.ledger import Ledger
from camket.ledger.reports import Remark
from camket.standing.proposals import Proposal, proposal_id, proposals
from office import DUE, office, report, round_of, target

COUNT = "measure: {kind: count}\ngoal: {at_least: 100}"
WORDS = "Sớm giao chỉ tiêu cho xã."


def wrote(text: str = WORDS, target_id: str | None = "t", to: str | None = None) -> str:
    named = f", target: {target_id}" if target_id else ""
    return f"proposals:\n  - {{text: {text!r}{named}{f', to: {to!r}' if to else ''}}}\n"


def answered(*answers: str) -> str:
    return "answers:\n" + "".join(f"  - {{{answer}}}\n" for answer in answers)


def year(files: dict[str, str]) -> Ledger:
    return office(target(f"{COUNT}\neach: cac-xa"), files)


def only(ledger: Ledger, round_id: str = "q2", day: str | None = None) -> Proposal:
    found = proposals(ledger, round_of(ledger, round_id), date.fromisoformat(day or DUE[round_id]))
    assert len(found) == 1, found
    return found[0]


ID = proposal_id(Remark(text=WORDS, target="t"))


def test_an_id_has_no_letters_that_can_be_confused() -> None:
    assert ID.startswith("dx-")
    assert len(ID) == 10
    assert not set(ID[3:]) & set("01ilo")


def test_an_id_is_the_same_in_every_version() -> None:
    # Answers in the files refer to the id: if ids were made in another way, no answer would find its proposal.
    assert ID == "dx-f3d4sxr"


@pytest.mark.parametrize("same", ["SỚM giao chỉ tiêu  cho xã", "Sớm giao chỉ tiêu cho xã;", "Sớm giao chỉ\ttiêu cho xã."])
def test_case_spacing_and_punctuation_make_no_difference(same: str) -> None:
    assert proposal_id(Remark(text=same, target="t")) == ID


@pytest.mark.parametrize(
    "other", [Remark(text=WORDS), Remark(text=WORDS, target="t", to="Tỉnh"), Remark(text="Giao chỉ tiêu cho xã", target="t")]
)
def test_another_target_addressee_or_text_is_another_proposal(other: Remark) -> None:
    assert proposal_id(other) != ID


@given(st.text(min_size=1).filter(str.strip))
def test_every_text_has_an_id_that_the_model_reads_back(text: str) -> None:
    from camket.ledger.reports import Answer

    found = proposal_id(Remark(text=text))
    assert Answer.model_validate({"proposals": found, "outcome": "settled", "date": "2023-05-01"}).proposals == (found,)


def test_units_that_write_the_same_make_one_proposal() -> None:
    files = {f"q2/xa-{n}": report(DUE["q2"], "50", wrote()) for n in (1, 2)}
    found = only(year(files))
    assert found.units == ("xa-1", "xa-2")
    assert found.state == "open"


def test_a_proposal_raised_again_is_one_proposal_of_two_rounds() -> None:
    files = {f"{name}/xa-1": report(DUE[name], "50", wrote()) for name in ("q1", "q2")}
    assert [one.round.id for one in only(year(files)).raised] == ["q1", "q2"]


def test_a_report_not_received_makes_no_proposal() -> None:
    ledger = year({"q2/xa-1": report("2023-05-30", "50", wrote())})
    assert proposals(ledger, round_of(ledger, "q2"), date(2023, 5, 29)) == ()
    assert only(ledger, day="2023-05-30").id == ID


@pytest.mark.parametrize(
    ("answers", "state", "waiting"),
    [
        ([], "open", True),
        (["outcome: settled, date: 2023-05-27"], "settled", False),
        (["outcome: declined, date: 2023-05-27"], "declined", False),
        (["outcome: forwarded, date: 2023-05-27"], "forwarded", True),
        (["outcome: settled, date: 2023-06-02", "outcome: forwarded, date: 2023-05-27"], "settled", False),
        (["outcome: settled, date: 2023-05-20"], "open", True),  # older than the proposal
        (["outcome: settled, date: 2023-08-01"], "open", True),  # not given yet on the day of the survey
    ],
)
def test_the_last_answer_decides_the_state(answers: list[str], state: str, waiting: bool) -> None:
    files = {
        "q2/xa-1": report(DUE["q2"], "50", wrote()),
        "q2/_office": answered(*(f"proposals: {ID}, {answer}" for answer in answers)) if answers else "note: không\n",
    }
    found = only(year(files), day="2023-06-30")
    assert (found.state, found.is_open) == (state, waiting)


def test_an_answer_counts_from_its_day() -> None:
    files = {
        "q1/xa-1": report(DUE["q1"], "50", wrote()),
        "q3/_office": answered(f"proposals: {ID}, outcome: settled, date: 2023-05-01"),
    }
    assert only(year(files), "q1", "2023-04-30").state == "open"
    assert only(year(files), "q1", "2023-05-01").state == "settled"


def test_a_proposal_raised_after_its_answer_is_open_again() -> None:
    files = {f"{name}/xa-1": report(DUE[name], "50", wrote()) for name in ("q1", "q2")}
    files["q2/_office"] = answered(f"proposals: {ID}, outcome: declined, date: 2023-04-01")
    assert only(year(files), "q1", "2023-04-02").state == "declined"
    assert only(year(files), "q2").state == "open"


def test_the_office_can_make_proposals() -> None:
    found = only(year({"q2/_office": "proposals: Tỉnh sớm giao chỉ tiêu\n"}))
    assert found.units == (None,)
    assert found.target is None


def test_one_answer_can_be_given_to_several_proposals() -> None:
    other = proposal_id(Remark(text="Thêm người", target="t"))
    files = {
        "q2/xa-1": report(DUE["q2"], "50", wrote()),
        "q2/xa-2": report(DUE["q2"], "50", wrote("Thêm người")),
        "q2/_office": answered(f"proposals: [{ID}, {other}], outcome: settled, date: 2023-05-27"),
    }
    ledger = year(files)
    assert [one.state for one in proposals(ledger, round_of(ledger, "q2"), date(2023, 6, 1))] == ["settled", "settled"]
