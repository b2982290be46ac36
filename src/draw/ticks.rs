//! Where an axis has its ticks, and what stands at them.

/// A tick: its value, and its text where it has one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tick {
    pub(super) value: f64,
    pub(super) label: Option<String>,
}

/// Distances of ticks in degrees.
const DEGREES: [f64; 5] = [15.0, 30.0, 45.0, 90.0, 180.0];

/// About so many distances.
const WANTED: f64 = 4.5;

/// Limits that hold the values at round numbers, with the ticks between.
pub(super) fn linear(low: f64, high: f64) -> (f64, f64, Vec<Tick>) {
    let (low, high) = if high > low { (low, high) } else { around(low) };
    stepped(low, high, step((high - low) / WANTED))
}

/// What an axis shows of one value: half of it to either side; from 0 on where it is 0.
fn around(value: f64) -> (f64, f64) {
    if value == 0.0 { (0.0, 1.0) } else { (value - 0.5 * value.abs(), value + 0.5 * value.abs()) }
}

/// The same with ticks at parts of the right angle.
pub(super) fn degrees(low: f64, high: f64) -> (f64, f64, Vec<Tick>) {
    let fits = |step: &&f64| high - low <= 6.0 * **step;
    stepped(low, high.max(low + 1.0), DEGREES.iter().find(fits).copied().unwrap_or(360.0))
}

fn stepped(low: f64, high: f64, step: f64) -> (f64, f64, Vec<Tick>) {
    let (first, last) = ((low / step + 1e-9).floor(), (high / step - 1e-9).ceil());
    let ticks = (0..=(last - first) as usize).map(|place| {
        let value = (first + place as f64) * step;
        Tick { value, label: Some(text(value, step)) }
    });
    (first * step, last * step, ticks.collect())
}

/// The ticks of an axis that ends where its values end.
pub(super) fn linear_within(low: f64, high: f64) -> (f64, f64, Vec<Tick>) {
    let (wide_low, wide_high, ticks) = linear(low, high);
    if high <= low {
        return (wide_low, wide_high, ticks);
    }
    let slack = 1e-9 * (high - low);
    (low, high, ticks.into_iter().filter(|tick| tick.value >= low - slack && tick.value <= high + slack).collect())
}

/// 1, 2 or 5 times a power of ten, near to the rough step.
fn step(rough: f64) -> f64 {
    let power = 10f64.powf(rough.log10().floor());
    let part = rough / power;
    power
        * if part < 1.5 {
            1.0
        } else if part < 3.5 {
            2.0
        } else if part < 7.5 {
            5.0
        } else {
            10.0
        }
}

/// A number with the digits that its distance to the next one needs, with a true minus.
fn text(value: f64, step: f64) -> String {
    let digits = (-step.log10().floor()).clamp(0.0, 9.0) as usize;
    // Rounding may leave a zero with a sign.
    let value = if value.abs() < step / 2.0 { 0.0 } else { value };
    let text = format!("{value:.digits$}");
    text.replace('-', "\u{2212}")
}

/// The powers of ten around the values, with ticks between them; over few powers 2 and 5 have labels too.
pub(super) fn logarithmic(low: f64, high: f64) -> (f64, f64, Vec<Tick>) {
    let (first, last) = ((low.log10() + 1e-9).floor() as i32, (high.log10() - 1e-9).ceil() as i32);
    let last = last.max(first + 1);
    let every = ((last - first) / 6 + 1).max(1);
    let mut ticks = vec![];
    for exponent in first..=last {
        for digit in 1..10 {
            let value = f64::from(digit) * 10f64.powi(exponent);
            if exponent == last && digit > 1 {
                break;
            }
            let is_labelled =
                (digit == 1 && (exponent - first) % every == 0) || (last - first == 1 && (digit == 2 || digit == 5));
            ticks.push(Tick { value, label: is_labelled.then(|| power_text(value, exponent)) });
        }
    }
    (10f64.powi(first), 10f64.powi(last), ticks)
}

/// A name in the middle of each row.
pub(super) fn rows(names: &[String]) -> (f64, f64, Vec<Tick>) {
    let tick = |(row, name): (usize, &String)| Tick { value: row as f64 + 0.5, label: Some(name.clone()) };
    (0.0, names.len().max(1) as f64, names.iter().enumerate().map(tick).collect())
}

fn power_text(value: f64, exponent: i32) -> String {
    if (-2..=4).contains(&exponent) {
        return format!("{value:.*}", (-exponent).max(0) as usize);
    }
    let digits: String = exponent.to_string().chars().map(superscript).collect();
    format!("10{digits}")
}

/// A digit or a minus as an exponent.
pub fn superscript(letter: char) -> char {
    match letter {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        '9' => '⁹',
        '-' => '⁻',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels((_, _, ticks): (f64, f64, Vec<Tick>)) -> Vec<String> {
        ticks.into_iter().filter_map(|tick| tick.label).collect()
    }

    #[test]
    fn round_numbers() {
        assert_eq!(labels(linear(0.0, 1.0)), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(labels(linear_within(-103.0, 42.0)), ["−100", "−80", "−60", "−40", "−20", "0", "20", "40"]);
        assert_eq!(labels(linear(-0.037, 0.011)), ["−0.04", "−0.03", "−0.02", "−0.01", "0.00", "0.01", "0.02"]);
        assert_eq!(labels(degrees(-38.0, 90.0)), ["−60", "−30", "0", "30", "60", "90"]);
        assert_eq!(labels(degrees(-180.0, 90.0)), ["−180", "−135", "−90", "−45", "0", "45", "90"]);
    }

    #[test]
    fn equal_values_have_an_axis_too() {
        assert_eq!(labels(linear(0.0, 0.0)), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(labels(linear_within(0.0, 0.0)), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(labels(linear(-2e-5, -2e-5)), ["−0.000030", "−0.000025", "−0.000020", "−0.000015", "−0.000010"]);
    }

    #[test]
    fn powers_of_ten() {
        assert_eq!(labels(logarithmic(0.1, 1000.0)), ["0.1", "1", "10", "100", "1000"]);
        assert_eq!(labels(logarithmic(2.0, 7.0)), ["1", "2", "5", "10"]);
        assert_eq!(labels(logarithmic(1e-9, 1e-7)), ["10⁻⁹", "10⁻⁸", "10⁻⁷"]);
    }
}
