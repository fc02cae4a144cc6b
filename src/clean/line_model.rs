//! The line model: how likely each line is clutter, judged together with the lines around it.
//!
//! A linear-chain conditional random field (Lafferty, McCallum, Pereira, ICML 2001) with the labels "article" and
//! "clutter" over the features of `sight`; the chances are its marginals. Trained by `train clutter`.

use std::sync::Arc;

use super::line::split;
use super::rules;
use super::sight;
use crate::article::{Article, Block, BlockKind, Clutter, Reason, RuleId, Show};
use crate::model::{self, Model};
use crate::short_words::ShortWords;

/// From which chance on something is done with a line.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// A line that a rule takes is folded; below this it is dimmed.
    pub fold_taken: f32,
    /// The same of a line that merely stands under a heading which a rule takes.
    pub fold_below: f32,
    /// A line that no rule takes is folded.
    pub fold_alone: f32,
    /// A line that no rule takes is dimmed.
    pub dim_alone: f32,
}

/// Chosen on articles that the model was not trained on: as few lines of the article folded as asked for.
pub const LIMITS: Limits = Limits { fold_taken: 0.02, fold_below: 0.3, fold_alone: 0.85, dim_alone: 0.75 };

/// Where rules take so many lines, the source leaves more than the article in its text.
const LITTERED: usize = 4;

/// Labels of a line.
const ARTICLE: usize = 0;
const CLUTTER: usize = 1;

/// The name of the rule that the model is.
const NAME: &str = "line-model";

/// How rules came to take a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// One of the user's own did; what they say stands.
    Own,
    Rule,
    /// It stands under a heading that a rule takes.
    Below,
}

#[derive(Clone, Debug)]
pub struct LineModel {
    model: Model<2>,
    limits: Limits,
}

impl LineModel {
    /// The model in `assets/models/`.
    pub fn bundled() -> LineModel {
        LineModel::new(Model::bundled(model::bundled!("clutter.bin")), LIMITS)
    }

    pub fn new(model: Model<2>, limits: Limits) -> LineModel {
        LineModel { model, limits }
    }

    /// Weighs what rules and runs said about each line, and marks what they missed.
    /// `taken` tells how each mark came about.
    pub fn judge(
        &self,
        article: &Article,
        clutter: &mut [Option<Clutter>],
        taken: impl Fn(&Clutter) -> Taken,
    ) {
        if !is_english(&article.text) {
            return;
        }
        let chances = self.chances(article, clutter);
        let littered = clutter.iter().flatten().count() >= LITTERED;
        for (i, chance) in chances.iter().enumerate() {
            match &mut clutter[i] {
                Some(mark) => match taken(mark) {
                    Taken::Own => {}
                    Taken::Rule => weigh(mark, *chance >= self.limits.fold_taken),
                    Taken::Below => weigh(mark, *chance >= self.limits.fold_below),
                },
                None if *chance >= self.least(&article.blocks[i]) => {
                    clutter[i] = Some(self.alone(reason_near(clutter, i), *chance, littered));
                }
                None => {}
            }
        }
    }

    /// The chance of each line to be clutter.
    pub fn chances(&self, article: &Article, clutter: &[Option<Clutter>]) -> Vec<f32> {
        let unit = self.model.unit;
        let odds = |score: i32| (score as f32 * unit).clamp(-60.0, 60.0).exp();
        let mut lines: Vec<[f32; 2]> = Vec::with_capacity(article.blocks.len());
        sight::look(article, clutter, |features| {
            let scores = self.model.scores(features);
            lines.push(scaled([1.0, odds(scores[CLUTTER] - scores[ARTICLE])]));
        });
        let moves = self.model.transitions.map(|row| row.map(odds));
        let after = backward(&lines, &moves);
        let mut before = self.model.start.map(odds);
        let mut chances = Vec::with_capacity(lines.len());
        for (line, after) in lines.iter().zip(after) {
            let here = scaled(std::array::from_fn(|label| before[label] * line[label]));
            chances.push(scaled(std::array::from_fn(|label| here[label] * after[label]))[CLUTTER]);
            before = std::array::from_fn(|to| {
                here[ARTICLE] * moves[ARTICLE][to] + here[CLUTTER] * moves[CLUTTER][to]
            });
        }
        chances
    }

    /// The least chance that marks a line which no rule takes. Titles, code and tables say what they like, and so do
    /// lists, unless the page itself tells what they are.
    fn least(&self, block: &Block) -> f32 {
        match block.kind {
            BlockKind::Title | BlockKind::Code | BlockKind::TableRow | BlockKind::Image => f32::INFINITY,
            BlockKind::ListItem if block.origin.is_none() => f32::INFINITY,
            BlockKind::ListItem => self.limits.fold_alone,
            _ => self.limits.dim_alone,
        }
    }

    /// The mark of a line that no rule takes. In an article that rules find clean, a short line may well be its last
    /// word: it is dimmed at most.
    fn alone(&self, reason: Reason, chance: f32, littered: bool) -> Clutter {
        let folds = littered && chance >= self.limits.fold_alone;
        let show = if folds { Show::Folded } else { Show::Dimmed };
        let confidence = if folds { chance } else { chance.min(self.limits.fold_alone - 0.01) };
        Clutter { reason, rule: RuleId(Arc::from(NAME)), confidence, show }
    }
}

/// A rule's mark: dimmed where the model does not agree.
fn weigh(mark: &mut Clutter, agrees: bool) {
    if mark.show == Show::Folded && !agrees {
        mark.show = Show::Dimmed;
        mark.confidence = mark.confidence.min(rules::FOLD_FROM - 0.01);
    }
}

/// As much of an article tells its language, in words.
const SAMPLE: usize = 600;

const SMALL: ShortWords<15> = ShortWords::new([
    "the", "of", "and", "to", "a", "in", "that", "is", "for", "on", "was", "with", "it", "as", "at",
]);

/// Whether every seventh word or more is a small one of English: the model learned from English pages only.
fn is_english(text: &str) -> bool {
    let (mut all, mut english) = (0, 0);
    for word in split(text).take(SAMPLE) {
        all += 1;
        english += usize::from(SMALL.has(word));
    }
    english * 7 >= all
}

/// For each line how well each label goes with the lines after it.
fn backward(lines: &[[f32; 2]], moves: &[[f32; 2]; 2]) -> Vec<[f32; 2]> {
    let mut after = vec![[1.0; 2]; lines.len()];
    for i in (1..lines.len()).rev() {
        let here: [f32; 2] = std::array::from_fn(|label| after[i][label] * lines[i][label]);
        after[i - 1] = scaled(moves.map(|row| row[ARTICLE] * here[ARTICLE] + row[CLUTTER] * here[CLUTTER]));
    }
    after
}

fn scaled(sums: [f32; 2]) -> [f32; 2] {
    let total = sums[0] + sums[1];
    sums.map(|sum| sum / total.max(f32::MIN_POSITIVE))
}

/// As far as is looked for a reason, in lines.
const NEAR: usize = 6;

/// The reason of the nearest marked line, the one before it first; related links are what is missed most.
fn reason_near(clutter: &[Option<Clutter>], i: usize) -> Reason {
    let at = |i: Option<usize>| i.and_then(|i| clutter.get(i)?.as_ref()).map(|mark| mark.reason);
    let found = (1..=NEAR).find_map(|step| at(i.checked_sub(step)).or_else(|| at(Some(i + step))));
    found.unwrap_or(Reason::Related)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Corrections;
    use crate::clean::{Rules, clean};

    const PROSE: &str = "The old bridge over the river stood for ninety years before the flood took it away.";

    fn article(lines: &[&str]) -> Article {
        Article::of_lines(&lines.join("\n"))
    }

    /// What the model itself marks.
    fn found<'a>(lines: &[&'a str], rules: &Rules) -> Vec<(&'a str, Show)> {
        let marks = clean(&article(lines), rules, &Corrections::default());
        let own = |mark: &Option<Box<Clutter>>| {
            mark.as_ref().filter(|mark| &*mark.rule.0 == NAME).map(|mark| mark.show)
        };
        lines.iter().zip(&marks.clutter).filter_map(|(line, mark)| Some((*line, own(mark)?))).collect()
    }

    #[test]
    fn what_rules_miss_on_a_littered_page_is_found() {
        let lines = [
            "Old bridge gone",
            PROSE,
            PROSE,
            "Share",
            "Advertisement",
            "Videos you missed",
            "Comments",
            "Log in",
            "Price Guides",
            "Subscribe",
            "Forums",
            "Privacy Policy",
        ];
        let found = found(&lines, &Rules::bundled());
        assert!(!found.is_empty(), "{found:?}");
        assert!(found.iter().all(|(line, _)| !line.contains("bridge")), "{found:?}");
    }

    #[test]
    fn a_clean_article_and_other_languages_lose_nothing() {
        let rules = Rules::bundled();
        for lines in [
            ["Old bridge gone", PROSE, "Ends"],
            ["Brücke weg", "Die alte Brücke ist seit gestern weg.", "Ende"],
        ] {
            assert!(found(&lines, &rules).iter().all(|(_, show)| *show == Show::Dimmed));
        }
    }

    #[test]
    fn the_users_own_rules_stand() {
        let toml = "[[rule]]\nid = 'mine'\nreason = 'note'\npattern = 'the old bridge'\nconfidence = 0.8";
        let (rules, _) = Rules::with("my.toml", toml).expect("good");
        let marks = clean(&article(&[PROSE, PROSE, PROSE]), &rules, &Corrections::default());
        assert!((0..3).all(|i| marks.is_folded(i)), "{marks:?}");
    }

    #[test]
    fn an_article_without_lines_has_no_chances() {
        assert!(LineModel::bundled().chances(&Article::default(), &[]).is_empty());
    }
}
