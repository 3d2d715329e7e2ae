"""What labels are printed on and by which template; a printer calibrated for a stock."""

from __future__ import annotations

from typing import Any

from data.plain import asdict
from data.streams import is_standard_output
from data.texts import gettext as _
from rmdesk.labels.drawing import (
    Calibration,
    Stock,
    calibration_of,
    copy_template,
    find_stocks,
    keep_calibration,
    load_stocks,
    load_template,
    make_calibration_sheet,
    stock_named,
    template_names,
)
from rmdesk.labels.printing import sent
from rmdesk.model.errors import BadInput
from rmdesk.model.roles import HANDLE
from rmdesk.model.words import later
from screens.cli.call import Call
from screens.cli.command import Answer, Block, Command, Fields, Shown, TextTable, argument
from screens.cli.commands.labelling import printer_named, waits
from screens.cli.writing import FORCE, output_file, write_output

_STOCK_COLUMNS = ("brand", "part", "paper", "label", "sheet", "sources", "note", "equivalents")
_TEMPLATE_COLUMNS = ("name", "title", "stock", "symbology", "own")


def _stocks(call: Call) -> Answer:
    """The stocks that answer; what is odd about one, and the site's lines that are none."""
    site = call.home / "labels"
    found = find_stocks(" ".join(call.args.text), site)
    refused = [str(each.problem) for each in load_stocks(site).refused]
    blocks: list[Block] = [TextTable([_stock_row(each) for each in found], _STOCK_COLUMNS)]
    if not found:
        blocks = [_("No stock answers to this.")]
    odd = [said for stock in found for said in stock.odd()]
    return Answer([_stock_data(each) for each in found], [*blocks, *odd, *refused])


def _stock_data(stock: Stock) -> dict[str, Any]:
    return {**asdict(stock), "equivalents": stock.numbers[1:]}


def _stock_row(stock: Stock) -> dict[str, Any]:
    return {
        "brand": stock.brand,
        "part": stock.part,
        "paper": stock.paper,
        "label": f"{stock.label_w_mm:g} x {stock.label_h_mm:g}",
        "sheet": f"{stock.nx} x {stock.ny}",
        "sources": len(stock.sources) or "",
        "note": stock.note,
        "equivalents": " ".join([*stock.equivalents, *(f"{each}?" for each in stock.unconfirmed)]),
    }


def _templates(call: Call) -> Answer:
    """The templates there are; `--copy` puts one where the centre can change it."""
    site = call.home / "labels"
    if call.args.copy:
        name = call.args.name or call.args.copy
        told = {"template": name, "file": str(copy_template(call.args.copy, site, name))}
        return Answer(told, [Fields(told)])
    rows = []
    for name in template_names(site):
        template = load_template(name, site)
        own = (site / f"{name}.toml").is_file()
        row = {"name": name, "title": _(template.title), "stock": template.stock}
        rows.append({**row, "symbology": str(template.symbology), "own": own})
    said = [{**row, "own": _("the centre's") if row["own"] else ""} for row in rows]
    return Answer(rows, [TextTable(said, _TEMPLATE_COLUMNS)])


def _calibrate(call: Call) -> Answer | Shown:
    """Print the cross-hair sheet, or keep what was measured; else tell what is kept."""
    args, site = call.args, call.home / "labels"
    printer, stock = printer_named(args.printer), stock_named(args.stock, site)
    told: dict[str, Any] = {"printer": printer, "stock": stock.name, "file": None}
    against = None
    if args.sheet:
        job = make_calibration_sheet(stock.name, site=site)
        if args.out:
            told["file"] = output_file(call, args.out)
            write_output(call, args.out, job.data)
            if is_standard_output(args.out):
                return Shown(0)
        else:
            done = sent(call.session, job, printer)
            told |= {"state": str(done.state), "why": done.why}
            against = waits(done)
    elif args.measured:
        keep_calibration(
            site, printer, stock, Calibration.measured(stock, *_positive(args.measured))
        )
    elif args.offset or args.scale:
        right, down = args.offset or (0.0, 0.0)
        across, along = (each / 100 for each in (args.scale or (100.0, 100.0)))
        keep_calibration(site, printer, stock, Calibration(right, down, across, along))
    told |= asdict(calibration_of(site, printer, stock))
    return Answer(told, [Fields(told)], against)


def _positive(measured: list[float]) -> list[float]:
    if min(measured[2:]) > 0:
        return measured
    raise BadInput(
        _("This calibration cannot be right"),
        _("The second cross lies to the right of the first, and below it."),
        _("Measure the cross-hair sheet again, in millimetres."),
        field_name="calibration",
    )


COMMANDS = (
    Command(
        "stocks",
        later("list the label stocks that are known"),
        _stocks,
        (argument("text", nargs="*", metavar="TEXT", help=later("part number, brand or paper")),),
        details=later(
            "`sources` counts the publications that give a geometry, `note` says where they "
            "differ; a number with a question mark stands in none of them. Lines of the centre's "
            "own `stocks.csv` that cannot be used are told below."
        ),
        result="a list, each with `brand`, `part`, `equivalents`, `paper`, `page_w_mm`, "
        "`page_h_mm`, `label_w_mm`, `label_h_mm`, `nx`, `ny`, `x0_mm`, `y0_mm`, `pitch_x_mm`, "
        "`pitch_y_mm`, `sources`, `note`, `unconfirmed`",
        homeless=True,
    ),
    Command(
        "templates",
        later("list the kinds of label, and copy one to change it"),
        _templates,
        (
            argument("--copy", metavar="T", help=later("copy this one into the centre's folder")),
            argument("--name", metavar="NAME", help=later("the copy's name (default: the same)")),
        ),
        details=later("A copy under its own name is used instead of ours from then on."),
        result="a list, each with `name`, `title`, `stock`, `symbology`, `own`; with --copy "
        "`template`, `file`",
        examples=("rmdesk templates --copy box --name tall-box",),
        permission=HANDLE,
        homeless=True,
    ),
    Command(
        "calibrate",
        later("calibrate a printer for a stock, or tell how it is calibrated"),
        _calibrate,
        (
            argument("printer", metavar="PRINTER", help=later("as `label --print` takes it")),
            argument("--stock", required=True, metavar="S", help=later("as `stocks` names it")),
            argument("--sheet", action="store_true", help=later("print the cross-hair sheet")),
            argument(
                "--out",
                metavar="FILE",
                help=later("the sheet goes to this file; - is standard output"),
            ),
            FORCE,
            argument(
                "--measured",
                nargs=4,
                type=float,
                metavar="MM",
                help=later(
                    "first cross from the left and top; second from the first, across, down"
                ),
            ),
            argument(
                "--offset", nargs=2, type=float, metavar="MM", help=later("to the right, and down")
            ),
            argument("--scale", nargs=2, type=float, metavar="%", help=later("across, and down")),
        ),
        details=later("Every later sheet for this printer and stock is moved by what is kept."),
        result="`printer`, `stock`, `right_mm`, `down_mm`, `scale_x`, `scale_y`; `file` or `state`",
        examples=(
            "rmdesk calibrate laser --stock 5160 --sheet",
            "rmdesk calibrate laser --stock 5160 --measured 21.2 19.5 175.9 239.4",
        ),
        permission=HANDLE,
        homeless=True,
    ),
)
