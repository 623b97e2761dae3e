//! Finds and scores the documents in which terms occur at given positions of one field.
//!
//! The result is that of tantivy's queries for terms and phrases, which read the positions of all terms in each document
//! that contains all terms. In Chinese, the pairs of characters that are words are in most texts, and a pair that ends one
//! word and begins the next is in few. So documents are found by the rarest pairs first, including those that the
//! others imply, and frequent pairs are compared only at the positions that the rare ones leave.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{Bm25StatisticsProvider, Bm25Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, SegmentReader, TERMINATED, Term};

use super::terms::Sequence;
use crate::text::script::script;

/// Terms at positions, with their score.
pub(super) struct Occurrences {
    sequence: Sequence,
    /// The field of distinct words.
    words: Field,
    weight: Bm25Weight,
}

/// The postings of a term of a sequence.
struct List {
    postings: SegmentPostings,
    /// What is added to its positions so that those of all terms of a sequence are equal.
    offset: u32,
}

impl Occurrences {
    /// Creates a search for a sequence, whose score depends on `statistics`. `None` if it has no terms.
    ///
    /// # Errors
    /// Returns the error of `statistics`.
    pub(super) fn new(
        sequence: Sequence,
        words: Field,
        statistics: &dyn Bm25StatisticsProvider,
    ) -> tantivy::Result<Option<Self>> {
        let terms: Vec<Term> = sequence.terms.iter().map(|(_, term)| term.clone()).collect();
        if terms.is_empty() {
            return Ok(None);
        }
        let weight = Bm25Weight::for_terms(statistics, &terms)?;
        Ok(Some(Self { sequence, words, weight }))
    }

    /// Calls `take` for each document of a segment that contains the sequence, in ascending order, with its score.
    ///
    /// # Errors
    /// Returns an error if the segment cannot be read.
    pub(super) fn each(
        &self,
        segment: &SegmentReader,
        mut take: impl FnMut(u32, f32),
    ) -> tantivy::Result<()> {
        let Some(mut lists) = self.lists(segment)? else { return Ok(()) };
        let field = self.sequence.terms[0].1.field();
        let lengths = match segment.fieldnorms_readers().get_field(field)? {
            Some(lengths) => lengths,
            None => FieldNormReader::constant(segment.max_doc(), 1),
        };
        let mut take = |document, count| {
            take(document, self.weight.score(lengths.fieldnorm_id(document), count));
        };
        if let [List { postings, .. }] = lists.as_mut_slice() {
            let mut document = postings.doc();
            while document != TERMINATED {
                take(document, postings.term_freq());
                document = postings.advance();
            }
            return Ok(());
        }
        let (mut common, mut positions) = (Vec::new(), Vec::new());
        each_document(&mut lists, |lists, document| {
            let count = count(lists, &mut common, &mut positions);
            if count > 0 {
                take(document, count);
            }
        });
        Ok(())
    }

    /// Returns the postings of the terms, rarest first. `None` if a term does not occur.
    fn lists(&self, segment: &SegmentReader) -> tantivy::Result<Option<Vec<List>>> {
        let Sequence { terms, implied } = &self.sequence;
        let index = segment.inverted_index(terms[0].1.field())?;
        let option = match terms.len() {
            1 => IndexRecordOption::WithFreqs,
            _ => IndexRecordOption::WithFreqsAndPositions,
        };
        let last = terms.iter().map(|&(place, _)| place).max().unwrap_or(0);
        let read = |(place, term): &(usize, Term)| {
            let postings = index.read_postings(term, option)?;
            let offset = (last - place) as u32;
            Ok::<_, tantivy::TantivyError>(postings.map(|postings| List { postings, offset }))
        };
        let mut lists = Vec::with_capacity(terms.len() + implied.len());
        for term in terms {
            let Some(list) = read(term)? else { return Ok(None) };
            lists.push(list);
        }
        if !implied.is_empty() && !self.contains_as_words(segment)? {
            let rarest = lists.iter().map(|list| list.postings.doc_freq()).min();
            for term in implied {
                let Some(list) = read(term)? else { return Ok(None) };
                // A frequent one would only be one more list to read.
                if Some(list.postings.doc_freq()) < rarest {
                    lists.push(list);
                }
            }
        }
        lists.sort_by_key(|list| list.postings.doc_freq());
        Ok(Some(lists))
    }

    /// Returns whether a segment has any term of characters as a word too. Folding makes words such as `一二` of
    /// numbers in other forms, such as `㊀㊁`. They are found like pairs, but imply none.
    fn contains_as_words(&self, segment: &SegmentReader) -> tantivy::Result<bool> {
        let index = segment.inverted_index(self.words)?;
        for (_, term) in &self.sequence.terms {
            let value = term.value();
            let text = value.as_str().expect("terms are texts");
            let is_character = text.chars().next().is_some_and(|c| script(c).is_some());
            let as_word = Term::from_field_text(self.words, text);
            if is_character && index.get_term_info(&as_word)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Calls `take` for each document that is in all lists, which are at it then. There are at least two lists.
fn each_document(lists: &mut [List], mut take: impl FnMut(&mut [List], u32)) {
    let mut document = lists[0].postings.doc();
    'documents: while document != TERMINATED {
        for at in 1..lists.len() {
            let postings = &mut lists[at].postings;
            let mut found = postings.doc();
            if found < document {
                found = postings.seek(document);
            }
            if found > document {
                document = lists[0].postings.seek(found);
                continue 'documents;
            }
        }
        take(lists, document);
        document = lists[0].postings.advance();
    }
}

/// Returns how often the sequence occurs in the document that all lists are at. `common` and `positions` are buffers.
fn count(lists: &mut [List], common: &mut Vec<u32>, positions: &mut Vec<u32>) -> u32 {
    for (number, List { postings, offset }) in lists.iter_mut().enumerate() {
        if number == 0 {
            postings.positions_with_offset(*offset, common);
        } else {
            postings.positions_with_offset(*offset, positions);
            keep_common(common, positions);
        }
        if common.is_empty() {
            return 0;
        }
    }
    common.len() as u32
}

/// Removes the positions that are not in `others`. Both are ascending.
fn keep_common(positions: &mut Vec<u32>, others: &[u32]) {
    // The pairs of a word of three or more characters often occur only in it.
    if positions == others {
        return;
    }
    let mut rest = others;
    positions.retain(|position| {
        let before = rest.iter().position(|other| other >= position).unwrap_or(rest.len());
        rest = &rest[before..];
        rest.first() == Some(position)
    });
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use tantivy::directory::RamDirectory;
    use tantivy::query::{EnableScoring, PhraseQuery, Query, TermQuery};
    use tantivy::schema::IndexRecordOption;
    use tantivy::{IndexBuilder, Searcher};

    use super::Occurrences;
    use crate::catalog::search::fields::Fields;
    use crate::catalog::search::segment::Documents;
    use crate::catalog::search::terms::Sequence;
    use crate::catalog::test_support::post;
    use crate::catalog::{Atom, Question};
    use crate::post::Post;

    fn index(fields: &Fields, titles: &[String]) -> Searcher {
        let mut documents = Documents::new();
        for title in titles {
            documents.add(&Post::from(post("p").title(title))).expect("bodies are in memory");
        }
        let builder = IndexBuilder::new().schema(fields.schema.clone());
        let index = builder.open_or_create(RamDirectory::create()).unwrap();
        documents.write(&index, fields).unwrap();
        index.reader().unwrap().searcher()
    }

    /// Documents with the bits of their scores.
    type Scored = Vec<(u32, u32)>;

    /// Returns the documents as they are found, and as tantivy's queries find them.
    fn found(titles: &[String], phrase: &str) -> (Scored, Scored) {
        let fields = Fields::new();
        let field = fields.texts[0].field;
        let searcher = index(&fields, titles);
        let segment = searcher.segment_reader(0);
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for clause in Question::parse(&format!("\"{phrase}\"")).clauses {
            let sequence = match &clause.atom {
                Atom::Word { text, .. } => Sequence::term(field, text),
                Atom::Run(run) => Sequence::run(field, run),
                Atom::Phrase { parts, .. } => Sequence::phrase(field, parts),
            };
            let query: Box<dyn Query> = match sequence.terms.as_slice() {
                [] => continue,
                [(_, term)] => Box::new(TermQuery::new(term.clone(), IndexRecordOption::WithFreqs)),
                terms => Box::new(PhraseQuery::new_with_offset(terms.to_vec())),
            };
            let scoring = EnableScoring::enabled_from_statistics_provider(&searcher, &searcher);
            let mut take = |document, score: f32| theirs.push((document, score.to_bits()));
            query.weight(scoring).unwrap().for_each(segment, &mut take).unwrap();
            let occurrences = Occurrences::new(sequence, fields.words, &searcher).unwrap().unwrap();
            let take = |document, score: f32| ours.push((document, score.to_bits()));
            occurrences.each(segment, take).unwrap();
        }
        (ours, theirs)
    }

    #[test]
    fn a_run_is_found_where_its_first_pair_is_a_word() {
        let titles =
            ["一二三四", "一二 三四", "㊀㊁三四", "二三", "四一二二三四"].map(str::to_owned);
        let (ours, theirs) = found(&titles, "一二三四");
        assert_eq!(ours.iter().map(|(document, _)| *document).collect::<Vec<_>>(), [0, 2]);
        assert_eq!(ours, theirs);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

        #[test]
        fn sequences_are_found_and_scored_as_by_tantivy(
            titles in vec("([一二]{2}|[一二三四]{1,5}|㊀㊁?|cat|[ ，]){0,12}", 1..24),
            phrase in "[一二]{2}[一二三四]{2,6}|([一二三四]{1,6}|㊀㊁|cat| ){1,3}",
        ) {
            let (ours, theirs) = found(&titles, &phrase);
            prop_assert_eq!(ours, theirs);
        }
    }
}
