//! Clutter: what of whole articles is folded, dimmed and left alone, and what a person's file changes about it.

use std::sync::Arc;

use pullquote::article::{Corrections, Show};
use pullquote::clean::Rules;
use pullquote::document::{Document, Pipeline};
use pullquote::load::{self, Loaded, Source};

fn read(text: &str, rules: Rules) -> Document {
    let source = Source::Memory { name: "test.txt".into(), bytes: text.as_bytes().into() };
    match load::load(&source) {
        Ok(Loaded::Article(article)) => {
            Pipeline::with(rules).read(Arc::new(*article), &Corrections::default())
        }
        other => panic!("an article: {other:?}"),
    }
}

/// The lines that are shown so.
fn lines(document: &Document, show: Show) -> Vec<&str> {
    let marks = document.article.blocks.iter().zip(&document.marks.clutter);
    let so = marks.filter(|(_, mark)| mark.as_ref().is_some_and(|mark| mark.show == show));
    so.map(|(block, _)| block.span.of(&document.article.text)).collect()
}

#[test]
fn a_quoted_message_is_part_of_the_story() {
    let text = "Mayor and skipper fight over the bridge\n\n\
        The mayor of Orvanne answered the skipper on Tuesday night, and half the town read along.\n\n\
        “You have had nine years to mend one bridge.” — Una Pell (@unapell) May 3, 2026\n\n\
        Nine years, nine floods, and no boat of yours in any of them.\n\n\
        — Tom Reeve (@tomreeve) May 3, 2026\n\n\
        Hey @tomreeve, the ferry is late again. #orvanne pic.twitter.com/xy12ab\n\n\
        Reeve later deleted the message and said he had been tired when he wrote it.\n\n\
        Share\n\nComments (4)\n";
    assert_eq!(lines(&read(text, Rules::bundled()), Show::Folded), ["Share", "Comments (4)"]);
}

#[test]
fn pages_in_seven_languages_lose_their_promos_and_nothing_else() {
    let pages = [
        (
            "en",
            "The old mill on the Orvanne burned down in the night, and nobody was hurt.",
            "READ MORE: The mill",
        ),
        (
            "fr",
            "Le vieux moulin de l’Orvanne a brûlé dans la nuit, et personne n’a été blessé.",
            "À lire aussi : Le moulin",
        ),
        (
            "de",
            "Die alte Mühle an der Orvanne ist in der Nacht abgebrannt, verletzt wurde niemand.",
            "Lesen Sie auch: Die Mühle",
        ),
        (
            "es",
            "El viejo molino del Orvanne ardió durante la noche y nadie resultó herido.",
            "Lea también: El molino",
        ),
        (
            "pt",
            "O velho moinho do Orvanne ardeu durante a noite e ninguém ficou ferido.",
            "Leia também: O moinho",
        ),
        (
            "it",
            "Il vecchio mulino sull’Orvanne è bruciato nella notte e nessuno è rimasto ferito.",
            "Leggi anche: Il mulino",
        ),
        ("zh", "奥尔万河边的老磨坊昨天夜里被大火烧毁，所幸没有人在火灾中受伤。", "相关阅读：老磨坊"),
    ];
    for (language, body, promo) in pages {
        let text = format!("Orvanne\n\n{body}\n\n{body}\n\n{promo}\n\n{body}\n");
        assert_eq!(lines(&read(&text, Rules::bundled()), Show::Folded), [promo], "{language}");
    }
}

#[test]
fn other_languages_lose_nothing() {
    let pages = [
        "Młyn\n\nStary młyn nad rzeką spłonął w nocy i nikt nie został ranny, powiedziała burmistrz.\n\nZdjęcia\n\nWięcej\n",
        "Kvarnen\n\nDen gamla kvarnen vid ån brann ner i natt och ingen skadades, sade borgmästaren.\n\nBilder\n\nMer\n",
        "Değirmen\n\nIrmak kıyısındaki eski değirmen gece yandı ve kimse yaralanmadı, dedi başkan.\n\nFotoğraflar\n",
        "الطاحونة\n\nاحترقت الطاحونة القديمة على ضفة النهر ليلا ولم يصب أحد بأذى، قالت رئيسة البلدية.\n\nصور\n",
    ];
    for page in pages {
        let document = read(page, Rules::bundled());
        assert!(lines(&document, Show::Folded).is_empty(), "{page}");
    }
}
