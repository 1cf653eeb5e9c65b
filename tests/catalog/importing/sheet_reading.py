"""A process that reads sheets, each in a fresh child of its own, and says what that cost.

Lines of input name files; for each a line of JSON says the refusal (empty where there was none), the seconds that took
on an idle machine, and by how many MB the most memory it ever held exceeded what it began with.
"""

import json
import os
import resource
import sys
import time
from pathlib import Path

from center.sheets.reading import read_content
from center.sheets.sheet import SheetRefused


def most_held() -> int:
    """The most memory this process ever held, in kB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def read(path: Path) -> dict:
    content = path.read_bytes()
    before, began, refusal = most_held(), time.thread_time(), ""
    try:
        read_content(content)
    except SheetRefused as refused:
        refusal = str(refused)
    return {"refusal": refusal, "seconds": time.thread_time() - began, "mb": (most_held() - before) / 1024}


def main() -> None:
    for line in sys.stdin:
        child = os.fork()
        if not child:
            sys.stdout.write(json.dumps(read(Path(line.rstrip("\n")))) + "\n")
            sys.stdout.flush()
            os._exit(0)
        if os.waitpid(child, 0)[1]:
            sys.stdout.write("{}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
