"""The only module that runs git: one function builds every call, so that git answers a program and not a person.

What somebody may have configured for people, in git's configuration, in the environment or with `camket setup-git`, must not
change an answer: textconv, external diffs, colours, pagers, mailmap, replaced commits, ignored revisions, encodings. What
converts the content of files stays as it is configured (clean and smudge filters, line ends), and so does what belongs to
the act of making a commit or a tag: who makes it, hooks, signatures.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from camket.text.language import _
from camket.text.problems import GitFault, os_reason

SECONDS = 60  # that one run of git may take
SECONDS_BY_HAND = 1800  # with the hooks of a commit, and a person who types the password of a signature

# Settings that change what git prints. `git -c` overrides all files of configuration and the variables GIT_CONFIG_*.
_SETTINGS = {
    "core.quotePath": "false",
    "core.fsmonitor": "false",
    "core.useReplaceRefs": "false",
    "color.ui": "never",
    "color.diff": "never",
    "color.status": "never",
    "i18n.commitEncoding": "UTF-8",  # the messages given to git are in UTF-8
    "i18n.logOutputEncoding": "UTF-8",
    "log.follow": "false",
    "log.mailmap": "false",
    "log.showRoot": "true",
    "log.showSignature": "false",
    "diff.algorithm": "default",
    "diff.ignoreSubmodules": "none",
    "diff.indentHeuristic": "true",
    "diff.orderFile": os.devnull,  # git status reads it too, and fails where it is missing
    "diff.renames": "true",
    "diff.renameLimit": "1000",
    "status.renames": "true",
    "status.renameLimit": "1000",
    "status.showStash": "false",
    "status.submoduleSummary": "false",
}
# Options that a command needs besides, because the setting cannot be overridden with `-c`.
_OPTIONS = {
    "blame": ("--no-textconv",),
    "log": ("--no-textconv", "--no-ext-diff", "--no-color"),
    "diff-tree": ("--no-textconv", "--no-ext-diff"),
}
# Variables of git that are passed on: who makes a commit, which files of configuration are read, where git and its helpers
# are. All others (GIT_DIR, GIT_INDEX_FILE, GIT_EXTERNAL_DIFF, GIT_TRACE …) lead to other data or another form of output.
_KEPT_VARIABLES = re.compile(
    r"GIT_((AUTHOR|COMMITTER)_\w+|CONFIG_\w+|EXEC_PATH|ASKPASS|SSH\w*|SSL_\w+|HTTP_\w+|PROXY_\w+|TEST_\w+|CEILING_DIRECTORIES"
    r"|DISCOVERY_ACROSS_FILESYSTEM|TERMINAL_PROMPT|LFS_\w+|CRYPT_\w+)"
)
_VARIABLES = {
    "LC_ALL": "C",
    "LANGUAGE": "C",
    "GIT_ADVICE": "0",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TRACE2": "0",
    "GIT_TRACE2_EVENT": "0",
    "GIT_TRACE2_PERF": "0",
}
# Those of them that are left out of a commit: its hooks, which run git too, must not have them.
_NOT_BY_HAND = ("LC_ALL", "LANGUAGE", "GIT_GRAFT_FILE", "GIT_LITERAL_PATHSPECS", "GIT_NO_REPLACE_OBJECTS", "GIT_OPTIONAL_LOCKS")


def build_call(command: str, *arguments: str) -> tuple[list[str], dict[str, str]]:
    """Return the command line and the environment that run a command of git, whatever is configured for people.

    A path or a revision that comes from outside follows `--` or `--end-of-options` in `arguments`.
    """
    settings = [word for key, value in _SETTINGS.items() for word in ("-c", f"{key}={value}")]
    return ["git", "--no-pager", *settings, command, *_OPTIONS.get(command, ()), *arguments], _environment(os.environ)


def _environment(given: Mapping[str, str]) -> dict[str, str]:
    kept = {
        name: value
        for name, value in given.items()
        if not name.upper().startswith("GIT_") or _KEPT_VARIABLES.fullmatch(name.upper())
    }
    return kept | _VARIABLES


def output(folder: Path, *arguments: str, stdin: bytes | None = None) -> bytes | None:
    """Run git in `folder` and return what it prints, or None when it fails (no git, no repository, no such commit).

    Raises GitFault as `run` does.
    """
    done = run(folder, arguments, stdin)
    return done.stdout if done is not None and done.returncode == 0 else None


def run(
    folder: Path, arguments: Sequence[str], stdin: bytes | None, *, by_hand: bool = False
) -> subprocess.CompletedProcess[bytes] | None:
    """Run git to its end; None when it is not installed. `by_hand`: its hooks have the environment of a call by hand.

    Raises GitFault when git does not end in time, cannot be run, or does not trust the owner of the folder.
    """
    command, environment = build_call(*arguments)
    seconds = SECONDS
    if by_hand:
        seconds = SECONDS_BY_HAND
        own = {name: os.environ[name] for name in ("LC_ALL", "LANGUAGE") if name in os.environ}
        environment = {name: value for name, value in environment.items() if name not in _NOT_BY_HAND} | own
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, input=stdin, capture_output=True, timeout=seconds, check=False
        )
    except FileNotFoundError:
        return None
    except subprocess.TimeoutExpired as error:
        raise GitFault(_("git did not answer within {n} seconds").format(n=seconds)) from error
    except OSError as error:
        raise GitFault(_("git cannot be run: {reason}").format(reason=os_reason(error))) from error
    # git refuses to read a repository whose folder belongs to another user (as on a shared drive) until it is told to trust it.
    trust = re.search(rb"git config --global --add safe\.directory [^\r\n]+", done.stderr)
    if done.returncode != 0 and trust:
        message = _("git does not read this repository, because its folder belongs to another user")
        raise GitFault(message, _("If you trust it, run: {command}").format(command=trust[0].decode("utf-8", "replace")))
    return done
