"""The entry point of `camket` and `python -m camket`. It chooses the language before help texts are imported."""

from __future__ import annotations

import atexit
import gc
import os
import sys
import threading


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
    _leave(run(sys.argv[1:]))


def _leave(exit_code: int) -> None:
    """End the program without deleting every object first, which takes a twentieth of a short command's time.

    The output is flushed and what was registered for the end (temporary folders, coverage) is run. If another thread is still
    at work, or the output cannot be written, Python ends the program in its own way.
    """
    if threading.active_count() == 1:
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except (OSError, ValueError):  # ValueError: the stream is closed
            sys.exit(exit_code)
        atexit._run_exitfuncs()
        os._exit(exit_code)
    sys.exit(exit_code)


if __name__ == "__main__":
    main()
