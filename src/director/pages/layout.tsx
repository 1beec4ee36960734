import type { ComponentChildren, VNode } from 'preact'
import type { Person } from '../store/index.ts'

const HTMX = JSON.stringify({
  allowEval: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  // Else what is new looks like what is old for 20 ms, for animations that there are none of.
  attributesToSettle: [],
  // Pages hold form tokens and drafts: the browser keeps none of them.
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
})

const DESK = [
  ['/', 'Streams'],
  ['/activity', 'Activity'],
  ['/figures', 'Figures'],
  ['/presets', 'Presets'],
] as const

/** The frame of every page. Without a person it is the page of a stranger. */
export function Page(props: {
  title: string
  person?: Person
  formToken?: string
  /** Which of the pages above all streams this is. */
  here?: string | undefined
  /** The way back up, nearest last. */
  trail?: readonly { href: string; label: string }[]
  children: ComponentChildren
}): VNode {
  const { title, person, formToken, here, trail = [], children } = props
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="htmx-config" content={HTMX} />
        <title>{`${title} · Director`}</title>
        <link rel="icon" href="/assets/icon.svg" />
        <link rel="stylesheet" href="/assets/director.css" />
        <script src="/assets/htmx.js" defer />
        <script src="/assets/director.js" defer />
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to the content
        </a>
        <header class="bar">
          <nav class="trail" aria-label="Where you are">
            <a class="home" href="/">
              <span class="dot" aria-hidden="true" />
              Director
            </a>
            {trail.map(({ href, label }) => (
              <a key={href} href={href}>
                {label}
              </a>
            ))}
          </nav>
          {person && (
            <nav class="desk" aria-label="Desk">
              {DESK.map(([href, label]) => (
                <a key={href} href={href} aria-current={here === href ? 'page' : undefined}>
                  {label}
                </a>
              ))}
            </nav>
          )}
          {person && (
            <div class="person">
              <a href="/account">{person.displayName}</a>
              <form method="post" action="/logout">
                <Token value={formToken} />
                <button type="submit" class="quiet">
                  Log out
                </button>
              </form>
            </div>
          )}
        </header>
        <main id="main">{children}</main>
      </body>
    </html>
  )
}

/** What proves that a form came from our own page. */
export const Token = ({ value }: { value: string | undefined }): VNode => (
  <input type="hidden" name="token" value={value ?? ''} />
)

/** One sentence that has to be read, and what to do next. */
export const Notice = ({
  tone,
  children,
}: {
  tone: 'bad' | 'warn' | 'good'
  children: ComponentChildren
}): VNode => (
  <p class={`notice ${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
    {children}
  </p>
)

export function ErrorPage({ error, hint }: { error: string; hint: string }): VNode {
  return (
    <Page title="That did not work">
      <section class="narrow">
        <h1>That did not work</h1>
        <Notice tone="bad">
          {error} {hint}
        </Notice>
        <p>
          <a class="button" href="/">
            To the streams
          </a>
        </p>
      </section>
    </Page>
  )
}
