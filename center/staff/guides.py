"""Guides for staff: the Thai pages of docs/staff, opened inside the staff site from the pages they are about."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from center.records.registry import Registry
from center.staff.menu import ORDER, group_of, position_of

DOCS = Path(settings.BASE_DIR) / "docs"


@dataclass(frozen=True)
class Guide:
    """A page of docs/staff. key: its file's name without .md. models: whose staff pages link it, as "app_label.model"."""

    key: str
    position: int
    models: tuple[str, ...]

    @property
    def path(self) -> Path:
        return DOCS / "staff" / f"{self.key}.md"

    @property
    def url(self) -> str:
        return reverse("admin:staff_guide", args=[self.key])

    @property
    def title(self) -> str:
        return _title(self.path)

    @property
    def group(self) -> str:
        """The group of the menu that its first model is in."""
        return group_of(position_of(*self.models[0].split("."))).key


GUIDES: Registry[Guide] = Registry("guides for staff")


def guides_about(model: str) -> list[Guide]:
    """The guides that a model's staff pages link. model: "app_label.model"."""
    return [guide for guide in GUIDES if model in guide.models]


def guides_in_menu_order() -> list[Guide]:
    return sorted(GUIDES, key=lambda guide: (ORDER.index(guide.group), guide.position))


@cache
def _title(path: Path) -> str:
    with path.open(encoding="utf-8") as file:
        return file.readline().removeprefix("#").strip()


def rendered(guide: Guide) -> SafeString:
    """The guide as HTML without its heading. Pictures and links to other guides lead to their addresses here."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(guide.path.read_text(encoding="utf-8"))
    if tokens and tokens[0].tag == "h1":
        del tokens[:3]  # opening, text, closing
    for token in tokens:
        for child in token.children or ():
            _lead_here(child)
    return mark_safe(parser.renderer.render(tokens, parser.options, {}))  # noqa: S308  our own file, HTML escaped


def _lead_here(token: Token) -> None:
    if token.type == "image":
        name = Path(str(token.attrGet("src"))).name
        token.attrSet("src", reverse("admin:staff_guide_picture", args=[name]))
        token.attrSet("loading", "lazy")
    elif token.type == "link_open":
        target = GUIDES.get(str(token.attrGet("href")).removesuffix(".md"))
        if target:
            token.attrSet("href", target.url)


def picture(name: str) -> Path | None:
    """The file of a guide's picture; None for any other name."""
    pictures = {path.name: path for path in (DOCS / "img").glob("*.png")}
    return pictures.get(name)
