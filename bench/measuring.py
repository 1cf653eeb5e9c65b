"""Processor time of a server per request, of many requests taken in turns."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from bench.requests import Answer, Client
from bench.servers import Server

# Seconds of one request after the other, each round: long against the 10 ms in which the kernel counts.
BLOCK = 0.2
LEAST = 8
# The unit is measured again after so many others, so that it sees the same machine as they do.
OTHERS_BETWEEN_UNITS = 8
_numbers = count(1)


@dataclass
class Measured:
    """One kind of request to one server, and what it has cost so far. missing: each at an address not asked before.

    servers: whose processor time counts; with nginx in front, its own and the portal's.
    """

    client: Client
    servers: Sequence[Server]
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    missing: bool = False
    expected: int = 200
    cpu: float = 0.0
    requests: int = 0
    per_block: int = 0

    def ask(self) -> Answer:
        """One request. RuntimeError for an answer of another status than expected."""
        path = self.path
        if self.missing:
            path += f"{'&' if '?' in path else '?'}miss={next(_numbers)}"
        answer = self.client.get(path, self.headers)
        if answer.status != self.expected:
            raise RuntimeError(f"{path}: {answer.status} instead of {self.expected}")
        return answer

    def warm_up(self, times: int) -> None:
        """Ask a few times: each process reads templates and rows into memory. Then see how many fit a block."""
        for _ in range(times):
            self.ask()
        # The fastest: one that waits for another program would make the blocks too short.
        fastest = min(self._seconds_of_one() for _ in range(6))
        self.per_block = max(LEAST, int(BLOCK / fastest))

    def measure(self) -> None:
        before = self._cpu_seconds()
        for _ in range(self.per_block):
            self.ask()
        self.cpu += self._cpu_seconds() - before
        self.requests += self.per_block

    @property
    def seconds(self) -> float:
        """Processor time of one request."""
        return self.cpu / self.requests

    def _seconds_of_one(self) -> float:
        start = time.perf_counter()
        self.ask()
        return time.perf_counter() - start

    def _cpu_seconds(self) -> float:
        return sum(server.cpu_seconds() for server in self.servers)


def measure(unit: Measured, others: Iterable[Measured], *, rounds: int, told: Callable[[str], None]) -> None:
    """Measure all in turns, round after round."""
    others = list(others)
    for measured in (unit, *others):
        measured.warm_up(8)
    for number in range(rounds):
        told(f"round {number + 1} of {rounds}")
        for position, measured in enumerate(others):
            if position % OTHERS_BETWEEN_UNITS == 0:
                unit.measure()
            measured.measure()
