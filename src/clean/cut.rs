//! The article without its folded lines, for those who want no clutter in what is printed. The article that was
//! read stays as it is.

use crate::article::{Article, Block, Marks, Note, Suspect};
use crate::span::Span;

/// The article and its marks without the folded blocks. Offsets count in the new text.
pub fn without_folded(article: &Article, marks: &Marks) -> (Article, Marks) {
    let mut left = Article { meta: article.meta.clone(), notes: article.notes.clone(), ..Article::default() };
    let mut found = Marks::default();
    let mut suspects = marks.suspects.iter().copied().peekable();
    for (i, block) in article.blocks.iter().enumerate() {
        let own = std::iter::from_fn(|| suspects.next_if(|suspect| suspect.span.end <= block.span.end));
        let own: Vec<Suspect> = own.collect();
        if marks.is_folded(i) {
            continue;
        }
        let moved = add(&mut left, article, block);
        found.clutter.push(marks.clutter.get(i).cloned().flatten());
        found
            .suspects
            .extend(own.into_iter().map(|suspect| Suspect { span: moved(suspect.span), ..suspect }));
    }
    let dropped = article.blocks.len() - left.blocks.len();
    if dropped > 0 {
        let lines = if dropped == 1 {
            "1 line of clutter was".into()
        } else {
            format!("{dropped} lines of clutter were")
        };
        left.notes.push(Note(format!("{lines} left out")));
    }
    (left, found)
}

/// Adds a block of `from` to `left`; gives the way from its spans there to those here.
fn add(left: &mut Article, from: &Article, block: &Block) -> impl Fn(Span) -> Span + use<> {
    if !left.text.is_empty() {
        left.text.push('\n');
    }
    let (old, new) = (block.span.start, left.text.len());
    let moved = move |span: Span| Span::new(span.start - old + new, span.end - old + new);
    left.text.push_str(block.span.of(&from.text));
    let markup = block.markup.iter().map(|(span, markup)| (moved(*span), markup.clone())).collect();
    left.blocks.push(Block { span: moved(block.span), markup, ..block.clone() });
    moved
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Corrections;
    use crate::clean::line::words;
    use crate::clean::{Rules, clean};

    #[test]
    fn folded_lines_go_and_the_rest_keeps_its_marks() {
        let lines = ["The bells rang twice.", "WATCH: The bells in slow motion", "Then pаul left.", "Fin"];
        let article = Article::of_lines(&lines.join("\n"));
        let marks = clean(&article, &Rules::bundled(), &Corrections::default());
        let (left, found) = without_folded(&article, &marks);
        assert_eq!(left.text, "The bells rang twice.\nThen pаul left.\nFin");
        let kept: Vec<&str> = left.blocks.iter().map(|block| words(&left.text, block.span)).collect();
        assert_eq!(kept, [lines[0], lines[2], lines[3]]);
        assert_eq!(found.clutter.len(), 3);
        let suspects: Vec<&str> = found.suspects.iter().map(|suspect| suspect.span.of(&left.text)).collect();
        assert_eq!(suspects, ["pаul"]);
        assert_eq!(left.notes, [Note("1 line of clutter was left out".into())]);
    }
}
