//! Clutter rules: how `assets/clutter.toml` and the user's own file are read, and which rule a line meets.

use std::sync::Arc;

use serde::Deserialize;

use super::classes::Classes;
use super::line::{Shape, make_plain, starts_in_capitals};
use super::line_model::{LineModel, Taken};
use super::parse::{self, RuleError};
use super::pattern::Patterns;
use super::spam::Spam;
use crate::article::{Clutter, Corrections, Reason, RuleId, Show};

const BUNDLED: &str = include_str!("../../assets/clutter.toml");

/// Above this chance a line is folded away, below it only dimmed.
pub const FOLD_FROM: f32 = 0.75;

/// Compiled rules, in order; where several match, the surest wins, then the first. A copy
/// has room of its own to match in: what a long article takes goes with it.
#[derive(Clone)]
pub struct Rules {
    rules: Vec<Rule>,
    /// The first so many are the user's.
    own: usize,
    /// The longest line that one of them looks at, in code points.
    longest: usize,
    patterns: Patterns,
    model: LineModel,
    spam: Spam,
    classes: Classes,
}

/// One rule as it is written; the head of `assets/clutter.toml` explains the keys.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    #[serde(deserialize_with = "shared")]
    id: Arc<str>,
    reason: Reason,
    /// The only site whose articles it looks at, see [`crate::article::Article::site`].
    #[serde(default)]
    site: Option<String>,
    pattern: String,
    #[serde(default)]
    pub place: Place,
    #[serde(default)]
    shape: Want,
    /// Words in plain form, one of which the line has to hold.
    #[serde(default)]
    needs: Vec<String>,
    /// Code points.
    #[serde(default = "usual_length")]
    max: usize,
    confidence: f32,
    /// A heading; the link lines under it go with it.
    #[serde(default)]
    pub opens: bool,
    /// Folds only next to another line of clutter.
    #[serde(default)]
    pub company: bool,
    #[serde(default)]
    examples: Vec<String>,
    #[serde(default)]
    counter: Vec<String>,
}

fn shared<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Arc<str>, D::Error> {
    String::deserialize(from).map(Arc::from)
}

fn usual_length() -> usize {
    160
}

/// Where a rule's line may stand. Prose is running text, see [`Shape::is_prose`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    #[default]
    Anywhere,
    /// Not the first line.
    Inside,
    First,
    Last,
    /// Before the first line of prose.
    Head,
    /// After the first line of prose.
    Body,
    /// After the last line of prose.
    Tail,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Want {
    #[default]
    Any,
    Caps,
    Title,
    Label,
}

/// Where a line stands in its article.
#[derive(Clone, Copy, Debug)]
pub struct Position<'a> {
    pub first: bool,
    pub last: bool,
    /// Some line of prose came before it.
    pub after_prose: bool,
    pub site: Option<&'a str>,
}

/// The rules that one line meets, by their place in [`Rules`]: the surest that needs no more than the position,
/// and the surest that needs the line to come after the last prose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    pub plain: Option<usize>,
    pub tail: Option<usize>,
}

impl Rules {
    /// The rules of `assets/clutter.toml`.
    pub fn bundled() -> Rules {
        let (rules, _) = parse::read("clutter.toml", BUNDLED).expect("the bundled rules are tested");
        Rules::compile(rules.into_iter().map(|placed| placed.rule).collect(), 0)
    }

    /// Those that `keeps` grants, by name.
    pub fn only(&self, keeps: impl Fn(&str) -> bool) -> Rules {
        Rules::compile(self.rules.iter().filter(|rule| keeps(&rule.id)).cloned().collect(), 0)
    }

    pub fn spam(&self) -> &Spam {
        &self.spam
    }

    pub fn classes(&self) -> &Classes {
        &self.classes
    }

    pub fn model(&self) -> &LineModel {
        &self.model
    }

    /// How a mark came about.
    pub fn taken(&self, mark: &Clutter) -> Taken {
        match self.rules.iter().position(|rule| Arc::ptr_eq(&rule.id, &mark.rule.0)) {
            Some(index) if index < self.own => Taken::Own,
            Some(index) if mark.confidence < self.rules[index].confidence => Taken::Below,
            _ => Taken::Rule,
        }
    }

    /// The user's rules, which go first, and the bundled ones; and what the user's file says about lines.
    pub fn with(file: &str, toml: &str) -> Result<(Rules, Corrections), RuleError> {
        let (own, corrections) = parse::read(file, toml)?;
        let bundled = Rules::bundled().rules;
        let rules =
            Rules::compile(own.iter().map(|placed| placed.rule.clone()).chain(bundled).collect(), own.len());
        for (index, placed) in own.iter().enumerate() {
            let checked = rules.check_pattern(index).and_then(|()| rules.check_examples(index));
            checked.map_err(|wrong| placed.wrong(file, &wrong))?;
        }
        Ok((rules, corrections))
    }

    /// Whether a rule does what its author says, wherever the line may stand.
    fn check_examples(&self, index: usize) -> Result<(), String> {
        let rule = &self.rules[index];
        let takes = |line: &&String| self.matches(index, line);
        let missed = rule.examples.iter().find(|line| !takes(line)).map(|line| ("does not match", line));
        let taken = rule.counter.iter().find(takes).map(|line| ("matches", line));
        missed.or(taken).map_or(Ok(()), |(what, line)| {
            let kind = if what == "matches" { "counter-example" } else { "example" };
            Err(format!("it {what} its {kind} {line:?}"))
        })
    }

    fn matches(&self, index: usize, line: &str) -> bool {
        let mut plain = String::new();
        make_plain(line, &mut plain);
        let mut found = Vec::new();
        self.patterns.matches(&plain, &mut found);
        found.contains(&(index as u16)) && self.rules[index].fits(&Facts::of(line))
    }

    fn check_pattern(&self, index: usize) -> Result<(), String> {
        let wrong = |message: String| {
            format!("its pattern is no regular expression of bytes ({})", parse::one_line(&message))
        };
        self.patterns.check(index).map_err(wrong)
    }

    fn compile(rules: Vec<Rule>, own: usize) -> Rules {
        let patterns =
            Patterns::new(rules.iter().map(|rule| (rule.pattern.clone(), rule.max, &rule.needs[..])));
        Rules {
            longest: rules.iter().map(|rule| rule.max).max().unwrap_or(0),
            rules,
            own,
            patterns,
            model: LineModel::bundled(),
            spam: Spam::bundled(),
            classes: Classes::bundled(),
        }
    }

    pub fn rule(&self, index: usize) -> &Rule {
        &self.rules[index]
    }

    /// The rules that `line` meets where it stands. `plain` is room to work in.
    pub fn hits(&self, line: &str, at: Position, plain: &mut String) -> Hits {
        let mut hits = Hits::default();
        if line.len() > self.longest && line.chars().count() > self.longest {
            return hits;
        }
        make_plain(line, plain);
        let mut found = Vec::new();
        self.patterns.matches(plain, &mut found);
        if found.is_empty() {
            return hits;
        }
        let facts = Facts::of(line);
        let found = found.into_iter().map(usize::from);
        for index in found.filter(|&index| self.rules[index].allows(at, &facts)) {
            let slot = if self.rules[index].place == Place::Tail { &mut hits.tail } else { &mut hits.plain };
            *slot = self.surer(*slot, index);
        }
        hits
    }

    /// The surer of two rules; of equals the first.
    pub fn surer(&self, one: Option<usize>, other: usize) -> Option<usize> {
        let better = |one: &usize| self.rules[*one].confidence >= self.rules[other].confidence;
        Some(one.filter(better).unwrap_or(other))
    }
}

/// What the rules ask of a line besides its words.
struct Facts {
    length: usize,
    shape: Shape,
    caps: bool,
}

impl Facts {
    fn of(line: &str) -> Facts {
        Facts { length: line.chars().count(), shape: Shape::of(line), caps: starts_in_capitals(line) }
    }
}

impl Rule {
    /// What the rule says about a line it matched.
    pub fn clutter(&self) -> Clutter {
        clutter(self.reason, RuleId(self.id.clone()), self.confidence)
    }

    /// What it says about a line under its heading, which is a little less sure.
    pub fn clutter_below(&self, doubt: f32) -> Clutter {
        clutter(self.reason, RuleId(self.id.clone()), self.confidence - doubt)
    }

    fn allows(&self, at: Position, line: &Facts) -> bool {
        let here = self.site.as_deref().is_none_or(|site| at.site == Some(site));
        here && self.place.allows(at) && self.fits(line)
    }

    fn fits(&self, line: &Facts) -> bool {
        line.length <= self.max && self.shape.allows(line)
    }

    pub fn name(&self) -> &str {
        &self.id
    }

    /// What is wrong with it by itself.
    pub fn check(&self) -> Result<(), String> {
        if !(0.0..=1.0).contains(&self.confidence) {
            return Err("confidence is a chance, 0 to 1".to_string());
        }
        if self.max == 0 || self.max > super::line::LONGEST / 3 {
            return Err(format!("max is a number of code points, 1 to {}", super::line::LONGEST / 3));
        }
        Ok(())
    }
}

impl Place {
    /// `Tail` is left to the caller, who knows what follows.
    fn allows(self, at: Position) -> bool {
        match self {
            Place::Anywhere => true,
            Place::Inside | Place::Tail => !at.first,
            Place::First => at.first,
            Place::Last => at.last && !at.first,
            Place::Head => !at.after_prose,
            Place::Body => at.after_prose,
        }
    }
}

impl Want {
    fn allows(self, line: &Facts) -> bool {
        match self {
            Want::Any => true,
            Want::Caps => line.caps,
            Want::Title => line.shape.is_title(),
            Want::Label => line.shape.is_label(),
        }
    }
}

pub fn clutter(reason: Reason, rule: RuleId, confidence: f32) -> Clutter {
    let show = if confidence >= FOLD_FROM { Show::Folded } else { Show::Dimmed };
    Clutter { reason, rule, confidence, show }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::article::{Article, Block, BlockKind};
    use crate::clean::clean;
    use crate::span::Span;

    const PROSE: &str = "The old bridge over the river stood for ninety years before the flood took it away.";

    fn article(lines: &[&str]) -> Article {
        let mut article = Article::default();
        for line in lines {
            if !article.text.is_empty() {
                article.text.push('\n');
            }
            let start = article.text.len();
            article.text.push_str(line);
            let span = Span::new(start, article.text.len());
            article.blocks.push(Block {
                span,
                kind: BlockKind::Paragraph,
                markup: Default::default(),
                origin: None,
            });
        }
        article
    }

    /// The line in a place where the rule may see it, and its index there.
    fn set_up(line: &str, place: Place) -> (Article, usize) {
        match place {
            Place::First => (article(&[line, PROSE, PROSE]), 0),
            Place::Head => (article(&["A bridge is gone", line, PROSE]), 1),
            Place::Last | Place::Tail => (article(&["A bridge is gone", PROSE, line]), 2),
            _ => (article(&["A bridge is gone", PROSE, line, PROSE]), 2),
        }
    }

    fn rule_of(line: &str, place: Place, rules: &Rules) -> Option<String> {
        let (article, index) = set_up(line, place);
        let marks = clean(&article, rules, &Corrections::default());
        marks.clutter[index].as_ref().map(|clutter| clutter.rule.0.to_string())
    }

    /// Whether `rule` itself, of all the rules, matches the line in its place.
    fn matches(rule: &Rule, line: &str) -> bool {
        let alone = Rules::compile(vec![rule.clone()], 0);
        rule_of(line, rule.place, &alone).is_some()
    }

    /// What is wrong with a rule's own examples, one line for each.
    fn complaints(rule: &Rule, rules: &Rules) -> Vec<String> {
        let missed = rule.examples.iter().filter(|line| !matches(rule, line)).map(|line| ("misses", line));
        let hidden = rule.counter.iter().filter(|line| matches(rule, line)).map(|line| ("takes", line));
        let shown = rule.examples.iter().filter(|line| rule_of(line, rule.place, rules).is_none());
        let all = missed.chain(hidden).chain(shown.map(|line| ("is no clutter among all rules:", line)));
        all.map(|(what, line)| format!("{} {what} {line:?}", rule.id)).collect()
    }

    #[test]
    fn every_rule_keeps_its_examples() {
        let rules = Rules::bundled();
        for rule in &rules.rules {
            assert!(!rule.examples.is_empty() && !rule.counter.is_empty(), "{} needs examples", rule.id);
        }
        let wrong: Vec<String> = rules.rules.iter().flat_map(|rule| complaints(rule, &rules)).collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn no_rule_is_tried_on_every_line() {
        let rules = Rules::bundled();
        let open: Vec<&str> =
            rules.patterns.open().iter().map(|i| rules.rules[usize::from(*i)].name()).collect();
        assert!(open.is_empty(), "these begin with anything: name words they need, {open:?}");
    }

    #[test]
    fn names_are_unique() {
        let rules = Rules::bundled();
        let names: HashSet<&str> = rules.rules.iter().map(|rule| &*rule.id).collect();
        assert_eq!(names.len(), rules.rules.len());
    }

    #[test]
    fn a_bad_file_is_named_with_its_rule() {
        let rule = |id: &str, pattern: &str, rest: &str| {
            format!("[[rule]]\nid = '{id}'\nreason = 'promo'\npattern = '{pattern}'\n{rest}\n")
        };
        let cases = [
            (rule("mine", "(", "confidence = 0.9"), "my.toml, line 1: rule 'mine': its pattern"),
            (rule("mine", "a", "confidence = 9.0"), "my.toml, line 1: rule 'mine': confidence is a chance"),
            (
                rule("mine", "a", "confidence = 0.9\nmax = 9000"),
                "my.toml, line 1: rule 'mine': max is a number",
            ),
            (
                rule("mine", "a", "confidence = 0.9\nplace = 'moon'"),
                "my.toml, line 6: unknown variant `moon`",
            ),
            (
                rule("mine", "a", "confidence = 0.9\nexamples = ['b']"),
                "my.toml, line 1: rule 'mine': it does not match",
            ),
            (
                rule("mine", "a", "confidence = 0.9\ncounter = ['a']"),
                "my.toml, line 1: rule 'mine': it matches its counter",
            ),
            ("rule = 3".to_string(), "my.toml, line 1: invalid type"),
        ];
        for (toml, expected) in cases {
            let message = Rules::with("my.toml", &toml).err().expect("bad").to_string();
            assert!(message.starts_with(expected), "{message}");
            assert!(!message.contains('\n'), "{message}");
        }
    }

    #[test]
    fn a_user_rule_goes_first() {
        let toml = "[[rule]]\nid = 'mine'\nreason = 'note'\npattern = 'read more'\nconfidence = 0.99";
        let (rules, _) = Rules::with("my.toml", toml).expect("good");
        assert_eq!(rule_of("READ MORE", Place::Body, &rules).as_deref(), Some("mine"));
    }

    #[test]
    fn a_rule_of_one_site_leaves_the_others_alone() {
        let toml = "[[rule]]\nid = 'mine'\nsite = 'example.org'\nreason = 'note'\npattern = 'ding dong'\nconfidence = 0.99";
        let (rules, _) = Rules::with("my.toml", toml).expect("good");
        let (mut article, index) = set_up("Ding dong", Place::Body);
        let folded = |article: &Article| clean(article, &rules, &Corrections::default()).is_folded(index);
        assert!(!folded(&article));
        article.meta.url = Some("https://example.org/bells".into());
        assert!(folded(&article));
    }
}
