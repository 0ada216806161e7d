"""The predictions for a glass on a terminal: ``python -m glasslib predict --help``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from glasslib import glasses, predictions
from glasslib.checks import InvalidArgument


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command, and return the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        values, ranges = _inputs(options)
        found = predictions.intervals(values, ranges, options.preset)
    except InvalidArgument as error:
        parser.exit(2, f"{error}\n")
    show = _as_json if options.json else _as_text
    print(show(values, found, options.preset))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m glasslib",
        description="The microscopic theory of low-temperature glasses, on a terminal.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    command = commands.add_parser(
        "predict",
        help="what the theory predicts for a glass",
        description="Predictions with intervals, for a measured glass or your own. A value may be "
        "followed by both ends of its range: --rho 2202 2200 2204.",
    )
    command.add_argument(
        "--glass",
        metavar="FORMULA",
        help=f"a measured glass, of which other options change a value: {', '.join(glasses.measured())}",
    )
    command.add_argument(
        "--bead",
        choices=glasses.BEADS_OF,
        default=glasses.BEADS_OF[0],
        help="what a bead of the measured glass is (default: %(default)s)",
    )
    for name, kind in predictions.INPUTS.items():
        command.add_argument(
            f"--{name.replace('_', '-')}", nargs="+", type=float, metavar="VALUE", help=kind.text
        )
    command.add_argument(
        "--preset",
        choices=tuple(predictions.PRESETS),
        default="paper",
        help="the paper's formulas, or those of the consistent preset (default: %(default)s)",
    )
    command.add_argument("--json", action="store_true", help="print JSON, all in SI units")
    return parser


def _inputs(
    options: argparse.Namespace,
) -> tuple[dict[str, float], dict[str, tuple[float, float]]]:
    """The values by name, and the ranges of those that have one."""
    values: dict[str, float] = {}
    ranges: dict[str, tuple[float, float]] = {}
    if options.glass is not None:
        values, ranges = predictions.inputs(options.glass, options.bead)
    for name in predictions.INPUTS:
        given = getattr(options, name)
        if given is None:
            continue
        if len(given) not in (1, 3):
            raise InvalidArgument(
                f"{name} must be one value, or a value and both ends of its range; got {len(given)} numbers"
            )
        values[name] = given[0]
        ranges.pop(name, None)
        if len(given) == 3:
            ranges[name] = given[1], given[2]
    return values, ranges


def _as_json(values: dict[str, float], found: dict[str, predictions.Interval], preset: str) -> str:
    content = {
        "inputs": values,
        "preset": preset,
        "predictions": {
            name: dict(zip(interval._fields, map(float, interval), strict=True))
            for name, interval in found.items()
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def _as_text(values: dict[str, float], found: dict[str, predictions.Interval], preset: str) -> str:
    lines = ["inputs: " + ", ".join(f"{name} = {value:g}" for name, value in values.items())]
    lines.append(f"preset: {preset}")
    width = max(len(quantity.says) for quantity in predictions.QUANTITIES.values())
    for name, quantity in predictions.QUANTITIES.items():
        value, low, high = (f"{float(end) / quantity.in_si:.4g}" for end in found[name])
        unit = f" {quantity.unit}" if quantity.unit else ""
        between = "" if low == high else f" ({low} to {high})"
        lines.append(f"{quantity.says:{width}}  {quantity.symbol} = {value}{unit}{between}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
