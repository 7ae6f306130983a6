"""The documentation of the rules that are applied while a file is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass


# What is found while a file is read, before any rule above is asked: the same kind of page for each.
READING_WARNINGS = frozenset({"bom", "not-nfc", "stray-file"})
READING_RULES: Mapping[str, str] = {
    "missing-file": """There is no targets.yaml in the data folder.

    To mend: name the folder that holds it with `--data`, or start a new commitment with `camket init DIR`.
    """,
    "empty-file": """A report's file, or the office's, holds nothing but comments: a crash while it was saved, or a slip.

    To mend: fetch it back with git, or delete it and run `camket open` again.
    """,
    "unreadable": """The disk does not give a file: it is locked by another program, or its permissions do not allow it.

    To mend: close the programs that hold it, or ask whoever manages the computer.
    """,
    "stray-file": """A file under reports/ is not read: it ends in .yml or .yaml.txt, or stands in no round's folder.

        reports/q2/phuong-1.yml
        reports/q2/phuong-2.yaml.txt
        reports/phuong-1.yaml

    To mend: reports stand in `reports/<round>/<unit>.yaml`.
    """,
    "file-size": """A file is larger than 4 MB. No report is; something was pasted into it.

    To mend: keep long documents as files of their own and name them under `evidence:`.
    """,
    "encoding": """A file is not in UTF-8, but in UTF-16, Windows-1258 or another old code page.

    Its Vietnamese letters cannot be told for certain, so it is not read.

    To mend: in Notepad choose Save As, Encoding: UTF-8.
    """,
    "bom": """A file begins with a byte order mark, as Notepad writes it. It is read all the same.

    To mend: save as UTF-8 without BOM.
    """,
    "not-nfc": """Letters and accents are stored apart (Unicode NFD), as some Macs and PDF files do.

    The text is read as if it were composed, but a search for the same word typed elsewhere will not find it.

    To mend: type the text anew or save it in composed form (NFC).
    """,
    "yaml-syntax": """The file is no valid YAML. The first fault is shown; what stands in other files is still looked at.

        results
          revenue: 95400            # a ':' is missing after results

    To mend: look at the line and the one above it: indent, `:` and quotes. Text that holds `: ` or begins with one of
    `& * [ { ! % @ # - ?` needs quotes.
    """,
    "merge-conflict": """A merge has left a conflict in the file: two changes of the same lines, of which someone must choose.

        results:
        <<<<<<< bản này (ours)
          new-enterprises: 40
        ||||||| bản gốc (base)
          new-enterprises: 38
        =======
          new-enterprises: 41
        >>>>>>> bản kia (theirs)

    To mend: keep the lines that are right, delete the others and the lines of `<`, `|`, `=` and `>`; then `git add` the file.
    """,
    "yaml-tab": """A line is indented with a tab.

    To mend: indent with spaces, two for each level.
    """,
    "yaml-documents": """A second document begins in the file, with a line `---`.

    To mend: delete that line, or put the rest into a file of its own.
    """,
    "yaml-alias": """The file uses an anchor (`&`) or an alias (`*`) of YAML.

    They make one value stand in several places, which no reader of the file would see, and can blow a file up without limit.

    To mend: write the value out; put text that begins with `&` or `*` between quotes.
    """,
    "yaml-tag": """A value carries a YAML tag such as `!!float` or `!local`.

    To mend: delete the tag. What a value means depends on its key alone.
    """,
    "yaml-key": """A key is a list or a mapping instead of a word.

        ? [q1, q2]
        : 3

    To mend: write a plain key; put text that begins with `[` or `{` between quotes.
    """,
    "yaml-nesting": """There are more than 40 levels of brackets or indents.

    To mend: look for a stray bracket.
    """,
    "duplicate-key": """A key stands twice in the same mapping. Most programs would silently take the last one.

        results:
          revenue: 95400
          revenue: 95500

    To mend: keep one of the two.
    """,
    "comma-in-braces": """Between braces a decimal comma splits a number in two: `{part: 62,5}` is the part 62 and a key 5.

    To mend: write `{part: "62,5"}`, or `{part: 62.5}`.
    """,
    "unknown-key": """A key is not known where it stands.

        submited: 2023-06-02        # submitted

    To mend: take the suggested key; docs/data-format.md has all of them.
    """,
    "missing-key": """A key that is needed is missing; for an item of a list also a column that decides whether it counts.

        - id: new-enterprises       # without name:
          lead: phong-kinh-te

    To mend: add it.
    """,
    "wrong-type": """A value is of another shape than its key asks for: a list for a number, text for a mapping.

        letter: 45/BC-TC            # letter: {number: 45/BC-TC}

    To mend: write it as the message says.
    """,
    "unknown-choice": """A word is none of those that can stand here.

    Looked at: kinds of measure, grades, choices of a column, kinds of incident and the like.

        commune-digital: tôt        # tot

    To mend: take one of the words that the message lists.
    """,
    "bad-id": """An id holds something else than small letters without accents, digits and `-`, or is longer than 64.

    Ids name files, on every system; names that Windows keeps for devices (con, aux, nul …) are none.

    To mend: `phuong-binh-hoa` for phường Bình Hòa.
    """,
    "duplicate-id": """Two rounds, units, bodies, groups or targets have the same id. The second is not used.

    To mend: give one of them another id.
    """,
    "duplicate-report": """A unit has two files in one round, under its id and under another spelling of its name.

        reports/q2/phuong-binh-hoa.yaml
        reports/q2/Bình Hòa.yaml

    To mend: keep one of the two, named after the unit's id.
    """,
    "bad-number": """Something is not a number, or not a whole one where things are counted.

        revenue: 95400 triệu        # the unit of measure stands in targets.yaml

    To mend: write the number alone: 75, 62,5 or 1.234,5.
    """,
    "ambiguous-number": """A number has two readings: `1.234` can be 1234, or 1 and 234 thousandths.

    For a count it can only be 1234 and is read so; for amounts, ratios and scores nobody guesses.

    To mend: write 1234, or 1,2340.
    """,
    "bad-date": """Something is not a date, or not a day of the calendar.

        submitted: 2023-06-31

    To mend: write year-month-day, 2023-06-02, or 02/6/2023.
    """,
    "bad-value": """A value does not go with the one beside it, or does not fit its key.

        plan: {done: false, date: 2023-05-30}

    To mend: see the message; docs/data-format.md tells what fits.
    """,
    "negative": """A figure that is counted from 1 January is below zero.

    To mend: check the sign; what was counted too much is a correction.
    """,
    "out-of-range": """A figure lies outside the scale of its measure: a score above 100, six stars of five.

    To mend: check the figure and its decimal mark.
    """,
    "parts-do-not-fit": """Figures that belong together do not fit.

    A part is larger than its whole, or stands without it; a percentage is not what the parts make; shares do not make 100.

        disbursement-city: {part: 120000, whole: 62300}

    To mend: check both; perhaps they were exchanged.
    """,
    "goal-form": """A goal is put together in a way that has no meaning.

    Two comparators in one condition, a date for a count, `change` without `against`, a figure that the measure does not have.

        goal: {at_least: 80, at_most: 90}      # between: [80, 90]

    To mend: one comparator in a condition; several conditions stand in a list under `all:`.
    """,
    "unknown-reference": """A goal names a figure that does not stand under the target's `references:`, nor among its grades.

        goal: {at_least: asigned}
        references: {assigned: 182000}

    To mend: take a name that the message lists, or add it under `references:` (without a value while it is not known).
    """,
    "target-units": """A target says nothing, or two things, about who reports it.

    To mend: one of `lead:`, `reporter:`, `each:` (every unit of a group its own) and `sum_of:` (units that add up).
    """,
    "round-due": """A round has no due date or two, or is of a quarter and annual at once.

        - {id: q2, quarter: 2, before: 2023-06-05, by: 2023-06-04}

    To mend: keep `before:` (the day before it is the last in time) or `by:` (that day is).
    """,
}
