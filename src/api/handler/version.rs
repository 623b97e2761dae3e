//! The choice between the language versions of a post.

use actix_web::HttpRequest;

use super::preview::{check_target, link_to_post, post_of, private};
use super::redirect::redirect;
use crate::api::answer::{Answer, Negotiation};
use crate::api::moment::Moment;
use crate::api::preview_link::PreviewLink;
use crate::api::state::State;
use crate::api::view::envelope::Warning;
use crate::catalog::{DocId, Invitation, Viewer};
use crate::protocol::negotiate::languages;
use crate::protocol::problem::{ParameterError, Problem, ProblemKind};
use crate::query::{Audience, Found, find_post, find_versions, is_in, near_slugs};
use crate::text::Lang;
use crate::text::lang_code::meant;
use crate::text::nfc::nfc;

/// A post that was found, or where it is now.
pub enum Located {
    /// The post.
    Post(DocId),
    /// A redirect, because the slug is a former one.
    Moved(Box<Answer>),
}

/// A request for a version of a post.
pub struct Wanted<'a> {
    request: &'a HttpRequest,
    moment: &'a Moment,
    audience: Audience,
    /// The language in the query.
    lang: Option<Lang>,
    /// The languages in `Accept-Language`, most preferred first.
    accepted: Vec<Lang>,
    /// The preview link by which the post is requested.
    link: Option<PreviewLink>,
}

impl<'a> Wanted<'a> {
    /// Creates a request for the version in `lang`, or, if it is `None`, by `Accept-Language`.
    ///
    /// # Errors
    /// Returns `unauthorized` if a wrong token was sent.
    pub fn new(
        request: &'a HttpRequest,
        moment: &'a Moment,
        lang: Option<Lang>,
    ) -> Result<Self, Problem> {
        let (audience, accepted) = (moment.audience()?, languages(request.headers()));
        Ok(Self { request, moment, audience, lang, accepted, link: None })
    }

    /// Like [`Self::new`], with the preview link in the query, if there is one.
    ///
    /// # Errors
    /// Returns `unauthorized` also if the link is not valid.
    pub fn by_link(
        request: &'a HttpRequest,
        state: &State,
        moment: &'a Moment,
        lang: Option<Lang>,
    ) -> Result<Self, Problem> {
        let link = link_to_post(request, state, moment)?;
        Ok(Self { link, ..Self::new(request, moment, lang)? })
    }

    /// Returns who views the post, and when.
    pub fn viewer(&self, id: DocId) -> Viewer {
        let invitation = self.link.as_ref().map(|link| Invitation { post: id, until: link.until });
        Viewer { invitation, ..self.moment.viewer() }
    }

    /// Finds the post of a slug. `suffix` is what follows the slug in the path, for redirects.
    ///
    /// # Errors
    /// Returns `post_not_found` with the languages of other versions, or with similar slugs, and `unauthorized` if
    /// the preview link is for another post.
    pub fn locate(&self, state: &State, slug: &str, suffix: &str) -> Result<Located, Problem> {
        if let Some(link) = &self.link {
            check_target(link, &nfc(slug), self.lang.as_ref())?;
            let post = post_of(link, self.moment.snapshot(), &self.moment.visible);
            return post.map(Located::Post).ok_or_else(|| {
                let detail = "the post of this preview link has gone, has expired, or has another slug or language \
                              by now";
                Problem::new(ProblemKind::PostNotFound, detail)
            });
        }
        match self.find(slug) {
            Found::Post(id) => Ok(Located::Post(id)),
            Found::Moved(id) => {
                let redirect = redirect(self.request, state, self.moment, id, suffix);
                Ok(Located::Moved(Box::new(redirect)))
            }
            Found::NotFound => Err(self.not_found(slug)),
        }
    }

    /// Whether a post has this slug or had it formerly; with a preview link, whether it is that of the link.
    pub fn exists(&self, slug: &str) -> bool {
        match &self.link {
            Some(link) => link.slug.as_str() == nfc(slug),
            None => self.find(slug) != Found::NotFound,
        }
    }

    /// Returns the warning for a version that is not in the requested language, but in the nearest one.
    pub fn warning(&self, id: DocId) -> Option<Warning> {
        let found = &self.moment.snapshot().post(id).lang;
        let requested = self.lang.as_ref().filter(|requested| !is_in(found, requested))?;
        Some(Warning::lang_fallback(requested.as_str(), found.as_str()))
    }

    /// Describes an answer about a version that was found. Only if the post has several does the answer depend
    /// on `Accept-Language`, and need to tell its language in the head.
    pub fn negotiated(&self, answer: Answer, id: DocId) -> Answer {
        let (snapshot, now) = (self.moment.snapshot(), self.moment.now);
        let post = snapshot.post(id);
        if self.link.is_some() {
            let answer = answer.negotiated(Negotiation::Media).language(post.lang.as_str());
            return private(answer);
        }
        let versions = find_versions(snapshot, post.slug.as_str(), self.audience, now);
        if versions.len() < 2 {
            return answer.negotiated(Negotiation::Media);
        }
        let negotiation = match self.lang {
            None => Negotiation::MediaAndLanguage,
            Some(_) => Negotiation::Media,
        };
        answer.negotiated(negotiation).language(post.lang.as_str())
    }

    fn find(&self, slug: &str) -> Found {
        let Moment { now, current, .. } = self.moment;
        let (lang, accepted) = (self.lang.as_ref(), &self.accepted);
        find_post(&current.snapshot, slug, lang, accepted, self.audience, *now)
    }

    fn not_found(&self, slug: &str) -> Problem {
        let (snapshot, now) = (self.moment.snapshot(), self.moment.now);
        let versions = find_versions(snapshot, slug, self.audience, now);
        let Some(lang) = self.lang.as_ref().filter(|_| !versions.is_empty()) else {
            let suggestions = near_slugs(snapshot, slug, now);
            return Problem::not_found(
                ProblemKind::PostNotFound,
                "post",
                "slug",
                slug,
                suggestions,
            );
        };
        let message = format!("`{slug}` has no version in `{lang}`");
        let langs = versions.iter().map(|&id| &snapshot.post(id).lang);
        // Codes of countries are common mistakes.
        let meant = meant(lang.as_str()).and_then(|tag| Lang::parse(&tag).ok());
        let suggestion = meant.and_then(|meant| langs.clone().find(|lang| is_in(lang, &meant)));
        let error = ParameterError {
            location: "query",
            name: "lang".to_owned(),
            value: Some(lang.to_string()),
            code: "not_found",
            message: message.clone(),
            allowed: langs.map(Lang::to_string).collect(),
            suggestion: suggestion.map(Lang::to_string),
        };
        Problem { errors: vec![error], ..Problem::new(ProblemKind::PostNotFound, message) }
    }
}
