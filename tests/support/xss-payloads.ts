/**
 * Texts that run where a page takes them for markup, script, address or style. Each marks its run in `window.__xss`,
 * opens a dialog, or asks a foreign host (`https://xss.invalid`) for something.
 */
const RUN = 'window.__xss=1'

const tags = [
  `<script>${RUN}</script>`,
  `<script src=https://xss.invalid/a.js></script>`,
  `<img src=x onerror=${RUN}>`,
  `<img src=x onerror="${RUN}">`,
  `<img/src="x"/onerror=${RUN}>`,
  `<svg onload=${RUN}>`,
  `<svg/onload=${RUN}//`,
  `<svg><script>${RUN}</script></svg>`,
  `<svg><animate onbegin=${RUN} attributeName=x dur=1s>`,
  `<svg><set onbegin=${RUN} attributename=x>`,
  `<svg><a xlink:href="javascript:${RUN}"><text y=20>x</text></a></svg>`,
  `<svg><use href="data:image/svg+xml,<svg id=x xmlns='http://www.w3.org/2000/svg'><script>${RUN}</script></svg>#x">`,
  `<svg><foreignObject><iframe srcdoc="<script>parent.__xss=1</script>"></iframe></foreignObject></svg>`,
  `<body onload=${RUN}>`,
  `<iframe src="javascript:parent.__xss=1">`,
  `<iframe srcdoc="<script>parent.__xss=1</script>">`,
  `<object data="javascript:${RUN}">`,
  `<embed src="javascript:${RUN}">`,
  `<video><source onerror=${RUN}></video>`,
  `<video src=x onerror=${RUN}></video>`,
  `<audio src=x onerror=${RUN}></audio>`,
  `<details open ontoggle=${RUN}>x</details>`,
  `<input autofocus onfocus=${RUN}>`,
  `<select autofocus onfocus=${RUN}></select>`,
  `<textarea autofocus onfocus=${RUN}></textarea>`,
  `<marquee onstart=${RUN}>x</marquee>`,
  `<a href="javascript:${RUN}" autofocus onfocus=${RUN}>x</a>`,
  `<form><button formaction="javascript:${RUN}">x</button></form>`,
  `<math><mtext><table><mglyph><style><img src=x onerror=${RUN}>`,
  `<link rel=stylesheet href=https://xss.invalid/a.css>`,
  `<link rel=import href=https://xss.invalid/a.html>`,
  `<base href=https://xss.invalid/>`,
  `<meta http-equiv=refresh content="0;url=https://xss.invalid/">`,
  `<style>@import url(https://xss.invalid/a.css);</style>`,
  `<style>body{background:url(https://xss.invalid/a.png)}</style>`,
  `<template><img src=x onerror=${RUN}></template>`,
  `<noscript><p title="</noscript><img src=x onerror=${RUN}>">`,
  `<xmp><p title="</xmp><img src=x onerror=${RUN}>">`,
  `<dialog open onclose=${RUN}><form method=dialog><button autofocus>x</button></form></dialog>`,
  `<div style="animation:x 1s" onanimationstart=${RUN}><style>@keyframes x{}</style>`,
  `<p style="background:url(javascript:${RUN})">x</p>`,
  `<object data="data:text/html,<script>parent.__xss=1</script>"></object>`,
  `<img src=x:x onerror=alert(1)>`,
  `<svg onload=alert(1)>`,
  `<script>alert(1)</script>`,
]

/** Ways out of the place where a text stands: attribute, script, comment, style, template, JSON. */
const breakouts = [
  '"',
  "'",
  '">',
  "'>",
  '`',
  '</script>',
  '-->',
  '</style>',
  '</title>',
  '</textarea>',
  ']]>',
  '*/',
  '}',
]
const escaping = breakouts.flatMap((out) => [
  `${out}<script>${RUN}</script>`,
  `${out}<img src=x onerror=${RUN}>`,
  `${out} onmouseover=${RUN} autofocus onfocus=${RUN} x=`,
])

const addresses = [
  `javascript:${RUN}`,
  `JaVaScRiPt:${RUN}`,
  `java\tscript:${RUN}`,
  `java\nscript:${RUN}`,
  `\u0001javascript:${RUN}`,
  ` javascript:${RUN}`,
  `javascript://x%0a${RUN}`,
  `data:text/html,<script>parent.__xss=1</script>`,
  `data:text/html;base64,PHNjcmlwdD5wYXJlbnQuX194c3M9MTwvc2NyaXB0Pg==`,
  `data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" onload="${RUN}"/>`,
  `vbscript:${RUN}`,
  `//xss.invalid/a.png`,
  `https://xss.invalid/a.png`,
  `\\\\xss.invalid\\a.png`,
  `blob:https://xss.invalid/x`,
  `view-source:javascript:${RUN}`,
]

const expressions = [
  `\${${RUN}}`,
  `{{constructor.constructor('${RUN}')()}}`,
  `{{${RUN}}}`,
  `<%= ${RUN} %>`,
  `#{${RUN}}`,
  `';${RUN};//`,
  `";${RUN};//`,
  `\\";${RUN};//`,
  `</script><script>${RUN}//`,
  `\u2028${RUN}\u2029`,
  `__proto__`,
  `constructor`,
  `toString`,
  `dangerouslySetInnerHTML`,
  `{"__html":"<img src=x onerror=${RUN}>"}`,
]

/** The same tags in letters that a filter may miss. */
const disguised = [
  ...tags.slice(0, 8).map((tag) => tag.toUpperCase().replaceAll('WINDOW.__XSS', 'window.__xss')),
  ...tags.slice(0, 8).map((tag) => tag.replace('<', '<\u0000')),
  ...tags.slice(0, 8).map((tag) => tag.replaceAll('<', '&lt;').replaceAll('>', '&gt;')),
  ...tags.slice(0, 8).map((tag) => tag.replaceAll('<', '\uff1c').replaceAll('>', '\uff1e')),
  ...tags.slice(0, 8).map((tag) => `\u202e${tag}\u200b`),
  ...tags.slice(0, 4).map((tag) => tag.replaceAll('<', '<<')),
  ...tags.slice(0, 4).map((tag) => encodeURIComponent(tag)),
]

/** 150 and more texts that must show as the text they are, and never run. */
export const xssPayloads: readonly string[] = [
  ...tags,
  ...escaping,
  ...addresses,
  ...expressions,
  ...disguised,
]
