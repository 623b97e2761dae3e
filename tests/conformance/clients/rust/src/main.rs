//! Reads a server through a generated client and prints what expected.txt lists.

#![deny(warnings)]

mod nodes;

use std::error::Error;

use futures_util::TryStreamExt as _;
use inkstone::types::{GetPostIncludeItem, PostSummary, Problem};
use inkstone::{ByteStream, Client, ResponseValue, builder};
use nodes::{nodes, show};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> Outcome {
    let base = std::env::args().nth(1).ok_or("no address")?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(report(&Client::new(&base)))
}

async fn report(client: &Client) -> Outcome {
    walk(client).await?;
    let etag = post(client).await?;
    neighbors(client).await?;
    search(client).await?;
    absent(client).await?;
    unchanged(client, &etag).await
}

async fn walk(client: &Client) -> Outcome {
    let mut posts: Vec<PostSummary> = Vec::new();
    let mut pages = 0;
    let mut page = client.list_posts().limit(2).send().await?.into_inner();
    loop {
        pages += 1;
        posts.append(&mut page.data);
        let Some(cursor) = page.meta.pagination.next_cursor else { break };
        page = client.list_posts().limit(2).cursor(cursor).send().await?.into_inner();
    }
    let slugs: Vec<&str> = posts.iter().map(|post| post.slug.as_str()).collect();
    let total = page.meta.pagination.total;
    println!("walk {pages} pages, {total} posts: {}", slugs.join(" "));
    for post in &posts {
        let time = post.published_at.map(|time| time.timestamp());
        println!("date {}: {} {}", *post.slug, show(post.date), show(time));
        let size = post.cover.as_ref().map(|cover| {
            format!("{}x{} {}", show(cover.width), show(cover.height), show(cover.alt.as_deref()))
        });
        println!("cover {}: {}", *post.slug, show(size));
    }
    Ok(())
}

fn every_kind(client: &Client) -> builder::GetPost<'_> {
    client.get_post().slug("every-kind").include(vec![GetPostIncludeItem::Blocks])
}

async fn post(client: &Client) -> Outcome<String> {
    let response = every_kind(client).send().await?;
    let etag = response.headers()["etag"].to_str()?.to_owned();
    let post = response.into_inner().data;
    let ids: Vec<&str> = post.toc.iter().map(|entry| entry.id.as_str()).collect();
    let (tags, rating) = (post.tags.join(", "), &post.extra["rating"]);
    println!("post {}: {tags}; {}; {rating}", *post.title, ids.join(" "));
    for line in nodes(&post.blocks.ok_or("no blocks")?) {
        println!("block {line}");
    }
    Ok(etag)
}

async fn neighbors(client: &Client) -> Outcome {
    for slug in ["every-kind", "part-two", "undated", "中文搜索"] {
        let near = client.get_post_neighbors().slug(slug).send().await?.into_inner().data;
        let slug_of =
            |post: &Option<PostSummary>| show(post.as_ref().map(|post| post.slug.as_str()));
        println!("neighbors {slug}: {}, {}", slug_of(&near.previous), slug_of(&near.next));
    }
    Ok(())
}

async fn search(client: &Client) -> Outcome {
    let hits = client.search().q("pelican").send().await?.into_inner().data;
    let slugs: Vec<&str> = hits.iter().map(|hit| hit.post.slug.as_str()).collect();
    println!("search {}; {}", slugs.join(" "), hits[0].highlights.text[0]);
    Ok(())
}

/// The generator types only `application/json`, so a problem arrives as bytes.
async fn problem(response: ResponseValue<ByteStream>) -> Outcome<Problem> {
    let chunks: Vec<_> = response.into_inner_stream().try_collect().await?;
    Ok(serde_json::from_slice(&chunks.concat())?)
}

async fn absent(client: &Client) -> Outcome {
    let Err(inkstone::Error::ErrorResponse(response)) =
        client.get_post().slug("every-kin").send().await
    else {
        return Err("no problem".into());
    };
    let status = response.status().as_u16();
    let problem = problem(response).await?;
    let error = &problem.errors[0];
    let (place, suggestion) = (&error.in_, show(error.suggestion.as_deref()));
    let suggestions = problem.suggestions.join(" ");
    println!(
        "problem {status} {} {}: {suggestions}; {place} {} {suggestion}",
        problem.status, problem.code, error.name
    );
    Ok(())
}

async fn unchanged(client: &Client, etag: &str) -> Outcome {
    let Err(inkstone::Error::UnexpectedResponse(response)) =
        every_kind(client).if_none_match(etag).send().await
    else {
        return Err("not 304".into());
    };
    let found = response.headers()["etag"].to_str()?;
    println!(
        "unchanged {} {}",
        response.status().as_u16(),
        if found == etag { "same ETag" } else { found }
    );
    Ok(())
}
