"""The commands: a table of names, help texts and modules. A module is imported when one of its commands is called.

A command reads its options, opens the data, calls the room that does the work, and writes or prints the result.

desk        shared beginnings and ends: load the data, find a round or unit, write files, print messages
choices     words for the choices of options, as a person types them
options     options that several commands share
remembered  an answer about the data, kept and found again as long as not one byte of them has changed
looking     show the data: check, status, show, proposals, trace
reviewing   show and use git history: diff, review, log, merge-file, textconv, setup-git
reporting   write reports: report
reminding   chase late reports: remind
issuing     record the issue of a report, and prove it: issue, verify
recording   enter data: fill, set, receive, extend, assign, correct, overrule; take the last command back: undo
saving      keep the data as they are now in the history: save
preparing   write blank files: init, open, form export
importing   read filled-in files: form import
exchanging  the data for other programs: export, query
publishing  the year as web pages: site
beginning   what `camket` alone says: what is next
editing     set up text editors: schema, setup-editor, lsp
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from camket.text.language import _


@dataclass(frozen=True, slots=True)
class Described:
    """A command and its help text. Its function is in `module`, named after it: `form import` is `form_import_command`."""

    name: str
    description: str
    example: str
    module: str

    @property
    def function(self) -> Callable[..., Any]:
        """Import the module and return the command's function."""
        found: Callable[..., Any] = getattr(import_module(f"camket.commands.{self.module}"), _function_name(self.name))
        return found


def _function_name(name: str) -> str:
    return name.replace(" ", "_").replace("-", "_") + "_command"


_ALL = (
    Described(
        "check",
        _("Find every problem in the data; change nothing (but with --upgrade, the data format)."),
        "camket check --format json",
        "looking",
    ),
    Described(
        "status", _("Who has reported, and how each commitment stands."), "camket status --quarter 2 --behind", "looking"
    ),
    Described(
        "show",
        _("One commitment in full: every unit, every round, evidence, difficulties."),
        "camket show new-enterprises",
        "looking",
    ),
    Described("proposals", _("What the units have proposed, and what was answered."), "camket proposals --open", "looking"),
    Described(
        "trace",
        _("Where a figure of the report comes from: each number's line, who wrote it, the arithmetic."),
        "camket trace 1.3 --quarter 2",
        "looking",
    ),
    Described(
        "diff",
        _("Which figures have changed between two states of the data, and what follows."),
        "camket diff main...HEAD",
        "reviewing",
    ),
    Described(
        "review",
        _("What a branch has changed, and what of it deserves a second look."),
        "camket review main --format markdown",
        "reviewing",
    ),
    Described(
        "log",
        _("Every value that a figure has had: by whom, when, in which commit."),
        "camket log new-enterprises --quarter 2",
        "reviewing",
    ),
    Described(
        "issue",
        _("Put on record that a round's report was issued: its number and day, the commit, what went in and came out."),
        "camket issue --quarter 2 --number 45/BC-UBND --date 2023-06-06",
        "issuing",
    ),
    Described(
        "verify",
        _("Prove that an issued report still comes out of its commit as it was, or say what is another."),
        "camket verify --quarter 2 bao-cao-q2-2023.docx",
        "issuing",
    ),
    Described(
        "report", _("Write the consolidated report of a round."), "camket report --quarter 2 --format md,docx", "reporting"
    ),
    Described(
        "site",
        _("Write the year as web pages that open without a network: targets, units, what changed."),
        "camket site --quarter 2",
        "publishing",
    ),
    Described(
        "remind",
        _("Chase late reports: letters, messages, e-mails, who was reminded when; the calendar of due dates."),
        "camket remind -q 2",
        "reminding",
    ),
    Described(
        "merge-file",
        _("Bring two changed states of a file together by what they say: git's merge driver for the data."),
        "camket merge-file %O %A %B --path %P --marker-size %L",
        "reviewing",
    ),
    Described(
        "textconv",
        _("Print a file of the data as lines, a fact each, so that git diff and git log -p show figures."),
        "git config diff.camket.textconv 'camket textconv'",
        "reviewing",
    ),
    Described(
        "fill",
        _("Fill in a unit's report in the terminal, target by target; each answer is saved as it is given."),
        "camket fill phuong-1 --quarter 2",
        "recording",
    ),
    Described(
        "set",
        _("Enter one figure of a unit's report; nothing else in the file is touched."),
        "camket set phuong-1 commune-budget-revenue 21500 --quarter 2",
        "recording",
    ),
    Described(
        "receive",
        _("Put on record that a unit's report came in: the day, the letter. Later days are noted as sent again."),
        "camket receive phuong-1 --quarter 2 --date 2023-06-02 --letter 45/BC-UBND --letter-date 2023-06-01",
        "recording",
    ),
    Described(
        "extend",
        _("Grant a unit a later due date in a round, with the reason."),
        'camket extend phuong-1 --quarter 2 --due 2023-06-07 --reason "Xã tập trung chống ngập" --by "Chánh Văn phòng"',
        "recording",
    ),
    Described(
        "assign",
        _("Enter a figure that a higher level has assigned; one that is known already becomes a revision with its document."),
        "camket assign labour-export 110 --date 2023-07-14 --document 12/QĐ-UBND",
        "recording",
    ),
    Described(
        "correct",
        _("Put a figure right that was reported, with the reason: the old one stays on record."),
        'camket correct phuong-1 commune-budget-revenue 21500 20500 --quarter 3 --reason "Cộng trùng" --by "Trần Thị Ba"',
        "recording",
    ),
    Described(
        "overrule",
        _("Put the office's verdict in place of the computed one, with the reason and a name; both stay visible."),
        'camket overrule complaints-resolved met --quarter 2 --reason "Chờ kết quả giám định" --by "Chánh Văn phòng"',
        "recording",
    ),
    Described(
        "save",
        _("Keep the data as they are now in the history, under your name: the files of the data and nothing else."),
        'camket save -m "Phường 1: báo cáo quý II"',
        "saving",
    ),
    Described(
        "undo",
        _(
            "Take back the last command that you ran here, if it changed the data: one step, also without git. Not: what is "
            "committed, an issue, outputs (they are made again), settings."
        ),
        "camket undo --dry-run",
        "recording",
    ),
    Described(
        "init",
        _("Start a new commitment in a folder."),
        "camket init cam-ket-2027 --year 2027 --from cam-ket-2026",
        "preparing",
    ),
    Described(
        "open", _("Write the blank files of a round, for every unit that must report."), "camket open --quarter 2", "preparing"
    ),
    Described(
        "form export",
        _("Write the forms of a round as Excel workbooks, one a unit."),
        "camket form export --quarter 2",
        "preparing",
    ),
    Described(
        "form import",
        _("Take filled-in forms into the files of the units: a preview of each change, then the figures alone are written."),
        "camket form import thu-den/ --received 02/6/2023",
        "importing",
    ),
    Described(
        "export",
        _("Write all data as tables for other programs, with a description of every column: CSV, JSON, SQLite, Parquet."),
        "camket export --format csv,sqlite",
        "exchanging",
    ),
    Described(
        "query",
        _("Ask the data in SQL: one SELECT about the tables of camket export; nothing is changed."),
        "camket query \"SELECT verdict, count(*) FROM verdicts WHERE round = 'q2' GROUP BY verdict\"",
        "exchanging",
    ),
    Described(
        "setup-git",
        _("Teach this clone's git to merge and show the data; files for the host that checks each change."),
        "camket setup-git --ci github",
        "reviewing",
    ),
    Described(
        "schema",
        _("JSON Schemas of this data for editors: keys, ids, forms of values, each unit's own targets."),
        "camket schema --check",
        "editing",
    ),
    Described(
        "setup-editor",
        _("Settings with which Visual Studio Code knows the data's keys and ids, and the schemas behind them."),
        "camket setup-editor --dry-run",
        "editing",
    ),
    Described(
        "lsp",
        _("The language server for editors: problems as one types, quick fixes, what is known of a target."),
        "camket lsp --lang en",
        "editing",
    ),
)
# The commands as `camket --help` lists them; every command is in one group.
GROUPS = {
    _("Every day"): (
        *("status", "fill", "set", "form import", "receive", "extend", "assign", "correct"),
        *("check", "show", "proposals", "save", "undo"),
    ),
    _("A round of reports"): ("open", "form export", "remind", "overrule", "report", "site", "issue", "init"),
    _("History and proof"): ("diff", "log", "trace", "verify", "review"),
    _("Set-up, editors, git and other programs"): (
        "export",
        "query",
        "setup-git",
        "setup-editor",
        "schema",
        "lsp",
        "merge-file",
        "textconv",
    ),
}
COMMANDS = {command.name: command for command in _ALL}
