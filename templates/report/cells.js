// Both cells on canvases: unpacking, projecting, drawing, pointing. The numbers all come from the page's data.
"use strict";
window.neuronReduce = JSON.parse(document.getElementById("data").textContent);

(() => {
  const cells = window.neuronReduce.cells;
  if (!cells) return;
  const SIDES = ["detailed", "reduced"];
  const CYCLE = [0, 2, 3, 4, 5, 1];
  const stemColour = (stem) => (stem === null ? "--kept" : `--c${CYCLE[stem % CYCLE.length]}`);
  const canvases = SIDES.map((side) => document.getElementById(side));
  const readout = document.getElementById("readout");
  const pickSection = document.getElementById("place-section");
  const pickSegment = document.getElementById("place-segment");

  // How both cells are looked at, and the place that is pointed at: { side, segment }.
  const START = { yaw: 0, pitch: 0, zoom: 1, panX: 0, panY: 0 };
  const view = { kind: "shape", ...START };
  let place = null;

  // ---- sections and segments -------------------------------------------------------------------------------------

  const unpack = (packed) => {
    const points = [];
    const now = [0, 0, 0, 0];
    for (let at = 0; at < packed.length; at += 4) {
      for (let part = 0; part < 4; part++) now[part] += packed[at + part];
      points.push([now[0] / 10, now[1] / 10, now[2] / 10, now[3] / 100]);
    }
    return points;
  };

  // The segments of an outline: the section of each, and its number there.
  const segmentsOf = (outline) => {
    const segments = [];
    outline.sections.forEach((section, index) => {
      section.first = segments.length;
      for (let at = 0; at < section.nseg; at++) segments.push({ section: index, at, x: (at + 0.5) / section.nseg });
    });
    return segments;
  };

  const short = (x) => String(Math.round(x * 1e4) / 1e4);
  const models = SIDES.map((side) => {
    const outline = cells[side];
    const segments = segmentsOf(outline);
    const names = segments.map(({ section, x }) => `${outline.sections[section].name}(${short(x)})`);
    return { outline, segments, names };
  });
  window.neuronReduce.names = { detailed: models[0].names, reduced: models[1].names };

  // Which segments of the detailed cell went to each segment of the reduced one.
  const origins = models[1].segments.map(() => []);
  cells.segment.forEach((to, from) => to !== null && origins[to].push(from));

  // ---- scenes: pieces [ax ay az bx by bz], each of one segment ---------------------------------------------------

  const scene = (pieces) => {
    // Pieces of one colour and about one width are drawn in one path.
    for (const piece of pieces) piece.bin = Math.round(2 * Math.log2(Math.max(piece.width, 0.05)));
    pieces.sort((one, other) => (one.stem ?? -1) - (other.stem ?? -1) || one.bin - other.bin);
    const at = new Float32Array(6 * pieces.length);
    pieces.forEach((piece, index) => at.set(piece.at, 6 * index));
    return { pieces, at };
  };

  const lerp = (a, b, part) => a.map((value, axis) => value + part * (b[axis] - value));

  // The morphology: each stretch between two points, cut where one segment ends and the next begins.
  const shapeScene = ({ outline }) => {
    const pieces = [];
    for (const section of outline.sections) {
      const points = unpack(section.points);
      const lengths = points.slice(1).map((point, at) => Math.hypot(...[0, 1, 2].map((axis) => point[axis] - points[at][axis])));
      const total = lengths.reduce((sum, length) => sum + length, 0) || 1;
      let done = 0;
      section.shape = { points, lengths, total };
      lengths.forEach((length, at) => {
        const [from, to] = [done / total, (done + length) / total];
        done += length;
        let here = from;
        while (here < to - 1e-9) {
          const segment = Math.min(section.nseg - 1, Math.floor(here * section.nseg + 1e-6));
          const next = Math.min(to, (segment + 1) / section.nseg);
          const end = next > here + 1e-9 ? next : to;
          const part = (x) => (x - from) / (to - from);
          const [a, b] = [lerp(points[at], points[at + 1], part(here)), lerp(points[at], points[at + 1], part(end))];
          pieces.push({
            at: [a[0], a[1], a[2], b[0], b[1], b[2]], width: (a[3] + b[3]) / 2, segment: section.first + segment, stem: section.stem, soma: section.soma,
          });
          here = end;
        }
      });
    }
    return scene(pieces);
  };

  // The rows of the dendrogram: tips one under the other, parents in the middle of their children.
  const rowsOf = (sections) => {
    const children = sections.map(() => []);
    const roots = [];
    sections.forEach((section, at) => (section.parent === null ? roots : children[section.parent]).push(at));
    let tips = 0;
    const stack = roots.reverse().map((at) => [at, false]);
    while (stack.length) {
      const [at, isDone] = stack.pop();
      if (!isDone && children[at].length) {
        stack.push([at, true], ...children[at].map((child) => [child, false]).reverse());
      } else if (!children[at].length) {
        sections[at].row = tips++;
      } else {
        const rows = children[at].map((child) => sections[child].row);
        sections[at].row = (Math.min(...rows) + Math.max(...rows)) / 2;
      }
    }
    return Math.max(tips, 1);
  };

  const treeScene = ({ outline }) => {
    const rows = rowsOf(outline.sections);
    const pieces = [];
    for (const section of outline.sections) {
      const ends = section.backwards ? [section.ends[1], section.ends[0]] : section.ends;
      const centres = outline.electrotonic.slice(section.first, section.first + section.nseg);
      const edges = [ends[0] ?? 0, ...centres.slice(1).map((centre, at) => ((centre ?? 0) + (centres[at] ?? 0)) / 2), ends[1] ?? 0];
      section.edges = edges;
      const piece = (at, segment) => pieces.push({ at, width: 1, segment: section.first + segment, stem: section.stem, soma: section.soma });
      centres.forEach((_, at) => piece([edges[at], section.row, 0, edges[at + 1], section.row, 0], at));
      if (section.parent !== null) {
        const [x, near] = section.backwards ? [edges[section.nseg], section.nseg - 1] : [edges[0], 0];
        piece([x, outline.sections[section.parent].row, 0, x, section.row, 0], near);
      }
    }
    return { ...scene(pieces), rows };
  };

  for (const model of models) {
    model.shape = shapeScene(model);
    model.tree = treeScene(model);
  }

  // ---- projection ------------------------------------------------------------------------------------------------

  const extent = (values) => values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
  for (const model of models) {
    const somata = model.shape.pieces.filter(({ soma }) => soma);
    const middle = (pieces) => [0, 1, 2].map((axis) => pieces.reduce((sum, { at }) => sum + at[axis] + at[axis + 3], 0) / (2 * pieces.length || 1));
    model.centre = middle(somata.length ? somata : model.shape.pieces);
  }
  // Both somata lie at one place, around which both cells have room.
  const box = [0, 1].map((axis) => extent(models.flatMap(({ shape, centre }) =>
    shape.pieces.flatMap(({ at }) => [at[axis] - centre[axis], at[axis + 3] - centre[axis]]))));
  const size = box.map(([low, high]) => (Number.isFinite(low) ? high - low || 1 : 1));
  const middle = box.map(([low, high]) => (Number.isFinite(low) ? (low + high) / 2 : 0));
  const span = extent(models.flatMap(({ tree }) => tree.pieces.flatMap(({ at }) => [at[0], at[3]])));
  const furthest = Math.max(span[1], 1e-6);
  const nearest = Math.min(span[0], 0);
  const MARGIN = 26;

  // From a scene's places to pixels of one canvas.
  const projection = (side) => {
    const { clientWidth: width, clientHeight: height } = canvases[side];
    const model = models[side];
    if (view.kind === "tree") {
      const [left, right, top, bottom] = [MARGIN, width - MARGIN, 14, height - 44];
      const scale = (view.zoom * (right - left)) / (furthest - nearest);
      const row = (view.zoom * (bottom - top)) / model.tree.rows;
      return {
        scale,
        at: (x, y) => [left + (x - nearest) * scale + view.panX, top + (y + 0.5) * row + view.panY],
      };
    }
    const scale = view.zoom * Math.min((width - 2 * MARGIN) / size[0], (height - 2 * MARGIN) / size[1]);
    const [sinY, cosY, sinP, cosP] = [Math.sin(view.yaw), Math.cos(view.yaw), Math.sin(view.pitch), Math.cos(view.pitch)];
    const [cx, cy, cz] = model.centre;
    return {
      scale,
      at: (x, y, z) => {
        const [dx, dy, dz] = [x - cx, y - cy, z - cz];
        const turned = cosY * dx + sinY * dz;
        const depth = cosY * dz - sinY * dx;
        return [width / 2 + scale * (turned - middle[0]), height / 2 - scale * (cosP * dy - sinP * depth - middle[1])];
      },
    };
  };

  // ---- drawing ---------------------------------------------------------------------------------------------------

  let colours = {};
  const readColours = () => {
    const style = getComputedStyle(document.documentElement);
    for (const name of ["--ink", "--soft", "--kept", "--accent", "--panel", ...CYCLE.map((at) => `--c${at}`)]) colours[name] = style.getPropertyValue(name).trim();
  };

  const widthOf = (piece, scale) => (view.kind === "tree" ? 1.6 : Math.max(0.8, piece.width * scale));

  const trace = (context, { at }, project, index) => {
    const from = 6 * index;
    const [ax, ay] = project(at[from], at[from + 1], at[from + 2]);
    const [bx, by] = project(at[from + 3], at[from + 4], at[from + 5]);
    context.moveTo(ax, ay);
    context.lineTo(bx, by);
  };

  const drawCell = (context, current, { at: project, scale }, lit) => {
    const { pieces } = current;
    let from = 0;
    while (from < pieces.length) {
      const { stem, bin, soma } = pieces[from];
      let to = from;
      context.beginPath();
      for (; to < pieces.length && pieces[to].stem === stem && pieces[to].bin === bin && pieces[to].soma === soma; to++) trace(context, current, project, to);
      context.strokeStyle = colours[soma ? "--ink" : stemColour(stem)];
      context.globalAlpha = lit.size ? 0.45 : 1;
      context.lineWidth = widthOf(pieces[from], scale);
      context.stroke();
      from = to;
    }
    context.globalAlpha = 1;
    if (!lit.size) return;
    context.strokeStyle = colours["--accent"];
    pieces.forEach((piece, index) => {
      if (!lit.has(piece.segment)) return;
      context.beginPath();
      trace(context, current, project, index);
      context.lineWidth = widthOf(piece, scale) + 1.6;
      context.stroke();
    });
  };

  const niceLength = (most) => {
    const power = 10 ** Math.floor(Math.log10(most));
    return power * [5, 2, 1].find((step) => step * power <= most);
  };

  const drawScaleBar = (context, scale, height) => {
    const length = niceLength(120 / scale);
    context.fillStyle = context.strokeStyle = colours["--ink"];
    context.lineWidth = 2;
    context.beginPath();
    context.moveTo(16, height - 16);
    context.lineTo(16 + length * scale, height - 16);
    context.stroke();
    context.textAlign = "left";
    context.fillText(`${length} µm`, 16, height - 23);
  };

  const drawAxis = (context, { at: project, scale }, width, height) => {
    const step = niceLength((furthest - nearest) / view.zoom / 3);
    const digits = Math.max(0, -Math.floor(Math.log10(step)));
    context.fillStyle = context.strokeStyle = colours["--ink"];
    context.lineWidth = 1;
    context.textAlign = "center";
    context.beginPath();
    context.moveTo(MARGIN, height - 38);
    context.lineTo(width - MARGIN, height - 38);
    for (let at = Math.ceil(nearest / step); at * step <= furthest * 1.0001; at++) {
      const [x] = project(at * step, 0);
      if (x < MARGIN - 1 || x > width - MARGIN + 1) continue;
      context.moveTo(x, height - 38);
      context.lineTo(x, height - 33);
      context.fillText((at * step).toFixed(digits).replace("-", "−"), x, height - 22);
    }
    context.stroke();
    context.fillText("electrotonic distance from the soma", width / 2, height - 7);
  };

  // The place itself, in the middle of a segment or where it was mapped to.
  const placeAt = (side, segment, x) => {
    const { outline, segments } = models[side];
    const section = outline.sections[segments[segment].section];
    const where = x ?? segments[segment].x;
    if (view.kind === "tree") {
      const along = Math.min(Math.max(where * section.nseg - segments[segment].at, 0), 1);
      const [from, to] = [section.edges[segments[segment].at], section.edges[segments[segment].at + 1]];
      return [from + along * (to - from), section.row, 0];
    }
    const { points, lengths, total } = section.shape;
    let left = where * total;
    for (let at = 0; at < lengths.length; at++) {
      if (left <= lengths[at]) return lerp(points[at], points[at + 1], lengths[at] ? left / lengths[at] : 0);
      left -= lengths[at];
    }
    return points[points.length - 1];
  };

  const drawMark = (context, { at: project }, spot) => {
    const [x, y] = project(spot[0], spot[1], spot[2] ?? 0);
    context.beginPath();
    context.arc(x, y, 5, 0, 2 * Math.PI);
    context.fillStyle = colours["--accent"];
    context.strokeStyle = colours["--panel"];
    context.lineWidth = 2;
    context.fill();
    context.stroke();
  };

  const litSegments = (side) => {
    if (!place) return [];
    if (place.side === side) return [place.segment];
    if (side === 0) return origins[place.segment];
    const mapped = cells.segment[place.segment];
    return mapped === null ? [] : [mapped];
  };

  const drawSide = (side) => {
    const canvas = canvases[side];
    const [width, height, density] = [canvas.clientWidth, canvas.clientHeight, devicePixelRatio || 1];
    if (canvas.width !== Math.round(width * density) || canvas.height !== Math.round(height * density)) {
      canvas.width = Math.round(width * density);
      canvas.height = Math.round(height * density);
    }
    const context = canvas.getContext("2d");
    context.setTransform(density, 0, 0, density, 0, 0);
    context.clearRect(0, 0, width, height);
    context.lineCap = "round";
    context.font = `12px ${getComputedStyle(document.documentElement).getPropertyValue("--sans")}`;
    const projected = projection(side);
    const lit = litSegments(side);
    drawCell(context, models[side][view.kind], projected, new Set(lit));
    if (view.kind === "tree") drawAxis(context, projected, width, height);
    else drawScaleBar(context, projected.scale, height);
    if (place && lit.length === 1) {
      const x = side === 1 && place.side === 0 ? cells.x[place.segment] : null;
      drawMark(context, projected, placeAt(side, lit[0], x));
    }
  };

  let isAwaited = false;
  const draw = () => {
    if (isAwaited) return;
    isAwaited = true;
    requestAnimationFrame(() => {
      isAwaited = false;
      SIDES.forEach((_, side) => drawSide(side));
    });
  };

  // ---- the place in words ----------------------------------------------------------------------------------------

  const digits = (value) => {
    if (value === null || value === undefined) return "–";
    const size = Math.abs(value);
    return (size >= 1e4 ? String(Math.round(value)) : size < 1e-3 && size > 0 ? value.toExponential(2) : value.toPrecision(4)).replaceAll("-", "−");
  };
  const range = (values) => {
    const known = values.filter((value) => value !== null);
    if (!known.length) return "–";
    const [low, high] = extent(known);
    return digits(low) === digits(high) ? digits(low) : `${digits(low)} to ${digits(high)}`;
  };

  const columns = (side, segments) => ["distance", "electrotonic", "input", "transfer", "rest"].map((name) => range(segments.map((at) => cells[side][name][at])));

  const fill = (row, values) => {
    const boxes = readout.tBodies[0].rows[row].cells;
    values.forEach((value, at) => (boxes[at + 1].textContent = value));
  };

  const tell = () => {
    const [before, after] = [litSegments(0), litSegments(1)];
    const nameBefore = before.length === 1 ? models[0].names[before[0]] : `${before.length} segments`;
    const x = place.side === 0 ? cells.x[place.segment] : null;
    const there = after.length ? models[1].segments[after[0]] : null;
    const section = there && models[1].outline.sections[there.section].name;
    const nameAfter = there ? `${section}(${short(x ?? there.x)})` : "–";
    fill(0, [before.length ? nameBefore : "none", ...columns("detailed", before)]);
    fill(1, [nameAfter, ...columns("reduced", after)]);
    const from = before.length === 1 ? models[0].segments[before[0]] : null;
    Object.assign(readout.dataset, {
      side: SIDES[place.side],
      section: from ? models[0].outline.sections[from.section].name : "",
      segment: from ? from.at : "",
      count: before.length,
      reducedSection: section ?? "",
      reducedSegment: there ? there.at : "",
      reducedX: x ?? "",
    });
  };

  const point = (side, segment) => {
    if (place && place.side === side && place.segment === segment) return;
    place = { side, segment };
    if (side === 0) {
      const { section, at } = models[0].segments[segment];
      pickSection.value = String(section);
      pickSegment.max = String(models[0].outline.sections[section].nseg - 1);
      pickSegment.value = String(at);
    }
    tell();
    draw();
  };

  // ---- pointing, rotating, zooming ---------------------------------------------------------------------------------

  const REACH = 30;
  const pick = (side, x, y) => {
    const { pieces, at } = models[side][view.kind];
    const { at: project } = projection(side);
    let best = REACH * REACH;
    let found = null;
    for (let index = 0; index < pieces.length; index++) {
      const from = 6 * index;
      const [ax, ay] = project(at[from], at[from + 1], at[from + 2]);
      const [bx, by] = project(at[from + 3], at[from + 4], at[from + 5]);
      const [dx, dy] = [bx - ax, by - ay];
      const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
      const [ex, ey] = [x - ax - along * dx, y - ay - along * dy];
      const distance = ex * ex + ey * ey;
      if (distance < best) [best, found] = [distance, pieces[index].segment];
    }
    return found;
  };

  const turn = (dx, dy) => {
    if (view.kind === "tree") {
      view.panX += dx;
      view.panY += dy;
    } else {
      view.yaw += dx / 150;
      view.pitch = Math.min(1.55, Math.max(-1.55, view.pitch + dy / 150));
    }
    draw();
  };
  const zoom = (factor) => {
    if (factor) view.zoom = Math.min(60, Math.max(0.3, view.zoom * factor));
    else Object.assign(view, START);
    draw();
  };

  const KEYS = {
    ArrowLeft: () => turn(-15, 0), ArrowRight: () => turn(15, 0), ArrowUp: () => turn(0, -15), ArrowDown: () => turn(0, 15),
    "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8), "0": () => zoom(0),
  };

  canvases.forEach((canvas, side) => {
    let last = null;
    canvas.addEventListener("pointerdown", (event) => {
      last = [event.clientX, event.clientY];
      canvas.setPointerCapture(event.pointerId);
    });
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => (last = null));
    canvas.addEventListener("pointermove", (event) => {
      if (last) {
        turn(event.clientX - last[0], event.clientY - last[1]);
        last = [event.clientX, event.clientY];
        return;
      }
      const found = pick(side, event.offsetX, event.offsetY);
      if (found !== null) point(side, found);
    });
    canvas.addEventListener("click", (event) => {
      const found = pick(side, event.offsetX, event.offsetY);
      if (found !== null) point(side, found);
    });
    canvas.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && document.activeElement !== canvas) return;
      event.preventDefault();
      zoom(Math.exp(-event.deltaY / 400));
    }, { passive: false });
    canvas.addEventListener("keydown", (event) => {
      const act = KEYS[event.key];
      if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      act();
    });
  });

  for (const button of document.querySelectorAll("[data-zoom]")) button.addEventListener("click", () => zoom(Number(button.dataset.zoom)));
  const viewButtons = document.querySelectorAll("[data-view]");
  for (const button of viewButtons) {
    button.addEventListener("click", () => {
      Object.assign(view, START, { kind: button.dataset.view });
      for (const other of viewButtons) other.setAttribute("aria-pressed", String(other === button));
      draw();
    });
  }

  models[0].outline.sections.forEach((section, at) => pickSection.add(new Option(section.name, at)));
  const pickPlace = () => {
    const section = models[0].outline.sections[pickSection.value];
    pickSegment.max = String(section.nseg - 1);
    point(0, section.first + Math.min(Number(pickSegment.value), section.nseg - 1));
  };
  pickSection.addEventListener("input", pickPlace);
  pickSegment.addEventListener("input", pickPlace);

  const stems = document.getElementById("stems");
  cells.stems.forEach((stem, at) => {
    const item = document.createElement("li");
    const sample = document.createElement("i");
    sample.style.background = `var(${stemColour(at)})`;
    item.append(sample, `${stem.root} → ${stem.section}`);
    stems.append(item);
  });

  addEventListener("themechange", () => {
    readColours();
    draw();
  });
  new ResizeObserver(draw).observe(canvases[0]);
  readColours();
  draw();
})();
