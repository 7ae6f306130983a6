"""The direction of a goal: whether it asks for more or for less."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from camket.ledger.direction import find_signs, words_of
from camket.ledger.targets import Condition, Goal, Reference, Target, Unclear, figures_above, unwanted_words
from camket.rules.data import CheckedYear
from camket.rules.finding import Finding
from camket.text.language import _
from camket.text.source import Document, Key, Keys

# The comparator that asks for the contrary.
_CONTRARY = {"at_least": "at_most", "more_than": "less_than", "at_most": "at_least", "less_than": "more_than"}


class _QuestionedGoal(NamedTuple):
    """A condition with its keys in targets.yaml, the words of its goal, and the references in force for it."""

    target: Target
    condition: Condition
    keys: Keys
    as_written: str | None
    references: dict[str, Reference]


def direction_unclear(year: CheckedYear) -> Iterator[Finding]:
    """It is not clear whether a goal asks for more or for less, so the target gets no verdict (cannot be judged).

    A number without a comparator is the least that is asked for where things or amounts are counted and nothing speaks of
    less: no word such as giảm, còn, nghèo, tai nạn, and no figure of last year above the goal. A score or a ratio can go both
    ways. A comparator can also contradict the words of its goal, and for a range or for `keep` a name such as "tỷ lệ thất
    nghiệp" leaves open which side is the better one.

        name: Tỷ lệ hộ nghèo
        measure: {kind: score, unit: "%"}
        goal: 0.8                 # at least, or at most?

    To mend: write `goal: {at_most: 0.8}` or `goal: {at_least: 0.8}`; or `better: lower` (or `higher`, or `within`) under
    `measure:`.
    """
    for placed in _conditions(year):
        reason = placed.condition.unclear
        if reason is not None:
            yield replace(_unclear_finding(year.targets_document, placed, reason), spoken=_spoken())


def direction_doubtful(year: CheckedYear) -> Iterator[Finding]:
    """A goal asks for at least a figure, but its name speaks of something wanted less, or a figure before is above it.

    The comparator is what is judged by; this only asks whether it is the right one.

        name: Tỷ lệ hộ nghèo
        measure: {kind: score, unit: "%"}
        goal: {at_least: 0.8}     # or at_most: 0.8?

    To mend: write `at_most:`; or confirm the goal with `better: higher` under `measure:`.
    """
    for placed in _conditions(year):
        reason = _doubt(placed)
        if reason is None:
            continue
        comparator = placed.condition.comparator
        message = _("{comparator}: {number} asks for more").format(comparator=comparator, number=_number(placed.condition))
        message += _signs_text(reason)
        hint = _("If less is better, write {contrary}; if more is better, confirm it with {better} under measure:.").format(
            contrary=f"goal: {{{_CONTRARY[comparator]}: {_number(placed.condition)}}}", better="better: higher"
        )
        keys = (*placed.keys, comparator)
        found = Finding(year.targets_document, keys, message, hint, of_key=True, fixes=(_CONTRARY[comparator],))
        yield replace(found, spoken=_spoken())


def _conditions(year: CheckedYear) -> Iterator[_QuestionedGoal]:
    """Yield every condition of all goals and revised goals."""
    for target in year.ledger.targets.values():
        above = year.ledger.target_keys[target.id]
        references = dict(target.references)
        yield from _conditions_of(target, target.goal, (*above, "goal"), references)
        for index, revision in enumerate(target.revisions):
            references = {**references, **revision.references}
            if revision.goal is not None:
                yield from _conditions_of(target, revision.goal, (*above, "revisions", index, "goal"), references)


def _conditions_of(
    target: Target, goal: Goal, above: tuple[Key, ...], references: dict[str, Reference]
) -> Iterator[_QuestionedGoal]:
    # "At least 80 and more than last year's" says itself that more is better, also where last year's figure is 81.
    rising = [one for one in goal.conditions if one.comparator in ("at_least", "more_than", "keep")]
    passed = {name for one in rising for name in one.references_of(references)}
    references = {name: one for name, one in references.items() if name not in passed}
    for below, condition in goal.placed_conditions():
        yard = goal.yardsticks[below[1]] if below[0] == "yardsticks" and isinstance(below[1], int) else None
        as_written = (yard.as_written if yard is not None else None) or goal.as_written
        yield _QuestionedGoal(target, condition, (*above, *below), as_written, references)


def _spoken() -> str:
    """Return the hint for somebody who assigns a figure: the direction is stated in the file."""
    return _("State in targets.yaml whether more or less is better: camket check shows how.")


def _unclear_finding(document: Document, placed: _QuestionedGoal, reason: Unclear) -> Finding:
    target, condition = placed.target, placed.condition
    comparator, number = condition.comparator, _number(condition)
    can_say = "better" in type(target.measure).model_fields
    until = " " + _("Until then the target is not judged.")
    if reason.is_bare:
        message = _("whether the goal {number} is the least or the most that is asked for is not clear").format(number=number)
        least, most = f"{{at_least: {number}}}", f"{{at_most: {number}}}"
        hint = _("More is better: {least}. Less is better: {most}").format(least=f"goal: {least}", most=f"goal: {most}")
        hint += ", " + _("or {measure}").format(measure="measure: {…, better: lower}") if can_say else ""
        falls_first = bool(reason.words or reason.above)
        fixes = (most, least) if falls_first else (least, most)
        return Finding(document, placed.keys, message + _signs_text(reason), f"{hint}.{until}", fixes=fixes)
    if comparator in _CONTRARY:
        contrary = _CONTRARY[comparator]
        wanted = "lower" if comparator in ("at_most", "less_than") else "higher"
        message = _("{comparator}: {number} contradicts the words of the goal").format(comparator=comparator, number=number)
        if not reason.words:
            message = _("{comparator}: {number} contradicts {better} of the measure").format(
                comparator=comparator, number=number, better="better: lower"
            )
        hint = _("Write {contrary}").format(contrary=f"{contrary}: {number}")
        hint += ", " + _("or confirm the comparator with {measure}").format(measure=f"measure: {{…, better: {wanted}}}")
        keys = (*placed.keys, comparator)
        return Finding(document, keys, message + _signs_text(reason), f"{hint}.{until}", of_key=True, fixes=(contrary,))
    message = _("whether a figure above or below {comparator}: {number} is the better one is not clear").format(
        comparator=comparator, number=number
    )
    hint = _("Write {lower} where less is better, {higher} where more is better, {within} where neither is.").format(
        lower="measure: {…, better: lower}", higher="better: higher", within="better: within"
    )
    keys = (*placed.keys[:2], "measure", "kind")  # the first two lead to the target
    better = _better_fixes(document, keys) if can_say else ()
    return Finding(document, keys, message + _signs_text(reason), hint + until, fixes=better)


def _better_fixes(document: Document, keys: Keys) -> tuple[str, ...]:
    """Return the texts that put `better:` after the kind of a measure, in braces or on a line of its own."""
    place, kind = document.place(keys, of_key=True), document.at(keys)
    before = document.line(place.line)[: place.column - 1]
    joint = ", " if "{" in before else "\n" + " " * len(before)
    return tuple(f"{kind}{joint}better: {word}" for word in ("lower", "higher", "within"))


def _doubt(placed: _QuestionedGoal) -> Unclear | None:
    """Return what speaks against a condition that asks for at least a figure; None where nothing does."""
    target, condition, measure = placed.target, placed.condition, placed.target.measure
    asks_for_more = condition.comparator in ("at_least", "more_than") and condition.change not in ("decrease", "reduction")
    if not asks_for_more or condition.unclear or condition.of is not None:
        return None
    if measure.has_direction or "better" not in type(measure).model_fields:
        return None
    if words_of(find_signs([placed.as_written]), "floor"):
        return None  # the document itself says "at least"
    is_turned = bool(words_of(find_signs([target.name, target.short]), "turned"))
    words = () if is_turned else unwanted_words(target)
    is_level = not measure.accumulates and condition.change == "level"
    above = figures_above(target, condition.operands[0], placed.references) if is_level else ()
    return Unclear(words=words, above=above) if words or above else None


def _signs_text(reason: Unclear) -> str:
    """Return in words what speaks of less, to be put after a message."""
    found = [_("its words say {words}").format(words=", ".join(f"'{word}'" for word in reason.words))] if reason.words else []
    found += [_("above it is: {names}").format(names=", ".join(reason.above))] if reason.above else []
    return f" ({'; '.join(found)})" if found else ""


def _number(condition: Condition) -> str:
    """Return the operands of a condition as YAML between braces takes them."""
    texts = [f'"{operand}"' if set(operand) & set(",%:#") else operand for operand in condition.operands]
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"
