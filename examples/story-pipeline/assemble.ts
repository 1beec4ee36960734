import { filesOf, type Plan, type Scene } from './director.ts'

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const inHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (mark) => ESCAPES[mark] ?? mark)

/** The whole story as one page of cards, sound and text. It holds no script, so it plays under the strictest policy. */
export function assemblePage(plan: Plan): string {
  const chapters = plan.chapters.map(
    (chapter) => `<section>
<h2>${inHtml(chapter.title)}</h2>
${chapter.scenes.map(scenePart).join('\n')}
</section>`,
  )
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${inHtml(plan.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${inHtml(plan.title)}</h1>
<p>${inHtml(plan.logline)}</p>
</header>
<main>
${chapters.join('\n')}
</main>
<footer>The end.</footer>
</body>
</html>
`
}

function scenePart(scene: Scene): string {
  const files = filesOf(scene)
  const name = inHtml(scene.name)
  return `<article id="${scene.slug}">
<img src="${files.image}" alt="${name}" width="960" height="540" loading="lazy">
<h3>${name}</h3>
<audio controls preload="none" src="${files.audio}" aria-label="${name}"></audio>
${scene.paragraphs.map((paragraph) => `<p>${inHtml(paragraph)}</p>`).join('\n')}
</article>`
}

const STYLE = `
:root { color-scheme: dark; }
body { margin: 0; background: #000; color: #e8e4dc; font: 1.125rem/1.7 Georgia, 'Times New Roman', serif; }
header { min-height: 70vh; display: grid; align-content: center; text-align: center; padding: 2rem 1.25rem;
  background: radial-gradient(ellipse at 50% 45%, #4a101d 0%, #190914 40%, #000 70%); }
h1 { font-size: clamp(2.2rem, 7vw, 4.5rem); font-weight: 400; letter-spacing: .04em; margin: 0 0 1rem; }
header p { max-width: 34em; margin: 0 auto; color: #b9b2a6; font-style: italic; }
h2 { text-align: center; margin: 5rem 0 2rem; color: #a39c90; font: 500 .85rem/1 system-ui, sans-serif;
  letter-spacing: .3em; text-transform: uppercase; }
article { max-width: 42rem; margin: 0 auto 5rem; padding: 0 1.25rem; }
h3 { font-size: 1.6rem; font-weight: 400; margin: 1.6rem 0 .4rem; }
img { display: block; width: 100%; height: auto; border-radius: 24px; border: 1px solid #ffffff1f; }
audio { width: 100%; margin: .4rem 0 .8rem; }
@media (min-width: 62rem) { article img { width: 60rem; margin-left: -9rem; max-width: none; } }
footer { text-align: center; padding: 3rem 1rem 8rem; color: #8d8578; font-style: italic; }
`
