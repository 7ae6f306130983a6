"""What is asked about a target, from the catalogue of its measure, and how a reply is read and judged.

Questions come in steps; the answers of a step are saved together: the two figures of a ratio, an entry of a list. Nothing
here prints, asks or writes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Literal

from pydantic_core import PydanticCustomError

from camket.entry.answers import entries_of, find_faults, paper_from_words, read_answer, spelt_out, with_papers
from camket.ledger.commitment import Round
from camket.ledger.ledger import Ledger
from camket.ledger.measures.answer import find_choice, without_percent
from camket.ledger.measures.base import Answer, FieldKind, ResultField
from camket.ledger.measures.registry import Measure
from camket.ledger.scalars import read_day, read_figure
from camket.ledger.targets import Target
from camket.text.language import _
from camket.text.numerals import format_date, format_exact
from camket.text.odd_characters import as_typed
from camket.text.problems import AnswerFault, Problem
from camket.text.source import Plain
from camket.text.spelling import did_you_mean, fold

# Rules that are ignored until the last question of a step: later questions may still give what is missing.
_INCOMPLETE = ("parts-do-not-fit", "missing-key")
# A word has a letter. A figure with its unit in small letters, which is no number of a document.
_WORD = re.compile(r"[^\W\d_]")
_QUANTITY = re.compile(r"[-+]?\d[\d.,]*\s*(?:%|‰|[^\W\d_]+(?:\s+[^\W\d_]+)*)")


@dataclass(frozen=True, slots=True)
class Question:
    """One question: the keys of its value in the answer, its label and help, and how a reply is read (`sort`, `reply`).

    `present` is the present value, offered to be kept or changed. `standing` is a present text of several lines, which is
    kept unless another is typed. `is_needed`: once its step is begun, the question must be answered. `has_own_numbers`: the
    ids of the choices are numbers of the paper (1.3), which are shown and typed in place of the place in the list. `beside`
    is what is shown behind a choice, by its id.
    """

    keys: tuple[str, ...]
    label: str
    sort: FieldKind = "text"
    help: str = ""
    present: str = ""
    standing: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    is_needed: bool = False
    has_own_numbers: bool = False
    beside: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    whole: bool = False
    reply: Literal["", "part_or_percent", "done_or_day"] = ""


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
    measure, held = target.measure, spelt_out(target, present)
    help_ = _("Numbers of documents that prove it, with ; between them: 12/QĐ-UBND; 45/BC-UBND. They are added to those there.")
    papers = Question(("evidence",), _("Evidence (number of the document)"), "papers", help_)
    words = held["text"] if isinstance(held.get("text"), str) else ""
    has_lines = "\n" in words.strip()
    help_ = _("What was done and why it stands so, in one line. Longer text is written in the file itself.")
    text = Question(("text",), _("In words"), help=help_, present="" if has_lines else words)
    text_step = QuestionStep((replace(text, standing=words if has_lines else ""),))
    entries = measure.entry_fields()
    if entries is not None:
        # The name comes first: without a name there is no entry.
        fields = sorted(entries.fields, key=lambda one: one.name != "name")
        return [QuestionStep((*(_question(measure, one, {}) for one in fields), papers), "entries"), text_step]
    asked = [one for one in measure.fields() if one.question is not None and not one.is_silent]
    groups = groupby(asked, key=lambda one: one.step)
    steps = [QuestionStep(tuple(_question(measure, one, held) for one in group)) for _step, group in groups]
    steps += [text_step, QuestionStep((papers,))]
    same_period = measure.same_period_field()
    if same_period is not None and same_period.question is not None:
        steps.append(QuestionStep((_question(measure, same_period, held),)))
    return steps


def _question(measure: Measure, asked: ResultField, held: Mapping[str, Plain]) -> Question:
    """Return the question for a field of the catalogue; `held` is the present result as a mapping."""
    unit = f" ({asked.unit})" if asked.unit else ""
    return Question(
        asked.keys,
        f"{asked.question}{unit}",
        asked.kind,
        asked.help,
        measure.present_reply(held, asked),
        choices=asked.choices if asked.kind == "choice" else {},
        is_needed=asked.is_needed,
        unit=asked.unit if asked.keys == (measure.bare_key,) else "",
        whole=asked.whole,
        reply=asked.reply,
    )


# --- how a reply is read --------------------------------------------------------------------------------------------------


def read_reply(asked: AskedReport, question: Question, said: str) -> Answer:
    """Return what a reply puts into the answer; an empty reply removes the present value. Raises AnswerFault."""
    said = as_typed(said).strip()
    *above, key = question.keys
    if question.reply == "done_or_day" and not said:
        return {"done": None, "date": None}
    if said and (question.reply == "done_or_day" or (question.reply == "part_or_percent" and said.endswith("%"))):
        return read_answer(asked.target, [said])
    value: Plain = said or None
    if said and question.sort == "choice":
        value = choose(question, said)
    elif said and question.sort in ("number", "percent"):
        value = without_percent(said)
    elif said and question.sort == "papers":
        value = with_papers(None, said.split(";"))
    return {above[0]: {key: value}} if above else {key: value}


def choose(question: Question, said: str) -> str:
    """Return the id of a choice given by id, by label, or by its number: its own, or else its place in the list (from 1)."""
    names = list(question.choices)
    if said.isdigit() and said not in names and 0 < int(said) <= len(names) and not question.has_own_numbers:
        return names[int(said) - 1]
    return find_choice(question.choices, said)


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
        is_lacking = question.is_needed and any(so_far.get(one.keys[0]) is not None for one in step.questions)
        return ReplyRemark(_("this is needed as well"), True) if is_lacking else ReplyRemark()
    if question.sort == "choice":
        return remark_on_choice(question, said)
    if step.kind == "entries" and question is step.questions[0] and said.strip() == "0":
        return ReplyRemark(_("nothing new") if not entries_of(present, asked.target.measure.bare_key) else "")
    try:
        more = read_reply(asked, question, said)
    except AnswerFault as fault:
        return ReplyRemark(f"{fault}. {fault.hint}", True)
    checks = {"text": remark_on_words, "papers": _remark_on_papers}
    is_kept = said.strip() == question.present.strip()
    if not is_kept and question.sort in checks and (remark := checks[question.sort](said)).is_fault:
        return remark
    answer = merge(so_far, more)
    found = faults_of(asked, step, answer, present)
    if question is not step.questions[-1] and "percent" not in more:
        found = [one for one in found if one.rule not in _INCOMPLETE]
    if found:
        return ReplyRemark(" ".join(part for part in (found[0].message + ".", found[0].hint) if part), True)
    words = _understood(question, more)
    if question.keys[0] in asked.target.measure.figure_keys and "percent" not in more:
        words += _computed(asked.target, {**spelt_out(asked.target, present), **answer})
    return ReplyRemark(words)


def remark_on_words(said: str) -> ReplyRemark:
    """Return the remark on a text: it needs a word, so that no figure, command or slip of the keyboard is taken for one."""
    if said.strip() and not _WORD.search(said):
        return ReplyRemark(_("'{text}' has no word; words are expected here").format(text=said.strip()), True)
    return ReplyRemark()


def remark_on_figure(asked: AskedReport, said: str) -> ReplyRemark:
    """Return the remark on a figure of the target: how it is understood, or why it is none."""
    if not said.strip():
        return ReplyRemark()
    try:
        answer = read_answer(asked.target, [said])
    except AnswerFault as fault:
        return ReplyRemark(" ".join(part for part in (f"{fault}.", fault.hint) if part), True)
    found = find_faults(asked.ledger, asked.round, asked.unit, asked.target, answer)
    if found:
        return ReplyRemark(" ".join(part for part in (found[0].message + ".", found[0].hint) if part), True)
    main = next((one for one in asked.target.measure.fields() if one.keys == (asked.target.measure.bare_key,)), None)
    if main is None:
        return ReplyRemark()
    return ReplyRemark(_understood(_question(asked.target.measure, main, {}), answer))


def remark_on_day(said: str) -> ReplyRemark:
    """Return the remark on a day: how it is understood, or why it is none."""
    try:
        return ReplyRemark(f"= {format_date(read_day(said.strip()))}" if said.strip() else "")
    except PydanticCustomError as error:
        context = error.context or {}
        return ReplyRemark(f"{context.get('message', '')}. {context.get('hint', '')}".strip(), True)


def _remark_on_papers(said: str) -> ReplyRemark:
    """Return the remark on numbers of documents with `;` between them."""
    for one in said.split(";"):
        if one.strip() and (remark := remark_on_paper(one)):
            return ReplyRemark(remark, True)
    return ReplyRemark()


def remark_on_paper(text: str) -> str:
    """Return why a text cannot be the number of a document, with the shape that is expected; empty if it can be."""
    if looks_like_paper(text) and text.isprintable():
        return ""
    message = _("'{text}' is no number of a document").format(text=text.strip())
    return f"{message}. " + _("As on the document: number, then its symbols, such as 12/QĐ-UBND.")


def looks_like_paper(text: str) -> bool:
    """Return whether a text can be the number of a document: `12/QĐ-UBND`, `GCN 0456`, `12/QĐ ngày 3/5/2024`, a link.

    A figure, a day, words without a number, and a figure with its unit (`4.120,5 triệu đồng`) are none.
    """
    paper = paper_from_words(text)
    if isinstance(paper, dict) and "link" in paper:
        return True
    number = str(paper["number"] if isinstance(paper, dict) else paper).strip()
    has_both = any(letter.isdigit() for letter in number) and any(letter.isalpha() for letter in number)
    return has_both and _QUANTITY.fullmatch(number) is None


def remark_on_choice(question: Question, said: str) -> ReplyRemark:
    """Return the remark on a reply to a choice: which one it is, or that it is none."""
    chosen = choose(question, said.strip())
    if chosen not in question.choices:
        labels = "; ".join(f"{number}. {label}" for number, label in enumerate(question.choices.values(), 1))
        message = (
            _("'{word}' is not known here").format(word=said.strip()) + ". " + did_you_mean(said, question.choices.values())
        )
        return ReplyRemark(message + _("Known here: {words}.").format(words=labels), True)
    label = question.choices[chosen]
    return ReplyRemark(f"= {label}" if fold(label) != fold(said) else "")


def faults_of(asked: AskedReport, step: QuestionStep, answer: Answer, present: Plain) -> list[Problem]:
    """Return the problems of a step's answer together with the present result."""
    measure = asked.target.measure
    if step.kind == "entries":
        entry = {key: value for key, value in answer.items() if value is not None}
        meant: Answer = {measure.bare_key: [entry]} if entry else {}
    else:
        names = {question.keys[0] for question in step.questions} | {"value"}
        held = {key: value for key, value in spelt_out(asked.target, present).items() if key in names}
        meant = merge({} if "percent" in answer else held, answer)
        meant["parts"] = {key: value for key, value in meant.get("parts", {}).items() if value}
        if not meant["parts"]:
            del meant["parts"]
    return find_faults(asked.ledger, asked.round, asked.unit, asked.target, meant)


def _computed(target: Target, given: Mapping[str, Plain]) -> str:
    """Return the figure that is computed of those given, such as the rate of two figures; empty until all are given."""
    measure = target.measure
    figures = {key: given[key] for key in measure.figure_keys if given.get(key) is not None}
    text = measure.computed_text(measure.result_type.model_validate(figures))
    return f" → {text}" if text else ""


def _understood(question: Question, more: Answer) -> str:
    """Return how a reply is understood, if it is a number or a day: `= 1.234,5 triệu đồng`."""
    value = more.get(question.keys[0])
    if isinstance(value, dict):
        value = value.get(question.keys[-1])
    try:
        if "percent" in more:
            return f"= {format_exact(read_figure(more['percent'], percent=True))}%"
        if question.sort in ("number", "percent"):
            figure = format_exact(read_figure(value, whole=question.whole, percent=True))
            return f"= {figure}%" if question.unit == "%" else f"= {figure} {question.unit}".rstrip()
        day = more.get("date") if question.reply == "done_or_day" else value if question.sort == "date" else None
        return f"= {format_date(read_day(day))}" if day else ""
    except PydanticCustomError:
        return ""
