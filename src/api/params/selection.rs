//! Parameters that select the keys and counts of a response.

use super::kinds::{AnyOf, FacetList, Flag};
use super::reader::Reader;
use crate::api::view::names::Named;
use crate::api::view::post::{Key, Selection};
use crate::compile::markdown::Positions;
use crate::query::Facet;

/// Declares the parameters that select the keys of posts. `default` are the keys without `fields`.
pub fn selection(reader: &mut Reader, default: &[Key]) -> Selection {
    let fields = reader.param(
        "fields",
        AnyOf::all(),
        "Returns exactly these keys of each post. `slug` and `lang`, which together identify a post, are always returned.",
    );
    let include = reader.param(
        "include",
        AnyOf::only(Key::INCLUDES),
        "Returns these keys in addition to the default keys.",
    );
    let positions = reader.param(
        "positions",
        Flag { default: false },
        "Whether each node of `blocks` has its position in `markdown`: lines and columns from 1 and \
         offsets from 0, in UTF-16 code units, as in \
         [unist](https://github.com/syntax-tree/unist#position).",
    );
    let positions = if positions { Positions::With } else { Positions::Without };
    if fields.is_empty() && include.is_empty() {
        return Selection { keys: default.to_vec(), positions };
    }
    let is_selected = |key: &Key| {
        let is_base = if fields.is_empty() {
            default.contains(key)
        } else {
            [Key::Slug, Key::Lang].contains(key) || fields.contains(key)
        };
        is_base || include.contains(key)
    };
    Selection { keys: Key::ALL.iter().copied().filter(is_selected).collect(), positions }
}

/// Declares the parameter that selects facets.
pub fn facets(reader: &mut Reader) -> Vec<Facet> {
    reader.param(
        "facets",
        FacetList::new(reader.schema()),
        "Returns the number of posts by these properties in `meta.facets`. The counts of a property \
         ignore the filter by the same property, so that they show its alternatives. `extra.KEY` is a key of the \
         front matter that `_schema.json` declares.",
    )
}
