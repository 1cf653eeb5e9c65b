"""The signature block of printed sheets; templates/center/printing/_signature_block.html prints it."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Signature:
    """One signer. An empty name leaves a dotted line for it; an empty position is left out.

    role: what the signer does with the document, such as "ผู้จัดทำ", printed beside the line for the signature.
    """

    role: str | Promise
    name: str = ""
    position: str | Promise = ""
