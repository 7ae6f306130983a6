"""Values read from the text of a scalar: numbers, days, ids, flags; and the base class of all models."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, model_validator
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from camket.text.file_names import explain_name, portable_name
from camket.text.language import _
from camket.text.numerals import AmbiguousNumber, NotANumber, OddCharacter, format_exact, read_date, read_number, unambiguous
from camket.text.odd_characters import plain_figures
from camket.text.source import Plain
from camket.text.spelling import IDENT, nfc, strip_accents

# --- how scalars are read ----------------------------------------------------------------------------------------

# Names of devices on Windows, where a file `con.yaml` cannot be created.
_DEVICES = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")
# A date in any other year is a typing error. Days can be added to these dates without leaving the range of `date`.
YEARS = range(1900, 2201)
YES = {"true", "yes", "có", "rồi", "đã", "x"}
NO = {"false", "no", "không", "chưa"}


def value_fault(rule: str, message: str, hint: str = "") -> PydanticCustomError:
    """Return the error that a validator raises; model_faults.py makes it a problem with this rule, message and hint."""
    return PydanticCustomError(rule, "{message}", {"message": message, "hint": hint})


def _read_text(value: object) -> str:
    if isinstance(value, str) and (text := value.strip()):
        return text
    if value is None or isinstance(value, str):
        raise value_fault("wrong-type", _("text is expected here, nothing was found"), _("Write it, or delete the line."))
    raise value_fault(
        "wrong-type", _("text is expected here, not a list or a mapping"), _("Text with ': ' in it needs quotes.")
    )


def read_commit(value: object) -> str:
    return _read_hash(value, (40, 64), _("'{text}' is not the hash of a commit"))


def _read_hash(value: object, lengths: tuple[int, ...], message: str, hint: str = "") -> str:
    text = _read_text(value)
    if len(text) not in lengths or not re.fullmatch("[0-9a-f]+", text):
        hint = hint or _("It is written by camket issue; fetch the file back with git.")
        raise value_fault("bad-value", message.format(text=text), hint)
    return text


def _read_file_digest(value: object) -> str:
    hint = _("camket writes it: take the file in again with camket receive --file or camket set --evidence-file.")
    return _read_hash(value, (64,), _("'{text}' is no digest"), hint)


def _read_file_name(value: object) -> str:
    text = nfc(_read_text(value))
    fault = explain_name(text)
    if fault is not None:
        message = _("'{text}' cannot be the name of a file here: {reason}").format(text=text, reason=fault)
        hint = _("For example: {example}").format(example=portable_name(re.split(r"[/\\]", text)[-1]))
        raise value_fault("bad-value", message, hint)
    return text


def _read_near_folder(value: object) -> str:
    """Return a relative path of a folder, with `/`. Raises PydanticCustomError when it is another kind of path."""
    text = _read_text(value).strip().replace("\\", "/")
    if re.match(r"/|~|[A-Za-z]:|[A-Za-z][\w+.-]*://", text) or not text.isprintable():
        message = _("'{text}' is not the way from the folder of this year to another one").format(text=text)
        raise value_fault(
            "bad-value",
            message,
            _("Write it from the folder that holds data/, for example: {example}").format(example="../2023"),
        )
    return text


def _read_ident(value: object) -> str:
    text = _read_text(value)
    if not IDENT.fullmatch(text) or _DEVICES.fullmatch(text):
        message = _("'{text}' cannot be an id").format(text=text)
        hint = _("Small letters without accents, digits and '-', at most 64.")
        cure = re.sub(r"[^a-z0-9]+", "-", strip_accents(text)).strip("-")[:64].rstrip("-")
        if IDENT.fullmatch(cure) and not _DEVICES.fullmatch(cure):
            hint += " " + _("For example: {example}").format(example=cure)
        raise value_fault("bad-id", message, hint)
    return text


def _number_fault(text: str, error: NotANumber) -> PydanticCustomError:
    if isinstance(error, AmbiguousNumber):
        thousands, decimal = error.readings
        hint = _("Write {thousands} for the first, {decimal} for the second.").format(
            thousands=thousands, decimal=unambiguous(decimal)
        )
        return value_fault("ambiguous-number", str(error), hint)
    if isinstance(error, OddCharacter):
        return value_fault("bad-number", str(error), _("Type the figure again without it."))
    if re.search(r"\d\s*[^\W\d_]", text):
        return value_fault("bad-number", str(error), _("Keep the number alone, without its unit of measure."))
    return value_fault("bad-number", str(error), _("Write it like 75, 62,5 or 1.234,5."))


def read_figure(value: object, *, whole: bool = False, percent: bool = False) -> Decimal:
    """Return the number in the text of a scalar: `62,5` is 62.5.

    With `whole`, `1.234` can only mean 1234; with `percent`, `5%` is 5. Raises PydanticCustomError when it is not a number.
    """
    if isinstance(value, Decimal):
        return value
    if not isinstance(value, str):
        raise value_fault("wrong-type", _("a number is expected here"), _("Write it like 75, 62,5 or 1.234,5."))
    text = plain_figures(value).strip() if percent else value.strip()
    text = text.removesuffix("%").rstrip() if percent else text
    try:
        return read_number(text, whole=whole)
    except NotANumber as error:
        raise _number_fault(text, error) from None


def day_hint(text: str) -> str:
    """Return how a day is written: with a day of the year that the text names, if it names one, as an example."""
    year = re.search(r"(?<!\d)(?:19|20|21)\d\d(?!\d)", text)
    if year is None:
        return _("Write year-month-day, or day/month/year.")
    return _("Write year-month-day, or day/month/year: {example}.").format(example=f"{year[0]}-06-02, 02/6/{year[0]}")


def read_day(value: object) -> date:
    """Return the date in the text of a scalar. Raises PydanticCustomError when it is not a date."""
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise value_fault("bad-date", _("a date is expected here"), _("Write year-month-day, or day/month/year."))
    try:
        day = read_date(value)
    except ValueError as error:
        raise value_fault("bad-date", str(error), day_hint(value)) from None
    if day.year not in YEARS:
        message = _("the year of '{text}' is not between {first} and {last}").format(
            text=value.strip(), first=YEARS[0], last=YEARS[-1]
        )
        raise value_fault("bad-date", message, _("Check the year."))
    return day


def _read_within(value: object, low: int, high: int, *, whole: bool = False, percent: bool = False) -> Decimal:
    number = read_figure(value, whole=whole, percent=percent)
    if not low <= number <= high:
        message = _("{value} is outside {low} to {high}").format(value=format_exact(number), low=low, high=high)
        raise value_fault("out-of-range", message, _("Check the figure and its decimal mark."))
    return number


def _read_part(value: object) -> Decimal | Fraction:
    """Return a part of a goal: `25%` is 25 per cent, `1/3` the fraction itself."""
    found = re.fullmatch(r"(\d{1,6})\s*/\s*(\d{1,6})", value.strip()) if isinstance(value, str) else None
    if isinstance(value, Fraction) or found is None:
        return value if isinstance(value, Fraction) else _read_within(value, 0, 100, percent=True)
    part, whole = int(found[1]), int(found[2])
    if not 0 <= part <= whole or whole == 0:
        message = _("{value} is outside {low} to {high}").format(value=found[0], low=0, high=1)
        raise value_fault("out-of-range", message, _("A part is at most the whole: 1/3."))
    return Fraction(part, whole)


def read_year(value: object) -> int:
    """Return the calendar year in the text of a scalar. Raises PydanticCustomError when it is not one."""
    year = read_figure(value, whole=True)
    if year not in YEARS:
        raise value_fault("out-of-range", _("'{text}' is not a year").format(text=value), _("Write it with four digits."))
    return int(year)


def read_flag(value: object) -> bool:
    """Return True for yes, False for no. Raises PydanticCustomError when it is neither."""
    if isinstance(value, bool):
        return value
    word = value.strip().casefold() if isinstance(value, str) else ""
    if word in YES:
        return True
    if word in NO:
        return False
    raise value_fault("wrong-type", _("yes or no is expected here"), _("Write true or false."))


def _read_operand(value: object) -> str:
    """Return the text of a number, a grade or the name of a reference; goals.py decides by the measure which it is."""
    text = _read_text(value)
    if not re.match(r"[+-]?\d", text) and not IDENT.fullmatch(text):
        message = _("'{text}' is neither a number nor the name of a reference").format(text=text)
        raise value_fault("bad-number", message, _("Write a number, or a name that stands under references:."))
    return text


def split_range(value: object) -> object:
    """Return the two figures of a range, written as a list or as one text: `6,5 – 7%`."""
    if isinstance(value, str):
        found = re.fullmatch(r"([\d.,]+)\s*%?\s*(?:[-–—]|đến)\s*([\d.,]+)\s*%?", value.strip())
        value = found.groups() if found else [value]
    if isinstance(value, (list, tuple)) and len(value) != 2:
        message = _("a range is two figures, {n} were found").format(n=len(value))
        raise value_fault("goal-form", message, _range_hint([str(one) for one in value]))
    return value


def _range_hint(figures: list[str]) -> str:
    """Return how the range is written; of 6, 5, 7, 5 the two figures that a decimal comma has split."""
    hint = _("Two figures between square brackets; a decimal comma stands between quotes.")
    if len(figures) == 4 and all(re.fullmatch(r"\d+%?", figure) for figure in figures):
        first, second = (",".join(figures[at : at + 2]) for at in (0, 2))
        hint += " " + _("For example: {example}").format(example=f'["{first}", "{second}"]')
    return hint


def one_or_many(value: object) -> object:
    return [value] if isinstance(value, str) else value


def not_empty(value: object) -> object:
    if value in ([], ()):
        raise value_fault("wrong-type", _("at least one entry is expected here"), _("See docs/data-format.md for this key."))
    return value


def drop_blank(value: object) -> object:
    """Treat an empty value under a key that takes a list or mapping as if the key were missing."""
    return () if value is None else value


def filled_parts(value: object) -> object:
    """Drop the parts without a value: an empty key means not filled in yet, as everywhere else."""
    return {key: item for key, item in value.items() if item is not None} if isinstance(value, dict) else value


class ReadBy:
    """Annotation of a type whose value is made by one function.

    pydantic's PlainValidator does the same, but takes ten times as long to build, which slows down every start.
    """

    def __init__(self, read: Callable[[object], Any]) -> None:
        self.read = read

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)


class ShapedBy:
    """Annotation of a type whose raw value one function changes before validation; replaces BeforeValidator as ReadBy does."""

    def __init__(self, shape: Callable[[object], Any]) -> None:
        self.shape = shape

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.shape, handler(source))


Text = Annotated[str, ReadBy(_read_text)]
Ident = Annotated[str, ReadBy(_read_ident)]
Digest = Annotated[str, ReadBy(lambda value: _read_hash(value, (64,), _("'{text}' is no digest")))]
FileDigest = Annotated[str, ReadBy(_read_file_digest)]
FileName = Annotated[str, ReadBy(_read_file_name)]
NearFolder = Annotated[str, ReadBy(_read_near_folder)]
Number = Annotated[Decimal, ReadBy(read_figure)]
Whole = Annotated[Decimal, ReadBy(lambda value: read_figure(value, whole=True))]
Percent = Annotated[Decimal, ReadBy(lambda value: read_figure(value, percent=True))]
Share = Annotated[Decimal, ReadBy(lambda value: _read_within(value, 0, 100, percent=True))]
PartOfGoal = Annotated[Decimal | Fraction, ReadBy(_read_part)]
Days = Annotated[Decimal, ReadBy(lambda value: _read_within(value, 0, 366, whole=True))]
Decimals = Annotated[Decimal, ReadBy(lambda value: _read_within(value, 0, 10, whole=True))]
Day = Annotated[date, ReadBy(read_day)]
CalendarYear = Annotated[int, ReadBy(read_year)]
Flag = Annotated[bool, ReadBy(read_flag)]
Operand = Annotated[str, ReadBy(_read_operand)]
Idents = Annotated[tuple[Ident, ...], ShapedBy(one_or_many)]
Texts = Annotated[tuple[Text, ...], ShapedBy(one_or_many)]


class Model(BaseModel):
    """Base class of all models: frozen, without unknown keys; its validator is built on first use."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _drop_empty(cls, value: Plain) -> Plain:
        # `note:` without a value counts as missing. An unknown key is kept even when empty, so that it is still reported.
        if type(value) is dict and None in value.values():
            known = cls.model_fields if cls.model_config["extra"] == "forbid" else value
            return {key: item for key, item in value.items() if item is not None or key not in known}
        return value


# --- bodies, documents, the calendar --------------------------------------------------------------------------------


class Paper(Model):
    """A document that is cited: a basis, a decision behind a goal, the evidence of a result."""

    kind: Text | None = None
    number: Text | None = None
    date: Day | None = None
    body: Text | None = None
    subject: Text | None = None
    link: Text | None = None
    file: Text | None = None
    note: Text | None = None


def paper_from_number(value: object) -> object:
    return {"number": value} if isinstance(value, str) else value


CitedPaper = Annotated[Paper, ShapedBy(paper_from_number)]


class EvidenceFile(Model):
    """A file that is kept in evidence/<round>/<unit>/ of the data folder: its name there, the SHA-256 of its bytes."""

    file: FileName
    sha256: FileDigest


class EvidencePaper(Paper):
    """A document that proves a result, with the files in which it is kept, such as a scan."""

    files: tuple[EvidenceFile, ...] = ()


def papers(value: object) -> object:
    return [value] if isinstance(value, (str, dict)) else drop_blank(value)


Evidence = Annotated[tuple[Annotated[EvidencePaper, ShapedBy(paper_from_number)], ...], ShapedBy(papers)]


# The page of docs/rules.md about each rule that this module raises; camket.rules.reading joins these mappings.
RULES: dict[str, str] = {
    "bad-id": """An id is not made of small letters without accents, digits and `-`, or is longer than 64 characters.

    Ids become names of files on every system. Names that Windows reserves for devices (con, aux, nul …) are therefore refused.

        - {id: Phường_Bình_Hòa, name: Phường Bình Hòa}      # phuong-binh-hoa

    To mend: write the name in small letters without accents, with `-` between the words.
    """,
    "bad-number": """A value is not a number, or not a whole number where things are counted.

        revenue: 95400 triệu        # the unit of measure is written in targets.yaml

    To mend: write the number alone: 75, 62,5 or 1.234,5.
    """,
    "ambiguous-number": """A number can be read in two ways: `1.234` is either 1234, or 1 and 234 thousandths.

    A count is always whole, so there it is read as 1234. For amounts, ratios and scores camket does not guess.

        revenue: 1.234

    To mend: write 1234, or 1.2340.
    """,
    "bad-date": """A value is not a date, or is a day that the calendar does not have.

        submitted: 2023-06-31

    To mend: write year-month-day, 2023-06-02, or 02/6/2023.
    """,
}
