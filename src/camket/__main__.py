"""`camket` and `python -m camket`: the language is chosen first, because help texts need it."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line."""
    from camket import language

    language.choose(language.find_choice(sys.argv[1:], os.environ))
    from camket.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
