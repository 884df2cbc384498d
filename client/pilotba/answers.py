"""The answer of a question, read in the form that is asked for."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from .transport import ARROW, CSV, JSON, Transport

if TYPE_CHECKING:
    import pandas
    import pyarrow

FORMATS = {"arrow": ARROW, "csv": CSV, "json": JSON}


class Answer:
    """A question put to the server anew for each form; Arrow and CSV are streamed without a row cap, `rows` has the first 10,000."""

    def __init__(self, transport: Transport, question: dict[str, Any]) -> None:
        self._transport, self._question = transport, question

    def rows(self) -> list[dict[str, Any]]:
        """The rows as dicts by column name."""
        with self._open(JSON) as answer:
            said = json.loads(answer.read())
        names = [column["name"] for column in said["columns"]]
        return [dict(zip(names, row, strict=True)) for row in said["rows"]]

    def arrow(self) -> pyarrow.Table:
        """All rows as a pyarrow table."""
        import pyarrow.ipc

        with self._open(ARROW) as answer, pyarrow.ipc.open_stream(answer) as stream:
            return stream.read_all()

    def pandas(self) -> pandas.DataFrame:
        """All rows as a data frame."""
        return self.arrow().to_pandas()

    def save(self, path: str | Path, form: str = "csv") -> int:
        """Write all rows to a file as csv, arrow or json; returns its length in bytes. A broken stream leaves no file."""
        path = Path(path)
        draft = path.with_name(path.name + ".part")
        try:
            with draft.open("wb") as file:
                self.copy(file, form)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        return path.stat().st_size

    def copy(self, out: BinaryIO, form: str) -> None:
        """Write the answer to an open file as it arrives."""
        with self._open(FORMATS[form]) as answer:
            shutil.copyfileobj(answer, out, 1 << 20)

    def _open(self, accept: str) -> Any:
        return self._transport.open("POST", "/queries/execute", self._question, accept=accept, asks=True)
