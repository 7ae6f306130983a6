"""Exit 0 where this Python can run the carried packages: one of the versions given as arguments, of 64 bits."""

import struct
import sys

version = "%d.%d" % sys.version_info[:2]  # noqa: UP031  # any Python may be asked, also one without f-strings
sys.exit(0 if version in sys.argv[1:] and struct.calcsize("P") == 8 else 1)
