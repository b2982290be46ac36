//! Random hoc programs that build trees of sections, the same ones every time: connections, points, segments, ramps,
//! mechanisms. Each prints all that it made.

use std::fmt::Write as _;

use super::generated::Choices;

/// Sections of a program.
const SECTIONS: usize = 6;

/// What every program prints in the end.
const SHOWN: &str = "forall {
  printf(\"%s %.10g %.10g %d %.10g %d %g %g\\n\", secname(), L, Ra, nseg, diam, n3d(), parent_connection(), section_orientation())
  for (x, 0) printf(\"%g %.10g %.10g %.10g %.10g\\n\", x, diam(x), area(x), ri(x), cm(x))
  if (ismembrane(\"pas\")) { for (x) printf(\"%.10g %.10g\\n\", g_pas(x), e_pas(x)) }
  for k = 0, n3d() - 1 printf(\"%.8g %.8g %.8g %.8g %.8g\\n\", x3d(k), y3d(k), z3d(k), diam3d(k), arc3d(k))
}
{ s[0] distance(0, 0.5) }
forall printf(\"%s %.10g %.10g %.10g\\n\", secname(), distance(0), distance(0.5), distance(1))
sl = new SectionList()
{ s[0] sl.wholetree() }
sl.printnames()
topology()
";

/// A program: what it makes replaces what the one before made.
pub fn program(choices: &mut Choices, number: usize) -> String {
    let mut text = format!("print \"program {number}\"\ncreate s[{SECTIONS}]\nobjref sl\nk = 0\n");
    for section in 1..SECTIONS {
        let (parent, place) = (choices.below(section), choices.one_of(&["0", "0.5", "1", "1", "0.3"]));
        let end = choices.one_of(&["0", "0", "0", "1"]);
        writeln!(text, "connect s[{section}]({end}), s[{parent}]({place})").unwrap();
    }
    for _ in 0..8 + choices.below(8) {
        let section = choices.below(SECTIONS);
        writeln!(text, "s[{section}] {{ {} }}", statement(choices)).unwrap();
    }
    text + SHOWN
}

fn statement(choices: &mut Choices) -> String {
    match choices.below(14) {
        0 => format!("L = {}", choices.positive()),
        1 => format!("diam = {}", choices.positive()),
        2 => format!("diam(0:1) = {}:{}", choices.positive(), choices.positive()),
        3 | 4 => format!("nseg = {}", choices.below(7) + 1),
        5 | 6 => points(choices),
        7 => format!("insert pas g_pas = {}", choices.positive()),
        8 => format!("insert pas g_pas(0.2:0.9) = {}:{}", choices.positive(), choices.positive()),
        9 => format!(
            "Ra = {} cm({}) = {}",
            choices.positive(),
            choices.one_of(&["0.1", "0.5", "0.9"]),
            choices.positive()
        ),
        10 => format!("diam({}) = {}", choices.one_of(&["0.1", "0.5", "0.99"]), choices.positive()),
        11 => format!("if (n3d() > 1) {{ pt3dchange(1, {}) }}", choices.positive()),
        12 => "if (n3d() > 2) { pt3dremove(1) }".to_owned(),
        _ => choices.one_of(&["define_shape()", "uninsert pas", "pt3dclear()", "disconnect()"]).to_owned(),
    }
}

fn points(choices: &mut Choices) -> String {
    let count = choices.below(4) + 2;
    let mut text = String::from("pt3dclear()");
    for point in 0..count {
        let (y, z, diam) = (choices.below(30), choices.below(20), choices.positive());
        write!(text, " pt3dadd({}, {y}, {z}, {diam})", 10 * point).unwrap();
    }
    text
}
