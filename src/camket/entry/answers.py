"""An answer to a target, given in words or field by field, and the edits that put it into the report file.

Figures are kept as typed. Nothing is validated here: that is done when the file is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pydantic_core import PydanticCustomError

from camket.history.fact_text import key_label
from camket.ledger.commitment import Round
from camket.ledger.ledger import Filed, Ledger
from camket.ledger.load import read_file
from camket.ledger.measures.answer import NOTHING, find_choice
from camket.ledger.measures.base import Answer, Result, ResultField
from camket.ledger.measures.registry import Measure
from camket.ledger.reports import Report
from camket.ledger.scalars import read_day
from camket.ledger.targets import Target
from camket.ledger.tree import report_path
from camket.text.edit import Drop, Edit, Put, edit
from camket.text.language import _
from camket.text.odd_characters import as_typed
from camket.text.problems import AnswerFault, Problem
from camket.text.source import Plain
from camket.text.spelling import did_you_mean, fold, nfc

_PAPER_DAY = re.compile(
    r"^(?P<number>.*?)[\s,;(]*(?:\bngày\s+)?(?P<day>\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{1,2}-\d{1,2})\)?$"
)
_BESIDE = ("text", "same_period", "awaiting")
# Keys that exclude others: giving one removes the others.
_INSTEAD_OF = {"percent": ("part", "whole"), "part": ("percent",), "whole": ("percent",)}


class GivenEvidence(NamedTuple):
    """Evidence given on a command line: numbers of documents, and entries of files (`file`, `sha256`) of the last of them."""

    numbers: tuple[str, ...] = ()
    files: tuple[Plain, ...] = ()


NO_EVIDENCE = GivenEvidence()


def read_answer(target: Target, words: Sequence[str], present: Plain = None, evidence: GivenEvidence = NO_EVIDENCE) -> Answer:
    """Parse the words of a command line into an answer, by key of the result; `present` is the present result.

    `evidence` is that of the entry, where the words give one; else it is not used.
    `38`, `62,5%`, `62300/120000`, a grade or its label, `done`, a day; or FIELD=VALUE pairs. Of a list or of incidents the
    pairs give one entry; it is added, or replaces the entry of the same name. Raises AnswerFault if they cannot be read.

    For a ratio, `62300/120000` gives `{"part": "62300", "whole": "120000"}`, and `62,5%` gives `{"percent": "62,5"}`.
    """
    words = [as_typed(nfc(word.strip())) for word in words if word.strip()]
    if not words:
        return {}
    pairs = [re.fullmatch(r"([^\W\d][\w -]*?)\s*=\s*(.*)", word, re.DOTALL) for word in words]
    if all(pairs):
        return _read_pairs(target, [(pair[1], pair[2]) for pair in pairs if pair is not None], present, evidence)
    if any(pairs):
        message = _("FIELD=VALUE pairs stand without other words: {words}").format(words=" ".join(words))
        raise AnswerFault(message, _fields_hint(target.measure))
    said, measure = " ".join(words), target.measure
    entries = measure.entry_fields()
    if entries is not None and len(entries.fields) == 1 and said.casefold() not in NOTHING:
        return {entries.key: with_entry(entries_of(present, entries.key), {"name": said}, evidence=evidence)}
    try:
        return measure.read_words(said)
    except AnswerFault as fault:
        raise AnswerFault(str(fault), fault.hint or _fields_hint(measure)) from None


def _read_pairs(target: Target, pairs: Sequence[tuple[str, str]], present: Plain, evidence: GivenEvidence) -> Answer:
    measure = target.measure
    fields = {one.name: one for one in _fields(measure)}
    known = known_fields(measure)
    answer: Answer = {}
    seen: set[str] = set()
    for given, value in pairs:
        name = _find_field(known, given)
        if name is None:
            hint = did_you_mean(given, known) + _fields_hint(measure)
            raise AnswerFault(_("'{word}' is not known here").format(word=given), hint)
        said: Plain = as_typed(value.strip()) or None
        if name in seen:
            message = _("'{word}' is given twice").format(word=name)
            raise AnswerFault(message, _("Each command enters one thing: give the next one in a command of its own."))
        seen.add(name)
        field = fields.get(name)
        if field is not None and len(field.keys) > 1:
            answer.setdefault(field.keys[0], {})[name] = said
        elif field is not None and field.kind == "choice" and said is not None:
            answer[name] = find_choice(field.choices, said)
        else:
            answer[name] = said
    if measure.is_list:
        beside = {name: answer.pop(name) for name in _BESIDE if name in answer}
        entries = measure.entry_fields()
        key, identity = measure.bare_key, entries.identity if entries is not None else ("name",)
        return {key: with_entry(entries_of(present, key), answer, identity, evidence), **beside} if answer else beside
    return answer


def with_beside(
    target: Target, answer: Answer, present: Plain, text: str | None, evidence: GivenEvidence, same_period: str | None
) -> Answer:
    """Return the answer with text, evidence and the same period's figure; evidence is added to the present documents.

    Where the answer has an entry of a list, its documents are in the entry already (`read_answer`).
    """
    more: Answer = {}
    if text is not None:
        more["text"] = nfc(text.strip()) or None
    if any(evidence) and not answer.get(target.measure.bare_key if target.measure.is_list else ""):
        more["evidence"] = with_papers(spelt_out(target, present).get("evidence"), *evidence)
    if same_period is not None:
        more["same_period"] = as_typed(same_period).strip() or None
    return {**answer, **more}


def paper_from_words(line: str) -> Plain:
    """Return a document as it is written into a report: `9/QĐ ngày 12/5/2024` has a number and a date; a link is one."""
    line = " ".join(line.split())
    if re.match(r"https?://\S+$", line):
        return {"link": line}
    found = _PAPER_DAY.match(line)
    if found and found["number"].strip(" ,;("):
        try:
            return {"number": found["number"].strip(" ,;("), "date": read_day(found["day"]).isoformat()}
        except PydanticCustomError:
            pass
    return line


def with_papers(present: Plain, numbers: Sequence[str], files: Sequence[Plain] = ()) -> Plain:
    """Return evidence with more documents, each number once; a single document is not put into a list.

    `files` are added to the last of the documents `numbers`, or else to a document that has neither number nor link.
    """
    papers = present if isinstance(present, list) else [present] if present is not None else []
    known = {paper_key(one) for one in papers}
    key = ""
    for words in numbers:
        paper = paper_from_words(nfc(words))
        key = paper_key(paper)
        if key and key not in known:
            papers = [*papers, paper]
            known.add(key)
    if files:
        at = next((index for index, one in enumerate(papers) if paper_key(one) == key), len(papers))
        papers = [*papers[:at], with_files(papers[at] if at < len(papers) else None, files), *papers[at + 1 :]]
    return papers[0] if len(papers) == 1 else papers or None


def paper_key(paper: Plain) -> str:
    """Return a key that is equal for spellings of one document's number or link; empty for a document without these."""
    return fold(str((paper.get("number") or paper.get("link") or "") if isinstance(paper, dict) else paper))


def with_files(paper: Plain, files: Sequence[Plain]) -> dict[str, Plain]:
    """Return a document of the evidence with more files, each once."""
    full: dict[str, Plain] = dict(paper) if isinstance(paper, dict) else {"number": paper} if paper is not None else {}
    present = full.get("files")
    held = present if isinstance(present, list) else []
    return {**full, "files": [*held, *(one for one in files if one not in held)]}


def with_entry(
    entries: Sequence[Plain],
    entry: Mapping[str, Plain],
    identity: Sequence[str] = ("name",),
    evidence: GivenEvidence = NO_EVIDENCE,
) -> list[Plain]:
    """Return the entries of a list with one more, or with the same entry changed; `evidence` is added to its documents.

    An entry is the same if its values under the keys of `identity` are, as far as both have them.
    """
    if entry.get("name") is None:
        raise AnswerFault(_("the entry has no name"), _("Give it: name=…"))
    found = [dict(one) if isinstance(one, dict) else {"name": one} for one in entries]
    for index, one in enumerate(found):
        if all(_says_the_same(one.get(key), entry.get(key)) for key in identity):
            papers = _entry_papers(entry.get("evidence", one.get("evidence")), entry, evidence)
            merged = {key: value for key, value in {**one, **entry, **papers}.items() if value is not None}
            return [*entries[:index], merged, *entries[index + 1 :]]
    papers = _entry_papers(entry.get("evidence"), entry, evidence)
    return [*entries, {key: value for key, value in {**entry, **papers}.items() if value is not None}]


def _entry_papers(present: Plain, entry: Mapping[str, Plain], evidence: GivenEvidence) -> dict[str, Plain]:
    """Return the evidence of an entry with what is given; files without a number are of the document given with the entry."""
    said = entry.get("evidence")
    numbers = (said,) if isinstance(said, str) and evidence.files and not evidence.numbers else evidence.numbers
    return {"evidence": with_papers(present, numbers, evidence.files)} if any(evidence) else {}


def _says_the_same(one: Plain, other: Plain) -> bool:
    """Return whether two values of a key are the same text or day; an unknown one is no difference."""
    if one is None or other is None:
        return True
    try:
        return read_day(one) == read_day(other)
    except PydanticCustomError:
        return fold(str(one)) == fold(str(other))


def entries_of(present: Plain, key: str) -> list[Plain]:
    """Return the entries of a result as they are in the file."""
    found = present.get(key) if isinstance(present, dict) else present
    return list(found) if isinstance(found, list) else []


def _fields(measure: Measure) -> tuple[ResultField, ...]:
    """Return the fields of a result, of a list those of an entry."""
    entries = measure.entry_fields()
    return entries.fields if entries is not None else measure.fields()


def known_fields(measure: Measure) -> dict[str, str]:
    """Return the names that FIELD can be, each with its label."""
    beside = (*(("evidence", "note") if measure.is_list else ()), *_BESIDE)
    own = {one.name: one.given or key_label(one.name) for one in _fields(measure)}
    labels = {name: key_label(name) for name in beside if name not in own}
    taken = {fold(label) for label in own.values()}
    return {**own, **{name: label if fold(label) not in taken else "" for name, label in labels.items()}}


def _find_field(fields: Mapping[str, str], given: str) -> str | None:
    if given in fields:
        return given
    key = fold(given)
    found = [name for name, label in fields.items() if key in (fold(name), fold(label or name))]
    return found[0] if len(found) == 1 else None


def _fields_hint(measure: Measure) -> str:
    words = [f"{name} ({label})" if label else name for name, label in known_fields(measure).items()]
    return _("Known here: {words}.").format(words="; ".join(words))


# --- an answer in the report file ----------------------------------------------------------------------------------------


def spelt_out(target: Target, present: Plain) -> dict[str, Plain]:
    """Return a result as a mapping; a bare figure (`revenue: 38`) becomes the value of its key (`value`)."""
    full = target.measure.full_result(present)
    return dict(full) if isinstance(full, dict) else {}


def with_consequences(target: Target, present: Plain, answer: Answer) -> Answer:
    """Return the answer with None for each present key that it makes wrong.

    `part` and `whole` remove `percent`; a figure removes `awaiting`; `awaiting` removes the figure.
    """
    held = spelt_out(target, present)
    taken: Answer = {}
    for key, value in answer.items():
        if value is not None and key not in ("text", "evidence", "same_period"):
            taken |= dict.fromkeys(_INSTEAD_OF.get(key, ()))
            if key == "awaiting":
                taken |= dict.fromkeys(target.measure.figure_keys)
            else:
                taken["awaiting"] = None
    # New keys come first: a mapping that was empty for a moment would lose its layout.
    return {**answer, **{key: None for key in taken if held.get(key) is not None and key not in answer}}


def answer_edits(ledger: Ledger, unit: str, target: Target, present: Plain, answer: Answer) -> list[Edit]:
    """Return the edits that put an answer into a report file, in which the target's result is `present`."""
    measure = target.measure
    keys, bare, parts = ("results", target.id), measure.bare_key, tuple(measure.parts_by_name)
    fields = tuple(measure.result_type.model_fields)
    order = (*Report.model_fields, *(one.id for one in ledger.targets_of(unit)), *fields)
    held = spelt_out(target, present)
    answer = with_consequences(target, present, answer)
    if not answer:
        return []
    is_bare = measure.full_result(present) is not present
    if is_bare and set(answer) == {bare} and answer[bare] is not None:
        if bare == "parts":
            return [Put((*keys, name), value, parts) for name, value in answer[bare].items()]
        return [Put(keys, answer[bare], order)]
    if is_bare or not held:
        meant = _in_order({**held, **answer}, fields)
        return [Put(keys, meant, order)] if meant else []
    edits: list[Edit] = []
    for key, value in answer.items():
        if key == "parts" and isinstance(held.get("parts"), dict):
            edits += [Put((*keys, key, name), figure, parts) for name, figure in value.items()]
        elif value is None:
            edits += [Drop((*keys, key))] if held.get(key) is not None else []
        else:
            edits.append(Put((*keys, key), value, fields))
    return edits


def _in_order(given: Mapping[str, Plain], fields: Sequence[str]) -> dict[str, Plain]:
    names = [name for name in fields if given.get(name) is not None]
    return {name: given[name] for name in (*names, *(name for name in given if name not in fields))}


def find_faults(ledger: Ledger, round_: Round, unit: str, target: Target, answer: Answer) -> list[Problem]:
    """Return the problems of an answer, found by reading a report file that has this answer only."""
    meant = {key: value for key, value in answer.items() if value is not None}
    path = report_path(round_.id, unit)
    data = edit(path, b"", [Put((), {"results": {target.id: meant}})]) if meant else b"results:\n"
    return read_file(ledger, path, data)[1]


# --- a figure as text -----------------------------------------------------------------------------------------------------


def figure_words(target: Target, filed: Filed | None) -> str | None:
    """Return the figure of a result as a correction writes it: `38`, `62300/120000`, a grade; None if there is none."""
    result = filed.results.get(target.id) if filed is not None else None
    return _correction_text(target.measure, result) if result is not None else None


def _correction_text(measure: Measure, result: Result) -> str | None:
    reading = measure.read(result)
    return measure.correction_text(result, reading) if reading is not None else None


def says(target: Target, filed: Filed | None, figure: str) -> bool:
    """Return whether a report states this figure for a target."""
    measure, stated = target.measure, figure_words(target, filed)
    if stated is None or not measure.is_typed:
        return False
    try:
        typed = measure.result_type.model_validate(measure.read_words(nfc(figure.strip())))
    except (ValueError, AnswerFault):
        return False
    return _correction_text(measure, typed) == stated
