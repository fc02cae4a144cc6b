//! Classes: lines of a page whose class names say that they are not part of the article (`assets/classes.toml`).

use std::sync::Arc;

use serde::Deserialize;

use super::rules::clutter;
use crate::article::{Article, Block, BlockKind, Clutter, Reason, RuleId};

const BUNDLED: &str = include_str!("../../assets/classes.toml");

/// Class names and ids of the elements nearest to a line that are looked at.
const NEAREST: usize = 8;

/// A line longer than this, in bytes, is prose, whatever the names around it.
const LONGEST: usize = 500;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    class: Vec<Class>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Class {
    id: String,
    reason: Reason,
    confidence: f32,
    #[serde(default)]
    stated: bool,
    names: Vec<String>,
}

#[derive(Clone)]
pub struct Classes {
    /// Each name between dashes, and what it says.
    names: Vec<(String, Clutter)>,
    /// The names that a format's loader gives, as they are.
    stated: Vec<(String, Clutter)>,
}

impl Classes {
    pub fn bundled() -> Classes {
        let file: File = toml::from_str(BUNDLED).expect("the bundled classes are tested");
        let (stated, found): (Vec<Class>, Vec<Class>) =
            file.class.into_iter().partition(|class| class.stated);
        let of = |class: Class| {
            let mark = clutter(class.reason, RuleId(Arc::from(class.id)), class.confidence);
            class.names.into_iter().map(move |name| (name, mark.clone()))
        };
        let names = found.into_iter().flat_map(of).map(|(name, mark)| (format!("-{name}-"), mark));
        Classes { names: names.collect(), stated: stated.into_iter().flat_map(of).collect() }
    }

    /// Marks the lines of which the format says that they are not part of the article, whatever else was thought.
    pub fn mark_stated(&self, article: &Article, clutter: &mut [Option<Clutter>]) {
        for (block, mark) in article.blocks.iter().zip(clutter) {
            let classes = block.origin.iter().flat_map(|origin| &origin.classes);
            let found = classes.filter_map(|class| self.stated.iter().find(|(name, _)| name == class)).next();
            if let Some((_, stated)) = found {
                *mark = Some(stated.clone());
            }
        }
    }

    /// Marks the lines that nothing else marked. Names that most of an article goes by tell nothing.
    pub fn mark(&self, article: &Article, clutter: &mut [Option<Clutter>]) {
        let found: Vec<Option<&Clutter>> = article.blocks.iter().map(|block| self.of(block)).collect();
        let length = |marked: bool| -> usize {
            let blocks = article.blocks.iter().zip(&found).filter(|(_, mark)| mark.is_some() == marked);
            blocks.map(|(block, _)| block.span.len()).sum()
        };
        if length(true) > length(false) {
            return;
        }
        for (mark, found) in clutter.iter_mut().zip(found) {
            if mark.is_none() {
                *mark = found.cloned();
            }
        }
    }

    fn of(&self, block: &Block) -> Option<&Clutter> {
        let said = matches!(
            block.kind,
            BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Heading(_) | BlockKind::Embed
        );
        let origin = block.origin.as_ref().filter(|_| said && block.span.len() <= LONGEST)?;
        origin.classes.iter().take(NEAREST).find_map(|class| {
            let parts =
                format!("-{}-", class.replace(|c: char| !c.is_ascii_alphanumeric(), "-").replace("--", "-"));
            self.names.iter().find(|(name, _)| parts.contains(name.as_str())).map(|(_, mark)| mark)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Origin;

    #[test]
    fn what_the_format_says_goes_before_all_else() {
        let mut article =
            Article::of_lines(&["The weir stands.", &"Anyone may copy this text. ".repeat(40)].join("\n"));
        let origin = Origin { classes: vec!["gutenberg-licence".to_string()], link_density: 0.0 };
        article.blocks[1].origin = Some(Box::new(origin));
        let marks = crate::clean::clean(&article, &crate::clean::Rules::bundled(), &Default::default());
        assert!(marks.is_folded(1) && !marks.is_folded(0));
    }

    #[test]
    fn names_are_found_in_parts() {
        let classes = Classes::bundled();
        let mut article = Article::of_lines(&["The bridge is gone, and nobody knows why."; 9].join("\n"));
        let names = [
            "",
            "entry__related-links",
            "unrelated",
            "newsletter_box",
            "story",
            "bio",
            "post-author-bio",
            "x",
            "y",
        ];
        for (block, name) in article.blocks.iter_mut().zip(names) {
            block.origin = Some(Box::new(Origin { classes: vec![name.to_string()], link_density: 0.0 }));
        }
        let mut marks = vec![None; 9];
        classes.mark(&article, &mut marks);
        let marked: Vec<usize> = (0..9).filter(|i| marks[*i].is_some()).collect();
        assert_eq!(marked, [1, 3, 6]);
        // An article all of which goes by such a name is left alone.
        article
            .blocks
            .iter_mut()
            .for_each(|block| block.origin.as_mut().unwrap().classes = vec!["share".into()]);
        let mut marks = vec![None; 9];
        classes.mark(&article, &mut marks);
        assert!(marks.iter().all(Option::is_none));
    }
}
