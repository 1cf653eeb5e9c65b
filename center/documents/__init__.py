"""Documents people send in: checked by their content, kept under random names, handed out as downloads only.

`add_version` is the whole way. The check of PDFs runs in a process of its own (`reading_pdf`).
"""

from center.documents.downloads import count_download
from center.documents.refusals import DocumentRefused
from center.documents.versions import add_version

__all__ = ["DocumentRefused", "add_version", "count_download"]
