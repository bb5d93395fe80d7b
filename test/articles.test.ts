import { describe, expect, test } from 'vitest'
import { type Article, type Refusal, textOf } from '../src/articles/article.js'
import { statedCharset } from '../src/articles/charset.js'
import { readMarkdown } from '../src/articles/markdown.js'
import { readPage } from '../src/articles/page.js'
import { settle } from '../src/articles/settle.js'
import { readDate } from '../src/articles/stated-date.js'
import { licenseOf } from '../src/articles/stated-license.js'

function taken(read: Article | Refusal): Article {
  if ('fault' in read) throw new Error(`refused: ${JSON.stringify(read)}`)
  return read
}

/** What is settled, and of what there is doubt. */
function statements(article: Article) {
  const { settled, doubts } = settle(article.said, { isRightToLeft: article.isRightToLeft })
  return {
    ...Object.fromEntries(settled.map(({ subject, spellings: [value] }) => [subject, value])),
    ...(doubts.length > 0 && {
      doubts: Object.fromEntries(
        doubts.map(({ subject, kind, said }) => [
          subject,
          [kind, ...said.map(({ values, where }) => `${values.join(', ')} (${where})`)],
        ]),
      ),
    }),
  }
}

const page = (html: string) => {
  const article = taken(readPage(html))
  const { text, types } = textOf(article.blocks)
  return { article, text, lines: text.split('\n').filter(Boolean), types: [...types.values()], ...article }
}
const markdown = (source: string) => {
  const article = taken(readMarkdown(source))
  const { text, types } = textOf(article.blocks)
  return { article, text, types: [...types.values()], ...article }
}

const FILLER =
  'The storm came up in the night, and in the morning, when the wind had gone down, people went out to look at what was left of the harbour.'
const FILLER_AR =
  'هبت العاصفة في الليل، وفي الصباح، حين هدأت الريح، خرج الناس لينظروا إلى ما بقي من الميناء، ولم يصب أحد بأذى.'
const body = (n = 4, text = FILLER) =>
  Array.from({ length: n }, (_, i) => `<p>${i + 1}. ${text}</p>`).join('\n')

describe('a page', () => {
  test('of news in Arabic, with everything around it', () => {
    const { text, types, dropped, article } = page(`<!DOCTYPE html>
<html lang="ar" dir="rtl"><head><meta charset="utf-8">
<title>عاصفة تضرب الميناء | صحيفة الساحل</title>
<meta property="og:title" content="عاصفة تضرب الميناء">
<meta property="og:site_name" content="صحيفة الساحل">
<link rel="canonical" href="https://example.com/2020/عاصفة">
<script type="application/ld+json">{"@context":"https://schema.org","@graph":[
 {"@type":"Person","@id":"#p","name":"سارة أحمد"},
 {"@type":["NewsArticle"],"headline":"عاصفة تضرب الميناء","author":{"@id":"#p"},"datePublished":"2020-05-02T01:30:00+03:00",
  "dateModified":"2020-05-04","publisher":{"@type":"Organization","name":"صحيفة الساحل"},"keywords":"طقس، بحر"}]}</script>
</head><body>
<nav><ul><li><a href="/">الرئيسية</a></li><li><a href="/sport">رياضة</a></li></ul></nav>
<article><h1>عاصفة تضرب الميناء</h1><div class="byline">كتبت: <a rel="author" href="/sara">سارة أحمد</a></div>
<div class="share-bar"><a href="#">شارك</a></div>
<p>1. ${FILLER_AR}</p><h2>ما بعد العاصفة</h2><p>2. ${FILLER_AR} می&zwnj;خواهم\u200f!&nbsp;ثم</p>
<blockquote><p>«لم نر مثلها» قال الصياد.</p></blockquote><p>3. ${FILLER_AR}</p>
<ul><li>بيت</li><li>قارب</li></ul><p>4. ${FILLER_AR}</p></article>
<footer><p>© 2020 جميع الحقوق محفوظة</p></footer></body></html>`)
    expect(text).toBe(`عاصفة تضرب الميناء

كتبت: سارة أحمد

1. ${FILLER_AR}

ما بعد العاصفة

2. ${FILLER_AR} می\u200cخواهم\u200f!\u00a0ثم

«لم نر مثلها» قال الصياد.

3. ${FILLER_AR}

بيت
قارب

4. ${FILLER_AR}
`)
    expect(types).toEqual([
      ...['heading', 'byline', 'paragraph', 'heading', 'paragraph', 'paragraph', 'paragraph'],
      ...['other', 'other', 'paragraph'],
    ])
    expect(dropped).toEqual(['الرئيسية', 'رياضة', 'شارك', '© 2020 جميع الحقوق محفوظة'])
    expect(statements(article)).toEqual({
      title: 'عاصفة تضرب الميناء',
      authors: ['سارة أحمد'],
      published: '2020-05-02',
      outlet: 'صحيفة الساحل',
      url: 'https://example.com/2020/%D8%B9%D8%A7%D8%B5%D9%81%D8%A9',
      language: 'ar',
      keywords: ['طقس', 'بحر'],
    })
  })

  test('as WordPress makes them: entry-title, time of publication and of a change', () => {
    const { lines, article } = page(`<html lang="en-US"><head><title>Storm &#8211; Coast Paper</title>
<meta property="og:locale" content="en_US"><meta property="og:title" content="Storm at the harbour - Coast Paper">
<meta property="og:site_name" content="Coast Paper"></head><body class="single">
<header><h1 class="site-title"><a href="/">Coast Paper</a></h1></header>
<div class="hentry post"><h1 class="entry-title">Storm at the harbour</h1><div class="entry-meta"><span class="author vcard">
<a class="url fn n" rel="author" href="/a">Jane Doe</a></span>
<time class="entry-date published" datetime="2021-03-04T10:00:00+00:00">March 4</time>
<time class="updated" datetime="2021-03-09T10:00:00+00:00">March 9</time></div>
<div class="entry-content">${body()}</div></div>
<div id="comments" class="comments-area"><p>First! <time datetime="2021-03-05">x</time></p></div></body></html>`)
    expect(lines.slice(0, 3)).toEqual(['Storm at the harbour', 'Jane Doe March 4 March 9', `1. ${FILLER}`])
    expect(statements(article)).toEqual({
      title: 'Storm at the harbour',
      authors: ['Jane Doe'],
      published: '2021-03-04',
      outlet: 'Coast Paper',
      language: 'en-US',
    })
  })

  test('as AMP makes them, and as XHTML', () => {
    const amp =
      page(`<!doctype html><html ⚡ lang=en><head><meta charset=utf-8><link rel=canonical href="https://a.example/x">
<script async src="https://cdn.example/v0.js"></script><style amp-boilerplate>body{visibility:hidden}</style></head>
<body><amp-ad width=1 height=1></amp-ad><main><h1>Head</h1>${body()}<amp-img src=x alt=y></amp-img></main></body></html>`)
    expect(amp.lines[0]).toBe('Head')
    expect(amp.lines).toHaveLength(5)
    expect(statements(amp.article)).toMatchObject({ title: 'Head', url: 'https://a.example/x' })
    const xhtml = page(
      `<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml" xml:lang="fr"><head><title>T</title></head><body><h1>T</h1>${body()}</body></html>`,
    )
    expect(statements(xhtml.article)).toEqual({ title: 'T', language: 'fr' })
  })

  test('that is broken: nothing closed, text before html, two bodies', () => {
    expect(page(body(3).replaceAll('</p>', '')).lines).toEqual([1, 2, 3].map(n => `${n}. ${FILLER}`))
    expect(page(`</div>${FILLER}<html lang=en><body>${body(2)}</html><p>9. ${FILLER}`).lines).toEqual([
      FILLER,
      `1. ${FILLER}`,
      `2. ${FILLER}`,
      `9. ${FILLER}`,
    ])
    expect(page(`<div><b><i>${body(2)}</b></i>`).lines).toHaveLength(2)
  })

  test('has its heading and byline on top only where it shows them there', () => {
    const { lines, types } =
      page(`<article><h1>A storm<br>at sea</h1><p>By <a rel="author" href="/">Jane Doe</a>, 1 May</p>${body(3)}
<div class="author-box">About the author: Jane Doe likes storms.</div></article>`)
    expect(lines.slice(0, 3)).toEqual(['A storm at sea', 'By Jane Doe, 1 May', `1. ${FILLER}`])
    expect(types.slice(0, 3)).toEqual(['heading', 'byline', 'paragraph'])
    const below = page(
      `<article>${body(3)}<div class="author-box">About the author: Jane Doe likes storms.</div></article>`,
    )
    expect(below.lines[0]).toBe(`1. ${FILLER}`)
    expect(below.types).not.toContain('byline')
  })

  test('parts paragraphs at <br><br> and lines at <br>, and glues no blocks together', () => {
    const { text } = page(
      `<div><div>${FILLER}<br>second line<br>\n<br>${FILLER}</div><div>a<span>b</span> c</div>${body(2)}</div>`,
    )
    expect(text.startsWith(`${FILLER}\nsecond line\n\n${FILLER}\n\nab c\n\n1. `)).toBe(true)
  })

  test('keeps tables, captions, code and list entries as lines of their own', () => {
    const { text, types } = page(`<article>${body(2)}
<table><caption>Losses</caption><tr><th>Village<th>Boats<tr><td>Mill<td> 2 </table>
<figure><img src=x alt="not shown"><figcaption>The harbour.</figcaption></figure>
<pre>  if x:\n\n    y\n</pre><ol><li>one<ul><li>nested</li></ul></li><li>two</li></ol>${body(2)}</article>`)
    expect(text).toContain(
      'Losses\n\nVillage | Boats\nMill | 2\n\nThe harbour.\n\n  if x:\n\n    y\n\none\nnested\ntwo\n\n1. ',
    )
    expect(types.filter(type => type === 'other')).toHaveLength(10)
  })

  test('leaves out what nobody sees, and runs nothing', () => {
    const { text } =
      page(`<article>${body(2)}<p hidden>hidden</p><p style="color:red; display : none">none</p>
<script>document.body.innerHTML = 'script'</script><noscript>noscript</noscript><template><p>template</p></template>
<style>p{}</style><svg><text>svg</text></svg><select><option>option</option></select><textarea>area</textarea>
<img src=x onerror="globalThis.ran = true"><p>&nbsp;</p><p>\u200b</p>${body(2)}</article>`)
    expect(text).toBe(`${[1, 2, 1, 2].map(n => `${n}. ${FILLER}`).join('\n\n')}\n`)
    expect(globalThis).not.toHaveProperty('ran')
  })

  test('without words is no article', () => {
    for (const html of ['', ' ', '<html></html>', '<!-- x -->', '<script>a</script>', '<img src=x>'])
      expect(readPage(html), html).toEqual({ fault: 'no-article' })
  })

  test('of more than a page may have is refused by the limit that it passes', () => {
    expect(readPage(`${'<div>'.repeat(511)}x`)).toEqual({ fault: 'limit', what: 'depth', limit: 512 })
    expect(readPage('<b>'.repeat(1_000_000))).toEqual({ fault: 'limit', what: 'elements', limit: 50_000 })
    expect(readPage('<i></i>'.repeat(50_001))).toEqual({ fault: 'limit', what: 'elements', limit: 50_000 })
    expect(readPage(`<p class="${'c '.repeat(40_000)}">x</p>`)).toMatchObject({ what: 'class' })
    expect(page(`${'<div>'.repeat(400)}${body(3)}`).lines).toHaveLength(3)
  })
})

describe('what a page says', () => {
  const said = (head: string, before = '', attributes = 'lang=en') =>
    statements(
      page(
        `<html ${attributes}><head>${head}</head><body><article>${before}${body(3)}</article></body></html>`,
      ).article,
    )
  const ld = (value: unknown) => `<script type="application/ld+json">${JSON.stringify(value)}</script>`

  test('in two ways is said in neither', () => {
    const found = said(
      `${ld({ '@type': 'NewsArticle', headline: 'One', datePublished: '2020-01-01', author: 'A. Writer', publisher: { name: 'X Daily' } })}
       <meta property="og:title" content="Two"><meta property="article:published_time" content="2020-02-02T00:00:00Z">
       <meta name="author" content="B. Writer"><meta property="og:site_name" content="Y Weekly">
       <link rel=canonical href="https://a.example/1"><meta property="og:url" content="https://a.example/2">`,
      '',
      'lang="en" dir="rtl"',
    )
    expect(found).toEqual({
      doubts: {
        title: ['contradiction', 'One (JSON-LD headline)', 'Two (meta og:title)'],
        authors: ['contradiction', 'A. Writer (JSON-LD author)', 'B. Writer (meta author)'],
        published: [
          'contradiction',
          '2020-01-01 (JSON-LD datePublished)',
          '2020-02-02T00:00:00Z (meta article:published_time)',
        ],
        outlet: ['contradiction', 'X Daily (JSON-LD publisher)', 'Y Weekly (meta og:site_name)'],
        url: ['contradiction', 'https://a.example/1 (link canonical)', 'https://a.example/2 (meta og:url)'],
        language: ['contradiction', 'en (lang)', 'rtl (dir)'],
      },
    })
  })

  test('in two spellings is one thing', () => {
    expect(
      said(
        `${ld({ '@type': 'Article', headline: 'It’s a &quot;Storm&quot;', datePublished: '2020-05-01T22:30:00Z', author: [{ name: 'A. Writer' }, { name: 'B. Writer' }], inLanguage: 'en' })}
         <meta property="og:title" content="News: It's a “storm” | Coast"><meta name=author content="By A. Writer and B. Writer">
         <meta property="article:published_time" content="2020-05-02T01:30:00+03:00">
         <link rel=canonical href="http://a.example/x/"><meta property="og:url" content="https://a.example/x#top">`,
        '',
        'lang="en-GB"',
      ),
    ).toEqual({
      title: 'It’s a "Storm"',
      authors: ['A. Writer', 'B. Writer'],
      published: '2020-05-01',
      url: 'http://a.example/x/',
      language: 'en',
    })
    expect(
      said('<meta property="og:title" content="The storm took the ro…">', '<h1>The storm took the roof</h1>'),
    ).toMatchObject({
      title: 'The storm took the roof',
    })
  })

  test('is not made up from what only looks like it', () => {
    expect(said('<meta name="article:published_time" content="3 days ago">', '', '')).toEqual({
      doubts: { published: ['unclear', '3 days ago (meta article:published_time)'] },
    })
    expect(said('', '<p>By <b>Jane Doe</b>, 1 May 2020</p>', '')).toEqual({})
    expect(said('<link rel=canonical href="javascript:alert(1)">', '', 'lang="klingon!"')).toEqual({
      doubts: {
        url: ['unclear', 'javascript:alert(1) (link canonical)'],
        language: ['unclear', 'klingon! (lang)'],
      },
    })
    // No address is made of a path and a base that the page names itself, and none is taken with a password.
    for (const url of [
      '/x',
      '//a.example/x',
      'https://user:pw@a.example/',
      'data:text/html,x',
      'file:///etc/passwd',
    ])
      expect(
        said(`<base href="https://evil.example/"><link rel=canonical href="${url}">`, '', ''),
      ).toMatchObject({
        doubts: { url: ['unclear', `${url} (link canonical)`] },
      })
  })

  test('is no more than a title or a name may be long', () => {
    const statement = (subject: 'title' | 'outlet', value: string) => ({
      subject,
      values: [value],
      where: 'here',
    })
    const [longest, longer] = ['a'.repeat(2000), '| '.repeat(300_000)]
    const { settled, doubts } = settle([statement('outlet', longer), statement('title', longest)])
    expect(settled.map(({ subject, spellings }) => [subject, spellings])).toEqual([['title', [longest]]])
    expect(doubts.map(({ subject, kind }) => [subject, kind])).toEqual([['outlet', 'unclear']])
    expect(settle([statement('title', longer)]).doubts).toHaveLength(1)
  })

  test('of other articles is not said of this one', () => {
    const other = {
      '@type': 'NewsArticle',
      headline: 'Other',
      url: 'https://a.example/other',
      datePublished: '2019-01-01',
    }
    const own = {
      '@type': 'NewsArticle',
      headline: 'Own',
      mainEntityOfPage: { '@id': 'https://a.example/own' },
      datePublished: '2020-01-01',
    }
    const list = { '@type': 'ItemList', itemListElement: [other] }
    expect(
      said(`<link rel=canonical href="https://a.example/own">${ld([other, own])}${ld(list)}`),
    ).toMatchObject({
      title: 'Own',
      published: '2020-01-01',
    })
  })

  test('in JSON-LD that is no JSON, far too deep or hostile, is nothing', () => {
    const broken = page(`<head><script type="application/ld+json">{"headline": </script></head>${body(3)}`)
    expect(statements(broken.article)).toEqual({})
    expect(broken.remarks).toEqual(['JSON-LD of the page is no JSON, and was not read.'])
    for (const json of [
      '[',
      '['.repeat(200_000),
      '{"@type":"Article","__proto__":{"headline":"x"}}',
      '{"@type":"Article","headline":{"a":1},"author":[[["x"]]]}',
    ])
      expect(
        statements(page(`<script type="application/ld+json">${json}</script>${body(3)}`).article),
      ).toEqual({})
  })

  test('of its licence is taken as SPDX', () => {
    expect(
      said('<link rel=license href="https://creativecommons.org/licenses/by-sa/4.0/deed.ar">'),
    ).toMatchObject({
      license: 'CC-BY-SA-4.0',
    })
    expect(licenseOf('http://creativecommons.org/publicdomain/zero/1.0/')).toBe('CC0-1.0')
    expect(licenseOf('CC-BY-4.0')).toBe('CC-BY-4.0')
    expect(licenseOf('https://creativecommons.org/licenses/by/9.9/')).toBeUndefined()
    expect(licenseOf('All rights reserved')).toBeUndefined()
  })
})

test.each([
  ['2020-05-01', '2020-05-01', undefined],
  ['2020', '2020', undefined],
  ['2020-05', '2020-05', undefined],
  ['٢٠٢٠-٠٥-٠١', '2020-05-01', undefined],
  ['2020-05-01T23:30:00+03:00', '2020-05-01', '2020-05-01T20:30:00Z'],
  ['2020-05-01T01:00:00.120+0300', '2020-05-01', '2020-04-30T22:00:00.12Z'],
  ['2020-05-01 10:00:00', '2020-05-01', undefined],
  ['2020-05-01T10:00:00EST', '2020-05-01', undefined],
  ['20200501T100000+0900', '2020-05-01', '2020-05-01T01:00:00Z'],
  ['Fri, 01 May 2020 10:00:00 GMT', '2020-05-01', '2020-05-01T10:00:00Z'],
  ['May 1, 2020', '2020-05-01', undefined],
  ['1 Sept. 2020', '2020-09-01', undefined],
  ['2020/05/01', '2020-05-01', undefined],
])('the date %s is %s', (text, day, moment) => {
  expect(readDate(text)).toEqual({ day, moment })
})

test.each([
  '3 days ago',
  '01/05/2020',
  '2020-02-30',
  '2020-13-01',
  '2020-05-01T25:00:00Z',
  'Mai 2020',
  '0000-00-00',
  '5',
  '',
])('the date %j is not guessed at', text => expect(readDate(text)).toBeUndefined())

describe('Markdown', () => {
  test('is its words, block by block', () => {
    const { text, types } = markdown(`# العنوان

Hello *world*, a [link](http://x.example "t") and ![alt text](i.png) &amp; \`code  x\`
in one line\\
and another  
and a third. می\u200cخواهم[^1]

* one
* two

  1. nested

> quoted
> words

| a | b |
|---|---|
| 1 | 2 |

\`\`\`js
  let x = 1

  x++
\`\`\`

<div><p>html <b>inside</b></p><script>no</script></div>

A <br> break<!-- gone --> and <u>tags</u>.

***

[^1]: The note.

[unused]: http://x.example`)
    expect(text).toBe(`العنوان

Hello world, a link and alt text & code x in one line
and another
and a third. می\u200cخواهم[1]

one
two
nested

quoted words

a | b
1 | 2

  let x = 1

  x++

html inside

A
break and tags.

[1] The note.
`)
    expect(types).toEqual([
      ...['heading', 'paragraph', 'paragraph', 'paragraph', 'other', 'other', 'other', 'paragraph'],
      ...['other', 'other', 'other', 'other', 'other', 'paragraph', 'paragraph', 'paragraph', 'other'],
    ])
  })

  test('has its front matter read as it is spelled', () => {
    const { article, text, others } = markdown(
      '---\r\ntitle: "عنوان: أول"\r\nauthor: [A. Writer, {name: B. Writer}]\r\ndate: 2020-05-01T10:00:00+02:00\r\nlang: ar\r\nlicence: CC-BY-4.0\r\n' +
        'tags:\r\n  - no\r\n  - 000123\r\nlayout: post\r\ndraft: false\r\nslug: ~\r\nmap: {a: [b]}\r\n---\r\n\r\nنص.\r\n',
    )
    expect(text).toBe('نص.\n')
    expect(statements(article)).toEqual({
      title: 'عنوان: أول',
      authors: ['A. Writer', 'B. Writer'],
      published: '2020-05-01',
      language: 'ar',
      license: 'CC-BY-4.0',
      keywords: ['no', '000123'],
    })
    expect(others).toEqual({ layout: 'post', draft: 'false', map: { a: ['b'] } })
  })

  test('says two titles where front matter and heading differ, and one where the front matter has none', () => {
    expect(statements(markdown('---\ntitle: A\n---\n# B\n\ntext').article)).toEqual({
      doubts: { title: ['contradiction', 'A (front matter title)', 'B (heading)'] },
    })
    expect(statements(markdown('# B\n\ntext').article)).toEqual({ title: 'B' })
    expect(statements(markdown('text\n\n# B').article)).toEqual({})
    expect(statements(markdown('# A\n\n# B').article)).toEqual({})
  })

  test('that begins with a line across the page has no front matter', () => {
    expect(markdown('---\n\ntext\n\n---\n\nmore').text).toBe('text\n\nmore\n')
    expect(markdown('---\njust words\n---\n').text).toBe('just words\n')
    expect(markdown('---\ntext without an end').text).toBe('text without an end\n')
  })

  test('is refused with front matter that cannot be read, and with its line', () => {
    expect(readMarkdown('---\na: 1\na: 2\n---\nx')).toMatchObject({ fault: 'front-matter', line: 3 })
    expect(readMarkdown('---\na: [1\n---\nx')).toMatchObject({ fault: 'front-matter' })
    expect(readMarkdown('+++\ntitle = "x"\n+++\nx')).toMatchObject({ fault: 'front-matter', line: 1 })
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
      .split('')
      .map((name, i) => `${name}: &${name} [${`*${'abcdefg'[i]},`.repeat(9)}]`)
      .join('\n')}`
    expect(readMarkdown(`---\n${bomb}\n---\nx`)).toMatchObject({ fault: 'front-matter' })
  })

  test('that would take a parser minutes is refused', () => {
    expect(readMarkdown('*_a'.repeat(20_000))).toEqual({ fault: 'limit', what: 'marks', limit: 8000 })
    const runs = Array.from({ length: 1500 }, (_, i) => '`'.repeat(i)).join(' ')
    expect(readMarkdown(runs)).toMatchObject({ what: 'marks' })
    expect(readMarkdown(`${'>'.repeat(101)} x`)).toEqual({ fault: 'limit', what: 'depth', limit: 100 })
    expect(readMarkdown('')).toEqual({ fault: 'no-article' })
  })
})

test('the encoding that a page names is found where browsers look for it', () => {
  const stated = (html: string) => statedCharset(Buffer.from(html, 'latin1'))
  expect(stated('<html><head><META Charset = "Windows-1256">')).toBe('Windows-1256')
  expect(stated('<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-6" />')).toBe(
    'iso-8859-6',
  )
  expect(stated('<?xml version="1.0" encoding="utf-16"?>')).toBe('utf-16')
  expect(stated('<p>charset=x</p>')).toBeUndefined()
})
