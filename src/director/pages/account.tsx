import type { VNode } from 'preact'
import { MIN_LENGTH } from '../auth/index.ts'
import type { Person } from '../store/index.ts'
import { Notice, Page, Token } from './layout.tsx'

export function AccountPage(props: { person: Person; formToken: string; error?: string }): VNode {
  const { person, formToken, error } = props
  return (
    <Page title="Your account" person={person} formToken={formToken}>
      <section class="narrow">
        <h1>{person.displayName}</h1>
        <p class="muted">
          {person.role === 'director'
            ? 'You decide: approve, reject, edit and deploy.'
            : 'You look: decisions are made by directors.'}
        </p>
        {error !== undefined && <Notice tone="bad">{error}</Notice>}
        <form method="post" action="/account/password" class="stack">
          <Token value={formToken} />
          <label>
            Password now
            <input name="password" type="password" autocomplete="current-password" required />
          </label>
          <label>
            New password, {MIN_LENGTH} letters or more
            <input name="fresh" type="password" autocomplete="new-password" minLength={MIN_LENGTH} required />
          </label>
          <button type="submit" class="primary">
            Change the password
          </button>
          <p class="muted">Every other browser where you are logged in has to log in again.</p>
        </form>
      </section>
    </Page>
  )
}
