"""Commands over git history: two states compared, a branch reviewed, the values of a figure, merges, git's settings."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ParamSpec

import typer

from camket.commands import desk
from camket.commands.options import (
    DataFolder,
    DryRun,
    OneUnit,
    RoundChoice,
    Screen,
    TextOrJson,
    complete,
    complete_targets,
    format_option,
    one_of,
    unit_option,
)
from camket.text.language import _
from camket.text.problems import CamketError

if TYPE_CHECKING:
    from camket.commands.remembered import Remembered
    from camket.entry.setup_plan import SetupPlan
    from camket.ledger.ledger import Ledger
    from camket.ledger.snapshot import Snapshot
    from camket.rules.branch import Review

_Given = ParamSpec("_Given")


def _without_collections(command: Callable[_Given, int]) -> Callable[_Given, int]:
    """Return a command that makes very many objects, hardly any of them in cycles, and searches them for none."""

    @wraps(command)
    def call(*arguments: _Given.args, **options: _Given.kwargs) -> int:
        from camket.ledger.load import collector_paused

        with collector_paused():
            return command(*arguments, **options)

    return call


@_without_collections
def diff_command(
    *,
    revisions: Annotated[
        list[str] | None,
        typer.Argument(metavar="[A [B]]", help=_("Revisions: none, HEAD and the folder; A...B, what B has beyond A.")),
    ] = None,
    unit: OneUnit = None,
    output: Annotated[str, format_option("text", "json", "markdown")] = "text",
    data: DataFolder,
    screen: Screen,
) -> int:
    from camket.commands.remembered import Remembered
    from camket.ledger.revisions import compared_trees

    if len(revisions or ()) > 2:
        raise typer.BadParameter(_("at most two revisions are compared"))
    folder = data.find()
    words = ("diff", unit, output, screen.form() if output == "text" else "")
    found = Remembered(folder, *words, trees=compared_trees(folder, revisions or ()))
    if found.kept is not None:
        (screen.show if output == "text" else desk.print)(found.kept["text"])
        return int(found.kept["code"])
    from camket.standing.last_year import load_both_years

    old, new = load_both_years(folder, *found.trees)
    text = _show_differences(old.ledger, new.ledger, unit, output, screen)
    code = desk.exit_code(new.problems)
    left_out = False
    for state, when in ((old, _("before")), (new, _("now"))):
        left_out = left_out or state.is_borrowed or bool(state.ledger.skipped)
        if state.is_borrowed:
            desk.say(_("targets.yaml cannot be used {when}; the other state's is taken for it").format(when=when))
        if state.ledger.skipped:
            files = ", ".join(state.ledger.skipped)
            desk.say(_("cannot be read {when}, and is left out: {files}").format(when=when, files=files))
    # Last year is in another folder.
    if not left_out and old.ledger.commitment.previous is None and new.ledger.commitment.previous is None:
        found.keep({"text": text, "code": code})
    return code


def _show_differences(before: Ledger, now: Ledger, unit: str | None, output: str, screen: Screen) -> str:
    """Show in a format what differs between two states, all of it or of one unit, and return the text."""
    from camket.history.account import tell
    from camket.history.differences import find_differences

    unit = desk.known_unit(now, unit) if unit is not None else None
    found = find_differences(before, now, is_brief=output != "json")
    sections = [section for section in tell(found) if unit is None or section.unit == unit]
    if output == "text":
        from camket.screen.account import print_account

        return screen.draw(lambda console: print_account(console, sections))
    if output == "json":
        from camket.screen.json_changes import differences_json

        text = differences_json(found, unit)
    else:
        from camket.screen.markdown_changes import account_markdown

        text = account_markdown(sections)
    desk.print(text)
    return text


@_without_collections
def review_command(
    *,
    base: Annotated[
        str | None,
        typer.Argument(metavar=_("[BASE]"), help=_("The revision it set out from; else the upstream of the branch.")),
    ] = None,
    head: Annotated[
        str | None, typer.Argument(metavar=_("[HEAD]"), help=_("The branch's last revision; else the folder as it stands."))
    ] = None,
    output: Annotated[str, format_option("text", "json", "markdown", "github", "sarif")] = "text",
    strict: Annotated[bool, typer.Option("--strict", help=_("Exit 1 for warnings too."))] = False,
    data: DataFolder,
    screen: Screen,
) -> int:
    from camket.text import git

    base, head = _split_range(base, head)
    folder = data.find()
    if git.has_repository(folder) and git.find_commit(folder, head or "HEAD") is None and head is None:
        desk.say(_("nothing is committed here yet: there is nothing to hold this against"))
        return 0
    found, tree = _remembered_review(folder, base, head, output, strict, screen)
    if found is not None and found.kept is not None:
        (screen.show if output == "text" else desk.print)(found.kept["text"])
        return int(found.kept["code"])
    from camket.rules.review import review

    reviewed = review(folder, base, head, desk.today(), is_brief=output != "json", tree=tree)
    text = _print_review(reviewed, output, desk.shown_root(folder), screen)
    for limit in reviewed.limits if output in ("github", "sarif") else ():
        desk.say(limit)
    code = desk.exit_code(reviewed.problems, strict=strict)
    states = (reviewed.differences.before, reviewed.differences.now)
    # What was issued is compared with git and with other files, last year is in another folder.
    if found is not None and text and not any(one.issued or one.commitment.previous for one in states) and not reviewed.limits:
        found.keep({"text": text, "code": code})
    return code


def _remembered_review(
    folder: Path, base: str | None, head: str | None, output: str, strict: bool, screen: Screen
) -> tuple[Remembered | None, Snapshot | None]:
    """Return what is known of a review, and the files of the folder as they were read; None for what there is not.

    Nothing is known of a folder that is not exactly what its last commit says: who changes it, and what, is asked of git.
    """
    from camket.commands.remembered import Remembered
    from camket.ledger.revisions import tree_at
    from camket.ledger.snapshot import Snapshot
    from camket.ledger.tree import EVIDENCE, FolderTree
    from camket.rules.branch import base_commit
    from camket.text import git
    from camket.text.parse_cache import is_turned_off

    has_evidence = os.path.lexists(folder / EVIDENCE)
    if output in ("github", "sarif") or has_evidence or is_turned_off() or git.is_shallow(folder):
        return None, None
    first, last = base_commit(folder, base, head), tree_at(folder, head or "HEAD")
    snapshot = Snapshot(FolderTree(folder)) if head is None else None
    if snapshot is not None and not (snapshot.is_whole and snapshot.is_as_at(last)):
        return None, snapshot if snapshot.is_whole else None
    form = screen.form() if output == "text" else ""
    words = ("review", first, last.commit, head, desk.today(), output, strict, form, desk.shown_root(folder))
    return Remembered(folder, *words, trees=(tree_at(folder, first), last)), snapshot


def _split_range(base: str | None, head: str | None) -> tuple[str | None, str | None]:
    """Split BASE...HEAD or BASE..HEAD, given as one argument like to git diff, into (base, head)."""
    if base is None or ".." not in base:
        return base, head
    if head is not None:
        raise typer.BadParameter(_("name BASE and HEAD, or BASE...HEAD"))
    first, _dots, second = base.partition("...") if "..." in base else base.partition("..")
    return first or None, second or "HEAD"


def _print_review(found: Review, output: str, root: str, screen: Screen) -> str:
    """Print a review in a format; `root` is put before the paths of the data's files. Return the text, "" for a host."""
    if output == "text":
        from camket.history.account import tell
        from camket.screen.account import print_review

        sections = tell(found.differences)
        return screen.draw(lambda console: print_review(console, found, sections, root=root))
    if output in ("github", "sarif"):
        desk.show_problems(found.problems, output, root)
        return ""
    from camket.screen.json_changes import review_json
    from camket.screen.markdown_changes import review_markdown

    text = review_json(found) if output == "json" else review_markdown(found)
    desk.print(text)
    return text


@_without_collections
def log_command(
    *,
    name: Annotated[
        str,
        typer.Argument(
            metavar=_("TARGET|UNIT"), autocompletion=complete_targets, help=_("A target or a unit: its number, id or name.")
        ),
    ],
    unit: Annotated[str | None, unit_option(_("Only this unit's part of the target."))] = None,
    rounds: RoundChoice,
    everything: Annotated[bool, typer.Option("--all", help=_("Words, evidence and dates too, not figures alone."))] = False,
    output: TextOrJson = "text",
    data: DataFolder,
    screen: Screen,
) -> int:
    from camket.history.past_values import find_history
    from camket.ledger.lookup import is_named_otherwise
    from camket.standing.typed_names import typed_target, typed_unit

    folder, ledger, _problems = desk.open_data(data.given, is_named_otherwise)
    target, whose = typed_target(ledger, name), typed_unit(ledger, name)
    if unit is not None:
        target, whose = target or desk.known_target(ledger, name), desk.known_unit(ledger, unit)
    elif target is not None:
        whose = None  # a target of this name is preferred to a unit of the same name
    elif whose is None:
        desk.refuse_unknown_name(ledger, name)
    chosen = rounds.named(ledger)
    found = find_history(
        folder,
        ledger,
        desk.today(),
        target=target,
        unit=whose,
        round_id=chosen.id if chosen is not None else None,
        everything=everything,
    )
    if output == "json":
        from camket.screen.json_changes import history_json

        desk.print(history_json(found))
    else:
        from camket.screen.account import print_history

        with screen.open() as console:
            print_history(console, ledger, found)
    return 0


def merge_file_command(
    base: Annotated[Path, typer.Argument(metavar=_("BASE"), help=_("The file as it was before both changes (%O)."))],
    ours: Annotated[Path, typer.Argument(metavar=_("OURS"), help=_("The file here (%A); the outcome is written to it."))],
    theirs: Annotated[Path, typer.Argument(metavar=_("THEIRS"), help=_("The file on the other side (%B)."))],
    path: Annotated[
        str | None, typer.Option("--path", metavar=_("PATH"), help=_("The file's path in the repository (%P)."))
    ] = None,
    marker_size: Annotated[
        int, typer.Option("--marker-size", min=1, max=1000, metavar="N", help=_("How long the lines of a conflict begin (%L)."))
    ] = 7,
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help=_("Print the outcome, write nothing."))] = False,
) -> int:
    from camket.history.merging import conflict_text, merge_file, read_kinds
    from camket.ledger.tree import ISSUED
    from camket.text.plain_file import read_plain
    from camket.text.save import write_file

    name = path or desk.shown(ours)
    targets = (Path(path) if path else ours).resolve().parent.parent.parent / "targets.yaml"
    here = read_plain(ours)
    merged = merge_file(
        name, read_plain(base), here, read_plain(theirs), marker_size=marker_size, find_kinds=lambda: read_kinds(targets)
    )
    if dry_run:
        desk.print(merged.data.decode("utf-8", "replace"))
    else:
        write_file(ours, merged.data, replaces=here)
    for conflict in merged.conflicts:
        desk.say(conflict_text(name, conflict))
    if merged.reason:
        desk.say(_("{path}: merged line by line, not by figures: {reason}").format(path=name, reason=merged.reason))
    if Path(name).name == f"{ISSUED}.yaml" and merged.is_whole:
        desk.say(_("{path}: both sides have issued a report of this round; see camket check").format(path=name))
    if not merged.is_whole:
        desk.say(_("{path}: look at this file before you commit it").format(path=name))
    return 0 if merged.is_whole else 1


def textconv_command(
    *, file: Annotated[Path, typer.Argument(metavar=_("FILE"), help=_("The file, as git lays it out."))], data: DataFolder
) -> int:
    from camket.history.textconv import find_frame, list_facts
    from camket.text.plain_file import FileTooLarge, read_plain

    try:
        content = read_plain(file)
    except FileTooLarge as error:  # git goes on with the other files
        desk.print("# " + _("the file is {size} bytes long and is not shown").format(size=error.size) + "\n")
        return 0
    try:
        listed = list_facts(file.name, content, find_frame(file, data.given, Path.cwd()))
    except CamketError:  # the targets cannot be read just now: print the file without them
        listed = list_facts(file.name, content, None)
    desk.print(listed if listed is not None else content.decode("utf-8", "replace"))
    return 0


def setup_git_command(
    *,
    ci: Annotated[
        str | None,
        typer.Option(
            "--ci",
            metavar="github|gitlab",
            parser=one_of("github", "gitlab"),
            autocompletion=complete("github", "gitlab"),
            help=_("Also write the file with which this host checks each change."),
        ),
    ] = None,
    codeowners: Annotated[
        bool, typer.Option("--codeowners", help=_("Also write CODEOWNERS, from the authors of the commitment and the units."))
    ] = False,
    remove: Annotated[bool, typer.Option("--remove", help=_("Take git's settings and the lines away again."))] = False,
    dry_run: DryRun = False,
    data: DataFolder,
) -> int:
    from camket.entry.hosting import plan_pipeline
    from camket.entry.owners import find_unowned, plan_owners
    from camket.entry.repository import plan_git, plan_removal
    from camket.entry.setup_plan import carry_out

    desk.refuse_together("--remove", remove, {"--ci": ci, "--codeowners": codeowners})
    folder = data.find()
    plan = plan_removal(folder) if remove else plan_git(folder)
    if ci is not None:
        plan += plan_pipeline(folder, ci)
    if codeowners:
        _folder, ledger, problems = desk.open_data(folder)
        # A unit with an error is left out of the ledger, and its line would be lost.
        desk.refuse_faults(ledger, problems, _("CODEOWNERS is not written while targets.yaml or units.yaml has an error"))
        plan += plan_owners(folder, ledger, ci)
        if unowned := find_unowned(ledger):
            names = ", ".join(ledger.short_name(unit) for unit in unowned)
            desk.say(
                _("no address or @name under authors:, so the files get no owner but the office: {names}").format(names=names)
            )
    if not dry_run:
        carry_out(folder, plan)
    desk.say_plan(plan, dry_run)
    if not remove and not dry_run:
        _say_next_steps(folder, plan, ci)
    return 0


def _say_next_steps(folder: Path, plan: SetupPlan, ci: str | None) -> None:
    """Say what is left to do after the settings and files were written."""
    from camket.entry.repository import find_overruled

    if overruled := find_overruled(folder):
        names = ", ".join(overruled)
        desk.say(_("other lines of .gitattributes win over these: {names}; see git check-attr").format(names=names))
    if plan.files:
        desk.say(_("Next: commit these files. Git's settings stay in this clone: run camket setup-git in every other one too."))
    if ci is not None and any(file.before is None and not file.lines for file in plan.files):
        desk.say(_("See CAMKET_PACKAGE in the host's file: fill in where the host installs camket from."))
