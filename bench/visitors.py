"""Visitors of the mixed load: what they read, search for and send. Each is a browser with cookies and an address of its own."""

import math
import random
import re
import time
from collections.abc import Callable, Mapping, Sequence
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import quote, urlencode

from bench.addresses import FILTERS
from bench.portal import Portal
from bench.products import KINDS, THINGS
from bench.requests import Answer, Client

# Forms that are sent faster than a person types are refused.
SECONDS_OF_TYPING = 4.0
TYPED = {"name": "สมใจ ทดสอบ", "text": "ต้องเตรียมอะไรมาบ้าง", "question": "ขอคำแนะนำเรื่องบรรจุภัณฑ์"}
WORDS = [*(thing for names in THINGS for thing in names[:2]), *KINDS, "กู้เงิน", "ทุน", "นัด", "ขึ้นทะเบียน OTOP", "ไข่เค้ม"]
WEEKS_AHEAD = 3
A_TIME = re.compile(r'(?:href|formaction)="([^"]*/consultations/book/\d+/[\d-]+/[^"]*)"')
LATER = re.compile(r'href="([^"]*/consultations/book/\d+/\?[^"]*from=[^"]*)"')
A_TOPIC = re.compile(r'href="([^"]*/consultations/book/\d+/)"')


class Unexpected(Exception):
    """An answer that no visitor should get."""


class NoTimeFree(Exception):
    """Nothing is left to book, or somebody else was quicker: an answer, not an error."""


class Visitor:
    """timed: called with the seconds that each request took, and whether it sent a form."""

    def __init__(self, port: int, chance: random.Random, timed: Callable[[float, bool], None]) -> None:
        self.client = Client(port, connections=1)
        self.chance = chance
        self.timed = timed
        self.cookies: dict[str, str] = {}
        self.address = ".".join(str(chance.randint(1, 250)) for _ in range(4))

    def get(self, path: str) -> str:
        return _text(self._send("GET", path, expected=200))

    def post(self, path: str, fields: Mapping[str, str], *, expected: Sequence[int]) -> Answer:
        return self._send("POST", path, urlencode(fields), expected=expected)

    def _send(self, method: str, path: str, body: str | None = None, *, expected: int | Sequence[int]) -> Answer:
        # The page's own language and no compression: the forms are read.
        headers = {"Accept-Encoding": "identity", "X-Forwarded-For": self.address}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        start = time.perf_counter()
        answer = self.client.send(method, path.partition("#")[0], headers, body)
        self.timed(time.perf_counter() - start, method == "POST")
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        if answer.status not in ([expected] if isinstance(expected, int) else expected):
            raise Unexpected(f"{method} {path}: {answer.status}")
        return answer

    def book(self) -> None:
        """Topic, time, who comes, check, confirm, own page. NoTimeFree if that didn't end with an appointment."""
        page = self.get(self._one_of(A_TOPIC, self.get("/consultations/")))
        for _ in range(self.chance.randint(0, WEEKS_AHEAD)):
            if later := LATER.findall(page):
                page = self.get(_unescaped(later[-1]))
        who = self._one_of(A_TIME, page)
        fields = PostedForm(self.get(who)).fields
        tambon = self.chance.choice(["240201", "240208", "elsewhere"])
        time.sleep(SECONDS_OF_TYPING)
        typed = fields | TYPED | {"phone": self._phone(), "tambon": tambon}
        check = self.post(who, typed, expected=(200, 422))
        if check.status == 422:
            raise NoTimeFree
        form = PostedForm(_text(check))
        done = self.post(form.action, form.fields, expected=(302, 422))
        if done.status == 422:
            raise NoTimeFree
        self.get(done.headers["Location"])

    def ask(self, lesson: str) -> None:
        """A question on a lesson, and its page afterwards."""
        self.get(lesson)
        asking = f"{lesson}ask/"
        fields = PostedForm(self.get(asking)).fields
        time.sleep(SECONDS_OF_TYPING)
        done = self.post(asking, fields | {"text": TYPED["text"], "phone": self._phone()}, expected=(302,))
        self.get(done.headers["Location"])

    def _one_of(self, pattern: re.Pattern[str], page: str) -> str:
        found = pattern.findall(page)
        if not found:
            raise NoTimeFree
        return _unescaped(self.chance.choice(found))

    def _phone(self) -> str:
        return f"08{self.chance.randint(10_000_000, 99_999_999)}"


class PostedForm(HTMLParser):
    """The action and hidden fields of a page's last form that is posted."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self.feed(page)
        if not self.fields:
            raise Unexpected("A page without its form")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form" and found.get("method") == "post":
            self.action, self.fields = found.get("action", ""), {}
        if tag == "input" and found.get("type") == "hidden" and "name" in found:
            self.fields[found["name"]] = found.get("value", "")


class Reading:
    """The addresses that visitors read and search, some far more often than others."""

    def __init__(self, portal: Portal, client: Client) -> None:
        self.pages: list[str] = list(portal.addresses().values())
        sitemap = _text(client.get("/sitemap.xml", {"Accept-Encoding": "identity"}))
        rows = [
            path for path in re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", sitemap) if not path.startswith("/en/")
        ]
        self.products: list[str] = [path for path in rows if re.match(r"/products/\d", path)]
        self.lessons: list[str] = [path for path in rows if re.match(r"/lessons/\d", path)]

    def page(self, chance: random.Random) -> str:
        """One page: the home, the list with its filters and later pages, a product, or any other; one in ten in English."""
        choices: list[Callable[[random.Random], str]] = [self.home, self.product_list, self.product, self.any_page]
        path = chance.choices(choices, [20, 20, 35, 25])[0](chance)
        return f"/en{path}" if chance.random() < 0.1 else path

    def home(self, _chance: random.Random) -> str:
        return "/"

    def product_list(self, chance: random.Random) -> str:
        filters = chance.sample(FILTERS.split("&"), chance.randint(0, 2))
        page = [f"page={chance.randint(2, 5)}"] if chance.random() < 0.3 else []
        query = "&".join([*filters, *page])
        return f"/products/?{query}" if query else "/products/"

    def product(self, chance: random.Random) -> str:
        """A few are looked at all the time, most hardly ever."""
        return self.products[int(len(self.products) * math.pow(chance.random(), 4))]

    def any_page(self, chance: random.Random) -> str:
        return chance.choice(self.pages)

    def search(self, chance: random.Random) -> str:
        path = chance.choice(["/products/", "/products/", "/search/"])
        return f"{path}?q={quote(chance.choice(WORDS))}"


def _text(answer: Answer) -> str:
    return answer.body.decode()


def _unescaped(address: str) -> str:
    return address.replace("&amp;", "&")
