"""`camket` and `python -m camket`: the language is chosen first, because help texts need it."""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """Run the command line."""
    # A command lives for less than a second and makes next to no cycles: collecting while modules load is a tenth of it.
    gc.set_threshold(100_000, 50, 50)
    # Nothing here uses pydantic's plugins, and looking for them reads the metadata of every installed package.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        from camket.text import language

        language.choose(language.find_choice(sys.argv[1:], os.environ))
        from camket.cli import run
    except KeyboardInterrupt:  # before anything has begun
        sys.exit(2)
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
