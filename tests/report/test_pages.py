"""What every page has to be: alone, whole, readable, within its width."""

import os
import re

import pytest

from conftest import EVERY, REDUCTIONS


@pytest.mark.parametrize("path", EVERY)
@pytest.mark.parametrize("width", [390, 768, 1600])
def test_nothing_is_wider_than_the_window(opened, path, width):
    page = opened(path, width=width).page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    wide = """(width) => [...document.querySelectorAll("body *")]
        .filter((found) => !found.closest(".scroll, .hidden, .skip, svg, noscript"))
        .filter((found) => found.getBoundingClientRect().right > width + 1)
        .map((found) => found.outerHTML.slice(0, 100))"""
    assert page.evaluate(wide, width) == []


@pytest.mark.parametrize("path", EVERY)
def test_every_figure_has_its_marks_a_text_and_its_numbers(opened, path):
    found = opened(path)
    data = found.data()["figures"]
    figures = found.page.locator("figure:has(svg.plot)")
    assert figures.count() == len(data) > 0
    for name, panels in data.items():
        figure = found.page.locator(f"[id='{name}']")
        drawings = figure.locator("svg.plot")
        assert drawings.count() == len(panels) > 0
        figure.locator("summary").click()
        for at, panel in enumerate(panels):
            drawing = drawings.nth(at)
            assert drawing.get_attribute("role") == "img"
            assert panel["name"] in drawing.get_attribute("aria-label")
            paths = drawing.locator("path[class^=k]").evaluate_all("(all) => all.map((path) => path.getAttribute('d'))")
            curves = [curve for curve in panel["curves"] if curve["x"]]
            labels = sum(1 for curve in panel["curves"] if curve["label"])
            drawn = [path for path in paths if path][labels:]
            assert len(drawn) == len(curves), (name, panel["name"])
            for path_text, curve in zip(drawn, curves):
                assert len(re.findall(r"[ML]", path_text)) == len(curve["x"]), (name, panel["name"], curve["label"])
            assert drawing.locator("rect.tile[fill-opacity]:not([fill-opacity='0'])").count() == len(panel["tiles"])
        rows = figure.locator("details tbody tr").count()
        assert rows == sum(len(curve["x"]) for panel in panels for curve in panel["curves"]) + sum(len(panel["tiles"]) for panel in panels)


def luminance(colour):
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip([0.2126, 0.7152, 0.0722], linear))


def contrast(one, other):
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


COLOURS = """() => {
    const style = (selector, property) => getComputedStyle(document.querySelector(selector))[property];
    const root = getComputedStyle(document.documentElement);
    const probe = document.createElement("i");
    document.body.append(probe);
    const variable = (name) => { probe.style.color = `var(${name})`; return getComputedStyle(probe).color; };
    const colours = Object.fromEntries(["--paper", "--panel", "--ink", "--soft", "--link", "--accent", "--kept",
        "--c0", "--c1", "--c2", "--c3", "--c4", "--c5", "--c6"].map((name) => [name, variable(name)]));
    probe.remove();
    return { ...colours, body: style("body", "color"), ground: style("body", "backgroundColor"), plot: style(".plot text", "fill") };
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", EVERY)
def test_texts_and_curves_stand_out_in_both_themes(opened, path, scheme):
    page = opened(path, scheme=scheme).page
    for is_switched in [False, True]:
        if is_switched:
            page.click("#theme")
        colours = page.evaluate(COLOURS)
        is_dark = (scheme == "dark") != is_switched
        assert (luminance(colours["ground"]) < 0.1) == is_dark
        assert page.get_attribute("#theme", "aria-pressed") == str(is_dark).lower()
        for text in ["body", "plot", "--ink", "--soft", "--link"]:
            for ground in ["--paper", "--panel"]:
                assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground, colours)
        # Sky blue and orange of the palette are for lines between others; the two cells and what is pointed at stand out.
        for line in ["--c0", "--c1", "--c6", "--accent", "--kept"]:
            assert contrast(colours[line], colours["--panel"]) >= 3, (line, colours)


@pytest.mark.skipif("AXE" not in os.environ, reason="axe-core could not be installed")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", EVERY)
def test_axe_finds_no_serious_fault(opened, path, scheme):
    page = opened(path, scheme=scheme).page
    page.evaluate("document.querySelectorAll(\"details[data-figure='soma-impedance']\").forEach((found) => (found.open = true))")
    page.add_script_tag(path=os.environ["AXE"])
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    grave = [fault for fault in found["violations"] if fault["impact"] in ("serious", "critical")]
    assert [(fault["id"], [node["html"][:120] for node in fault["nodes"][:3]]) for fault in grave] == []
    assert len(found["passes"]) > 15


@pytest.mark.parametrize("name", REDUCTIONS)
def test_in_print_the_page_is_light_and_has_no_buttons(opened, name):
    page = opened(f"{name}/report.html", scheme="dark").page
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert luminance(page.evaluate("getComputedStyle(document.body).backgroundColor")) > 0.9
    assert page.locator("button:visible").count() == 0
    assert page.locator("table:visible").count() > 3
