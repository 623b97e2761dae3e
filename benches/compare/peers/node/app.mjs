// A minimal API over a folder of posts with Express, as a site would write it. usage: node app.mjs FOLDER PORT
import fs from 'node:fs'
import path from 'node:path'
import express from 'express'
import matter from 'gray-matter'
import { marked } from 'marked'

const [folder, port] = process.argv.slice(2)
const day = (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : (value ?? null))

function read(name) {
  const { data, content } = matter(fs.readFileSync(path.join(folder, name), 'utf8'))
  const { title, description = null, readTime = null, category = null, tags = [], author = null } = data
  const summary = { slug: path.parse(name).name, title, description, date: day(data.date), readTime, category, tags, author }
  return { summary, content }
}

const posts = fs.readdirSync(folder).filter((name) => name.endsWith('.md')).map(read)
posts.sort((a, b) => (a.summary.date < b.summary.date ? 1 : a.summary.date > b.summary.date ? -1 : 0))
const bySlug = new Map(posts.map((post) => [post.summary.slug, post]))

const app = express()
app.disable('x-powered-by')

app.get('/posts', (request, response) => {
  const { tag, category, page = 1, limit = 20 } = request.query
  const found = posts
    .map((post) => post.summary)
    .filter((post) => (!tag || post.tags.includes(tag)) && (!category || post.category === category))
  const start = (Number(page) - 1) * Number(limit)
  response.json({ data: found.slice(start, start + Number(limit)), total: found.length })
})

app.get('/posts/:slug', (request, response) => {
  const post = bySlug.get(request.params.slug)
  if (!post) return response.status(404).json({ error: 'not found' })
  // Rendered when it is first requested.
  post.html ??= marked.parse(post.content)
  response.json({ data: { ...post.summary, html: post.html } })
})

app.listen(Number(port), '127.0.0.1')
