"""A picture of the figures that have a target: bars on a logarithmic scale, the target as a line across each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from bench.timing import Row

_WIDTH, _LEFT, _LINE, _RIGHT = 860, 430, 26, 60
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#1f2933}.met{fill:#2f7d5b}.missed{fill:#b4552d}"
    ".goal{stroke:#1f2933;stroke-width:2}.grid{stroke:#d5dbe1}"
    "@media(prefers-color-scheme:dark){text{fill:#e4e7eb}.goal{stroke:#e4e7eb}.grid{stroke:#3e4c59}}"
)


def drawn(rows: Sequence[Row]) -> str:
    """The SVG. A bar is the figure divided by its target: left of the line it is met."""
    bars = [(row.what, row.ratio / row.target, row.missed) for row in rows if row.target]
    most = max([4.0, *(share for _, share, _ in bars)])
    low, high = math.log10(0.05), math.log10(most * 1.1)

    def x(share: float) -> float:
        return _LEFT + (math.log10(max(share, 0.05)) - low) / (high - low) * (_WIDTH - _LEFT - _RIGHT)

    height = _LINE * len(bars) + 50
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img">',
        "<title>Figures divided by their targets</title>",
        f"<style>{_STYLE}</style>",
    ]
    for mark in (0.1, 0.3, 1, 3, 10, 30):
        if mark <= most * 1.1:
            kind = "goal" if mark == 1 else "grid"
            out.append(f'<line class="{kind}" x1="{x(mark):.1f}" x2="{x(mark):.1f}" y1="8" y2="{height - 34}"/>')
            words = "target" if mark == 1 else f"{mark:g}"
            out.append(f'<text x="{x(mark):.1f}" y="{height - 14}" text-anchor="middle">{words}</text>')
    for number, (what, share, missed) in enumerate(bars):
        top = 12 + number * _LINE
        out.append(f'<text x="{_LEFT - 8}" y="{top + 13}" text-anchor="end">{escape(_short(what))}</text>')
        kind = "missed" if missed else "met"
        out.append(f'<rect class="{kind}" x="{_LEFT}" y="{top}" width="{x(share) - _LEFT:.1f}" height="17" rx="2"/>')
        out.append(f'<text x="{x(share) + 5:.1f}" y="{top + 13}">{share:.2g}</text>')
    return "\n".join([*out, "</svg>", ""])


def _short(what: str) -> str:
    return what if len(what) <= 62 else what[:61] + "…"
