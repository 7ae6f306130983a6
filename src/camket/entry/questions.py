"""What is asked about a target, by its kind of measure, and how a reply is read and judged.

Questions come in steps; the answers of a step are saved together: the two figures of a ratio, an entry of a list. Nothing
here prints, asks or writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from pydantic_core import PydanticCustomError

from camket.entry.answers import Answer, entries_of, find_choice, find_faults, read_answer, spelt_out, with_papers
from camket.entry.guide import column_words, test_words
from camket.ledger.commitment import Round
from camket.ledger.ledger import Ledger
from camket.ledger.measures.composition import Composition
from camket.ledger.measures.incidents import Incidents
from camket.ledger.measures.judgement import Judgement
from camket.ledger.measures.milestone import Milestone
from camket.ledger.measures.named_list import NamedList
from camket.ledger.measures.quantity import Quantity
from camket.ledger.measures.rank import Rank
from camket.ledger.measures.ratio import Ratio
from camket.ledger.measures.registry import Measure
from camket.ledger.measures.score import Score
from camket.ledger.scalars import read_day, read_figure
from camket.ledger.targets import Target
from camket.text.language import _, chosen
from camket.text.numerals import format_date, format_exact
from camket.text.problems import AnswerFault, Problem
from camket.text.source import Plain
from camket.text.spelling import did_you_mean, fold

Sort = Literal["number", "percent", "date", "choice", "text", "papers", "milestone"]
# Rules that are ignored until the last question of a step: later questions may still give what is missing.
_INCOMPLETE = ("parts-do-not-fit", "missing-key")


@dataclass(frozen=True, slots=True)
class Question:
    """One question: the keys of its value in the answer, its label and help, and how a reply is read (`sort`).

    `present` is the present value, offered to be kept or changed. `standing` is a present text of several lines, which is
    kept unless another is typed. `is_needed`: once its step is begun, the question must be answered.
    """

    keys: tuple[str, ...]
    label: str
    sort: Sort = "text"
    help: str = ""
    present: str = ""
    standing: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    is_needed: bool = False
    unit: str = ""


@dataclass(frozen=True, slots=True)
class QuestionStep:
    """Questions whose replies are saved together; a step of `entries` is asked again until no entry is given."""

    questions: tuple[Question, ...]
    kind: Literal["fields", "entries"] = "fields"


@dataclass(frozen=True, slots=True)
class AskedReport:
    """The target that is asked about, with the unit and round whose report is filled in."""

    ledger: Ledger
    round: Round
    unit: str
    target: Target


# --- which questions ------------------------------------------------------------------------------------------------------


def steps_of(target: Target, present: Plain) -> list[QuestionStep]:
    """Return the steps of a target; `present` is its result in the report."""
    held = spelt_out(target, present)
    measure = target.measure
    steps: list[QuestionStep] = []
    if isinstance(measure, NamedList):
        steps.append(QuestionStep(tuple(_columns(measure)), "entries"))
    elif isinstance(measure, Incidents):
        steps.append(QuestionStep(tuple(_incident(measure)), "entries"))
    else:
        steps += [QuestionStep(tuple(questions)) for questions in _figures(target, held) if questions]
    words = _text(held, "text")
    has_lines = "\n" in words.strip()
    question = Question(("text",), _("In words"), help=_text_help(), present="" if has_lines else words)
    steps.append(QuestionStep((replace(question, standing=words if has_lines else ""),)))
    if not isinstance(measure, (NamedList, Incidents)):
        steps.append(
            QuestionStep((Question(("evidence",), _("Evidence (number of the document)"), "papers", help=_papers_help()),))
        )
    if isinstance(measure, (Quantity, Ratio, Score)):
        label = _("Same period last year") + _in_brackets(_same_unit(target))
        sort: Sort = "percent" if isinstance(measure, Ratio) else "number"
        help_ = _("The figure of the same period last year, if it is known.") + " " + _numbers_help()
        steps.append(QuestionStep((Question(("same_period",), label, sort, help_, _text(held, "same_period")),)))
    return steps


def _text_help() -> str:
    return _("What was done and why it stands so, in one line. Longer text is written in the file itself.")


def _papers_help() -> str:
    return _("Numbers of documents that prove it, with ; between them: 12/QĐ-UBND; 45/BC-UBND. They are added to those there.")


def _numbers_help() -> str:
    return _("Write numbers like 75; 62,5; 1.234,5, without the unit of measure.")


def _same_unit(target: Target) -> str:
    return "%" if isinstance(target.measure, Ratio) else target.measure.unit_text()


def _in_brackets(text: str) -> str:
    return f" ({text})" if text else ""


def _text(held: Mapping[str, Plain], *keys: str) -> str:
    """Return the text under these keys; an empty string if there is none."""
    value: Plain = held
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, str) else ""


def _figures(target: Target, held: Mapping[str, Plain]) -> Iterator[list[Question]]:
    """Yield the questions for the figures of a measure, step by step; `held` is the present result as a mapping."""
    measure = target.measure
    unit = measure.unit_text()
    match measure:
        case Quantity():
            since = _("The whole since 1 January, not what is new alone.") if measure.accumulates else _("As it stands.")
            help_ = f"{since} {_numbers_help()}"
            present = _text(held, "value")
            yield [Question(("value",), _("Figure") + _in_brackets(unit), "number", help_, present, unit=unit)]
            yield [
                Question(("parts", name), "– " + label + _in_brackets(unit), "number", help_, _text(held, "parts", name))
                for name, label in measure.parts.items()
            ]
        case Ratio():
            help_ = _("The two figures that make the rate. Where only the rate is known, write it with %: 62,5%.")
            if measure.accumulates:
                help_ = _("Both since 1 January.") + " " + help_
            present = _text(held, "part") or (_text(held, "percent") and _text(held, "percent").removesuffix("%") + "%")
            of = _in_brackets(measure.unit or "")
            yield [
                Question(("part",), (measure.part or _("part")) + of, "number", f"{help_} {_numbers_help()}", present),
                Question(("whole",), (measure.whole or _("whole")) + of, "number", help_, _text(held, "whole"), is_needed=True),
            ]
        case Score():
            yield [Question(("value",), _("Figure") + _in_brackets(unit), "number", _numbers_help(), _text(held, "value"))]
        case Rank():
            yield [
                Question(("rank",), _("Place reached"), "number", _("1 is the best place."), _text(held, "rank")),
                *([Question(("of",), _("among how many"), "number", "", _text(held, "of"))] if measure.of is None else []),
            ]
        case Judgement():
            help_ = _("One of the grades below, by its name, its id or its number in the row.")
            yield [Question(("grade",), _("Grade"), "choice", help_, _text(held, "grade"), choices=measure.grades)]
            named = [("part", measure.part), ("whole", measure.whole)]
            yield [
                Question((key,), label + _in_brackets(unit), "number", _numbers_help(), _text(held, key))
                for key, label in named
                if label
            ]
        case Milestone():
            help_ = _("The day on which it was done (02/6/2023); done without a day: done; not done yet: not-done.")
            words = {"true": "xong" if chosen() == "vi" else "done", "false": "chưa" if chosen() == "vi" else "not-done"}
            present = _text(held, "date") or words.get(_text(held, "done"), _text(held, "done"))
            yield [Question(("done",), _("Done, on which day"), "milestone", help_, present)]
        case Composition():
            help_ = _("Every part; together they make the whole.") + " " + _numbers_help()
            of = _in_brackets(measure.unit or "")
            yield [
                Question(("parts", name), label + of, "number", help_, _text(held, "parts", name))
                for name, label in measure.parts.items()
            ]


def _columns(measure: NamedList) -> Iterator[Question]:
    help_ = _("What is new since the last report, one after the other. Nothing new: 0. No more: Enter.")
    yield Question(("name",), _("Name") + _in_brackets(measure.unit or ""), help=help_)
    for name, column in measure.columns.items():
        words = [*column_words(column)]
        if name in measure.counts_if:
            words.append(_("counted only if {test}").format(test=test_words(measure.counts_if[name])))
        needed = column.required or name in measure.counts_if
        yield Question((name,), column.label or name, column.type, "; ".join(words), choices=column.choices, is_needed=needed)
    yield Question(("evidence",), _("Evidence (number of the document)"), "papers", _papers_help())


def _incident(measure: Incidents) -> Iterator[Question]:
    help_ = _("What has happened since the last report, one after the other. Nothing happened: 0. No more: Enter.")
    yield Question(("name",), _("What happened"), help=help_)
    help_ = _("One of the kinds below, by its name, its id or its number in the row.")
    yield Question(("kind",), _("Kind"), "choice", help_, choices=measure.kinds, is_needed=True)
    yield Question(("date",), _("Day"), "date", _("A day: 02/6/2023."))
    yield Question(("evidence",), _("Evidence (number of the document)"), "papers", _papers_help())


# --- how a reply is read --------------------------------------------------------------------------------------------------


def read_reply(asked: AskedReport, question: Question, said: str) -> Answer:
    """Return what a reply puts into the answer; an empty reply removes the present value. Raises AnswerFault."""
    said = said.strip()
    *above, key = question.keys
    if question.sort == "milestone" and said:
        return read_answer(asked.target, [said])
    if question.keys == ("part",) and isinstance(asked.target.measure, Ratio) and said.endswith("%"):
        return read_answer(asked.target, [said])
    value: Plain = said or None
    if said and question.sort == "choice":
        value = choose(question.choices, said)
    elif said and question.sort in ("number", "percent"):
        value = said.removesuffix("%").rstrip()
    elif said and question.sort == "papers":
        value = with_papers(None, said.split(";"))
    if question.sort == "milestone":
        return {"done": None, "date": None}
    return {above[0]: {key: value}} if above else {key: value}


def choose(choices: Mapping[str, str], said: str) -> str:
    """Return the id of a choice given by id, by label, or by its number in the list (from 1)."""
    names = list(choices)
    if said.isdigit() and said not in choices and 0 < int(said) <= len(names):
        return names[int(said) - 1]
    return find_choice(choices, said)


def merge(answer: Answer, more: Answer) -> Answer:
    """Return an answer with more keys; the `parts` of both are merged."""
    parts = {**answer.get("parts", {}), **more.get("parts", {})}
    return {**answer, **more, **({"parts": parts} if parts else {})}


@dataclass(frozen=True, slots=True)
class ReplyRemark:
    """What is shown below a reply while it is typed: how it is understood, or why it is rejected."""

    text: str = ""
    is_fault: bool = False


def remark_on(
    asked: AskedReport, step: QuestionStep, question: Question, so_far: Answer, present: Plain, said: str
) -> ReplyRemark:
    """Return the remark on a reply; `so_far` are the answers before it in its step, `present` is the result in the report."""
    if not said.strip():
        return (
            ReplyRemark(_("this is needed as well"), True) if question.is_needed and _is_begun(step, so_far) else ReplyRemark()
        )
    if question.sort == "choice":
        return remark_on_choice(question, said)
    if step.kind == "entries" and question is step.questions[0] and said.strip() == "0":
        return ReplyRemark(_("nothing new") if not entries_of(present, _entries_key(asked.target)) else "")
    try:
        more = read_reply(asked, question, said)
    except AnswerFault as fault:
        return ReplyRemark(f"{fault}. {fault.hint}", True)
    answer = merge(so_far, more)
    found = faults_of(asked, step, answer, present)
    if question is not step.questions[-1] and "percent" not in more:
        found = [one for one in found if one.rule not in _INCOMPLETE]
    if found:
        return ReplyRemark(" ".join(part for part in (found[0].message + ".", found[0].hint) if part), True)
    words = _understood(asked, question, more)
    if question.keys in (("part",), ("whole",)) and "percent" not in more:
        words += _rate(asked.target.measure, {**spelt_out(asked.target, present), **answer})
    return ReplyRemark(words)


def remark_on_choice(question: Question, said: str) -> ReplyRemark:
    """Return the remark on a reply to a choice: which one it is, or that it is none."""
    chosen = choose(question.choices, said.strip())
    if chosen not in question.choices:
        labels = ", ".join(question.choices.values())
        message = (
            _("'{word}' is not known here").format(word=said.strip()) + ". " + did_you_mean(said, question.choices.values())
        )
        return ReplyRemark(message + _("Known here: {words}.").format(words=labels), True)
    label = question.choices[chosen]
    return ReplyRemark(f"= {label}" if fold(label) != fold(said) else "")


def _is_begun(step: QuestionStep, so_far: Answer) -> bool:
    """Return whether any question of a step has an answer."""
    return any(so_far.get(question.keys[0]) is not None for question in step.questions)


def faults_of(asked: AskedReport, step: QuestionStep, answer: Answer, present: Plain) -> list[Problem]:
    """Return the problems of a step's answer together with the present result."""
    if step.kind == "entries":
        entry = {key: value for key, value in answer.items() if value is not None}
        meant: Answer = {_entries_key(asked.target): [entry]} if entry else {}
    else:
        names = {question.keys[0] for question in step.questions} | {"value"}
        held = {key: value for key, value in spelt_out(asked.target, present).items() if key in names}
        if "percent" in answer:
            held = {}
        meant = merge(held, answer)
        if meant.get("parts"):
            meant["parts"] = {key: value for key, value in {**held.get("parts", {}), **meant["parts"]}.items() if value}
        if isinstance(asked.target.measure, Composition) and not meant.get("parts"):
            meant = {}
    return find_faults(asked.ledger, asked.round, asked.unit, asked.target, meant)


def _entries_key(target: Target) -> str:
    return "incidents" if isinstance(target.measure, Incidents) else "items"


def _rate(measure: Measure, given: Mapping[str, Plain]) -> str:
    """Return the rate of the two figures of a ratio as text; an empty string until both are given."""
    part, whole = given.get("part"), given.get("whole")
    if not isinstance(measure, Ratio) or part is None or whole is None:
        return ""
    share = measure.of_parts(read_figure(part), read_figure(whole)).value
    return "" if share is None else f" → {measure.figure_text(share)}"


def _understood(asked: AskedReport, question: Question, more: Answer) -> str:
    """Return how a reply is understood, if it is a number or a day: `= 1.234,5 triệu đồng`."""
    value = more.get(question.keys[0])
    if isinstance(value, dict):
        value = value.get(question.keys[-1])
    try:
        if question.sort in ("number", "percent") and "percent" not in more:
            figure = format_exact(read_figure(value, whole=asked.target.measure.counts_things, percent=True))
            return f"= {figure} {question.unit}".rstrip()
        if "percent" in more:
            return f"= {format_exact(read_figure(more['percent'], percent=True))}%"
        if question.sort == "date":
            return f"= {format_date(read_day(value))}"
    except PydanticCustomError:
        return ""
    if question.sort == "milestone":
        return f"= {format_date(read_day(more['date']))}" if more.get("date") else ""
    return ""
