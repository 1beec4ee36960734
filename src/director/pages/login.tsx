import type { VNode } from 'preact'
import { Notice, Page } from './layout.tsx'

/** @param next the page that the person wanted, an address on this server */
export function LoginPage({ next, name, error }: { next: string; name: string; error?: string }): VNode {
  return (
    <Page title="Log in">
      <section class="narrow">
        <h1>Log in</h1>
        {error !== undefined && <Notice tone="bad">{error}</Notice>}
        <form method="post" action="/login" class="stack">
          <input type="hidden" name="next" value={next} />
          <label>
            Name
            <input
              name="name"
              value={name}
              autocomplete="username"
              autocapitalize="none"
              required
              autofocus
            />
          </label>
          <label>
            Password
            <input name="password" type="password" autocomplete="current-password" required />
          </label>
          <button type="submit" class="primary">
            Log in
          </button>
        </form>
      </section>
    </Page>
  )
}
