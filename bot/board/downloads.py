"""Sheets to take away: CSV piece by piece, or a workbook that is written first."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from typing import IO

from flask import Response, send_file

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_download(name: str, pieces: Iterable[str]) -> Response:
    """A CSV file called ``name``, sent as its pieces come."""
    answer = Response(pieces, mimetype="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def workbook_download(name: str, write: Callable[[IO[bytes]], None]) -> Response:
    """A workbook called ``name`` that ``write`` puts into a file of its own."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  (the answer closes it, and then it is gone)
    write(file)
    file.seek(0)
    return send_file(file, as_attachment=True, download_name=name, mimetype=_XLSX)
