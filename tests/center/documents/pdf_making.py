"""Small PDFs for tests, valid or hostile."""


def make_pdf(*, catalog: str = "", page: str = "", objects: tuple[str, ...] = (), title: str = "form") -> bytes:
    """A PDF of one empty A4 page. catalog and page: added to these dictionaries; objects: numbered from 4."""
    bodies = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {page} >>",
        *objects,
    ]
    content, offsets = f"%PDF-1.7\n% {title}\n".encode(), []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(content))
        content += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(content)
    content += f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n".encode()
    content += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    return content + f"trailer\n<< /Size {len(bodies) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
