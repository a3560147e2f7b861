"""Compresses dynamic responses: brotli if the client accepts it, else gzip.

Static files are compressed ahead of time (app/web/static_files.py).
"""

import gzip

import brotli
from flask import Flask, Response, request

# Below this the headers cost more than compression saves.
SMALLEST = 500
# Quality 8 takes half a millisecond for a roll of forty and comes within some per cent of the best. Its window is as
# large as the page: beyond 64 KB brotli uses tables of 16 MB, allocated anew for each response (the supervisor limits
# memory). A roll of two hundred then takes ten milliseconds and six kilobytes.
BROTLI_QUALITY, LEAST_WINDOW, MOST_WINDOW = 8, 16, 22  # windows: powers of two
GZIP_LEVEL = 5
COMPRESSIBLE = frozenset(
    {
        "application/javascript",
        "application/json",
        "application/manifest+json",
        "image/svg+xml",
        "text/calendar",
        "text/css",
        "text/csv",
        "text/html",
        "text/javascript",
        "text/plain",
    }
)


def init_compression(app: Flask) -> None:
    """Compress every response. Call it before other `after_request` functions: the first one runs last."""
    app.after_request(compressed)


def compressed(response: Response) -> Response:
    """The response, its body compressed if that pays and the client accepts it."""
    if not _worth_it(response):
        return response
    response.vary.add("Accept-Encoding")
    encoding = request.accept_encodings.best_match(["br", "gzip"])
    if encoding is None:
        return response
    body = response.get_data()
    if encoding == "br":
        window = min(max(len(body).bit_length(), LEAST_WINDOW), MOST_WINDOW)
        body = brotli.compress(body, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY, lgwin=window)
    else:
        body = gzip.compress(body, GZIP_LEVEL, mtime=0)
    response.set_data(body)
    response.content_encoding = encoding
    tag, _weak = response.get_etag()
    if tag is not None:
        response.set_etag(tag, weak=True)  # the same content, other bytes
    return response


def _worth_it(response: Response) -> bool:
    if response.direct_passthrough or response.is_streamed or response.content_encoding:
        return False
    if response.status_code in (204, 206, 304) or response.status_code < 200:
        return False
    if response.mimetype not in COMPRESSIBLE or response.cache_control.no_transform:
        return False
    length = response.calculate_content_length()
    return length is not None and length >= SMALLEST
