"""Native charts: bars that PowerPoint opens for editing, with the workbook that their numbers stand in."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, NamedTuple

from xlsxwriter import Workbook

from analystkit.writing.files import clean_text, guard_formula
from analystkit.writing.slides import describe_shape
from analystkit.writing.templates import POINT, Box, Design
from analystkit.writing.typesetting import SMALLEST

_GAP, _FEW, _ALONE = 30, 6, 90  # per cent of a bar that lies between two, and what is added for each that is lacking to a few
_MOST_NAMES = 24  # of periods below their bars
_SEE_THROUGH = "45000"  # thousandths of a per cent of a colour that stay


class Series(NamedTuple):
    """One row of bars: `look` is solid, hollow, dotted or pale; bars at the positions in `hatched` are told from the others."""

    name: str
    values: Sequence[int]
    look: str
    hatched: frozenset[int] = frozenset()


def add_chart(
    slide: Any,
    box: Box,
    categories: Sequence[str],
    series: Sequence[Series],
    design: Design,
    *,
    name: str,
    words: str,
    lying: bool = False,
    named: bool = True,
) -> None:
    """Add a native chart with its workbook: stacked columns, or lying bars, each in front of the one before and the first with its number.

    It has a legend where there are several series, and categories are not `named` where the chart above names them. `name` and `words`
    stand for it where it cannot be seen.
    """
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION

    data = CategoryChartData(number_format="#,##0")
    data.categories = labels = [guard_formula(clean_text(category)) for category in categories]
    for one in series:
        data.add_series(one.name, one.values)
    kind = XL_CHART_TYPE.BAR_CLUSTERED if lying else XL_CHART_TYPE.COLUMN_STACKED
    frame = slide.shapes.add_chart(kind, *box, data)
    describe_shape(frame, name, words)
    chart = frame.chart
    chart.part.chart_workbook.update_from_xlsx_blob(_write_workbook(labels, series))
    chart.has_title, chart.has_legend = False, len(series) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    chart.font.size = SMALLEST * POINT
    chart.font.color.theme_color = _theme(design.ink)
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = _GAP + _ALONE * max(0, _FEW - len(labels)), 100
    for drawn, one in zip(plot.series, series, strict=True):
        _paint(drawn.format, one.look, design)
        for position in one.hatched:
            _paint(drawn.points[position].format, "hatched", design)
    if not named:
        chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    if lying:
        numbers = plot.series[0].data_labels
        numbers.show_value, numbers.position = True, XL_LABEL_POSITION.OUTSIDE_END
    if not lying:
        _space_names(chart.category_axis, len(labels))
    _dress_axes(chart, max([1, *map(sum, zip(*(one.values for one in series), strict=True))]), design, lying=lying)


def _theme(name: str) -> Any:
    from pptx.enum.dml import MSO_THEME_COLOR

    return MSO_THEME_COLOR.from_xml(name)


def _paint(look: Any, name: str, design: Design) -> None:
    """Give bars a look that shape and lightness tell from the others, so that it survives grey printing."""
    from pptx.dml.color import RGBColor
    from pptx.enum.dml import MSO_PATTERN

    patterns = {"hatched": MSO_PATTERN.DARK_DOWNWARD_DIAGONAL, "dotted": MSO_PATTERN.PERCENT_10}
    colour = design.muted if name in ("dotted", "pale") else design.accent
    if name in patterns:
        look.fill.patterned()
        look.fill.pattern = patterns[name]
        look.fill.fore_color.theme_color = _theme(colour)
        look.fill.back_color.rgb = RGBColor.from_string(design.ground)
    else:
        look.fill.solid()
        if name == "hollow":
            look.fill.fore_color.rgb = RGBColor.from_string(design.ground)
        else:
            look.fill.fore_color.theme_color = _theme(colour)
    if name == "pale":
        _thin(look.fill._xPr)
    else:
        look.line.color.theme_color = _theme(colour)
        look.line.width = int(0.75 * POINT)


def _thin(fill: Any) -> None:
    """Let what lies behind show through a colour, so that it is paler on a light ground and darker on a dark one."""
    for colour in fill.iter("{*}schemeClr"):
        alpha = colour.makeelement(colour.tag.replace("schemeClr", "alpha"), {"val": _SEE_THROUGH})
        colour.append(alpha)


def _space_names(axis: Any, n_names: int) -> None:
    """Name so few of many periods that PowerPoint need not turn their names; LibreOffice turns them all the same."""
    step = next(step for step in (1, 3, 6, 12, 24, 60, 120, 600, 6000) if n_names / step <= _MOST_NAMES)
    skip = axis._element.makeelement("{http://schemas.openxmlformats.org/drawingml/2006/chart}tickLblSkip", {"val": str(step)})
    axis._element.insert_element_before(skip, "c:tickMarkSkip", "c:noMultiLvlLbl", "c:extLst")


def _dress_axes(chart: Any, highest: int, design: Design, *, lying: bool) -> None:
    """Let counts start from zero in whole numbers, with faint lines, and name as many periods as there is room for."""
    from pptx.enum.chart import XL_TICK_MARK

    values, names = chart.value_axis, chart.category_axis
    values.minimum_scale, values.has_major_gridlines = 0, not lying
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = "#,##0", False
    if highest <= 5:
        values.maximum_scale, values.major_unit = highest, 1
    if lying:
        values.visible = False
        names.reverse_order = True
    else:
        values.major_gridlines.format.line.color.theme_color = _theme(design.muted)
        values.major_gridlines.format.line.width = int(0.25 * POINT)
        _thin(values.major_gridlines.format.line._ln)
    values.format.line.fill.background()
    names.format.line.color.theme_color = _theme(design.ink)
    names.has_major_gridlines, names.major_tick_mark = False, XL_TICK_MARK.NONE


def _write_workbook(categories: Sequence[Any], series: Sequence[Series]) -> bytes:
    """Write the workbook behind a chart: what python-pptx would, but no text a formula or a link, and no time of writing."""
    packed = BytesIO()
    book = Workbook(packed, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(2000, 1, 1)})
    sheet = book.add_worksheet()
    for row, category in enumerate(categories, start=1):
        sheet.write_string(row, 0, str(category))
    for column, one in enumerate(series, start=1):
        sheet.write_string(0, column, one.name)
        sheet.write_column(1, column, one.values)
    book.close()
    return packed.getvalue()
