//! Random hoc programs, the same ones every time: expressions, loops, arrays, strings, procedures.
//!
//! They run to their ends: divisors are not 0, roots and logarithms get positive numbers, loops end.

use std::fmt::Write as _;

/// Variables that every program sets before it uses them.
const VARIABLES: [&str; 4] = ["a", "b", "c", "d"];

/// Elements of the array `w`.
const ELEMENTS: usize = 5;

/// A stream of choices: xorshift (Marsaglia 2003).
pub struct Choices(u64);

impl Choices {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 16) % bound as u64).unwrap()
    }

    pub fn one_of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }

    /// A number above 0.
    pub fn positive(&mut self) -> String {
        format!("{}.{}", self.below(40), self.below(99) + 1)
    }
}

/// Makes programs.
pub struct Generator {
    choices: Choices,
    loops: usize,
}

impl Generator {
    pub fn new(seed: u64) -> Self {
        Self { choices: Choices::new(seed), loops: 0 }
    }

    /// What all programs of one file share.
    pub fn prelude() -> String {
        format!(
            "double w[{ELEMENTS}]\nstrdef s1, s2\nobjref vec\nvec = new Vector({ELEMENTS})\n\
             func half() {{ return $1 / 2 }}\nfunc larger() {{ if ($1 > $2) {{ return $1 }} else {{ return $2 }} }}\n\
             func digits() {{ if ($1 < 1) return 0\n  return $1 % 10 + digits(int($1 / 10)) }}\n\
             proc bump() {{ $&1 += $2 }}\niterator upto() {{ local i\n  \
             for (i = 0; i < $2; i += 1) {{ $&1 = i\n iterator_statement }}\n}}\n\
             a = 0\nb = 0\nc = 0\nd = 0\n"
        )
    }

    /// A program: it sets all variables, changes them and prints them.
    pub fn program(&mut self, number: usize) -> String {
        self.loops = 0;
        let mut text = format!("print \"program {number}\"\n");
        for name in VARIABLES {
            writeln!(text, "{name} = {}", self.number()).unwrap();
        }
        writeln!(text, "for i = 0, {} w[i] = i * {}\n{{vec.indgen({})}}", ELEMENTS - 1, self.number(), self.number())
            .unwrap();
        for _ in 0..=self.below(3) {
            writeln!(text, "{}", self.statement(3)).unwrap();
        }
        text + "printf(\"%.17g %.17g %.17g %.17g\\n\", a, b, c, d)\nprint a, b, w[0], w[3], vec.x[1], s1\n"
    }

    fn below(&mut self, bound: usize) -> usize {
        self.choices.below(bound)
    }

    fn one_of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        self.choices.one_of(all)
    }

    fn number(&mut self) -> String {
        match self.below(6) {
            0 => format!("{}", self.below(10)),
            1 => format!("{}.{}", self.below(100), self.below(1000)),
            2 => format!(".{}", self.below(100)),
            3 => format!("{}e-{}", self.below(9) + 1, self.below(4)),
            4 => format!("-{}.5", self.below(20)),
            _ => format!("{}.", self.below(7)),
        }
    }

    /// A number that is kept small, so that nothing overflows.
    fn expression(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.leaf();
        }
        let mut inner = || self.expression(depth - 1);
        let (x, y) = (inner(), inner());
        match self.below(16) {
            0 => format!("{x} + {y}"),
            1 => format!("{x} - ({y})"),
            2 => format!("({x}) * ({y}) % 97.5"),
            3 => format!("({x}) / (abs({y}) + 0.75)"),
            4 => format!("-({x})"),
            5 => format!("!({x}) + {y}"),
            6 => format!("({x} {} {y})", self.one_of(&["<", "<=", ">", ">=", "==", "!=", "&&", "||"])),
            7 => format!("({x}) % {}", self.below(9) + 1),
            8 => format!("(abs({x}) % 10) ^ {}", self.one_of(&["2", "0.5", "3", "(2 - 1)"])),
            9 => format!("{}({x})", self.one_of(&["sin", "cos", "atan", "int", "abs", "half", "tanh"])),
            10 => format!("{}(abs({x}) + 1)", self.one_of(&["sqrt", "log", "log10", "digits"])),
            11 => format!("exp(({x}) % 5)"),
            12 => format!("larger({x}, {y})"),
            13 => format!("w[abs({x}) % {ELEMENTS}]"),
            14 => format!("vec.x[int(abs({x})) % {ELEMENTS}]"),
            _ => format!("({} = {x})", self.one_of(&VARIABLES)),
        }
    }

    fn leaf(&mut self) -> String {
        match self.below(4) {
            0 => self.number(),
            1 => format!("w[{}]", self.below(ELEMENTS)),
            2 => format!("vec.x[{}]", self.below(ELEMENTS)),
            _ => self.one_of(&VARIABLES).to_owned(),
        }
    }

    fn place(&mut self) -> String {
        match self.below(5) {
            0 => format!("w[{}]", self.below(ELEMENTS)),
            1 => format!("vec.x[{}]", self.below(ELEMENTS)),
            _ => self.one_of(&VARIABLES).to_owned(),
        }
    }

    fn statement(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.plain();
        }
        let bound = self.below(4) + 1;
        let counter = format!("n{}", self.loops);
        match self.below(9) {
            0 => format!(
                "if ({}) {{ {} }} else {{ {} }}",
                self.expression(2),
                self.statement(depth - 1),
                self.statement(depth - 1)
            ),
            1 => format!("if ({}) {}", self.expression(1), self.plain()),
            2 => {
                self.loops += 1;
                format!("for {counter} = 0, {bound} {{ {} }}", self.statement(depth - 1))
            }
            3 => {
                self.loops += 1;
                let (step, leave) = (self.below(2) + 1, self.one_of(&["break", "continue"]));
                let (first, when, then) = (self.statement(depth - 1), self.expression(2), self.plain());
                format!(
                    "for ({counter} = 0; {counter} < {bound}; {counter} += {step}) {{ {first}\nif ({when}) {{ {leave} }}\n{then} }}"
                )
            }
            4 => {
                self.loops += 1;
                format!(
                    "{{ {counter} = {bound}\nwhile ({counter} > 0) {{ {counter} -= 1\n{} }} }}",
                    self.statement(depth - 1)
                )
            }
            5 => {
                self.loops += 1;
                format!("{{ {counter} = 0\nfor upto(&{counter}, {bound}) {{ {} }} }}", self.statement(depth - 1))
            }
            6 => format!("{{ {}\n{} }}", self.statement(depth - 1), self.statement(depth - 1)),
            _ => self.plain(),
        }
    }

    fn plain(&mut self) -> String {
        let place = self.place();
        match self.below(10) {
            0 => format!("{place} {} {}", self.one_of(&["+=", "-="]), self.expression(2)),
            1 => format!("{place} *= ({}) % 3", self.expression(1)),
            2 => format!("{place} /= abs({}) + 2", self.expression(1)),
            3 => format!("bump(&{}, {})", self.one_of(&VARIABLES), self.expression(2)),
            4 => format!("print {}, {}", self.expression(2), self.expression(1)),
            5 => format!(
                "sprint(s1, \"{} %s\", {}, \"x\")",
                self.one_of(&["%g", "%.3f", "%d", "%e", "%5.1f"]),
                self.expression(2)
            ),
            6 => format!("execute(\"{place} = {}\")", self.expression(2)),
            7 => format!(
                "vec.{}",
                self.one_of(&["reverse()", "add(0.25)", "mul(-0.5)", "rotate(2)", "sort()", "sub(1)"])
            ),
            _ => format!("{place} = ({}) % 1000", self.expression(3)),
        }
    }
}
