//! The trainer of boosted trees: each learns what those before it got wrong.
//!
//! Gradient boosting of the log loss (Friedman, Annals of Statistics 29(5), 2001) with the second derivatives (Chen and
//! Guestrin, "XGBoost", KDD 2016): forks are sought among the bounds between bins of the measures. Trees grow level by
//! level and are full, as [`trees::Trees`] wants them. One thread, fixed order, own exponential: the same table gives
//! the same bytes.

use pullquote::trees::{self, FORKS, Fork, LEAVES, Tree};

use crate::crf::{Random, exp};

/// Items with their measures and whether "yes" is right.
#[derive(Clone, Debug, Default)]
pub struct Table {
    pub measures: Vec<Vec<f32>>,
    pub labels: Vec<bool>,
}

impl Table {
    pub fn push(&mut self, measures: Vec<f32>, label: bool) {
        self.measures.push(measures);
        self.labels.push(label);
    }
}

/// How to train.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    pub trees: usize,
    /// The share of what a tree found that is added.
    pub rate: f64,
    /// Fewest items on each side of a fork.
    pub least: u32,
    /// Penalty on the squares of leaves.
    pub l2: f64,
    /// The share of the measures, in percent, that one tree may look at: trees that differ err less together.
    pub seen: u64,
}

/// Most bins of a measure.
const BINS: usize = 64;

/// The file of trees trained on these items of the table.
pub fn train(table: &Table, items: &[usize], options: Options) -> Vec<u8> {
    let columns = table.measures.first().map_or(0, Vec::len);
    let columns: Vec<Column> = (0..columns).map(|measure| Column::new(table, items, measure)).collect();
    let labels: Vec<bool> = items.iter().map(|item| table.labels[*item]).collect();
    let yes = labels.iter().filter(|label| **label).count() as f64;
    let base = ((yes + 1.0) / (labels.len() as f64 - yes + 1.0)).ln();
    let mut odds = vec![base; items.len()];
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut trees = Vec::new();
    for _ in 0..options.trees {
        let slopes: Vec<Slope> = odds.iter().zip(&labels).map(|(odds, label)| slope(*odds, *label)).collect();
        let seen: Vec<bool> = columns.iter().map(|_| (random.next() >> 33) % 100 < options.seen).collect();
        let grown = grow(&columns, &seen, &slopes, options);
        for (odds, leaf) in odds.iter_mut().zip(&grown.places) {
            *odds += f64::from(grown.tree.leaves[*leaf]);
        }
        trees.push(grown.tree);
    }
    trees::write(columns.len(), base as f32, &trees)
}

/// A measure of all items, in bins.
struct Column {
    /// The bin of each item.
    bins: Vec<u8>,
    /// What lies between a bin and the next one.
    cuts: Vec<f32>,
}

impl Column {
    fn new(table: &Table, items: &[usize], measure: usize) -> Column {
        let values: Vec<f32> = items.iter().map(|item| table.measures[*item][measure]).collect();
        let cuts = cuts(values.clone());
        let bin = |value: &f32| cuts.partition_point(|cut| cut < value) as u8;
        Column { bins: values.iter().map(bin).collect(), cuts }
    }
}

/// Bounds that part values into bins of much the same size.
fn cuts(mut values: Vec<f32>) -> Vec<f32> {
    values.sort_by(f32::total_cmp);
    let share = values.len().div_ceil(BINS).max(1);
    let mut cuts = Vec::new();
    let mut start = 0;
    for at in 1..values.len() {
        if at - start >= share && values[at - 1] < values[at] {
            cuts.push(values[at - 1].midpoint(values[at]));
            start = at;
        }
    }
    cuts
}

/// First and second derivative of the loss by the odds, and how many items; of one or more of these.
#[derive(Clone, Copy, Debug, Default)]
struct Slope {
    first: f64,
    second: f64,
    items: u32,
}

impl Slope {
    fn add(&mut self, other: &Slope) {
        self.first += other.first;
        self.second += other.second;
        self.items += other.items;
    }

    fn without(&self, other: &Slope) -> Slope {
        Slope {
            first: self.first - other.first,
            second: self.second - other.second,
            items: self.items - other.items,
        }
    }

    /// What the loss falls by, twice, where one leaf is best for all these items.
    fn gain(&self, l2: f64) -> f64 {
        self.first * self.first / (self.second + l2)
    }
}

fn slope(odds: f64, label: bool) -> Slope {
    let chance = 1.0 / (1.0 + f64::from(exp(-odds as f32)));
    Slope { first: chance - f64::from(u8::from(label)), second: chance * (1.0 - chance), items: 1 }
}

/// A tree, and the leaf of each item.
struct Grown {
    tree: Tree,
    places: Vec<usize>,
}

fn grow(columns: &[Column], seen: &[bool], slopes: &[Slope], options: Options) -> Grown {
    let mut forks = [Fork::IDLE; FORKS];
    let mut places = vec![0; slopes.len()];
    let mut level = 1;
    while level < LEAVES {
        let best = best_forks(columns, seen, slopes, &places, level, options);
        for (place, split) in places.iter_mut().zip(0..) {
            let right = best[*place].as_ref().is_some_and(|best| columns[best.column].bins[split] > best.bin);
            *place = 2 * *place + usize::from(right);
        }
        for (at, best) in best.iter().enumerate() {
            if let Some(Split { column, bin, .. }) = best {
                let cut = columns[*column].cuts[usize::from(*bin)];
                forks[level - 1 + at] = Fork { measure: *column as u8, cut };
            }
        }
        level *= 2;
    }
    let mut sums = [Slope::default(); LEAVES];
    places.iter().zip(slopes).for_each(|(place, slope)| sums[*place].add(slope));
    let leaves = sums.map(|sum| (-options.rate * sum.first / (sum.second + options.l2)) as f32);
    Grown { tree: Tree { forks, leaves }, places }
}

/// Where items part: those in bins after `bin` go right.
#[derive(Clone, Copy, Debug)]
struct Split {
    column: usize,
    bin: u8,
    gain: f64,
}

/// For each of the `level` branches of a level the best fork, if any is worth it.
fn best_forks(
    columns: &[Column],
    seen: &[bool],
    slopes: &[Slope],
    places: &[usize],
    level: usize,
    options: Options,
) -> Vec<Option<Split>> {
    let mut best: Vec<Option<Split>> = vec![None; level];
    let mut sums = vec![[Slope::default(); BINS]; level];
    for (at, column) in columns.iter().enumerate().filter(|(at, _)| seen[*at]) {
        sums.fill([Slope::default(); BINS]);
        for ((place, slope), bin) in places.iter().zip(slopes).zip(&column.bins) {
            sums[*place][usize::from(*bin)].add(slope);
        }
        for (best, sums) in best.iter_mut().zip(&sums) {
            let split = split(&sums[..=column.cuts.len()], options).map(|(bin, gain)| Split {
                column: at,
                bin,
                gain,
            });
            if split.is_some_and(|split| best.is_none_or(|best| split.gain > best.gain)) {
                *best = split;
            }
        }
    }
    best
}

/// The bin after which it is best to part, and what is gained.
fn split(sums: &[Slope], options: Options) -> Option<(u8, f64)> {
    let mut all = Slope::default();
    sums.iter().for_each(|sum| all.add(sum));
    let (mut left, mut best) = (Slope::default(), None);
    for (bin, sum) in sums[..sums.len() - 1].iter().enumerate() {
        left.add(sum);
        let right = all.without(&left);
        if left.items.min(right.items) < options.least {
            continue;
        }
        let gain = left.gain(options.l2) + right.gain(options.l2) - all.gain(options.l2);
        if gain > best.map_or(WORTH, |(_, gain)| gain) {
            best = Some((bin as u8, gain));
        }
    }
    best
}

/// A fork must gain more than this.
const WORTH: f64 = 1e-6;

#[cfg(test)]
mod tests {
    use super::*;
    use pullquote::trees::Trees;

    const OPTIONS: Options = Options { trees: 40, rate: 0.3, least: 5, l2: 1.0, seen: 100 };

    /// Either measure above its middle, but not both; the third means nothing.
    fn table() -> Table {
        let mut table = Table::default();
        let mut random = Random(7);
        for _ in 0..400 {
            let [a, b, c] = std::array::from_fn(|_| (random.next() >> 40) as f32 / (1u64 << 24) as f32);
            table.push(vec![a, b, c], (a > 0.5) != (b > 0.3));
        }
        table
    }

    #[test]
    fn what_no_sum_of_weights_can_tell_is_learned() {
        let table = table();
        let items: Vec<usize> = (0..300).collect();
        let trees = Trees::bundled(train(&table, &items, OPTIONS).leak(), 3);
        let right = |item: &usize| (trees.chance(&table.measures[*item]) > 0.5) == table.labels[*item];
        let right = (300..400).filter(right).count();
        assert!(right >= 93, "{right} of 100 that were not trained on");
    }

    #[test]
    fn the_same_table_gives_the_same_bytes() {
        let (table, items) = (table(), (0..400).collect::<Vec<usize>>());
        let options = Options { seen: 60, ..OPTIONS };
        assert_eq!(train(&table, &items, options), train(&table, &items, options));
        assert_ne!(train(&table, &items, options), train(&table, &items, OPTIONS));
    }

    #[test]
    fn chances_are_shares_where_measures_tell_nothing() {
        let mut table = Table::default();
        (0..100).for_each(|i| table.push(vec![1.0], i % 4 == 0));
        let items: Vec<usize> = (0..100).collect();
        let trees = Trees::bundled(train(&table, &items, OPTIONS).leak(), 1);
        assert!((trees.chance(&[1.0]) - 0.25).abs() < 0.01, "{}", trees.chance(&[1.0]));
    }

    #[test]
    fn bins_part_values_evenly_and_never_equal_ones() {
        assert_eq!(cuts(vec![2.0, 1.0, 2.0, 1.0]), [1.5]);
        assert!(cuts(vec![3.0; 9]).is_empty());
        let many = cuts((0..6400).map(|i| i as f32).collect());
        assert_eq!(many.len(), BINS - 1);
        assert_eq!(many[0], 99.5);
    }
}
