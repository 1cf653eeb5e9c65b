"""Words that staff must look at before a product is shown: claims of healing, and alcohol.

Food, cosmetics and household herbs may not promise to cure, and advertising of alcoholic drinks is restricted; which
words go too far is for the officer to judge. A word is only a reason to look: nothing is refused because of it.
"""

import re
from collections.abc import Iterable

from thai.folding import fold, tidy

# What stands behind (?!...) and (?<!...) are harmless words that begin or end alike: เก็บรักษาในตู้เย็น, สุราษฎร์ธานี.
HEALTH = (
    r"(?<!เก็บ)(?<!ดูแล)รักษา(?!การ|ความ|คุณภาพ|สภาพ|สิ่งแวดล้อม|ประเพณี|วัฒนธรรม|ศีล|ราชการ|รส|กลิ่น|สี)",
    r"บรรเทา",
    r"หายขาด",
    r"หายจากโรค",
    r"แก้โรค",
    r"ป้องกันโรค",
    r"ต้านมะเร็ง",
    r"ลดความดัน",
    r"ลดน้ำตาลในเลือด",
    r"ลดไขมัน",
    r"ลดน้ำหนัก",
    r"สรรพคุณ",
)
ALCOHOL = (
    r"สุรา(?!ษฎร|งค|รักษ|ชัย|พร)",
    r"ไวน์",
    r"เหล้า",
    r"สาโท",
    r"เบียร์",
    r"กระแช่",
    r"น้ำตาลเมา",
    r"(?<![a-z])(?:wine|liquor|beer|whisky)(?![a-z])",
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
