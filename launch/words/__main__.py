"""`python -m launch.words extract|compile|check`: what the launcher's commands start in the virtual environment."""

from __future__ import annotations

import sys

from launch.places import shown
from launch.words import catalogues, checking, compiling, extracting
from launch.words.places import language_of, written


def extract() -> int:
    """Bring every catalogue in step with the code, and say how much is left to translate."""
    found = extracting.extracted()
    for path in written():
        new = catalogues.in_step(found, catalogues.read(path))
        path.write_text(catalogues.text(new, language_of(path)), encoding="utf-8")
        missing = sum(not catalogues.translated(message) for message in new if message.id)
        print(f"{shown(path)}: {len(new)} entries, {missing} to translate.")
    return compile_all()


def compile_all() -> int:
    compiling.compile_written()
    return 0


def check() -> int:
    """Say what is wrong with the catalogues; 0 when nothing is."""
    found = extracting.extracted()
    wrong = [fault for path in written() for fault in checking.faults(path, found)]
    for fault in wrong:
        print(fault)
    return 1 if wrong else 0


COMMANDS = {"extract": extract, "compile": compile_all, "check": check}

if __name__ == "__main__":
    sys.exit(COMMANDS[sys.argv[1]]())
