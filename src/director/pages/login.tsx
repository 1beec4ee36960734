import type { VNode } from 'preact'
import { Notice, Page } from './layout.tsx'

/**
 * @param next the page that the person wanted, an address on this server
 * @param isAgain this browser was logged in before, and was on its way to that page
 */
export function LoginPage(props: { next: string; name: string; error?: string; isAgain?: boolean }): VNode {
  const { next, name, error, isAgain } = props
  return (
    <Page title="Log in">
      <section class="narrow">
        <h1>Log in</h1>
        {isAgain && (
          <div data-again="">
            <Notice tone="warn">Your session has ended. Log in, and you go on where you were.</Notice>
          </div>
        )}
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
