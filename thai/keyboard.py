"""Text typed with the wrong keyboard layout: -o, instead of ขนม, ทฟืเน instead of mango."""

# The keys of a US keyboard from upper left to lower right, and what they type in the Kedmanee layout of TIS 820-2538.
_LATIN = "1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./" + '!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?'
_THAI = (
    "ๅ/-ภถุึคตจขช" + "ๆไำพะัีรนยบลฃ" + "ฟหกดเ้่าสวง" + "ผปแอิืทมใฝ"
    "+๑๒๓๔ู฿๕๖๗๘๙" + "๐\"ฎฑธํ๊ณฯญฐ,ฅ" + "ฤฆฏโฌ็๋ษศซ." + "()ฉฮฺ์?ฒฬฦ"
)  # fmt: skip
_TO_THAI = str.maketrans(_LATIN, _THAI)
# Signs that both layouts have are left as they are.
_TO_LATIN = str.maketrans({thai: latin for latin, thai in zip(_LATIN, _THAI, strict=True) if thai > "\u0e00"})
_THAI_LETTERS = range(0x0E01, 0x0E5C)


def other_layout(text: str) -> str:
    """What the same keys type in the other layout: Thai for a text without Thai letters, else Latin, in lower case."""
    if any(ord(letter) in _THAI_LETTERS for letter in text):
        return text.translate(_TO_LATIN).lower()
    return " ".join(word.translate(_TO_THAI) for word in text.split(" "))


def has_letters_as_signs(text: str) -> bool:
    """Whether a text without Thai letters has punctuation that is letters in the Thai layout: -o, is ขนม."""
    return not any(ord(letter) in _THAI_LETTERS for letter in text) and any(
        not letter.isalnum() and ord(thai) in _THAI_LETTERS
        for letter, thai in ((letter, letter.translate(_TO_THAI)) for letter in text)
    )
