"""Words that staff must look at before a product is shown: claims of healing, and alcohol.

Food, cosmetics and household herbs may not promise to cure, and advertising of alcoholic drinks is restricted; which
words go too far is for the officer to judge. A word is only a reason to look: nothing is refused because of it.
"""

import re
from collections.abc import Iterable
from itertools import chain

from thai.folding import fold, tidy

# What stands behind (?!...) and (?<!...) are harmless words that begin or end alike: เก็บรักษาในตู้เย็น, สุราษฎร์ธานี, ดีไวน์.
# English words stand alone: "ginger" and "drum" hold none, cured fish is no promise to cure, and a treat is a sweet.
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


# How stars are typed as words, folded: 5 ดาว, ๕ดาว, ห้าดาว, five stars.
_NUMBERS = {1: ("หนึ่ง", "one"), 2: ("สอง", "two"), 3: ("สาม", "three"), 4: ("สี่", "four"), 5: ("ห้า", "five")}
STAR_WORDS = {
    stars: (str(stars) + "ดาว", fold(thai + "ดาว"), f"{stars}star", f"{english}star")
    for stars, (thai, english) in _NUMBERS.items()
}
_STARS = re.compile(
    "(?<![0-9๐-๙])([1-5๑-๕]|" + "|".join(chain.from_iterable(_NUMBERS.values())) + r")[\s-]*(?:(ดาว)|stars?)(?!\w)",
    re.IGNORECASE,
)

# Nobody is asked whether a royal name or word was meant to be the name of a product, nor the other way round.
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
# A king by his number: ร.๙, or ร 9 as a word of its own. Folded it would stand in สูตร 9 too.
_REIGN = re.compile(r"(?:ร\.|(?<![ก-๎])ร)\s*(?:๑๐|10|[๑-๙1-9])(?![๐-๙0-9])")


def is_royal(text: str, folded: str | None = None) -> bool:
    """Whether a text holds a royal name or word, however its marks are typed. folded: the folded text, if known."""
    folded = fold(text) if folded is None else folded
    return any(word in folded for word in _ROYAL) or _REIGN.search(text) is not None


def health_words(texts: Iterable[str]) -> list[str]:
    """The words in these texts that sound like a promise to heal, each once, in order."""
    return _found(HEALTH, texts)


def alcohol_words(texts: Iterable[str]) -> list[str]:
    """The words in these texts that speak of alcohol, each once, in order."""
    return _found(ALCOHOL, texts)


def _found(patterns: Iterable[str], texts: Iterable[str]) -> list[str]:
    # Tone marks stay, unlike in searching: without them เหล้า (liquor) would be เหล่า (a group).
    text = "\n".join(tidy(text).casefold() for text in texts if text)
    return list(dict.fromkeys(match for pattern in patterns for match in re.findall(pattern, text)))


def join_stars(typed: str) -> str:
    """What was typed, with a number of stars as the one word that products are found by: "OTOP 5 ดาว", "five stars"."""
    return _STARS.sub(lambda found: f" {found[1]}{found[2] or 'star'} ", typed)
