"""Both cells: what is pointed at in one is shown in the other, as segment_map.csv has it."""

import pytest

from conftest import REDUCTIONS, record, segment_map

pytestmark = pytest.mark.parametrize("name", REDUCTIONS)


KEEP_READOUTS = """(canvas) => {
    window.seen = [];
    canvas.addEventListener("pointermove", () => window.seen.push({...document.getElementById("readout").dataset}));
}"""


def sweep(found, canvas, steps=13):
    """Moves over a canvas; what is read at each place, each once."""
    place = found.page.locator(canvas)
    place.scroll_into_view_if_needed()
    place.evaluate(KEEP_READOUTS)
    box = place.bounding_box()
    for row in range(1, steps):
        for column in range(1, steps):
            found.page.mouse.move(box["x"] + box["width"] * column / steps, box["y"] + box["height"] * row / steps)
    read = found.page.evaluate("window.seen")
    assert len(read) == (steps - 1) ** 2
    side = canvas.removeprefix("#")
    return list({tuple(sorted(place.items())): place for place in read if place.get("side") == side}.values())


def assert_pair(place, mapped):
    row = mapped[place["section"], place["segment"]]
    assert (place["reducedSection"], place["reducedSegment"]) == (row["reduced_section"], row["reduced_segment"])
    assert float(place["reducedX"]) == float(row["reduced_x"])


@pytest.mark.parametrize("view", ["Morphology", "Dendrogram"])
def test_pointing_shows_the_mapped_pair(opened, name, view):
    found = opened(f"{name}/report.html")
    found.page.click(f"text={view}")
    mapped = segment_map(name)
    places = sweep(found, "#detailed")
    assert len(places) >= min(8, len(mapped) // 3)
    for place in places:
        assert_pair(place, mapped)


def test_pointing_at_the_reduced_cell_shows_all_that_went_there(opened, name):
    found = opened(f"{name}/report.html")
    found.page.click("text=Dendrogram")
    mapped = segment_map(name)
    places = sweep(found, "#reduced", steps=10)
    assert len(places) >= 2
    for place in places:
        there = (place["reducedSection"], place["reducedSegment"])
        came = [row for row in mapped.values() if (row["reduced_section"], row["reduced_segment"]) == there]
        assert int(place["count"]) == len(came)


def test_a_place_is_picked_by_keyboard(opened, name):
    found = opened(f"{name}/report.html")
    mapped = segment_map(name)
    page = found.page
    options = page.locator("#place-section option")
    assert options.all_text_contents() == [section["name"] for section in found.data()["cells"]["detailed"]["sections"]]
    page.select_option("#place-section", index=options.count() - 1)
    page.focus("#place-segment")
    page.keyboard.press("End")
    place = found.readout()
    assert_pair(place, mapped)
    assert place["section"] == options.last.text_content()
    cells = page.locator("#readout tbody tr").nth(1).locator("td").all_text_contents()
    x = round(float(place["reducedX"]) * 1e4) / 1e4
    assert cells[0] == f"{place['reducedSection']}({x:g})"


def test_the_switch_the_keys_and_the_buttons_redraw(opened, name):
    found = opened(f"{name}/report.html")
    page = found.page
    image = lambda: page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() =>"
                                  " done(document.getElementById('detailed').toDataURL()))))")
    start = image()
    page.focus("#detailed")
    page.keyboard.press("ArrowRight")
    turned = image()
    page.keyboard.press("+")
    near = image()
    page.keyboard.press("0")
    assert len({start, turned, near}) == 3
    assert image() == start
    page.click("[aria-label='Zoom in']")
    assert image() != start
    page.click("text=Dendrogram")
    assert page.get_attribute("text=Dendrogram", "aria-pressed") == "true"
    assert page.get_attribute("text=Morphology", "aria-pressed") == "false"
    tree = image()
    assert tree != start
    page.click("text=Morphology")
    assert image() == start


def test_the_wheel_zooms_only_what_was_clicked(opened, name):
    page = opened(f"{name}/report.html").page
    page.locator("#detailed").scroll_into_view_if_needed()
    box = page.locator("#detailed").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    before = page.evaluate("scrollY")
    page.mouse.wheel(0, 100)
    page.wait_for_function(f"scrollY > {before}")
    page.focus("#detailed")
    page.wait_for_timeout(300)
    before = page.evaluate("scrollY")
    box = page.locator("#detailed").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] - 20)
    page.mouse.wheel(0, 100)
    page.wait_for_timeout(300)
    assert page.evaluate("scrollY") == before


def test_the_readout_has_the_numbers_of_the_certificate(opened, name):
    certificate = record(name).get("certificate")
    if certificate is None:
        pytest.skip("there is no certificate")
    found = opened(f"{name}/report.html")
    cells = found.data()["cells"]
    names = [f"{section['name']}" for section in cells["detailed"]["sections"]]
    soma = certificate["soma"]["place"]["original"].split("(")[0]
    found.page.select_option("#place-section", label=names[names.index(soma)])
    if len(found.page.locator("#place-segment").get_attribute("max")) == 1:
        rows = found.page.locator("#readout tbody tr")
        for row, side in enumerate(["original", "reduced"]):
            shown = rows.nth(row).locator("td").all_text_contents()
            assert float(shown[3]) == pytest.approx(certificate["soma"]["input"][side][0], rel=6e-4)
            assert float(shown[5].replace("−", "-")) == pytest.approx(certificate["soma"]["rest"][side], rel=6e-4)


def test_the_map_is_listed(opened, name):
    page = opened(f"{name}/report.html").page
    page.locator("[data-cells] summary").click()
    rows = page.locator("[data-cells] tbody tr")
    mapped = list(segment_map(name).values())
    assert rows.count() == len(mapped)
    for at in [0, len(mapped) // 2, len(mapped) - 1]:
        cells = rows.nth(at).locator("td").all_text_contents()
        assert cells[0].startswith(mapped[at]["section"] + "(")
        assert cells[1].startswith(mapped[at]["reduced_section"] + "(")
        assert float(cells[2]) == float(mapped[at]["reduced_x"])
