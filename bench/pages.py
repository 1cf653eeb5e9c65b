"""What each public page costs the server: asked for the first time, again, unchanged, and behind nginx."""

import re
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from bench import front, portal, servers
from bench.measuring import Measured, measure
from bench.options import Options, tell
from bench.requests import Client
from bench.servers import Server, running
from bench.tables import Figure, table
from bench.yardsticks import serve

AGAIN, NOT_MODIFIED, IN_FRONT, MISS, LIST_MISS = 1.2, 0.9, 0.2, 10, 20
SITEMAP_SECONDS = 0.3
# Pages whose goal for a miss is that of a list.
LISTS = ("/", "/products/")


@dataclass
class Page:
    """The measurements of one page; None where there is none."""

    title: str
    miss: Measured
    again: dict[str, Measured | None]
    not_modified: Measured | None
    in_front: Measured | None
    why_not: str = "–"


def report(options: Options) -> str:
    """The table of all public pages, and the time of the sitemap."""
    products = options.products
    tell(f"pages with {products} products")
    shop = portal.copy(options.base, options.folder / "pages", products=products, port=servers.free_port())
    with ExitStack() as stack:
        sticks = serve.start(options.folder, products)
        stack.enter_context(running(sticks))
        server = shop.start()
        stack.enter_context(running(server))
        nginx, no_nginx = front.start(port=servers.free_port(), portal_port=shop.port, folder=options.folder / "nginx")
        if nginx:
            stack.enter_context(running(nginx))
        unit = Measured(Client(sticks.port), [sticks], "/hello/")
        naive = Measured(Client(sticks.port), [sticks], "/products/")
        pages = [
            page_of(title, address, server, nginx)
            for title, address in shop.addresses().items()
            if re.search(options.only, title)
        ]
        sitemap = Measured(Client(server.port), [server], "/sitemap.xml", missing=True)
        measure(unit, [naive, *cells(pages), sitemap], rounds=options.rounds, told=tell)
    lines = [row_of(page, unit, no_nginx) for page in pages]
    hit = Figure(sitemap.seconds, SITEMAP_SECONDS, "{:.2f} s")
    return "\n".join(
        [
            f"H = {1000 * unit.seconds:.3f} ms. Naive list of 24 of {products}: {naive.seconds / unit.seconds:.1f} H. "
            "Bold: goal missed.\n",
            table(["page", "first time", "again", "again, English", "unchanged (304)", "behind nginx"], lines),
            f"\nGoals: first time {LIST_MISS} H for {' and '.join(LISTS)}, else {MISS} H; again {AGAIN} H; unchanged "
            f"{NOT_MODIFIED} H; behind nginx {IN_FRONT} H.\n",
            f"/sitemap.xml with {products} products: {hit} (goal {SITEMAP_SECONDS} s)\n",
        ]
    )


def page_of(title: str, address: str, server: Server, nginx: Server | None) -> Page:
    """What is to be measured of a page. A page with a form that is posted is never kept, so only its first time counts."""
    client = Client(server.port)
    first = client.get(address)
    etag = client.get(address).headers.get("ETag")
    page = Page(title, Measured(client, [server], address, missing=True), {}, None, None)
    if has_posted_form(address, client):
        page.why_not = "form"
        return page
    for language, path in (("th", address), ("en", f"/en{address}")):
        page.again[language] = Measured(client, [server], path)
    if etag and first.headers.get("ETag"):
        page.not_modified = Measured(client, [server], address, {"If-None-Match": etag}, expected=304)
    if nginx:
        page.in_front = Measured(Client(nginx.port), [nginx, server], address)
    return page


def has_posted_form(address: str, client: Client) -> bool:
    body = client.get(address, {"Accept-Encoding": "identity"}).body
    return b'method="post"' in body


def cells(pages: Sequence[Page]) -> list[Measured]:
    found = [[page.miss, *page.again.values(), page.not_modified, page.in_front] for page in pages]
    return [measured for of_page in found for measured in of_page if measured]


def row_of(page: Page, unit: Measured, no_nginx: str) -> list[object]:
    goal = LIST_MISS if page.title.split()[0] in LISTS else MISS
    return [
        page.title,
        in_units(page.miss, unit, goal, page.why_not, "{:.1f}"),
        in_units(page.again.get("th"), unit, AGAIN, page.why_not),
        in_units(page.again.get("en"), unit, AGAIN, page.why_not),
        in_units(page.not_modified, unit, NOT_MODIFIED, page.why_not if page.why_not != "–" else "no ETag"),
        in_units(page.in_front, unit, IN_FRONT, no_nginx or page.why_not),
    ]


def in_units(measured: Measured | None, unit: Measured, goal: float, why_not: str, form: str = "{:.2f}") -> Figure:
    """Its time as a multiple of the unit's, beside its goal."""
    return Figure(measured.seconds / unit.seconds if measured else None, goal, form, why_not)
