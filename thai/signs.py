"""Signs that look like the ones of a keyboard, or like nothing: what copying from LINE, PDF and web pages leaves in a text."""

import re

# Zero-width spaces and joiners, direction marks, soft hyphen, byte order mark.
INVISIBLE_RANGES = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
INVISIBLE = re.compile(f"[{INVISIBLE_RANGES}]")
CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")  # all but those that `str.split` takes for whitespace
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"
SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"

# Full-width forms of the digits and of the signs in numbers, dates and phones.
_WIDE = {0xFEE0 + ord(sign): sign for sign in "0123456789+-.,/():#"}
_KEYBOARD = _WIDE | dict.fromkeys(map(ord, DASHES), "-") | dict.fromkeys(map(ord, SPACES), " ")


def as_typed(text: str) -> str:
    """The text with ordinary dashes, spaces and ASCII digits for their look-alikes. As long as before."""
    return text.translate(_KEYBOARD)


def without_invisible(text: str) -> str:
    """The text without signs that nobody sees; line breaks and tabs stay."""
    return CONTROL.sub("", INVISIBLE.sub("", text))
