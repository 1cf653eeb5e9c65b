"""What the formatter of the templates can't see: texts that its indentation would change."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates"
FILES = sorted(path for path in TEMPLATES.rglob("*") if path.is_file())
names = [str(path.relative_to(TEMPLATES)) for path in FILES]


def test_there_are_templates():
    assert len(FILES) > 100


@pytest.mark.parametrize("path", FILES, ids=names)
def test_every_blocktranslate_is_trimmed(path: Path):
    """Otherwise its line breaks and indentation are part of the message, and the translation is lost."""
    tags = re.findall(r"{%\s*blocktrans(?:late)?\b[^%]*%}", path.read_text())
    assert [tag for tag in tags if "trimmed" not in tag.split()] == []


@pytest.mark.parametrize("path", FILES, ids=names)
def test_no_template_writes_out_what_keeps_its_white_space(path: Path):
    """`portal.responses.compression.UnindentedLoader` takes indentation away, which a browser shows in these two."""
    assert re.findall(r"<pre\b|<textarea\b", path.read_text()) == []


@pytest.mark.django_db
def test_pages_are_sent_without_the_indentation_of_their_templates(client):
    page = client.get("/about/").content.decode()
    assert re.findall(r"(?m)^[ \t]+<", page) == []
    assert re.search(r"(?m)^ +<", (TEMPLATES / "base.html").read_text())
