"""Parsing texts of product sheets: the kind of producer, cells with several products."""

import html
import re

from catalog.products.models import Producer
from thai.digits import to_arabic
from thai.folding import fold, tidy

# First words of product names. A part of a list that begins otherwise ("…, อบแห้ง", "…/นรก/สวรรค์") may be a flavor, a
# person or half a name, so such a list isn't split.
_BEGINNINGS = tuple(
    fold(word)
    for word in (
        "กล้วย กะปิ กะละแม กาละแม กาแฟ กุ้ง กุนเชียง กระเป๋า กระยาสารท ขนม ข้าว ข้าวเกรียบ ไข่เค็ม ครองแครง คุกกี้ คุ๊กกี้ เค้ก "
        "เครื่องแกง แคบหมู แคปหมู แค๊ปหมู แจ่วบอง ซาลาเปา ตะกร้า เต้าหู้ ถั่ว ทองม้วน ทองพับ ทุเรียน น้ำจิ้ม น้ำปลา น้ำผึ้ง น้ำพริก "
        "น้ำตาล น้ำสลัด น้ำยำ เนื้อแดดเดียว ปลา ผ้าขาวม้า ผ้าทอ ผ้าไหม ฝอยทอง พริกแกง พริกป่น มะขาม มะพร้าว มะนาว มะม่วง "
        "มะดัน มังคุด เมี่ยงคำ โรตี ลูกชิ้น ลูกเดือย สบู่ แชมพู สับปะรด ส้มโอ กระท้อน สาคู หม่ำ หมี่ หมู หมวก แหนม เห็ด เส้นหมี่ "
        "ไส้กรอก ไส้อั่ว ไอศกรีม โดนัท ยาหม่อง มีนกุ้ง"
    ).split()
)
_NUMBER_BEFORE = re.compile(r"(?:^|(?<=[\s,/;]))([0-9]{1,2})[.)]\s*(?=[^\s0-9])")
_PEOPLE = re.compile(r"^\s*(?:กลุ่ม|วิสาหกิจ|นางสาว|นาง|นาย|น\.ส\.|บริษัท|ร้าน|หจก)")
_IN_BRACKETS = re.compile(r"\([^()]*\)?")

_ADDRESS = re.compile(r"^[0-9]+(?:/[0-9]+)?\s.*(?<![ก-๙])(?:ม\.|หมู่?|ต\.|ตำบล).*(?:อ\.|อำเภอ|จ\.|จังหวัด)")

_KINDS = (
    (Producer.Kind.GROUP, re.compile(r"วิสาหกิจชุมชน|กลุ่ม|สหกรณ์|ชมรม")),
    (Producer.Kind.SME, re.compile(r"บริษัท|บจก\.?|หจก\.?|ห้างหุ้นส่วน")),
    (Producer.Kind.SINGLE, re.compile(r"^(?:นาย|นาง(?:สาว)?|น\.\s?ส\.)\s*[ก-๙]{2}")),
)


def producer_kind(name: str) -> str:
    """The kind of producer by its name: a group, a company, a person with a title; else empty."""
    return next((kind.value for kind, pattern in _KINDS if pattern.search(name)), "")


def looks_like_address(text: str) -> bool:
    """Whether a text is an address: a house number first, then a village or tambon and a district."""
    return bool(_ADDRESS.match(text))


def split_products(cell: str) -> tuple[list[str], bool]:
    """The product names in a cell (unrepaired, with line breaks), and whether staff should check it.

    Split only where the list is unambiguous: numbered from 1 ("1. … 2. …"), or separated by line breaks, commas,
    semicolons or bullets into single words that begin like product names. Anything else that looks like a list (spaces,
    slashes, which may separate two names of one product) stays one name, for staff to check.
    """
    text = to_arabic(html.unescape(cell)).strip()
    numbered = [int(match[1]) for match in _NUMBER_BEFORE.finditer(text)]
    if len(numbered) > 1 and numbered == list(range(1, len(numbered) + 1)):
        parts = [part.strip(" ,/;\r\n\t") for part in _NUMBER_BEFORE.split(text)[2::2]]
        if all(len(fold(part)) >= 3 for part in parts):
            return [tidy(part, arabic_digits=True) for part in parts], False
    bare = _IN_BRACKETS.sub("", text)
    parts = [part.strip() for part in re.split(r"[\r\n,;•·]+", bare) if part.strip()]
    whole = tidy(text, arabic_digits=True)
    if len(parts) > 1 and bare == text and not _PEOPLE.match(text) and all(map(_is_whole_name, parts)):
        unique = {fold(part): tidy(part, arabic_digits=True) for part in reversed(parts)}
        return list(unique.values())[::-1], False
    slashes = [part for part in re.split(r"(?<![0-9])/|/(?![0-9])", bare) if fold(part)]  # not 3/4
    words = [word for word in bare.split() if fold(word).startswith(_BEGINNINGS) and not word.startswith("หมู่")]
    return [whole], len(parts) > 1 or len(slashes) > 1 or len(words) > 1 or "ฯลฯ" in text


def _is_whole_name(part: str) -> bool:
    return len(part.split()) == 1 and "/" not in part and fold(part).startswith(_BEGINNINGS)
