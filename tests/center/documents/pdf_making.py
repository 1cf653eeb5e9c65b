"""PDFs for tests, written by hand: small, and as good or as bad as a test wants."""


def make_pdf(*, catalog: str = "", page: str = "", objects: tuple[str, ...] = (), title: str = "form") -> bytes:
    """A PDF of one empty A4 page. catalog and page are added to these dictionaries; objects are numbers 4 and on."""
    bodies = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {page} >>",
        *objects,
    ]
    written, places = f"%PDF-1.7\n% {title}\n".encode(), []
    for number, body in enumerate(bodies, start=1):
        places.append(len(written))
        written += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(written)
    written += f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n".encode()
    written += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    return written + f"trailer\n<< /Size {len(bodies) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
