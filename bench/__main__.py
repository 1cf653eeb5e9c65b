"""Measure the portal's pages beside the yardsticks and print the tables of docs/performance.md: `make bench`.

Each part is a module of its own; servers and requests that are compared take turns, so that other programs on the machine
slow all of them alike.
"""

import argparse
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from bench import capacity, load, pages, portal, servers, sizes, visits
from bench.options import Options, tell
from bench.servers import ROOT
from bench.tables import machine

PARTS: dict[str, Callable[[Options], str]] = {
    "pages": pages.report,
    "visits": visits.report,
    "load": load.report,
    "sizes": sizes.report,
    "capacity": capacity.report,
}


def main() -> None:
    arguments = parsed()
    # An end from outside stops the servers too, as Ctrl-C does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    folder: Path = arguments.folder
    if arguments.fresh:
        shutil.rmtree(folder, ignore_errors=True)
    tell("the demonstration's portal")
    base = portal.make_base(folder / "base", port=servers.free_port())
    options = Options(
        base=base,
        folder=folder,
        products=arguments.products,
        sizes=arguments.sizes,
        rounds=arguments.rounds,
        visits=arguments.visits,
        slower=arguments.slower,
        minutes=arguments.minutes,
        rate=arguments.rate,
        only=arguments.only,
    )
    print(f"{machine('PostgreSQL' if os.environ.get('DATABASE_URL') else 'SQLite')}\n", flush=True)
    for part in arguments.parts:
        print(PARTS[part](options), flush=True)


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=[*PARTS], help="what to measure, in this order")
    parser.add_argument("--products", type=int, default=6360, help="made products beside the demonstration's")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 100_000], help="numbers of products to compare")
    parser.add_argument("--rounds", type=int, default=5, help="of pages and sizes")
    parser.add_argument("--visits", type=int, default=3, help="first visits of a page; the fastest counts")
    parser.add_argument(
        "--slower", type=float, default=4, help="slow the browser's processor; 1 on a machine that is busy otherwise"
    )
    parser.add_argument("--minutes", type=float, default=10, help="of mixed load")
    parser.add_argument("--rate", type=float, default=20, help="requests a second of the mixed load")
    parser.add_argument("--only", default="", help="measure only pages whose title contains this regular expression")
    parser.add_argument("--folder", type=Path, default=ROOT / "data" / "bench")
    parser.add_argument("--fresh", action="store_true", help="load the demonstration again")
    return parser.parse_args()


if __name__ == "__main__":
    main()
