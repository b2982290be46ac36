//! How far two spike trains are from each other.
//!
//! ISI-distance (Kreuz et al. 2007, J. Neurosci. Methods 165:151), SPIKE-distance (Kreuz et al. 2013, J. Neurophysiol.
//! 109:1457) and SPIKE-synchronization (Kreuz, Mulansky & Bozanic 2015, J. Neurophysiol. 113:3432), averaged over a window.
//! All three profiles are constant or linear between spikes, so the averages are sums. At the edges, as `PySpike` does it:
//! the first and the last interval are at least as long as their neighbours, and a train without spikes has one at both ends.

/// A stretch of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    /// ms
    pub start_ms: f64,
    /// ms
    pub end_ms: f64,
}

impl Window {
    fn length(self) -> f64 {
        self.end_ms - self.start_ms
    }

    fn ends(self) -> [f64; 2] {
        [self.start_ms, self.end_ms]
    }

    /// The spikes that lie within.
    #[must_use]
    pub fn within(self, spikes_ms: &[f64]) -> Vec<f64> {
        spikes_ms.iter().copied().filter(|&t| t > self.start_ms && t < self.end_ms).collect()
    }
}

/// The distances of two trains.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Distances {
    /// ISI-distance: 0 for equal intervals, 1 at most.
    pub isi: f64,
    /// SPIKE-distance: 0 for equal trains, 1 at most.
    pub spike: f64,
    /// SPIKE-synchronization: the fraction of spikes that coincide.
    pub synchronization: f64,
}

/// The distances of the spikes that lie within a window, each train in the order of time.
#[must_use]
pub fn distances(one_ms: &[f64], other_ms: &[f64], window: Window) -> Distances {
    let [one, other] = [one_ms, other_ms].map(|spikes| window.within(spikes));
    let synchronization = synchronization(&one, &other, window);
    let [one, other] = [one, other].map(|spikes| if spikes.is_empty() { window.ends().to_vec() } else { spikes });
    let (one, other) = (Train::new(&one, window), Train::new(&other, window));
    let (mut isi, mut spike) = (0.0, 0.0);
    for (start, end) in pieces(&one, &other, window) {
        let middle = f64::midpoint(start, end);
        let profile = |t| {
            let (a, b) = (one.at(t, middle, &other), other.at(t, middle, &one));
            let mean = f64::midpoint(a.interval, b.interval);
            f64::midpoint(a.distance * b.interval, b.distance * a.interval) / (mean * mean)
        };
        let [a, b] = [one.at(middle, middle, &other), other.at(middle, middle, &one)].map(|state| state.interval);
        isi += (end - start) * (a - b).abs() / a.max(b);
        spike += (end - start) * f64::midpoint(profile(start), profile(end));
    }
    Distances { isi: isi / window.length(), spike: spike / window.length(), synchronization }
}

/// The stretches in which no train has a spike.
fn pieces(one: &Train<'_>, other: &Train<'_>, window: Window) -> Vec<(f64, f64)> {
    let mut times: Vec<f64> = one.spikes.iter().chain(other.spikes).copied().chain(window.ends()).collect();
    times.sort_by(f64::total_cmp);
    times.dedup();
    times.iter().copied().zip(times.iter().copied().skip(1)).collect()
}

/// A train with its edges.
struct Train<'a> {
    spikes: &'a [f64],
    /// The times before the first and after the last spike from which the outer intervals are counted.
    edges: [f64; 2],
}

/// What a train is at a time between spikes.
struct State {
    /// Length of the interval, ms.
    interval: f64,
    /// How far the spikes before and after are from the nearest of the other train, weighted by how near they are, ms.
    distance: f64,
}

impl<'a> Train<'a> {
    fn new(spikes: &'a [f64], window: Window) -> Self {
        let first = spikes.first_chunk().map_or(window.start_ms, |&[a, b]| window.start_ms.min(a - (b - a)));
        let last = spikes.last_chunk().map_or(window.end_ms, |&[a, b]| window.end_ms.max(b + (b - a)));
        Self { spikes, edges: [first, last] }
    }

    /// The spikes before and after a time.
    fn around(&self, t: f64) -> [Option<f64>; 2] {
        let after = self.spikes.partition_point(|&spike| spike < t);
        [after.checked_sub(1).and_then(|before| self.spikes.get(before)).copied(), self.spikes.get(after).copied()]
    }

    /// How far a time is from the nearest spike or edge.
    fn nearest(&self, t: f64) -> f64 {
        let places = self.around(t).into_iter().flatten().chain(self.edges);
        places.map(|place| (place - t).abs()).fold(f64::INFINITY, f64::min)
    }

    /// At `t`, which lies between the same spikes as `middle`.
    fn at(&self, t: f64, middle: f64, other: &Train<'_>) -> State {
        let [first, last] = self.edges;
        match self.around(middle) {
            [Some(before), Some(after)] => {
                let [left, right] = [before, after].map(|spike| other.nearest(spike));
                let interval = after - before;
                State { interval, distance: (left * (after - t) + right * (t - before)) / interval }
            }
            [None, Some(after)] => State { interval: after - first, distance: other.nearest(after) },
            [Some(before), None] => State { interval: last - before, distance: other.nearest(before) },
            [None, None] => State { interval: last - first, distance: 0.0 },
        }
    }
}

/// The fraction of spikes that have one of the other train nearer than half of each adjacent interval.
fn synchronization(one: &[f64], other: &[f64], window: Window) -> f64 {
    let count = one.len() + other.len();
    if count == 0 {
        return 1.0;
    }
    let both = [coincidences(one, other, window), coincidences(other, one, window)];
    both.iter().sum::<usize>() as f64 / count as f64
}

fn coincidences(spikes: &[f64], other: &[f64], window: Window) -> usize {
    let coincides = |&(place, &t): &(usize, &f64)| {
        let after = other.partition_point(|&spike| spike < t);
        let candidates = [after.checked_sub(1), Some(after)].into_iter().flatten();
        candidates.filter_map(|near| Some((near, other.get(near)?))).any(|(near, &spike)| {
            let reach = half_interval(spikes, place, window).min(half_interval(other, near, window));
            (spike - t).abs() < reach
        })
    };
    spikes.iter().enumerate().filter(coincides).count()
}

/// Half of the shorter of the intervals beside a spike.
fn half_interval(spikes: &[f64], place: usize, window: Window) -> f64 {
    let intervals = [place.checked_sub(1), Some(place)].into_iter().flatten();
    let lengths = intervals.filter_map(|at| Some(spikes.get(at + 1)? - spikes.get(at)?));
    lengths.fold(window.length(), f64::min) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Window = Window { start_ms: 0.0, end_ms: 100.0 };

    #[test]
    fn equal_trains_have_no_distance() {
        for train in [&[][..], &[30.0], &[10.0, 20.0, 70.0]] {
            let found = distances(train, train, WINDOW);
            assert_eq!(found, Distances { isi: 0.0, spike: 0.0, synchronization: 1.0 }, "{train:?}");
        }
    }

    #[test]
    fn one_interval_is_half_of_the_other() {
        // 25 ms against 50 ms wherever one looks.
        let (fast, slow) = ([25.0, 50.0, 75.0], [50.0]);
        let found = distances(&fast, &slow, WINDOW);
        assert_eq!(found.isi, 0.5);
        assert_eq!(found.synchronization, 0.5);
    }

    #[test]
    fn a_silent_cell_coincides_with_nothing() {
        let found = distances(&[], &[20.0, 60.0], WINDOW);
        assert_eq!(found.synchronization, 0.0);
        assert!(found.isi > 0.5, "{found:?}");
        assert!(found.spike > 0.0, "{found:?}");
    }

    #[test]
    fn spikes_outside_the_window_do_not_count() {
        let window = Window { start_ms: 50.0, end_ms: 100.0 };
        assert_eq!(distances(&[10.0, 60.0], &[60.0], window), distances(&[60.0], &[60.0, 100.0], window));
    }

    #[test]
    fn a_small_shift_is_a_small_distance_and_full_synchrony() {
        let train = [10.0, 30.0, 50.0, 70.0, 90.0];
        let found = distances(&train, &train.map(|t| t + 1.0), WINDOW);
        assert_eq!(found.synchronization, 1.0);
        assert!(found.spike > 0.03 && found.spike < 0.06, "{found:?}");
        assert!(found.isi < 0.02, "{found:?}");
    }
}
