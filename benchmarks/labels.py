"""1,000 labels as PDF against bare reportlab that draws the same.

    .tools/bin/python -m benchmarks.labels

The ratio must stay at or under 1.5, the first label from a cold start under a second.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

from rmdesk.labels.drawing import LabelContent, Symbology, make_labels
from rmdesk.labels.drawing.catalogue import stock_named
from rmdesk.labels.drawing.fonts import load_fonts
from rmdesk.labels.drawing.ink import PT_PER_MM, Bars, InkText
from rmdesk.labels.drawing.layout import Designer
from rmdesk.labels.drawing.template import load_template

ROOT = Path(__file__).resolve().parents[1]
TITLES = ["Contrats ACME, négociations et règlements", "Correspondence with suppliers", "Minutes"]
COLD = """
import time
start = time.perf_counter()
from rmdesk.labels.drawing import LabelContent, make_labels
make_labels([LabelContent("RC-000001-K", {"identifier": "1250-20", "title": "Minutes"})])
print(time.perf_counter() - start)
"""


def contents(count: int) -> list[LabelContent]:
    """Return labels as a records centre prints them."""
    return [
        LabelContent(f"RC-{n:06}-K", {"identifier": f"1250-20/{n}", "title": TITLES[n % 3]})
        for n in range(count)
    ]


def places(labels: Sequence[LabelContent]) -> list[list[Bars | InkText]]:
    """Return where things lie on each label, so that the peer draws the very same."""
    stock = stock_named("Avery 5160")
    designer = Designer(
        load_template("folder"),
        (stock.label_w_mm, stock.label_h_mm),
        symbology=Symbology.CODE128,
        fonts=load_fonts(),
        palette={},
        dots=(300, 600),
    )
    drawn = (designer.design(label).ink for label in labels)
    return [[ink for ink in label if isinstance(ink, Bars | InkText)] for label in drawn]


def bare(labels: Sequence[LabelContent], where: Sequence[Sequence[Bars | InkText]]) -> bytes:
    """Draw the same with nothing but python-barcode and reportlab, positions given."""
    from barcode.codex import Code128
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfgen.canvas import Canvas

    for face in list(load_fonts().faces.values())[:3]:
        registerFont(face.font)
    stock = stock_named("Avery 5160")
    height = stock.page_h_mm * PT_PER_MM
    out = BytesIO()
    canvas = Canvas(out, pagesize=(stock.page_w_mm * PT_PER_MM, height), invariant=1)
    for number, label in enumerate(labels):
        if number and number % stock.per_sheet == 0:
            canvas.showPage()
        left, top = stock.corner(number % stock.per_sheet)
        for ink in where[number]:
            x, y = (left + ink.x) * PT_PER_MM, height - (top + ink.y) * PT_PER_MM
            if isinstance(ink, InkText):
                canvas.setFont(ink.runs[0].font, ink.size)
                canvas.drawString(x, y, ink.text)
                continue
            path, module = canvas.beginPath(), ink.module * PT_PER_MM
            high, at = ink.height * PT_PER_MM, 0
            for group in Code128(label.code).build()[0].replace("01", "0 1").split():
                dark = group.rstrip("0")
                path.rect(x + at * module, y - high, len(dark) * module, high)
                at += len(group)
            canvas.drawPath(path, stroke=0, fill=1)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def in_turns(*works: Callable[[], object], rounds: int = 9) -> list[float]:
    """Return the median time of each in seconds, taken in turns: other load hits all alike."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for work, taken in zip(works, times, strict=True):
            start = time.perf_counter()
            work()
            taken.append(time.perf_counter() - start)
    return [statistics.median(taken) for taken in times]


def main() -> None:
    """Print the figures; the exit status tells whether the budgets hold."""
    labels = contents(1000)
    where = places(labels)
    make_labels(labels), bare(labels, where)
    ours, theirs = in_turns(lambda: make_labels(labels), lambda: bare(labels, where))
    cold = subprocess.run(
        [sys.executable, "-c", COLD], cwd=ROOT, env={"PYTHONPATH": str(ROOT)},
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    print(f"1,000 labels: {ours * 1000:.0f} ms, bare reportlab {theirs * 1000:.0f} ms, "
          f"ratio {ours / theirs:.2f} (budget 1.5)")  # fmt: skip
    print(f"first label from a cold start: {float(cold) * 1000:.0f} ms (budget 1,000)")
    sys.exit(ours / theirs > 1.5 or float(cold) > 1)


if __name__ == "__main__":
    main()
