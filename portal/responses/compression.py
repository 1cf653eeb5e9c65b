"""Compressed responses without the white space that indents the templates.

Brotli comes first, at the quality where a page is smallest for its time. Measured on the list of 24 products, 57 KB, and on
a short page, 27 KB, most of it the stylesheet:

quality 4, the library's own    10.9 KB in 0.70 ms    7.7 KB in 0.54 ms
5                               9.85 KB    1.21 ms    6.99 KB    1.04 ms
5, window of 64 KB              9.83 KB    0.92 ms    6.98 KB    0.57 ms
7                               9.76 KB    1.66 ms    6.93 KB    1.08 ms
9                               9.73 KB     12  ms    6.93 KB     10  ms

Before 5 there is no search for the best match; up to a window of 64 KB the tables of that search are small. zstd, which the
library prefers, is worse than quality 4.
"""

import re

import brotli
from compression_middleware import br, middleware
from django.template import Origin
from django.template.loaders import filesystem

BROTLI_QUALITY = br.DEFAULT_LEVEL = 5
WINDOW = 16  # the exponent of two, in bytes


def compress(content: bytes) -> bytes:
    compressed: bytes = brotli.compress(content, quality=BROTLI_QUALITY, lgwin=WINDOW)
    return compressed


others = [entry for entry in middleware.compressors if entry[0] != "br"]
middleware.compressors = (("br", compress, br.brotli_compress_stream), *others)

Compression = middleware.CompressionMiddleware


class UnindentedLoader(filesystem.Loader):
    """The portal's own templates without their indentation: it would cost the list of products 270 bytes after brotli.

    Line breaks stay: they separate words, and errors name the right line. Browsers show both alike, except in <pre> and
    <textarea>, which no template writes out (a test looks).
    """

    def get_contents(self, origin: Origin) -> str:
        contents = super().get_contents(origin)
        return re.sub(r"(?m)^[ \t]+", "", contents) if str(origin.template_name).endswith(".html") else contents
