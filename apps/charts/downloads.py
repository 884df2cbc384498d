"""Pictures and workbooks as answers of HTTP, for charts and for tiles."""

from __future__ import annotations

import tempfile

from django.http import FileResponse, HttpResponse
from django.utils.text import slugify

from .pictures import MEDIA_TYPES, Look
from .services.export import Shown, draw_picture, fill_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PICTURES = {media: f"The picture as {name.upper()}" for name, media in MEDIA_TYPES.items()}
PICTURE_QUERY = {
    "format": "png, svg or pdf.",
    "width": "CSS pixels, 120 to 4000.",
    "height": "CSS pixels, 120 to 4000.",
    "scale": "Pixels of a PNG for each CSS pixel, 1 to 4.",
    "theme": "light or dark.",
    "title": "0 leaves name and date away.",
    "download": "1 answers a file to keep.",
}
_INERT = "default-src 'none'; style-src 'unsafe-inline'; sandbox"  # an SVG opened by itself is a page: it may style itself and nothing else
_IN_MEMORY = 8_000_000  # bytes of a workbook before it goes to a temporary file


def picture_answer(shown: Shown, look: Look, *, save: bool) -> HttpResponse:
    """The picture, to be shown or (with `save`) kept as a file."""
    answer = HttpResponse(draw_picture(shown, look), content_type=MEDIA_TYPES[look.format])
    answer["Content-Disposition"] = f'{"attachment" if save else "inline"}; filename="{name_of(shown)}.{look.format}"'
    answer["Content-Security-Policy"] = _INERT
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-cache"
    return answer


def workbook_answer(shown: Shown) -> FileResponse:
    """All rows as a file; made in full before the first byte, so that an error is an error and not half a file."""
    out = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # the response closes it
    try:
        rows = fill_workbook(shown, out)
        out.seek(0)
    except BaseException:
        out.close()
        raise
    answer = FileResponse(out, as_attachment=True, filename=f"{name_of(shown)}.xlsx", content_type=XLSX)
    answer["X-Row-Count"] = str(rows)
    return answer


def name_of(shown: Shown) -> str:
    """A file's name without its ending."""
    return slugify(shown.title)[:80] or "chart"
