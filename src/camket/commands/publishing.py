"""The command that writes the year as web pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camket.commands import desk
from camket.commands.options import DataFolder, DryRun, Force, RoundOnDay, To
from camket.text.language import _, ngettext
from camket.text.problems import DataFault, WouldOverwrite

if TYPE_CHECKING:
    from camket.ledger.ledger import Ledger
    from camket.pages.publication import Publication


def site_command(
    *,
    rounds: RoundOnDay,
    to: To = None,
    single: Annotated[bool, typer.Option("--single", help=_("Everything in one file, to send by mail or Zalo."))] = False,
    public: Annotated[
        bool, typer.Option("--public", help=_("Only what may be published: publish: of each target and unit."))
    ] = False,
    force: Force = False,
    dry_run: DryRun = False,
    data: DataFolder,
) -> int:
    from camket.ledger.tree import is_data_file
    from camket.pages.publication import Publication
    from camket.pages.site_contents import site_contents
    from camket.pages.site_maker import INDEX, site_files
    from camket.rules.check import check
    from camket.standing.submissions import closing_day
    from camket.text.git import provenance

    folder, ledger, problems = data.open()
    chosen = rounds.choose(ledger)
    # The last day of the round, as for the report: the same data make the same pages tomorrow.
    day = rounds.as_of or closing_day(ledger, chosen)
    problems = desk.in_order([*problems, *check(ledger, desk.today(), desk.find_later(folder, ledger))])
    origin = provenance(folder, desk.own_templates(folder), is_data_file)
    publication = Publication(ledger) if public else None
    site = site_contents(ledger, chosen, day, problems, origin)
    site = publication.of(site) if publication is not None else site
    if publication is not None and not site.targets:
        hint = _("Write {all} or {totals} beside each target that may be published, and {all} beside each unit.")
        hint = hint.format(all="publish: all", totals="publish: totals")
        raise DataFault(_("no target says that it may be published; nothing was written"), [], hint)
    name = "site-public" if public else "site"  # never into a folder where internal pages are
    where = desk.output_folder(to, folder) if to is not None else desk.output_folder(to, folder) / name
    files = site_files(site, single=single)
    left = _left(where, set(files))
    if public and left:
        message = _("{path} has other pages, which may not be meant for publication: {names}")
        message = message.format(path=desk.shown(where), names=desk.first_names(desk.shown(where / name) for name in left))
        raise WouldOverwrite(message, _("Nothing was written. Name an empty folder: --output."))
    desk.write_together(where, files, dry_run, source=folder, force=force, as_one=True)
    if not dry_run:
        _say_left(left)
        desk.say(_("Open it in a browser: {path}").format(path=desk.shown(where / INDEX)))
    if publication is not None:
        _say_withheld(ledger, publication)
    desk.say_problem_count(problems)
    return desk.exit_code(problems)


def _say_withheld(ledger: Ledger, publication: Publication) -> None:
    """Say which targets are not published, and what was withheld so that nothing can be worked out."""
    from camket.standing.wording import round_name

    for target, unit in publication.also:
        said = _("{target}: {unit} is withheld too, else the figure of another unit could be worked out from the total")
        desk.say(said.format(target=ledger.targets[target].name, unit=ledger.name(unit)))
    for target, round_id in publication.totals:
        found = ledger.round(round_id)
        said = _("{target}, {round}: the total is withheld, because it is the figure of one unit that is not published")
        desk.say(said.format(target=ledger.targets[target].name, round=round_name(found) if found is not None else round_id))
    if publication.withheld:
        words = ngettext(
            "{n} target is not published, as it does not say that it may be",
            "{n} targets are not published, as they do not say that they may be",
            len(publication.withheld),
        )
        desk.say(words.format(n=len(publication.withheld)))


def _left(where: Path, written: set[str]) -> list[str]:
    """The pages of an earlier run that no page leads to any more."""
    found = sorted(path.name for path in where.glob("*.html")) if where.is_dir() else []
    return [name for name in found if name not in written]


def _say_left(left: list[str]) -> None:
    if left:
        words = ngettext(
            "{n} page of an earlier time is left in the folder, delete it: {names}",
            "{n} pages of an earlier time are left in the folder, delete them: {names}",
            len(left),
        )
        desk.say(words.format(n=len(left), names=desk.first_names(left)))
