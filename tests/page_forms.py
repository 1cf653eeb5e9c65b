"""What a browser would send when a form on a page is submitted as it stands."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.http import HttpResponse
from django.test import Client


@dataclass
class PageForm:
    """action: the address as the page says it. values: every value of each name, in the page's order."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)

    def send(self, client: Client, **extra) -> HttpResponse:
        return client.post(self.action, self.values, **extra)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list) -> None:
        found = dict(attrs)
        if tag == "form":
            self.inside = True
            self.forms.append(PageForm(found.get("action", ""), found.get("method", "get")))
        elif tag == "input" and self.inside and found.get("name"):
            self.forms[-1].values.setdefault(found["name"], []).append(found.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "form"


def posting_form(page: HttpResponse) -> PageForm:
    """The page's only form that posts; its hidden fields and those of one line."""
    [form] = posting_forms(page)
    return form


def posting_forms(page: HttpResponse) -> list[PageForm]:
    parser = _Forms()
    parser.feed(page.content.decode())
    return [form for form in parser.forms if form.method == "post"]
