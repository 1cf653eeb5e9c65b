"""Portraits of the demonstration's people: drawn, so that nobody's face is used."""

import io

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

WIDTH, HEIGHT = 480, 640
SKIN = ("#f0c9a4", "#e3b187", "#cf9768", "#b67f52")
HAIR = ("#1d1a18", "#3a2b24", "#5b5652", "#8c8883")
SHIRT = ("#0b5d50", "#8a5a00", "#7a2e5d", "#274d8a", "#5e7d1f", "#a3271b")


def draw_portrait(skin: int, hair: int, shirt: int) -> "ContentFile[bytes]":
    """A head and shoulders in flat colors, by the numbers of their colors, as a PNG."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), "#e1f0ec")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((40, 430, 440, 900), fill=SHIRT[shirt])
    pen.rounded_rectangle((195, 340, 285, 470), 40, fill=SKIN[skin])
    pen.ellipse((120, 90, 360, 350), fill=HAIR[hair])
    pen.ellipse((140, 130, 340, 390), fill=SKIN[skin])
    pen.chord((132, 100, 348, 290), 180, 360, fill=HAIR[hair])
    for left in (190, 270):
        pen.ellipse((left, 245, left + 20, 268), fill="#2b1d00")
    pen.arc((200, 280, 280, 335), 20, 160, fill="#7f3b2b", width=7)
    pen.polygon(((195, 450), (285, 450), (240, 520)), fill="#fffdf8")
    written = io.BytesIO()
    picture.save(written, "PNG")
    return ContentFile(written.getvalue(), "portrait.png")
