"""An answer to a target, given in words or field by field, and the edits that put it into the report file.

Figures are kept as typed. Nothing is validated here: that is done when the file is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from camket.ledger.commitment import Round
from camket.ledger.ledger import Filed, Ledger
from camket.ledger.load import read_file
from camket.ledger.measures.base import Reading, Result
from camket.ledger.measures.composition import Composition
from camket.ledger.measures.incidents import Incidents, IncidentsResult
from camket.ledger.measures.judgement import Judgement
from camket.ledger.measures.milestone import Milestone, MilestoneResult
from camket.ledger.measures.named_list import ListResult, NamedList
from camket.ledger.measures.quantity import Quantity
from camket.ledger.measures.rank import Rank
from camket.ledger.measures.ratio import Ratio
from camket.ledger.measures.registry import Measure
from camket.ledger.reports import Report
from camket.ledger.targets import Target
from camket.ledger.tree import REPORTS
from camket.text.edit import Drop, Edit, Put, edit
from camket.text.language import _
from camket.text.numerals import read_date
from camket.text.problems import AnswerFault, Problem
from camket.text.source import Plain
from camket.text.spelling import did_you_mean, fold, nfc

Answer = dict[str, Plain]
# Words that mean: nothing new, done, not done yet.
_NOTHING = {"0", "[]", "none", "không", "không có"}
_DONE = {"done", "yes", "true", "xong", "đã xong", "rồi", "có", "x"}
_NOT_DONE = {"not-done", "no", "false", "chưa", "chưa xong", "không"}
_BESIDE = ("text", "same_period", "awaiting")
# Keys that exclude others: giving one removes the others.
_INSTEAD_OF = {"percent": ("part", "whole"), "part": ("percent",), "whole": ("percent",)}


def read_answer(target: Target, words: Sequence[str], present: Plain = None) -> Answer:
    """Parse the words of a command line into an answer, by key of the result; `present` is the present result.

    `38`, `62,5%`, `62300/120000`, a grade or its label, `done`, a day; or FIELD=VALUE pairs. Of a list or of incidents the
    pairs give one entry; it is added, or replaces the entry of the same name. Raises AnswerFault if they cannot be read.

    For a ratio, `62300/120000` gives `{"part": "62300", "whole": "120000"}`, and `62,5%` gives `{"percent": "62,5"}`.
    """
    words = [nfc(word.strip()) for word in words if word.strip()]
    if not words:
        return {}
    pairs = [re.fullmatch(r"([^\W\d][\w -]*?)\s*=\s*(.*)", word, re.DOTALL) for word in words]
    if all(pairs):
        return _read_pairs(target, [(pair[1], pair[2]) for pair in pairs if pair is not None], present)
    if any(pairs):
        message = _("FIELD=VALUE pairs stand without other words: {words}").format(words=" ".join(words))
        raise AnswerFault(message, _fields_hint(target.measure))
    said, measure = " ".join(words), target.measure
    if isinstance(measure, NamedList) and not measure.columns and said.casefold() not in _NOTHING:
        return {"items": with_entry(entries_of(present, "items"), {"name": said})}
    return _read_words(measure, said)


def _read_words(measure: Measure, said: str) -> Answer:
    match measure:
        case Ratio():
            part, slash, whole = said.partition("/")
            return {"part": part.strip(), "whole": whole.strip()} if slash else {"percent": _bare_percent(said)}
        case Rank():
            rank, slash, of = said.partition("/")
            return {"rank": rank.strip(), "of": of.strip()} if slash else {"rank": said}
        case Judgement():
            return {"grade": find_choice(measure.grades, said)}
        case Milestone():
            return _read_milestone(said)
        case NamedList() | Incidents():
            if said.casefold() in _NOTHING:
                return {measure.bare_key: []}
            message = _("an entry is given as FIELD=VALUE pairs; nothing new: 0")
            raise AnswerFault(message, _fields_hint(measure))
        case Composition():
            raise AnswerFault(_("every part is given as PART=VALUE"), _fields_hint(measure))
        case _:
            return {"value": _bare_percent(said) if measure.kind == "score" else said}


def _read_milestone(said: str) -> Answer:
    word = said.casefold()
    if word in _DONE:
        return {"done": "true"}
    if word in _NOT_DONE:
        return {"done": "false", "date": None}
    try:
        return {"done": "true", "date": read_date(said).isoformat()}
    except ValueError as error:
        raise AnswerFault(str(error), _("Write done, not-done, or the day on which it was done: 2023-06-02.")) from None


def _read_pairs(target: Target, pairs: Sequence[tuple[str, str]], present: Plain) -> Answer:
    measure = target.measure
    fields = known_fields(measure)
    answer: Answer = {}
    for given, value in pairs:
        name = _find_field(fields, given)
        if name is None:
            hint = did_you_mean(given, fields) + _fields_hint(measure)
            raise AnswerFault(_("'{word}' is not known here").format(word=given), hint)
        said: Plain = value.strip() or None
        if name in _parts_of(measure):
            answer.setdefault("parts", {})[name] = said
        elif name in ("grade", "kind") and said is not None:
            answer[name] = find_choice(_choices(measure), said)
        elif isinstance(measure, NamedList) and name in measure.columns and said is not None:
            answer[name] = find_choice(measure.columns[name].choices, said)
        else:
            answer[name] = said
    if isinstance(measure, (NamedList, Incidents)):
        beside = {name: answer.pop(name) for name in _BESIDE if name in answer}
        key = measure.bare_key
        return {key: with_entry(entries_of(present, key), answer), **beside} if answer else beside
    return answer


def with_beside(
    target: Target, answer: Answer, present: Plain, text: str | None, evidence: Sequence[str], same_period: str | None
) -> Answer:
    """Return the answer with text, evidence and the same period's figure; evidence is added to the present documents."""
    more: Answer = {}
    if text is not None:
        more["text"] = nfc(text.strip()) or None
    if evidence:
        more["evidence"] = with_papers(spelt_out(target, present).get("evidence"), evidence)
    if same_period is not None:
        more["same_period"] = same_period.strip() or None
    return {**answer, **more}


def with_papers(present: Plain, numbers: Sequence[str]) -> Plain:
    """Return evidence with more documents, each number once; a single document is not put into a list."""
    papers = present if isinstance(present, list) else [present] if present is not None else []
    known = {fold(str(one.get("number") if isinstance(one, dict) else one)) for one in papers}
    for number in numbers:
        if number.strip() and fold(number) not in known:
            papers = [*papers, nfc(number.strip())]
            known.add(fold(number))
    return papers[0] if len(papers) == 1 else papers or None


def with_entry(entries: Sequence[Plain], entry: Mapping[str, Plain]) -> list[Plain]:
    """Return the entries of a list with one more, or with the entry of the same name changed."""
    if entry.get("name") is None:
        raise AnswerFault(_("the entry has no name"), _("Give it: name=…"))
    found = [dict(one) if isinstance(one, dict) else {"name": one} for one in entries]
    for index, one in enumerate(found):
        if fold(str(one.get("name") or "")) == fold(entry["name"]):
            merged = {key: value for key, value in {**one, **entry}.items() if value is not None}
            return [*entries[:index], merged, *entries[index + 1 :]]
    return [*entries, {key: value for key, value in entry.items() if value is not None}]


def entries_of(present: Plain, key: str) -> list[Plain]:
    """Return the entries of a result as they are in the file."""
    found = present.get(key) if isinstance(present, dict) else present
    return list(found) if isinstance(found, list) else []


def known_fields(measure: Measure) -> dict[str, str]:
    """Return the names that FIELD can be, each with its label."""
    own: dict[str, str]
    match measure:
        case NamedList():
            own = {"name": "", **{name: column.label or "" for name, column in measure.columns.items()}}
            own |= {"evidence": "", "note": ""}
        case Incidents():
            own = dict.fromkeys(("kind", "name", "date", "evidence", "note"), "")
        case Quantity():
            own = {"value": "", **measure.parts}
        case Composition():
            own = dict(measure.parts)
        case Ratio():
            own = {"part": measure.part or "", "whole": measure.whole or "", "percent": ""}
        case Judgement():
            own = {"grade": "", "part": measure.part or "", "whole": measure.whole or ""}
        case Rank():
            own = {"rank": "", "of": ""}
        case Milestone():
            own = {"done": "", "date": ""}
        case _:
            own = {"value": ""}
    return {**own, **dict.fromkeys(_BESIDE, "")}


def _find_field(fields: Mapping[str, str], given: str) -> str | None:
    if given in fields:
        return given
    key = fold(given)
    found = [name for name, label in fields.items() if key in (fold(name), fold(label or name))]
    return found[0] if len(found) == 1 else None


def _fields_hint(measure: Measure) -> str:
    words = [f"{name} ({label})" if label else name for name, label in known_fields(measure).items()]
    return _("Known here: {words}.").format(words=", ".join(words))


def _parts_of(measure: Measure) -> Mapping[str, str]:
    return measure.parts if isinstance(measure, (Quantity, Composition)) else {}


def _choices(measure: Measure) -> Mapping[str, str]:
    return measure.grades if isinstance(measure, Judgement) else measure.kinds if isinstance(measure, Incidents) else {}


def find_choice(choices: Mapping[str, str], said: str) -> str:
    """Return the id of a choice given by id or label. A text that is neither is returned as it is; the model rejects it."""
    if said in choices:
        return said
    key = fold(said)
    found = [name for name, label in choices.items() if key in (fold(name), fold(label))]
    return found[0] if len(found) == 1 else said


def _bare_percent(said: str) -> str:
    return said.removesuffix("%").rstrip() if said.endswith("%") else said


# --- an answer in the report file ----------------------------------------------------------------------------------------


def spelt_out(target: Target, present: Plain) -> dict[str, Plain]:
    """Return a result as a mapping; a bare figure (`revenue: 38`) becomes the value of its key (`value`)."""
    if present is None:
        return {}
    if isinstance(present, (str, list)):
        return {target.measure.bare_key: present}
    if _has_bare_parts(target.measure, present):
        return {"parts": present}
    return dict(present) if isinstance(present, dict) else {}


def _has_bare_parts(measure: Measure, present: Plain) -> bool:
    is_parts = isinstance(measure, Composition) and isinstance(present, dict)
    return bool(is_parts and present and not set(present) - set(_parts_of(measure)))


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
                figures = set(target.measure.result_type.model_fields) - set(Result.model_fields) - {"kind"}
                taken |= dict.fromkeys(figures)
            else:
                taken["awaiting"] = None
    # New keys come first: a mapping that was empty for a moment would lose its layout.
    return {**answer, **{key: None for key in taken if held.get(key) is not None and key not in answer}}


def answer_edits(ledger: Ledger, unit: str, target: Target, present: Plain, answer: Answer) -> list[Edit]:
    """Return the edits that put an answer into a report file, in which the target's result is `present`."""
    keys = ("results", target.id)
    fields = tuple(target.measure.result_type.model_fields)
    order = (*Report.model_fields, *(one.id for one in ledger.targets_of(unit)), *fields)
    bare = target.measure.bare_key
    held = spelt_out(target, present)
    answer = with_consequences(target, present, answer)
    if not answer:
        return []
    is_bare = isinstance(present, (str, list)) or _has_bare_parts(target.measure, present)
    if is_bare and set(answer) == {bare} and answer[bare] is not None:
        if bare == "parts":
            return [Put((*keys, name), value, tuple(_parts_of(target.measure))) for name, value in answer[bare].items()]
        return [Put(keys, answer[bare], order)]
    if is_bare or not held:
        meant = _in_order({**held, **answer}, fields)
        return [Put(keys, meant, order)] if meant else []
    edits: list[Edit] = []
    for key, value in answer.items():
        if key == "parts" and isinstance(held.get("parts"), dict):
            edits += [Put((*keys, key, name), figure, tuple(_parts_of(target.measure))) for name, figure in value.items()]
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
    path = f"{REPORTS}/{round_.id}/{unit}.yaml"
    data = edit(path, b"", [Put((), {"results": {target.id: meant}})]) if meant else b"results:\n"
    return read_file(ledger, path, data)[1]


# --- a figure as text -----------------------------------------------------------------------------------------------------


def figure_words(target: Target, filed: Filed | None) -> str | None:
    """Return the figure of a result as a correction writes it: `38`, `62300/120000`, a grade; None if there is none."""
    result = filed.results.get(target.id) if filed is not None else None
    reading = target.measure.read(result) if result is not None else None
    if reading is None or result is None:
        return None
    if isinstance(result, ListResult):
        return str(len(result.items or ()))
    if isinstance(result, IncidentsResult):
        return str(len(result.incidents or ()))
    if isinstance(result, MilestoneResult):
        return reading.done_on.isoformat() if reading.done_on else "done" if reading.value else "not-done"
    return reading.grade or _reading_words(target.measure, reading)


def _reading_words(measure: Measure, reading: Reading) -> str | None:
    if isinstance(measure, Ratio) and "whole" in reading.figures:
        return f"{_plain(reading.figures['part'])}/{_plain(reading.figures['whole'])}"
    return _plain(reading.value) if reading.value is not None else None


def _plain(figure: Decimal) -> str:
    """Return a figure with a decimal point and no thousands separator; every measure reads it the same way."""
    text = f"{figure:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    # 1.234 would be rejected as ambiguous when it is read again.
    return text + "0" if re.fullmatch(r"-?[1-9]\d{0,2}\.\d{3}", text) else text


def says(target: Target, filed: Filed | None, figure: str) -> bool:
    """Return whether a report states this figure for a target."""
    result = filed.results.get(target.id) if filed is not None else None
    if result is None or isinstance(target.measure, (NamedList, Incidents, Composition)):
        return False
    try:
        typed = target.measure.result_type.model_validate(_read_words(target.measure, nfc(figure.strip())))
    except (ValueError, AnswerFault):
        return False
    first, second = target.measure.read(result), target.measure.read(typed)
    if first is None or second is None or first.value != second.value or first.done_on != second.done_on:
        return False
    return not isinstance(target.measure, Ratio) or first.figures == second.figures
