// Reads a server through a generated client and prints what expected.txt lists.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"strings"

	"client/inkstone"
)

var background = context.Background()

func main() {
	log.SetFlags(0)
	configuration := inkstone.NewConfiguration()
	configuration.Servers = inkstone.ServerConfigurations{{URL: os.Args[1]}}
	client := inkstone.NewAPIClient(configuration)
	walk(client)
	etag := post(client)
	neighbors(client)
	search(client)
	absent(client)
	unchanged(client, etag)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func walk(client *inkstone.APIClient) {
	var posts []inkstone.PostSummary
	request := client.PostsAPI.ListPosts(background).Limit(2)
	for pages := 1; ; pages++ {
		page, _, err := request.Execute()
		check(err)
		posts = append(posts, page.Data...)
		cursor := page.Meta.Pagination.NextCursor.Get()
		if cursor != nil {
			request = request.Cursor(*cursor)
			continue
		}
		slugs := make([]string, 0, len(posts))
		for _, post := range posts {
			slugs = append(slugs, post.Slug)
		}
		fmt.Printf("walk %d pages, %d posts: %s\n", pages, page.Meta.Pagination.Total, strings.Join(slugs, " "))
		break
	}
	for _, post := range posts {
		time := "null"
		if published := post.PublishedAt.Get(); published != nil {
			time = fmt.Sprint(published.Unix())
		}
		fmt.Printf("date %s: %s %s\n", post.Slug, show(post.Date.Get()), time)
		size := "null"
		if cover := post.Cover.Get(); cover != nil {
			size = fmt.Sprintf("%sx%s %s", show(cover.Width.Get()), show(cover.Height.Get()), show(cover.Alt.Get()))
		}
		fmt.Printf("cover %s: %s\n", post.Slug, size)
	}
}

func everyKind(client *inkstone.APIClient) inkstone.ApiGetPostRequest {
	return client.PostsAPI.GetPost(background, "every-kind").Include([]string{"blocks"})
}

func post(client *inkstone.APIClient) string {
	answer, response, err := everyKind(client).Execute()
	check(err)
	post := answer.Data
	var ids []string
	for _, entry := range post.Toc {
		ids = append(ids, entry.Id)
	}
	fmt.Printf("post %s: %s; %s; %v\n", post.Title, strings.Join(post.Tags, ", "), strings.Join(ids, " "), post.Extra["rating"])
	for _, line := range nodes(post.Blocks) {
		fmt.Println("block", line)
	}
	return response.Header.Get("ETag")
}

func neighbors(client *inkstone.APIClient) {
	for _, slug := range []string{"every-kind", "part-two", "undated", "中文搜索"} {
		answer, _, err := client.PostsAPI.GetPostNeighbors(background, slug).Execute()
		check(err)
		fmt.Printf("neighbors %s: %s, %s\n", slug, slugOf(answer.Data.Previous.Get()), slugOf(answer.Data.Next.Get()))
	}
}

func slugOf(post *inkstone.PostSummary) string {
	if post == nil {
		return "null"
	}
	return post.Slug
}

func search(client *inkstone.APIClient) {
	page, _, err := client.SearchAPI.Search(background).Q("pelican").Execute()
	check(err)
	var slugs []string
	for _, hit := range page.Data {
		slugs = append(slugs, hit.Post.Slug)
	}
	fmt.Printf("search %s; %s\n", strings.Join(slugs, " "), page.Data[0].Highlights.Text[0])
}

func absent(client *inkstone.APIClient) {
	_, response, err := client.PostsAPI.GetPost(background, "every-kin").Execute()
	var refused *inkstone.GenericOpenAPIError
	if !errors.As(err, &refused) {
		log.Fatal("no problem: ", err)
	}
	problem, ok := refused.Model().(inkstone.Problem)
	if !ok {
		log.Fatalf("not a problem: %T", refused.Model())
	}
	wrong := problem.Errors[0]
	fmt.Printf("problem %d %d %s: %s; %s %s %s\n", response.StatusCode, problem.Status, problem.Code,
		strings.Join(problem.Suggestions, " "), wrong.In, wrong.Name, show(wrong.Suggestion))
}

func unchanged(client *inkstone.APIClient, etag string) {
	_, response, err := everyKind(client).IfNoneMatch(etag).Execute()
	if response == nil || response.StatusCode != http.StatusNotModified {
		log.Fatal("not 304: ", err)
	}
	same := "same ETag"
	if found := response.Header.Get("ETag"); found != etag {
		same = found
	}
	fmt.Printf("unchanged %d %s\n", response.StatusCode, same)
}
