"""Judgement: a grade on an ordered scale, with its evidence in words; perhaps two figures beside it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar, Literal

from camket.ledger.measures.answer import find_choice
from camket.ledger.measures.base import (
    ZERO,
    Answer,
    MeasureModel,
    Reading,
    Result,
    ResultFault,
    ResultField,
    listed,
    numbers_help,
    part_and_whole_faults,
    units_of_parts,
    unknown_word,
)
from camket.ledger.scalars import Ident, Number, Text, value_fault
from camket.text.language import _
from camket.text.numerals import format_number


class JudgementResult(Result):
    kind: Literal["judgement"] = "judgement"
    grade: Ident | None = None
    part: Number | None = None
    whole: Number | None = None

    main_key: ClassVar[str] = "grade"


class Judgement(MeasureModel):
    """A grade on an ordered scale, worst first, with its evidence in words; or two figures without a threshold."""

    kind: Literal["judgement"]
    grades: dict[Ident, Text]
    part: Text | None = None
    whole: Text | None = None
    unit: Text | None = None
    part_unit: Text | None = None
    whole_unit: Text | None = None
    accumulates: ClassVar[bool] = False
    better: ClassVar[str] = "higher"

    result_class: ClassVar[type[Result]] = JudgementResult
    figure_keys: ClassVar[tuple[str, ...]] = ("grade", "part", "whole")
    bare_key: ClassVar[str] = "grade"
    is_number: ClassVar[bool] = False
    has_distance: ClassVar[bool] = False
    takes_grades: ClassVar[bool] = True
    asks_evidence: ClassVar[bool] = True

    @property
    def closed_choices(self) -> dict[str, str]:
        return self.grades

    def figure_labels(self) -> dict[str, str]:
        return {"part": self.part or "", "whole": self.whole or ""}

    def faults(self, result: Result) -> Iterator[ResultFault]:
        assert isinstance(result, JudgementResult)
        if result.grade is not None and result.grade not in self.grades:
            yield unknown_word(("grade",), result.grade, self.grades)
        yield from part_and_whole_faults(result.part, result.whole, may_exceed=False)

    def evidence_faults(self, result: Result) -> Iterator[ResultFault]:
        assert isinstance(result, JudgementResult)
        if result.grade is not None and not (result.evidence or result.text or result.part is not None):
            hint = _("Say in words what it rests on, or give the number of a document.")
            yield ResultFault(("grade",), "evidence-missing", _("the grade stands without evidence"), hint)

    def read(self, result: Result) -> Reading | None:
        assert isinstance(result, JudgementResult)
        value = self.operand(result.grade or "")
        if value is None:
            return None
        figures = {name: figure for name in ("part", "whole") if (figure := getattr(result, name)) is not None}
        return Reading(value, figures, grade=result.grade)

    def operand(self, text: str) -> Decimal | None:
        grades = list(self.grades)
        return Decimal(grades.index(text)) if text in grades else None

    def grade_at(self, value: Decimal) -> str | None:
        """The id of the grade at this position, or None."""
        grades = list(self.grades)
        return grades[int(value)] if value == value.to_integral_value() and 0 <= value < len(grades) else None

    def fields(self) -> tuple[ResultField, ...]:
        known = "; ".join(f"{name} ({label})" for name, label in self.grades.items())
        grade = ResultField(
            ("grade",),
            _("Grade"),
            "choice",
            choices=self.grades,
            question=_("Grade"),
            help=_("One of the grades below, by its name, its id or its number in the row."),
            comments=(_("grade: one of {grades}").format(grades=known),),
        )
        units = self.part_units
        return grade, *(
            ResultField(
                (key,),
                label or "",
                given=label or "",
                unit=units[key],
                low=ZERO,
                question=label,
                help=numbers_help(),
                step=1,
                comments=(f"{key}: {label}" + (f" ({units[key]})" if units[key] else ""),),
                is_silent=not label,
            )
            for key, label in (("part", self.part), ("whole", self.whole))
        )

    def same_period_field(self) -> ResultField | None:
        return ResultField(("same_period",), _("Same period last year"), "choice", choices=self.grades)

    def read_words(self, words: str) -> Answer:
        return {"grade": find_choice(self.grades, words)}

    def typed_figure(self, text: str) -> Decimal:
        value = self.operand(text)
        if value is None:
            hint = _("Known here: {words}.").format(words=listed(self.grades))
            raise value_fault("unknown-choice", _("'{word}' is not known here").format(word=text), hint)
        return value

    def word_label(self, key: str, word: str) -> str | None:
        return self.grades.get(word, word) if key == "grade" else None

    def correction_text(self, result: Result, reading: Reading) -> str | None:
        return reading.grade

    def unit_text(self) -> str:
        return ""

    @property
    def part_units(self) -> dict[str, str]:
        return units_of_parts(self.unit, self.part_unit, self.whole_unit)

    def main_text(self, value: Decimal) -> str:
        grade = self.grade_at(value)
        return self.grades[grade] if grade is not None else format_number(value)

    def brief_text(self, value: Decimal) -> str:
        return self.main_text(value)

    def plain_text(self, value: Decimal) -> str | None:
        return self.grade_at(value)

    def figure_for_next_year(self, reading: Reading) -> str | None:
        return reading.grade
