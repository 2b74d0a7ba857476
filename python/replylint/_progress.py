"""What ``progress=True`` shows: a bar of tqdm where that is installed, else a line."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable


class Line:
    """Says on stderr how many rows are done: rewritten in place on a terminal, else a line every ten seconds."""

    def __init__(self) -> None:
        self._begun = self._said = time.monotonic()

    def __call__(self, done: int, total: int | None) -> None:
        """Says that ``done`` of ``total`` rows are done; equal numbers end the line."""
        now, finished = time.monotonic(), done == total
        terminal = sys.stderr.isatty()
        if not finished and now - self._said < (0.1 if terminal else 10):
            return
        self._said = now
        rate = done / (now - self._begun) if now > self._begun else 0
        of = f" of {total:,}" if total is not None and not finished else ""
        line = f"replylint: {done:,}{of} rows, {rate:,.0f} a second"
        if terminal:
            sys.stderr.write(f"\r{line}\033[K" + ("\n" if finished else ""))
        else:
            sys.stderr.write(f"{line}\n")
        sys.stderr.flush()


def shown() -> Callable[[int, int | None], object]:
    """A bar of tqdm, or a line where tqdm is not installed."""
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return Line()
    bar = tqdm(desc="replylint", unit="row", unit_scale=True)

    def tell(done: int, total: int | None) -> None:
        bar.total = total
        bar.update(done - bar.n)
        if done == total:
            bar.close()

    return tell
