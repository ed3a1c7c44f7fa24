"""`python3 -m launch COMMAND`: see `launch.commands`."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - looked at before importing what an older Python cannot read
    sys.exit(
        "This needs Python 3.11 or later and found {}.{}: install a newer one, "
        "or name it, as in: make PYTHON=python3.12 run".format(*sys.version_info)
    )

from launch.commands import main

sys.exit(main(sys.argv[1:]))
