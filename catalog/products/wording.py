"""Words in product texts that need attention: health claims and alcohol for staff, royal names and stars for the search.

Thai law forbids health claims for food, cosmetics and household herbs, and restricts the advertising of alcohol. A match
only flags the product for an officer to judge; nothing is refused because of it.
"""

import re
from collections.abc import Iterable
from itertools import chain

from thai.folding import fold, tidy

# The lookarounds exclude harmless words that contain a match: เก็บรักษาในตู้เย็น (keep in a fridge), สุราษฎร์ธานี, ดีไวน์.
# English patterns match whole words only ("ginger", "drum"), and leave out "cured" (fish) and "treat" (a sweet).
_AILMENTS = (
    r"ปวด|เมื่อย|เคล็ด|ช้ำ|ฟกช้ำ|อักเสบ|บวม|เจ็บ|ไข้|ไอ(?!ศ)|หวัด|คัน|แพ้|ผื่น|โรค|พิษ|วิงเวียน|เวียนศีรษะ|ร้อนใน|นอนไม่หลับ|"
    r"ท้องอืด|ท้องเฟ้อ|ท้องเสีย|ท้องผูก"
)
HEALTH = (
    r"(?<!เก็บ)(?<!ดูแล)รักษา(?!การ|ความ|คุณภาพ|สภาพ|สิ่งแวดล้อม|ประเพณี|วัฒนธรรม|ศีล|ราชการ|รส|กลิ่น|สี)",
    r"บรรเทา",
    rf"(?:แก้|ลด)(?:อาการ)?(?:{_AILMENTS})",
    r"คลาย(?:ปวด|เมื่อย|เส้น|กล้ามเนื้อ)",
    r"(?<!แก้)(?<!ลด)(?<!คลาย)ปวดเมื่อย",
    r"สมานแผล",
    r"หายขาด",
    r"หายจากโรค",
    r"ป้องกันโรค",
    r"(?:ต้าน)?มะเร็ง",
    r"(?:ลด)?เบาหวาน",
    r"ลดความดัน",
    r"ลดน้ำตาลในเลือด",
    r"ลดไขมัน",
    r"ลดค[อเ]เ?[ลร]สเตอรอล",
    r"ลดน้ำหนัก",
    r"สรรพคุณ",
    r"(?<![a-z])(?:cures?|heals?|healing|relieves?|relieving|pain relief|remed(?:y|ies)|therapeutic|medicinal)(?![a-z])",
    r"(?<![a-z])(?:eczema|diabetes|cancer|arthritis|rheumatism|blood (?:pressure|sugar)|cholesterol)(?![a-z])",
    r"(?<![a-z])(?:weight loss|lose weight)(?![a-z])",
)
ALCOHOL = (
    r"สุรา(?!ษฎร|งค|รักษ|ช(?!ุ)|พร)",
    r"(?<!ดี)(?<!ท)ไวน์",
    r"เหล้า",
    r"ยาดอง",
    r"สาโท",
    r"เบียร์",
    r"บรั่นดี",
    r"วิสกี้",
    r"วอดก้า",
    r"กระแช่",
    r"น้ำตาลเมา",
    r"(?<![a-z])(?:wines?|liquors?|beers?|whiske?ys?|brandy|brandies|rum|gin|vodka)(?![a-z])",
)

# Spellings of star ratings in searches, folded: 5 ดาว, ๕ดาว, ห้าดาว, five stars.
_NUMBERS = {1: ("หนึ่ง", "one"), 2: ("สอง", "two"), 3: ("สาม", "three"), 4: ("สี่", "four"), 5: ("ห้า", "five")}
STAR_WORDS = {
    stars: (str(stars) + "ดาว", fold(thai + "ดาว"), f"{stars}star", f"{english}star")
    for stars, (thai, english) in _NUMBERS.items()
}
_STARS = re.compile(
    "(?<![0-9๐-๙])([1-5๑-๕]|" + "|".join(chain.from_iterable(_NUMBERS.values())) + r")[\s-]*(?:(ดาว)|stars?)(?!\w)",
    re.IGNORECASE,
)

# Never part of a spelling suggestion, neither as what was typed nor as what is suggested.
ROYAL = (
    "ในหลวง",
    "พระราช",
    "พระบรม",
    "พระบาท",
    "พระเจ้า",
    "พระนาง",
    "พระองค์",
    "พระพันปี",
    "พระเทพ",
    "สมเด็จ",
    "ราชินี",
    "รัชกาล",
    "ภูมิพล",
    "สิริกิติ์",
    "วชิราลงกรณ",
    "มหาวชิร",
    "สิรินธร",
    "จุฬาภรณ",
    "ทีปังกร",
    "พัชรกิติยาภา",
    "สุทิดา",
)
_ROYAL = tuple(fold(word) for word in ROYAL)
# A king by his number: ร.๙ or ร 9. Matched before folding, since folded it would also match สูตร 9.
_REIGN = re.compile(r"(?:ร\.|(?<![ก-๎])ร)\s*(?:๑๐|10|[๑-๙1-9])(?![๐-๙0-9])")


def is_royal(text: str, folded: str | None = None) -> bool:
    """Whether a text contains a royal name or word, with any tone marks. folded: the folded text, if already computed."""
    folded = fold(text) if folded is None else folded
    return any(word in folded for word in _ROYAL) or _REIGN.search(text) is not None


def health_words(texts: Iterable[str]) -> list[str]:
    """The health claims found in these texts, each once."""
    return _found(HEALTH, texts)


def alcohol_words(texts: Iterable[str]) -> list[str]:
    """The words for alcohol found in these texts, each once."""
    return _found(ALCOHOL, texts)


def _found(patterns: Iterable[str], texts: Iterable[str]) -> list[str]:
    # tidy() and not fold(): without tone marks เหล้า (liquor) would equal เหล่า (a group).
    text = "\n".join(tidy(text).casefold() for text in texts if text)
    return list(dict.fromkeys(match for pattern in patterns for match in re.findall(pattern, text)))


def join_stars(typed: str) -> str:
    """A search text with each star rating ("5 ดาว", "five stars") joined to the one word that products are indexed by."""
    return _STARS.sub(lambda found: f" {found[1]}{found[2] or 'star'} ", typed)
