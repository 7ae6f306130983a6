"""The entry point of `camket` and `python -m camket`. It chooses the language before help texts are imported."""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """Run the command line."""
    # A command runs for less than a second and makes few reference cycles; collecting garbage would take a tenth of that time.
    gc.set_threshold(100_000, 50, 50)
    # No pydantic plugin is used, and searching for plugins reads the metadata of every installed package.
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
