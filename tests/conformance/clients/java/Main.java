import inkstone.ApiClient;
import inkstone.ApiException;
import inkstone.ApiResponse;
import inkstone.api.PostsApi;
import inkstone.api.SearchApi;
import inkstone.model.Cover;
import inkstone.model.ParameterError;
import inkstone.model.Post;
import inkstone.model.PostAnswer;
import inkstone.model.PostNeighbors;
import inkstone.model.PostPage;
import inkstone.model.PostSummary;
import inkstone.model.Problem;
import inkstone.model.SearchHit;
import inkstone.model.TocEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Reads a server through a generated client and prints what expected.txt lists. */
public final class Main {
    private final ApiClient client = new ApiClient();
    private final PostsApi posts;

    private Main(String base) {
        client.updateBaseUri(base);
        posts = new PostsApi(client);
    }

    /** Runs the program against the server whose address is the argument. */
    public static void main(String[] arguments) throws Exception {
        Main program = new Main(arguments[0]);
        program.walk();
        String etag = program.post();
        program.neighbors();
        program.search();
        program.absent();
        program.unchanged(etag);
    }

    private void walk() throws ApiException {
        List<PostSummary> all = new ArrayList<>();
        int pages = 0;
        String cursor = null;
        PostPage page;
        do {
            page = posts.listPosts(PostsApi.APIListPostsRequest.newBuilder().limit(2).cursor(cursor).build());
            pages++;
            all.addAll(page.getData());
            cursor = page.getMeta().getPagination().getNextCursor();
        } while (cursor != null);
        String slugs = all.stream().map(PostSummary::getSlug).collect(Collectors.joining(" "));
        System.out.printf("walk %d pages, %d posts: %s%n", pages, page.getMeta().getPagination().getTotal(), slugs);
        for (PostSummary post : all) {
            Long time = post.getPublishedAt() == null ? null : post.getPublishedAt().toEpochSecond();
            System.out.printf("date %s: %s %s%n", post.getSlug(), post.getDate(), time);
            Cover cover = post.getCover();
            String size = cover == null ? null : cover.getWidth() + "x" + cover.getHeight() + " " + cover.getAlt();
            System.out.printf("cover %s: %s%n", post.getSlug(), size);
        }
    }

    private String post() throws ApiException {
        ApiResponse<PostAnswer> response = posts.getPostWithHttpInfo(everyKind(null));
        Post post = response.getData().getData();
        String ids = post.getToc().stream().map(TocEntry::getId).collect(Collectors.joining(" "));
        String tags = String.join(", ", post.getTags());
        System.out.printf("post %s: %s; %s; %s%n", post.getTitle(), tags, ids, post.getExtra().get("rating"));
        Nodes.of(post.getBlocks()).forEach(line -> System.out.println("block " + line));
        return response.getHeaders().get("etag").get(0);
    }

    private void neighbors() throws ApiException {
        for (String slug : List.of("every-kind", "part-two", "undated", "中文搜索")) {
            PostNeighbors near = posts
                    .getPostNeighbors(PostsApi.APIGetPostNeighborsRequest.newBuilder().slug(slug).build())
                    .getData();
            System.out.printf("neighbors %s: %s, %s%n", slug, slug(near.getPrevious()), slug(near.getNext()));
        }
    }

    private void search() throws ApiException {
        List<SearchHit> hits = new SearchApi(client)
                .search(SearchApi.APISearchRequest.newBuilder().q("pelican").build())
                .getData();
        String slugs = hits.stream().map(hit -> hit.getPost().getSlug()).collect(Collectors.joining(" "));
        System.out.printf("search %s; %s%n", slugs, hits.get(0).getHighlights().getText().get(0));
    }

    private void absent() throws Exception {
        try {
            posts.getPost(PostsApi.APIGetPostRequest.newBuilder().slug("every-kin").build());
        } catch (ApiException refused) {
            Problem problem = client.getObjectMapper().readValue(refused.getResponseBody(), Problem.class);
            ParameterError error = problem.getErrors().get(0);
            System.out.printf("problem %d %d %s: %s; %s %s %s%n", refused.getCode(), problem.getStatus(),
                    problem.getCode(), String.join(" ", problem.getSuggestions()), error.getIn(), error.getName(),
                    error.getSuggestion());
        }
    }

    private void unchanged(String etag) {
        try {
            posts.getPost(everyKind(etag));
        } catch (ApiException answer) {
            String found = answer.getResponseHeaders().firstValue("etag").orElse(null);
            System.out.printf("unchanged %d %s%n", answer.getCode(), etag.equals(found) ? "same ETag" : found);
        }
    }

    private static PostsApi.APIGetPostRequest everyKind(String etag) {
        return PostsApi.APIGetPostRequest.newBuilder()
                .slug("every-kind")
                .include(List.of("blocks"))
                .ifNoneMatch(etag)
                .build();
    }

    private static String slug(PostSummary post) {
        return post == null ? null : post.getSlug();
    }
}
