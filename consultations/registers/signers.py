"""The signature block of registers and reports."""

from center.printing.signatures import Signature
from consultations.registers.models import ReportSigner


def signatures() -> list[Signature]:
    """Who prepared, who checked, who takes note: with the names saved once, or room for them. One query."""
    rows = ReportSigner.objects.order_by("pk")
    return [Signature(signer.get_role_display(), signer.name, signer.position) for signer in rows]
