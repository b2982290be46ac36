#!/usr/bin/env python3
"""Draws the demo cell: python3 make_morphology.py > morphology.asc

A thick-tufted layer-5 pyramidal cell by rule: a soma outline, basal trees, an apical trunk with oblique dendrites and a
tuft, a short axon. Daughters share their parent's d^1.5 (Rall), thin with distance and wander on their way; the numbers
are those of reconstructed rat cells in round figures. The file uses the Neurolucida features that real ones have:
comments, colours, contours that are no soma, markers, spines, the endings Normal, High, Low and Incomplete.
Only random.Random.random() is drawn from, so that every Python writes the same bytes.
"""
import math
import random

SOMA = (14.20, -8.60, 21.40)  # centre of the cell body, um
UP = (0.0, 1.0, 0.0)  # towards the pia
THINNEST = 0.45  # um

draw = random.Random(4).random


def between(low, high):
    return low + (high - low) * draw()


def add(a, b, scale=1.0):
    return tuple(x + scale * y for x, y in zip(a, b))


def unit(a):
    norm = math.sqrt(sum(x * x for x in a))
    return tuple(x / norm for x in a)


def any_direction():
    """a point of the unit sphere, from the cube by rejection"""
    while True:
        a = tuple(between(-1, 1) for _ in range(3))
        if 0.01 < sum(x * x for x in a) < 1:
            return unit(a)


def turned(direction, degrees, towards):
    """direction turned by an angle towards the part of another one that is normal to it"""
    along = sum(x * y for x, y in zip(direction, towards))
    normal = unit(add(towards, direction, -along))
    angle = math.radians(degrees)
    return unit(add(tuple(math.cos(angle) * x for x in direction), normal, math.sin(angle)))


class Branch:
    """Points (x, y, z, d) from one branching point to the next, without the point that it starts from."""

    def __init__(self, start, direction, length, d_start, d_end, pull=None, wander=0.22, spacing=9.0):
        count = max(3, min(20, round(length / spacing)))
        self.points, self.children, self.ending = [], [], 'Normal'
        place = start
        for k in range(1, count + 1):
            direction = unit(add(add(direction, any_direction(), wander), pull or direction, 0.06))
            place = add(place, direction, length / count * between(0.9, 1.1))
            diameter = d_start + (d_end - d_start) * k / count
            self.points.append((*place, max(THINNEST, diameter * between(0.96, 1.04))))
        self.direction = direction

    def end(self):
        return self.points[-1][:3]

    def diameter(self):
        return self.points[-1][3]


def daughters(parent, share, fork_degrees):
    """(direction, diameter) of two daughters; the thinner one turns more"""
    plane = any_direction()
    power = parent.diameter() ** 1.5
    for part, side in ((share, 1), (1 - share, -1)):
        turn = turned(parent.direction, side * fork_degrees * (1 - part), plane)
        yield turn, max(THINNEST, (power * part) ** (2 / 3))


def branching(start, direction, diameter, order, habit, pull=None):
    """a binary tree; habit gives chances to fork by order, and ranges of lengths"""
    forks = order < len(habit['forks']) and draw() < habit['forks'][order]
    length = between(*(habit['inner'] if forks else habit['tip']))
    d_end = diameter * (0.9 if forks else 0.55)
    branch = Branch(start, direction, length, diameter, max(THINNEST, d_end), pull)
    if forks:
        for turn, thickness in daughters(branch, between(0.35, 0.65), between(50, 90)):
            branch.children.append(branching(branch.end(), turn, thickness, order + 1, habit, pull))
    elif draw() < 0.15:
        branch.ending = 'Incomplete' if draw() < 0.5 else 'High' if draw() < 0.5 else 'Low'
    return branch


BASAL = dict(forks=[1, 0.9, 0.5, 0.15], inner=(16, 48), tip=(80, 160))
OBLIQUE = dict(forks=[0.6, 0.3, 0.1], inner=(18, 60), tip=(70, 150))
TUFT = dict(forks=[1, 1, 0.6, 0.3], inner=(30, 75), tip=(90, 190))
AXON = dict(forks=[1, 0.6], inner=(45, 60), tip=(70, 110))


def soma_outline():
    """a drop with its point towards the apical dendrite, in one plane"""
    for k in range(26):
        angle = 2 * math.pi * k / 26
        radius = (8.2 + 0.5 * math.sin(3 * angle) + 0.25 * math.cos(5 * angle)) * (1 + 0.35 * max(0, math.sin(angle)) ** 3)
        yield (SOMA[0] + radius * math.cos(angle), SOMA[1] + 1.25 * radius * math.sin(angle), SOMA[2], 0.25)


def on_soma(degrees, z):
    """a place just inside the outline"""
    angle = math.radians(degrees)
    return (SOMA[0] + 6.6 * math.cos(angle), SOMA[1] + 8.2 * math.sin(angle), SOMA[2] + z)


def basal_tree(degrees):
    angle = math.radians(degrees)
    z = between(-0.8, 0.8)
    direction = unit((math.cos(angle), math.sin(angle), z))
    start = on_soma(degrees, 3 * z)
    return start, branching(start, direction, between(1.9, 2.9), 0, BASAL, direction)


def apical_tree():
    """the trunk bears an oblique dendrite at each of these distances from the soma, and a tuft at the last"""
    stops = [28, 52, 85, 110, 150, 185, 240, 300, 390, 480, 640]
    first = start = add(on_soma(88, 0.4), UP, 3.5)
    direction, diameter, before = UP, 5.4, 0.0
    root = trunk = None
    for k, stop in enumerate(stops):
        d_end = 5.4 - 2.5 * (stop / stops[-1]) ** 0.8
        piece = Branch(start, direction, stop - before, diameter, d_end, UP, wander=0.05, spacing=10.0)
        if trunk is None:
            root = piece
        else:
            side = any_direction()
            turn = unit((side[0], 0.25 + 0.2 * side[1], side[2]))
            trunk.children += [piece, branching(start, turn, between(0.9, 1.5), 0, OBLIQUE, turn)]
        trunk, before = piece, stop
        start, direction, diameter = piece.end(), unit(add(piece.direction, UP, 2)), piece.diameter()
    for turn, thickness in daughters(trunk, 0.55, 60):
        trunk.children.append(branching(trunk.end(), turn, thickness, 0, TUFT, UP))
    return first, root


def axon_tree():
    down = unit((0.05, -1.0, 0.1))
    start = on_soma(-92, -0.5)
    return start, branching(start, down, 1.5, 0, AXON, down)


class Writer:
    def __init__(self):
        self.markers = self.spines = self.branches = 0

    def line(self, depth, text):
        print('  ' * depth + text)

    def point(self, p):
        return '(%8.2f %8.2f %8.2f %6.2f)' % p

    def tree(self, kind, color, start, branch):
        self.line(0, '( (Color %s)' % color)
        self.line(1, '(%s)' % kind)
        self.line(1, self.point((*start, branch.points[0][3])) + '  ; Root')
        self.branch(branch, 'R', 1)
        self.line(0, ')  ;  End of tree')
        print()

    def branch(self, branch, path, depth):
        self.branches += 1
        for k, p in enumerate(branch.points, 1):
            self.line(depth, self.point(p) + '  ; %s, %d' % (path, k))
            if self.branches % 12 == 5 and k in (2, 4):
                self.spine(depth, p)
        if self.branches % 40 == 7:
            self.marker(depth, branch.points[-1])
        if not branch.children:
            return self.line(depth, branch.ending)
        self.line(depth, '(')
        for k, child in enumerate(branch.children, 1):
            if k > 1:
                self.line(depth, '|')
            if self.branches % 10 == 3:  # some programs write the branching point again
                child.points.insert(0, (*branch.end(), child.points[0][3]))
            self.branch(child, '%s-%d' % (path, k), depth + 1)
        self.line(depth, ')  ;  End of split')

    def spine(self, depth, p):
        self.spines += 1
        tip = self.point((p[0] + 0.9, p[1] - 0.4, p[2] + 0.6, 0.35))
        looks = '(Class 1 "thin") (Color White) (Generated 0) ' if self.spines % 5 == 0 else ''
        self.line(depth, '<%s%s>  ; Spine' % (looks, tip))

    def marker(self, depth, p):
        self.markers += 1
        self.line(depth, '(Cross')
        self.line(depth + 1, '(Color Orange)')
        self.line(depth + 1, '(Name "Marker %d")' % self.markers)
        self.line(depth + 1, self.point((p[0], p[1], p[2], 1.2)) + '  ; 1')
        self.line(depth, ')  ;  End of markers')


def contour(name, properties, points):
    print('("%s"' % name)
    for each in properties:
        print('  (%s)' % each)
    for k, p in enumerate(points, 1):
        print('  (%8.2f %8.2f %8.2f %6.2f)  ; 1, %d' % (*p, k))
    print(')  ;  End of contour')
    print()


def main():
    print(';\tV3 text file: the demo cell of neuron-reduce, drawn by make_morphology.py.')
    print('; Thick-tufted layer-5 pyramidal cell; no reconstruction of a real one. Lengths in um.')
    print('(ImageCoords)')
    print()
    contour('Pia', ['Color Blue', 'Closed'],
            [(x, 1215 + 12 * math.sin(x / 90), SOMA[2], 0.8) for x in range(-300, 301, 50)])
    contour('CellBody', ['Color RGB (160, 32, 240)', 'CellBody'], soma_outline())
    writer = Writer()
    for k, degrees in enumerate([-15, -48, -75, -118, -150, 172, 25]):
        if k == 3:
            writer.tree('Apical', 'Magenta', *apical_tree())
        writer.tree('Dendrite', 'Red' if k % 2 else 'RGB (0, 128, 255)', *basal_tree(degrees))
    writer.tree('Axon', 'Green', *axon_tree())


if __name__ == '__main__':
    main()
