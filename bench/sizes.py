"""The pages that print products, with few products and with many: whether they cost the same."""

from contextlib import ExitStack

from bench import portal, servers
from bench.addresses import FILTERS
from bench.measuring import Measured, measure
from bench.options import Options, tell
from bench.requests import Client
from bench.servers import running
from bench.tables import Figure, table
from bench.yardsticks import serve

SAME_AT_EVERY_SIZE = 1.2
SIZED = ("/", "/products/", "/products/ deepest page", "/products/ filtered", "/products/…/")


def report(options: Options) -> str:
    """The table of these pages, asked for the first time, from portals of each size side by side."""
    sizes = options.sizes
    with ExitStack() as stack:
        sticks = serve.start(options.folder, 24)
        stack.enter_context(running(sticks))
        unit = Measured(Client(sticks.port), [sticks], "/hello/")
        measured: dict[int, dict[str, Measured]] = {}
        for size in sizes:
            tell(f"{size} products")
            shop = portal.copy(options.base, options.folder / f"size-{size}", products=size, port=servers.free_port())
            server = shop.start()
            stack.enter_context(running(server))
            measured[size] = {
                title: Measured(Client(server.port), [server], address, missing=True)
                for title, address in shop.addresses().items()
                if title in SIZED
            }
        measure(
            unit, [page for of_size in measured.values() for page in of_size.values()], rounds=options.rounds, told=tell
        )
    lines = [
        [
            title,
            *(f"{of_size[title].seconds / unit.seconds:.1f}" for of_size in measured.values()),
            Figure(measured[sizes[-1]][title].seconds / measured[sizes[0]][title].seconds, SAME_AT_EVERY_SIZE),
        ]
        for title in SIZED
    ]
    heads = ["first time, H", *(f"{size:,} products" for size in sizes), f"times (goal {SAME_AT_EVERY_SIZE})"]
    return f"{table(heads, lines)}\n\nFiltered: {FILTERS}\n"
