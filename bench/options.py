"""What a run of the bench is asked for, and where it tells how far it is."""

import sys
from dataclasses import dataclass
from pathlib import Path

from bench.portal import Portal


@dataclass(frozen=True)
class Options:
    """base: the demonstration's portal, to be copied. only: measure only pages whose title contains this regular
    expression. slower: by what a phone's processor is slower than this machine's. rate: requests a second of the mixed load.
    """

    base: Portal
    folder: Path
    products: int
    sizes: list[int]
    rounds: int
    visits: int
    slower: float
    minutes: float
    rate: float
    only: str


def tell(progress: str) -> None:
    print(progress, file=sys.stderr, flush=True)
